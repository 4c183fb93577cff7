import { KeysteadError } from '../errors.ts'
import type { UserId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { StoredOneTimeLink, StoreReader, StoreTransaction } from '../ports/store.ts'
import { decoyDigest, digestToken, matchesDigest } from '../token/digest-token.ts'
import type { KeyToken } from '../token/key-token.ts'
import { mintToken } from '../token/mint-token.ts'
import { parseToken } from '../token/parse-token.ts'

/** What the token of a link begins with. Made like a key's, it is redacted and scanned for like one. */
const linkPrefix = 'link'

/** For this long a link can be used. */
const linkLifetimeMs = 24 * 60 * 60_000

/** Makes a link for the set-up of the instance, or for a user to choose a password. */
export async function makeOneTimeLink(
  { randomness, peppers }: Instance,
  transaction: StoreTransaction,
  now: number,
  userId: UserId | null,
): Promise<KeyToken> {
  const pepper = peppers.current
  const { keyId, token } = mintToken({ prefix: linkPrefix, randomness })
  await transaction.insertOneTimeLink({
    id: keyId,
    userId,
    expiresAt: now + linkLifetimeMs,
    digest: digestToken(token, pepper),
    pepperVersion: pepper.version,
  })
  return token
}

/** The link of this token, if it is good. Fails with `LINK_INVALID`, for every reason alike. */
export async function findGoodLink(
  { peppers }: Instance,
  store: StoreReader,
  text: string,
  now: number,
): Promise<StoredOneTimeLink> {
  const parsed = parseToken(text)
  if (!parsed.ok) throw new KeysteadError('LINK_INVALID')
  const link = await store.findOneTimeLink(parsed.keyId)
  const pepper = link === undefined ? peppers.current : peppers.get(link.pepperVersion)
  const matches = matchesDigest(parsed.token, pepper, link?.digest ?? decoyDigest)
  if (!matches || link === undefined || link.expiresAt <= now) throw new KeysteadError('LINK_INVALID')
  return link
}
