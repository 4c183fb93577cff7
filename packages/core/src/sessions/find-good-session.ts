import { idPrefixes, type SessionId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import { isLive } from '../model/session.ts'
import type { SessionRecord, StoreReader } from '../ports/store.ts'
import { decoyDigest, matchesDigest } from '../token/digest-token.ts'
import { parseToken } from '../token/parse-token.ts'

/** The session of this token, if it is live. */
export async function findGoodSession(
  { peppers }: Instance,
  store: StoreReader,
  text: string,
  now: number,
): Promise<SessionRecord | undefined> {
  const parsed = parseToken(text)
  if (!parsed.ok) return undefined
  const record = await store.findSession(`${idPrefixes.session}${parsed.keyId}` as SessionId)
  // The same steps for an unknown session as for a wrong secret, as in the verification of keys.
  const pepper = record === undefined ? peppers.current : peppers.get(record.pepperVersion)
  const matches = matchesDigest(parsed.token, pepper, record?.digest ?? decoyDigest)
  return matches && record !== undefined && isLive(record.session, now) ? record : undefined
}
