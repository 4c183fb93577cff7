import { randomUUID } from 'node:crypto'

/** Ours for every request, never the caller's: whoever chose it could make two requests look like one. */
export function newRequestId(): string {
  return `req_${randomUUID().replaceAll('-', '')}`
}
