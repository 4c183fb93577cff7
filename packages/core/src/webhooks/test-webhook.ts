import type { Caller } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { Event } from '../model/event.ts'
import type { Delivery } from '../model/webhook.ts'
import { newEventId } from '../names/new-identifier.ts'
import { changeWebhook } from './change-webhook.ts'

/**
 * Sends a webhook an event of its own, whichever it wants. How it went is among its deliveries.
 * Fails with `WEBHOOK_NOT_FOUND`, `WEBHOOK_DISABLED`.
 */
export function testWebhook(instance: Instance, caller: Caller, id: string): Promise<Delivery> {
  return changeWebhook(instance, caller, 'webhook.test', id, async ({ transaction, now }, { webhook }) => {
    if (webhook.disabled !== null) throw new KeysteadError('WEBHOOK_DISABLED')
    const event: Event = {
      id: newEventId(instance.randomness),
      at: now,
      organizationIds: [],
      type: 'webhook.test',
      data: { webhookId: webhook.id },
    }
    await transaction.appendEventFor(webhook.id, event)
    const { id: eventId, type, at } = event
    return {
      result: {
        webhookId: webhook.id,
        event: { id: eventId, type, at },
        attempts: 0,
        nextAttemptAt: now,
        last: null,
        deliveredAt: null,
      },
    }
  })
}
