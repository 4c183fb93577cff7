import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { logFailure } from './log-failure.ts'
import { toKeysteadError } from './to-keystead-error.ts'

export const linesMediaType = 'application/x-ndjson'

// Larger than any one line, so that a long answer is written in few pieces; small enough to be held for many callers.
const pieceLength = 64 * 1024

/**
 * Answers one line of JSON for each value, no faster than the caller reads. What fails before the first piece is answered
 * as ever. What fails later cannot be: the status is out, so the connection is broken off, and nobody takes what they have
 * for the whole.
 */
export function sendLines(request: FastifyRequest, reply: FastifyReply, values: AsyncIterable<unknown>): FastifyReply {
  return reply
    .header('content-type', linesMediaType)
    .send(Readable.from(guard(request, reply, joinLines(values)), { objectMode: false }))
}

async function* joinLines(values: AsyncIterable<unknown>): AsyncGenerator<string> {
  let piece = ''
  for await (const value of values) {
    piece += `${JSON.stringify(value)}\n`
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
    // SQLite answers within the same turn of the event loop: without this, nobody else would have one.
    await nextTurn()
  }
  if (piece !== '') yield piece
}

async function* guard(
  request: FastifyRequest,
  reply: FastifyReply,
  pieces: AsyncGenerator<string>,
): AsyncGenerator<string> {
  try {
    yield* pieces
  } catch (error) {
    if (reply.raw.headersSent) {
      logFailure(request, toKeysteadError(error))
      // A proxy that speaks HTTP/1.0 to us takes an ordinary end of the connection for the end of the answer.
      request.raw.socket.resetAndDestroy()
    }
    throw error
  }
}
