import { hkdfSync } from 'node:crypto'
import type { WebhookId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import { openToken, sealToken } from '../keys/idempotent-creation.ts'
import { KeyToken } from '../token/key-token.ts'
import type { Pepper } from '../token/pepper.ts'

/** As Standard Webhooks writes them: this, and the bytes of an HMAC key in base64. */
const secretPrefix = 'whsec_'
const secretBytes = 32

export function newWebhookSecret({ randomness }: Pick<Instance, 'randomness'>): KeyToken {
  return new KeyToken(secretPrefix + Buffer.from(randomness.bytes(secretBytes)).toString('base64'))
}

/** The bytes that sign. */
export function signingKeyOf(secret: KeyToken): Uint8Array {
  return Buffer.from(secret.reveal().slice(secretPrefix.length), 'base64')
}

/**
 * A secret as it lies in the database. It has to be read again for every delivery, so it cannot be a digest; who has the
 * database and not the pepper can read none, nor put the secret of one webhook in the place of another's.
 */
export function sealWebhookSecret(
  { peppers, randomness }: Pick<Instance, 'peppers' | 'randomness'>,
  id: WebhookId,
  secret: KeyToken,
): Uint8Array {
  return sealToken(secret, deriveSealingKey(id, peppers.current), randomness)
}

/** The secret again. Throws `PEPPER_MISSING`; and an error where somebody has changed what lies in the database. */
export function openWebhookSecret(
  { peppers }: Pick<Instance, 'peppers'>,
  id: WebhookId,
  sealed: Uint8Array,
  pepperVersion: number,
): KeyToken {
  const secret = openToken(sealed, deriveSealingKey(id, peppers.get(pepperVersion)))
  if (secret === undefined) throw new Error(`the secret of webhook ${id} cannot be opened`)
  return secret
}

function deriveSealingKey(id: WebhookId, pepper: Pepper): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', pepper.secret, id, 'keystead webhook seal', 32))
}
