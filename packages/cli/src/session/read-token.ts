import { parseToken } from '@keystead/core/token'
import { Failure } from '../failure.ts'

const longestInput = 4_096

/** One token from standard input. A line break at its end is that of `echo`. */
export async function readTokenFromInput(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk
    if (text.length > longestInput) break
  }
  return requireToken(text)
}

/** Looked at before it is sent: what is no token of Keystead's may be somebody's password. */
export function requireToken(text: string): string {
  const parsed = parseToken(text.trim(), { acceptLegacy: true })
  if (parsed.ok) return parsed.token.reveal()
  throw new Failure('badInput', ({ login }) => (parsed.fault === 'checksum' ? login.mistyped : login.noToken))
}
