import { type ParsedToken, parseToken } from '@keystead/core/token'
import type { Match } from './match.ts'

export const versionMark = '_v1_'

const afterMark = 16 + 1 + 43 + 6
const separatorAt = versionMark.length + 16
const shortestPrefix = 2
const longestPrefix = 16
const underscore = 0x5f

const isPrefixByte = (byte: number | undefined) =>
  byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a))

/**
 * Reads the token around a `_v1_`. The checksum says where it begins: in `"\nksd_v1_…"` or `%3dksd_v1_…`, as escapes leave it,
 * there is no other way to tell the prefix from the letters before it. For the same reason nothing is asked of what follows.
 */
export function readKeysteadToken(bytes: Buffer, at: number): Match | undefined {
  if (bytes[at + separatorAt] !== underscore) return
  const end = at + versionMark.length + afterMark
  if (end > bytes.length) return
  for (let length = 1; length <= longestPrefix && isPrefixByte(bytes[at - length]); length += 1) {
    if (length < shortestPrefix) continue
    const parsed = parseToken(bytes.toString('latin1', at - length, end))
    if (parsed.ok)
      return matchOf(parsed, { prefix: bytes.toString('latin1', at - length, at), start: at - length, end })
  }
  return
}

type Place = { readonly prefix: string; readonly start: number; readonly end: number }

function matchOf({ keyId, token }: ParsedToken & { ok: true }, { prefix, start, end }: Place): Match {
  const masked = `${prefix}${versionMark}${keyId}_…`
  return { rule: 'keystead-token', certainty: 'certain', start, end, masked, keyId, encoding: null, token }
}
