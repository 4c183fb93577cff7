import type { Program } from '../processes/start-program.ts'

/** What is sent, over and over, and what must come back each time. */
export type Exchange = {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Several are sent in turn. */
  readonly bodies?: readonly string[]
  /** Whose tokens go with them, where it is not always the same caller; as many as there are bodies. */
  readonly callers?: readonly string[]
  readonly status?: number
  isRight(body: string): boolean
}

/** A server under measurement. */
export type Contender = {
  readonly name: string
  readonly program: Program
  readonly exchange: Exchange
  /** The name of the one whose work this one is compared with. */
  readonly baseline: string
  /** What share of the baseline's rate is promised. */
  readonly promisedShare?: number
}
