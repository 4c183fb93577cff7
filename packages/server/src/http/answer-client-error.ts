import type { Socket } from 'node:net'
import { type ErrorCode, errorRegistry } from '@keystead/core'
import { statusOf } from './error-status.ts'
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
  const code: ErrorCode = error.code === 'HPE_HEADER_OVERFLOW' ? 'HEADERS_TOO_LARGE' : 'INVALID_REQUEST'
  const { kind, message } = errorRegistry[code]
  const status = statusOf[kind]
  const body = JSON.stringify({
    type: `urn:keystead:error:${code}`,
    title: message,
    status,
    code,
    requestId: newRequestId(),
  })
  socket.end(
    [
      `HTTP/1.1 ${status} ${reasonPhrases[status] ?? 'Error'}`,
      'content-type: application/problem+json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}
