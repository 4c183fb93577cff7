import type { Instance } from '../instance.ts'
import { openWebhookSecret, sealWebhookSecret } from './webhook-secret.ts'

const atOnce = 100

/** Seals the secrets of webhooks under the current pepper, so that older ones come to be needed by none of them. */
export async function resealWebhooks(instance: Instance): Promise<void> {
  const { store, peppers } = instance
  const { version } = peppers.current
  for (const { id } of await store.listWebhooksSealedOtherwise(version, atOnce)) {
    await store.transact(async (transaction) => {
      const webhook = await transaction.lockWebhook(id)
      if (webhook === undefined || webhook.secrets.pepperVersion === version) return
      const { current, previous, pepperVersion } = webhook.secrets
      const reseal = (sealed: Uint8Array) =>
        sealWebhookSecret(instance, id, openWebhookSecret(instance, id, sealed, pepperVersion))
      await transaction.updateWebhook(id, {
        secrets: {
          current: reseal(current),
          previous: previous && reseal(previous),
          pepperVersion: version,
        },
      })
    })
  }
}
