import type { Caller } from '../access/principal.ts'
import type { Instance } from '../instance.ts'
import { changeWebhook } from './change-webhook.ts'
import type { CreatedWebhook } from './create-webhook.ts'
import { newWebhookSecret, openWebhookSecret, sealWebhookSecret } from './webhook-secret.ts'

/** For this long the secret before signs, too. */
const overlapMs = 24 * 60 * 60_000

/**
 * Gives a webhook another secret, shown in this answer and nowhere else. For a day deliveries carry a signature by each of the
 * two, so that a receiver can change over when it likes. Fails with `WEBHOOK_NOT_FOUND`.
 */
export function rotateWebhookSecret(instance: Instance, caller: Caller, id: string): Promise<CreatedWebhook> {
  return changeWebhook(instance, caller, 'webhook.rotate_secret', id, async ({ transaction, now }, placed) => {
    const { webhook, organization } = placed
    const { current, pepperVersion } = webhook.secrets
    const previous = openWebhookSecret(instance, webhook.id, current, pepperVersion)
    const secret = newWebhookSecret(instance)
    const previousSecretUntil = now + overlapMs
    await transaction.updateWebhook(webhook.id, {
      previousSecretUntil,
      secrets: {
        current: sealWebhookSecret(instance, webhook.id, secret),
        previous: sealWebhookSecret(instance, webhook.id, previous),
        pepperVersion: instance.peppers.current.version,
      },
    })
    return { result: { webhook: { ...webhook, previousSecretUntil }, organization, secret } }
  })
}
