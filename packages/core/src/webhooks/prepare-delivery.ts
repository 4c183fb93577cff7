import { createHmac } from 'node:crypto'
import type { Instance } from '../instance.ts'
import type { StoredWebhook } from '../model/webhook.ts'
import type { DueDelivery } from '../ports/webhooks.ts'
import type { KeyToken } from '../token/key-token.ts'
import { openWebhookSecret, signingKeyOf } from './webhook-secret.ts'

export type PreparedDelivery = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * What is sent, signed as the Standard Webhooks specification says (version 1.0.0, symmetric signatures): with the secret of
 * the webhook, and beside it the one before while that is being replaced. The ID stays the same however often it is sent.
 */
export function prepareDelivery(instance: Instance, webhook: StoredWebhook, { event }: DueDelivery): PreparedDelivery {
  const now = instance.clock.now()
  const type = JSON.stringify(event.type)
  const body = `{"type":${type},"timestamp":"${new Date(event.at).toISOString()}","data":${event.data}}`
  const timestamp = String(Math.floor(now / 1000))
  const signatures = readSecrets(instance, webhook, now).map((secret) =>
    sign(secret, `${event.id}.${timestamp}.${body}`),
  )
  return {
    url: webhook.url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Keystead-Webhooks/1',
      'webhook-id': event.id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatures.join(' '),
    },
    body,
  }
}

function readSecrets(instance: Instance, { id, secrets, previousSecretUntil }: StoredWebhook, now: number): KeyToken[] {
  const { current, previous, pepperVersion } = secrets
  const isPreviousGood = previous !== null && previousSecretUntil !== null && previousSecretUntil > now
  const sealed = isPreviousGood ? [current, previous] : [current]
  return sealed.map((bytes) => openWebhookSecret(instance, id, bytes, pepperVersion))
}

function sign(secret: KeyToken, content: string): string {
  return `v1,${createHmac('sha256', signingKeyOf(secret)).update(content).digest('base64')}`
}
