import { STATUS_CODES } from 'node:http'
import type { PlainAnswer } from './plain-door.ts'

/** An answer as node:http would write it on a connection that stays. */
export function writePlainAnswer(
  requestId: string,
  { status, headers, body }: PlainAnswer,
  keepAliveSeconds: number,
): string {
  return (
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n` +
    `x-request-id: ${requestId}\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n` +
    `Date: ${httpDate()}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=${keepAliveSeconds}\r\n\r\n${body}`
  )
}

let dateText = ''
let dateSecond = -1

/** The time as HTTP writes it. It is written anew once a second. */
function httpDate(): string {
  const second = Math.floor(Date.now() / 1_000)
  if (second !== dateSecond) {
    dateSecond = second
    dateText = new Date(second * 1_000).toUTCString()
  }
  return dateText
}
