import type { Socket } from 'node:net'
import type { KeysteadError } from '@keystead/core'

/** The headers that mean something to a door or to its route, each of which comes once at most. */
export const meaningfulHeaders = [
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'host',
  'user-agent',
  'x-forwarded-for',
  'x-keystead-client',
] as const

export type PlainHeaders = { readonly [Name in (typeof meaningfulHeaders)[number]]?: string }

/** A request whose whole meaning is in these. What else it says, its route would not look at either. */
export type PlainRequest = {
  /** By which its answer and its line in the log are found together. */
  readonly id: string
  /** Of the URL, behind the question mark; empty for none. */
  readonly query: string
  /** The very same object as with the request before where the whole head is: what was read out of it need not be read again. */
  readonly headers: PlainHeaders
  /** Whole, as it came. */
  readonly body: Buffer
  readonly socket: Pick<Socket, 'remoteAddress'>
}

/** What a door says to a request that it takes. */
export type PlainAnswer = {
  readonly status: number
  /** Lines that each end with CRLF, in the order in which the route writes them. */
  readonly headers: string
  readonly body: string
  /** Why it is a refusal, for the log: as the route would have it written down. */
  readonly refusal?: KeysteadError
}

/**
 * A short way to the answer that a route gives. It takes what is plain and asked all day, and leaves all else to the route, so
 * that it cannot differ from the route in more than its speed. What it throws is such a case, too.
 */
export type PlainDoor = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** Undefined, at once or in the end: it is for the route to answer. */
  answer(request: PlainRequest): PlainAnswer | undefined | Promise<PlainAnswer | undefined>
}

/** The longest body that a door reads. */
export const longestPlainBody = 16 * 1024
