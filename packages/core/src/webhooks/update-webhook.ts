import type { Caller } from '../access/principal.ts'
import type { Instance } from '../instance.ts'
import { healthy } from '../model/webhook.ts'
import { changeWebhook } from './change-webhook.ts'
import type { PlacedWebhook } from './load-webhook.ts'
import { checkSettings, type GivenSettings } from './webhook-rules.ts'

export type WebhookChanges = GivenSettings & { readonly enabled?: boolean | undefined }

/**
 * Changes some of a webhook. One that is disabled is told nothing of what happens, and what was still to be sent to it is given
 * up; one that is enabled begins with what happens next.
 * Fails with `WEBHOOK_NOT_FOUND`, `INVALID_WEBHOOK_URL`, `INVALID_NAME`, `NAME_CONTAINS_TOKEN`.
 */
export function updateWebhook(
  instance: Instance,
  caller: Caller,
  id: string,
  { enabled, ...given }: WebhookChanges,
): Promise<PlacedWebhook> {
  return changeWebhook(
    instance,
    caller,
    'webhook.update',
    id,
    async ({ transaction, now }, { webhook, organization }) => {
      const settings = checkSettings(instance, given)
      const isSwitched = enabled !== undefined && enabled === (webhook.disabled !== null)
      const changes = {
        ...settings,
        // Another address is another receiver: what was wrong with the one before says nothing of it.
        ...((isSwitched || settings.url !== undefined) && { health: healthy }),
        ...(isSwitched && { disabled: enabled ? null : ({ at: now, reason: 'by_hand' } as const) }),
      }
      if (Object.keys(changes).length > 0) await transaction.updateWebhook(webhook.id, changes)
      if (isSwitched && !enabled) await transaction.giveUpDeliveries(webhook.id)
      const details = {
        ...(settings.url !== undefined && settings.url !== webhook.url && { toHost: new URL(settings.url).host }),
        ...(settings.eventTypes !== undefined && { toEventTypes: settings.eventTypes.join(' ') }),
        ...(isSwitched && { toEnabled: enabled }),
      }
      return { result: { webhook: { ...webhook, ...changes }, organization }, details }
    },
  )
}
