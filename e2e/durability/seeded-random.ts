// Random decisions that follow from a seed, so that a run that failed can be had again.

/** A whole number from 0 to below the bound. */
export type Draw = (bound: number) => number

/** Mulberry32, by Tommy Ettinger: 32 bits of state, even enough to decide what a test does next. */
export function seededRandom(seed: number): Draw {
  let state = seed
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound
  }
}
