import type { Socket } from 'node:net'
import { KeysteadError } from '@keystead/core'
import { problemMediaType, toProblem } from './problem-document.ts'
import { newRequestId } from './request-id.ts'

const reasonPhrases: Partial<Record<number, string>> = { 400: 'Bad Request', 431: 'Request Header Fields Too Large' }

/**
 * Answers what is no HTTP request that Node can read, such as one with a megabyte of header. There is no request yet and
 * no route, so the problem document is written straight to the connection, which is then closed.
 */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const isOverflow = error.code === 'HPE_HEADER_OVERFLOW'
  const problem = toProblem(new KeysteadError(isOverflow ? 'HEADERS_TOO_LARGE' : 'INVALID_REQUEST'), newRequestId())
  const body = JSON.stringify(problem)
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${reasonPhrases[problem.status] ?? 'Error'}`,
      `content-type: ${problemMediaType}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}
