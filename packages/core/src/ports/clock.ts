/** The time, as the composition root or a test gives it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}
