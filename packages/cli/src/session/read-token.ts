import { parseToken } from '@keystead/core/token'
import { Failure } from '../failure.ts'

/** Looked at before it is sent: what is no token of Keystead's may be somebody's password. */
export function requireToken(text: string): string {
  const parsed = parseToken(text.trim(), { acceptLegacy: true })
  if (parsed.ok) return parsed.token.reveal()
  throw new Failure('badInput', ({ login }) => (parsed.fault === 'checksum' ? login.mistyped : login.noToken))
}
