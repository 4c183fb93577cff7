import type { Event, EventId, StoredWebhook, UserId, WebhookId } from '@keystead/core'
import { sampleTime } from './sample-accounts.ts'

let drawn = 0
const nextNumber = () => String(++drawn).padStart(22, '0')

export function sampleWebhook(given: Partial<StoredWebhook> = {}): StoredWebhook {
  return {
    id: `whk_${nextNumber()}` as WebhookId,
    organizationId: null,
    url: 'https://hooks.example.com/keystead',
    description: '',
    eventTypes: [],
    disabled: null,
    createdAt: sampleTime,
    createdBy: 'usr_0000000000000000000ada' as UserId,
    previousSecretUntil: null,
    health: { failingSince: null, failures: 0, resumeAt: null },
    secrets: { current: new Uint8Array([0, 255, 1]), previous: null, pepperVersion: 1 },
    ...given,
  }
}

/** Something that was changed, and that webhooks are told of. */
export function sampleOccurrence(given: Partial<Pick<Event, 'id' | 'at' | 'organizationIds'>> = {}): Event {
  return {
    id: `evt_${nextNumber()}` as EventId,
    at: sampleTime,
    organizationIds: [],
    type: 'webhook.test',
    data: { webhookId: '鍵 🗝' },
    ...given,
  }
}
