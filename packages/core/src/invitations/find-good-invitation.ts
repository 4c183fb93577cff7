import { type InvitationId, idPrefixes } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { StoredInvitation } from '../model/invitation.ts'
import type { StoreReader } from '../ports/store.ts'
import { decoyDigest, matchesDigest } from '../token/digest-token.ts'
import { parseToken } from '../token/parse-token.ts'

/** The invitation whose token this is, unless it has expired. */
export async function findGoodInvitation(
  { peppers }: Instance,
  store: StoreReader,
  text: string,
  now: number,
): Promise<StoredInvitation | undefined> {
  const parsed = parseToken(text)
  if (!parsed.ok) return undefined
  const found = await store.findInvitation(`${idPrefixes.invitation}${parsed.keyId}` as InvitationId)
  // The same steps for an unknown one as for a wrong secret, as in the verification of keys.
  const pepper = found === undefined ? peppers.current : peppers.get(found.pepperVersion)
  const matches = matchesDigest(parsed.token, pepper, found?.digest ?? decoyDigest)
  return matches && found !== undefined && found.expiresAt > now ? found : undefined
}
