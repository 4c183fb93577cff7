/** What JavaScript holds, within its heap and beside it, once all that can be let go is let go. Needs --expose-gc. */
export function liveBytes(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
