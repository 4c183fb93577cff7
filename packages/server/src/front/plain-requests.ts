import { timingSafeEqual } from 'node:crypto'
import type { Socket } from 'node:net'
import { newRequestId } from '../http/request-id.ts'
import { longestPlainBody, type PlainRequest } from './plain-door.ts'
import { type PlainHead, readPlainHead } from './read-plain-head.ts'

const longestHead = 8 * 1024
const headEnd = Buffer.from('\r\n\r\n')

type Found = { readonly door: string; readonly request: PlainRequest; readonly end: number }

/** Reads the requests of one connection out of what has come of them. */
export class PlainRequests {
  readonly #socket: Socket
  #lastHead: PlainHead | undefined
  /** With the empty line. A client hardly ever writes another head than the one before. */
  #lastBytes = Buffer.alloc(0)

  constructor(socket: Socket) {
    this.#socket = socket
  }

  /** The plain request that begins here; undefined for one that is not, or is not all here. */
  read(chunk: Buffer, start: number): Found | undefined {
    const head = this.#readHead(chunk, start)
    if (head === undefined) return undefined
    const { door, query, headers, bodyBytes } = head
    const bodyStart = start + this.#lastBytes.length
    const end = bodyStart + bodyBytes
    if (bodyBytes > longestPlainBody || end > chunk.length) return undefined
    const body = chunk.subarray(bodyStart, end)
    return { door, request: { id: newRequestId(), query, headers, body, socket: this.#socket }, end }
  }

  #readHead(chunk: Buffer, start: number): PlainHead | undefined {
    const last = this.#lastBytes
    const same = chunk.subarray(start, start + last.length)
    // It holds a secret, and not all that come over one connection need be the same client: a proxy has many.
    if (this.#lastHead !== undefined && same.length === last.length && timingSafeEqual(same, last))
      return this.#lastHead
    const length = chunk.indexOf(headEnd, start) - start
    if (length < 0 || length > longestHead) return undefined
    this.#lastHead = readPlainHead(chunk.toString('latin1', start, start + length))
    this.#lastBytes = Buffer.from(chunk.subarray(start, start + length + headEnd.length))
    return this.#lastHead
  }
}
