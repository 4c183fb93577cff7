import { describeWebhook, keysteadItself } from '../audit/describe.ts'
import { makeUncheckedChange, type UncheckedChange } from '../change/make-change.ts'
import type { Instance } from '../instance.ts'
import {
  type DeliveryOutcome,
  type DisabledReason,
  healthy,
  type StoredWebhook,
  type WebhookHealth,
} from '../model/webhook.ts'
import type { DueDelivery } from '../ports/webhooks.ts'
import { hasFailedForLong, healthAfterFailure, isDelivered, isGone, pauseAfterAttempts } from './plan-retry.ts'

/**
 * Remembers how an attempt ended, and when there will be another. A webhook that has failed for long, or that says that it is
 * gone, is disabled, which the trail remembers. `webhook` is as it was when the delivery was taken.
 */
export async function recordDelivery(
  instance: Instance,
  webhook: StoredWebhook,
  due: DueDelivery,
  outcome: DeliveryOutcome,
): Promise<{ readonly delivered: boolean; readonly disabled: DisabledReason | null }> {
  return makeUncheckedChange(instance, keysteadItself, { ip: null, requestId: null }, async (change) => {
    const { transaction, now } = change
    const delivered = isDelivered(outcome)
    const hasNews = !delivered || webhook.health.failingSince !== null
    // Before the delivery, as whoever removes a webhook does.
    const current = hasNews ? await transaction.lockWebhook(due.webhookId) : webhook
    const { webhookId, leaseUntil, event } = due
    const pause = delivered ? undefined : pauseAfterAttempts(due.attempts + 1, drawChance(instance))
    const isTaken = await transaction.recordAttempt({
      ...{ webhookId, leaseUntil, eventId: event.id },
      attempt: { ...outcome, at: now },
      deliveredAt: delivered ? now : null,
      nextAttemptAt: pause === undefined ? null : now + pause,
    })
    if (current === undefined || !isTaken || !hasNews || current.disabled !== null) return { delivered, disabled: null }
    const health = delivered ? healthy : healthAfterFailure(current.health, now)
    const disabled = delivered ? null : reasonToDisable(outcome, health, event.at, now)
    if (disabled === null) await transaction.updateWebhook(webhookId, { health })
    else await disable(change, current, health, disabled)
    return { delivered, disabled }
  })
}

function reasonToDisable(
  outcome: DeliveryOutcome,
  health: WebhookHealth,
  eventAt: number,
  now: number,
): DisabledReason | null {
  if (isGone(outcome)) return 'gone'
  return hasFailedForLong(health, eventAt, now) ? 'failing' : null
}

async function disable(
  { transaction, now, note }: UncheckedChange,
  webhook: StoredWebhook,
  health: WebhookHealth,
  reason: DisabledReason,
): Promise<void> {
  await transaction.updateWebhook(webhook.id, { health, disabled: { at: now, reason } })
  await transaction.giveUpDeliveries(webhook.id)
  const { organizationId } = webhook
  const organization = organizationId === null ? undefined : await transaction.findOrganization(organizationId)
  note({
    action: 'webhook.disable',
    organizations: organization === undefined ? [] : [{ id: organization.id, name: organization.name }],
    target: describeWebhook(webhook),
    details: { reason, failures: health.failures },
  })
}

function drawChance({ randomness }: Instance): number {
  const [byte = 0] = randomness.bytes(1)
  return byte / 255
}
