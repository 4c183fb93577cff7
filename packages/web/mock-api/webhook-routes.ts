import { randomBytes } from 'node:crypto'
import type { Webhook, WebhookDelivery, WebhookWithSecret } from '@keystead/sdk'
import { type Call, type Handler, page, Refusal, referenceOf } from './call.ts'

// Whom an organization tells of what happens, and how that went.

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const ago = (ms: number) => new Date(Date.now() - ms).toISOString()

type Kept = { webhooks: Webhook[]; deliveries: Map<string, WebhookDelivery[]> }
/** By the world they belong to: a new world has those that it begins with. */
const kept = new WeakMap<Call['world'], Kept>()

function keptIn(call: Call): Kept {
  const found = kept.get(call.world) ?? beginning(call)
  kept.set(call.world, found)
  return found
}

function beginning({ world }: Call): Kept {
  const organization = world.keys.length === 0 ? undefined : world.organizations[0]?.organization
  if (organization === undefined) return { webhooks: [], deliveries: new Map() }
  const webhook = (id: string, url: string, more: Partial<Webhook>): Webhook => ({
    id,
    organization: referenceOf(organization),
    url,
    description: '',
    eventTypes: [],
    state: 'active',
    disabledAt: null,
    disabledReason: null,
    failingSince: null,
    createdAt: ago(40 * dayMs),
    createdBy: world.me.principal.id,
    previousSecretUntil: null,
    ...more,
  })
  const delivery = (id: string, ms: number, more: Partial<WebhookDelivery>): WebhookDelivery => ({
    eventId: `evt_${id}`,
    eventType: 'key.created',
    at: ago(ms),
    state: 'delivered',
    attempts: 1,
    lastAttemptAt: ago(ms),
    status: 204,
    error: null,
    nextAttemptAt: null,
    deliveredAt: ago(ms),
    ...more,
  })
  const retried = { state: 'pending', deliveredAt: null } as const
  return {
    webhooks: [
      webhook('whk_chat', 'https://chat.acme.example/hooks/keys', {
        description: 'alerts in the operations chat',
        eventTypes: ['key.leaked', 'key.expiring', 'rotation.stuck'],
      }),
      webhook('whk_siem', 'https://siem.acme.example/ingest/keystead?source=production&format=standard-webhooks', {
        state: 'failing',
        failingSince: ago(3 * hourMs),
        previousSecretUntil: new Date(Date.now() + 9 * hourMs).toISOString(),
      }),
      webhook('whk_old', 'https://tickets.acme.example/keystead', {
        description: '古いチケットシステム',
        eventTypes: ['key.deleted'],
        state: 'disabled',
        disabledAt: ago(2 * dayMs),
        disabledReason: 'gone',
      }),
    ],
    deliveries: new Map([
      [
        'whk_siem',
        [
          delivery('3vQ0aJ2nWmTz8Lc1', minuteMs, {
            ...retried,
            eventType: 'key.deleted',
            attempts: 0,
            lastAttemptAt: null,
            status: null,
            nextAttemptAt: ago(-dayMs),
          }),
          delivery('8Hs2KfQp0yXb4Rne', 2 * hourMs, {
            ...retried,
            eventType: 'key.disabled',
            attempts: 4,
            status: 503,
            nextAttemptAt: ago(-25 * minuteMs),
          }),
          delivery('1CwZ6tYd9GmUo7Vk', 3 * hourMs, {
            ...retried,
            eventType: 'policies.changed',
            attempts: 4,
            status: null,
            error: 'tls',
            nextAttemptAt: ago(-5 * minuteMs),
          }),
          delivery('5BrN3xEj8PqSa0Li', 26 * hourMs, {}),
          delivery('7FgM1uKv4ThWz9Cd', 9 * dayMs, {
            eventType: 'key.expiring',
            state: 'failed',
            attempts: 10,
            status: null,
            error: 'timeout',
            deliveredAt: null,
          }),
        ],
      ],
    ]),
  }
}

function webhookOf(call: Call): Webhook {
  const found = keptIn(call).webhooks.find(({ id }) => id === call.params[0])
  if (!found) throw new Refusal(404, 'WEBHOOK_NOT_FOUND')
  return found
}

const withSecret = (webhook: Webhook): WebhookWithSecret => ({
  webhook,
  secret: `whsec_${randomBytes(32).toString('base64')}`,
})

function createWebhook(call: Call) {
  const { url, description = '', eventTypes = [], organization } = call.body
  if (!url.startsWith('https://')) throw new Refusal(400, 'INVALID_WEBHOOK_URL')
  const place = call.world.organizations.find((each) => each.organization.id === organization)
  const [first] = beginning(call).webhooks
  const webhook: Webhook = {
    ...(first as Webhook),
    id: call.world.newId('whk'),
    organization: place ? referenceOf(place.organization) : null,
    url,
    description,
    eventTypes,
    createdAt: ago(0),
  }
  keptIn(call).webhooks.push(webhook)
  return { status: 201, body: withSecret(webhook) }
}

function updateWebhook(call: Call): Webhook {
  const { enabled, ...changes } = call.body
  const switched = {
    true: { state: 'active', disabledAt: null, disabledReason: null, failingSince: null },
    false: { state: 'disabled', disabledAt: ago(0), disabledReason: 'by_hand' },
  }
  return Object.assign(webhookOf(call), changes, enabled === undefined ? {} : switched[`${enabled}`])
}

function send(call: Call, eventId: string, eventType: WebhookDelivery['eventType']) {
  const { id } = webhookOf(call)
  const { deliveries } = keptIn(call)
  const before = deliveries.get(id) ?? []
  const at = before.find((each) => each.eventId === eventId)?.at ?? ago(0)
  const sent = { eventId, eventType, at, state: 'delivered', attempts: 1, lastAttemptAt: ago(0), status: 204 } as const
  const delivery: WebhookDelivery = { ...sent, error: null, nextAttemptAt: null, deliveredAt: ago(0) }
  deliveries.set(id, [delivery, ...before.filter((each) => each.eventId !== eventId)])
  return { status: 202, body: delivery }
}

function redeliver(call: Call) {
  const event = keptIn(call)
    .deliveries.get(webhookOf(call).id)
    ?.find(({ eventId }) => eventId === call.params[1])
  if (!event) throw new Refusal(404, 'DELIVERY_NOT_FOUND')
  return send(call, event.eventId, event.eventType)
}

export const webhookRoutes: readonly (readonly [string, string, Handler])[] = [
  ['GET', '/webhooks', (call) => page('webhooks', keptIn(call).webhooks, call)],
  ['POST', '/webhooks', createWebhook],
  ['GET', '/webhooks/:id', webhookOf],
  ['PATCH', '/webhooks/:id', updateWebhook],
  [
    'DELETE',
    '/webhooks/:id',
    (call) => {
      const webhook = webhookOf(call)
      keptIn(call).webhooks = keptIn(call).webhooks.filter((each) => each !== webhook)
      return webhook
    },
  ],
  ['POST', '/webhooks/:id/rotate-secret', (call) => withSecret(webhookOf(call))],
  ['POST', '/webhooks/:id/test', (call) => send(call, call.world.newId('evt'), 'webhook.test')],
  [
    'GET',
    '/webhooks/:id/deliveries',
    (call) => page('deliveries', keptIn(call).deliveries.get(webhookOf(call).id) ?? [], call),
  ],
  ['POST', '/webhooks/:id/deliveries/:event/redeliver', redeliver],
]
