/** How long everything is measured. */
export type Plan = {
  /** How often each contender has its turn, besides the first turn, which is not counted. */
  readonly rounds: number
  /** For how long, each time. */
  readonly seconds: number
  /** Sees that everything runs, with few keys and in little time: the figures then mean nothing. */
  readonly quick: boolean
}
