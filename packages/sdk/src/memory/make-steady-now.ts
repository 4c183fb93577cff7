/**
 * A clock for measuring, in milliseconds. It never goes back, and it goes on while the machine sleeps, which the monotonic
 * clocks of some systems do not: what was good for two seconds must not be good after a night. Of the two clocks that there
 * are, it follows the one that is ahead.
 */
export function makeSteadyNow(): () => number {
  let ahead = Number.NEGATIVE_INFINITY
  return () => {
    const steady = performance.now()
    ahead = Math.max(ahead, Date.now() - steady)
    return steady + ahead
  }
}
