import type { Caller } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { EventId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { Delivery } from '../model/webhook.ts'
import { changeWebhook } from './change-webhook.ts'

/**
 * Sends an event to a webhook once more, as if it had just happened, under the ID that it had.
 * Fails with `WEBHOOK_NOT_FOUND`, `DELIVERY_NOT_FOUND`, `WEBHOOK_DISABLED`.
 */
export function redeliver(instance: Instance, caller: Caller, id: string, eventId: string): Promise<Delivery> {
  return changeWebhook(instance, caller, 'webhook.redeliver', id, async ({ transaction, now }, { webhook }) => {
    if (webhook.disabled !== null) throw new KeysteadError('WEBHOOK_DISABLED')
    const delivery = await transaction.restartDelivery(webhook.id, eventId as EventId, now)
    if (delivery === undefined) throw new KeysteadError('DELIVERY_NOT_FOUND')
    // Whoever asks for it now has mended what was broken: the rest that a failure brings is over.
    if (webhook.health.resumeAt !== null) {
      await transaction.updateWebhook(webhook.id, { health: { ...webhook.health, resumeAt: null } })
    }
    return { result: delivery, details: { event: eventId } }
  })
}
