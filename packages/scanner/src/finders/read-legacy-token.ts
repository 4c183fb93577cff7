import { parseToken } from '@keystead/core/token'
import type { Match } from './match.ts'

export const legacyMark = 'local-'

const length = legacyMark.length + 40
const wordByte = /[0-9A-Za-z_-]/

/** Reads `local-` and 40 hex digits: Keystead's legacy format, and that of self-managed W&B. It has no checksum. */
export function readLegacyToken(bytes: Buffer, at: number): Match | undefined {
  const end = at + length
  const parsed = parseToken(bytes.toString('latin1', at, end), { acceptLegacy: true })
  if (!parsed.ok || parsed.format !== 'legacy') return
  if (wordByte.test(bytes.toString('latin1', end, end + 1))) return
  const { keyId, token } = parsed
  const masked = `${legacyMark}${keyId}…`
  return { rule: 'keystead-legacy-token', certainty: 'likely', start: at, end, masked, keyId, encoding: null, token }
}
