import { randomFillSync } from 'node:crypto'

const idBytes = 16
// Drawn for many at once: to ask for 16 bytes takes longer than to be given some thousand.
const pool = Buffer.alloc(256 * idBytes)
let used = pool.length

/** Ours for every request, never the caller's: whoever chose it could make two requests look like one. */
export function newRequestId(): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += idBytes
  return `req_${pool.toString('hex', used - idBytes, used)}`
}
