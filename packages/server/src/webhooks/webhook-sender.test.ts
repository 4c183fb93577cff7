import { emitExpiringKeys, type Store, type WebhookId } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Person } from '../../testing/accounts.ts'
import { bodyOf, createKey, restOf } from '../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'
import { type Received, startWebhookReceiver, type WebhookReceiver } from '../../testing/webhook-receiver.ts'
import { makeAddressGuard } from './address-guard.ts'
import { makePostWebhook, type PostWebhook } from './post-webhook.ts'
import { WebhookSender } from './webhook-sender.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

type Delivery = {
  readonly eventId: string
  readonly state: string
  readonly attempts: number
  readonly status: number | null
  readonly error: string | null
  readonly nextAttemptAt: string | null
}
type WebhookResource = { readonly id: string; readonly state: string; readonly disabledReason: string | null }

describe.each(testStores)('webhooks on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let store: Store
  let sender: WebhookSender
  let receiver: WebhookReceiver
  let birchAdmin: Person
  const failures: unknown[] = []
  const cleanUps: (() => unknown)[] = []

  const reallyPost = makePostWebhook({
    guard: makeAddressGuard(['127.0.0.1']),
    timeoutMs: 10_000,
    connectMs: 10_000,
  })
  const startSender = (post: PostWebhook = reallyPost) =>
    new WebhookSender({ instance: app.instance, post, onFailure: (error) => failures.push(error) })

  beforeAll(async () => {
    opened = await open()
    store = opened.store
    app = await startTestApp(store, { plainWebhooks: true })
    birchAdmin = await app.addPerson('birchadmin', { birch: 'admin' })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })
  beforeEach(async () => {
    sender = startSender()
    receiver = await startReceiver()
  })
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
    await sender.stop()
    expect(failures.splice(0)).toEqual([])
  })

  const startReceiver = async () => {
    const started = await startWebhookReceiver()
    cleanUps.push(() => started.close())
    return started
  }
  const as = (caller: { token: string }) => restOf(app, caller)
  const hook = async (given: Record<string, unknown> = {}, by: { token: string } = app.ada) => {
    const body = { url: receiver.url, organization: 'acme', ...given }
    const created = bodyOf<{ webhook: WebhookResource; secret: string }>(await as(by)('POST', '/webhooks', body), 201)
    const { id } = created.webhook
    // Nobody else is told of what the next test does.
    cleanUps.push(() => as(app.ada)('DELETE', `/webhooks/${id}`))
    const read = async () => bodyOf<WebhookResource>(await as(by)('GET', `/webhooks/${id}`), 200)
    const deliveries = async () =>
      bodyOf<{ deliveries: Delivery[] }>(await as(by)('GET', `/webhooks/${id}/deliveries`), 200).deliveries
    return { id: id as WebhookId, secret: created.secret, read, deliveries }
  }
  /** Something that acme is told of: a key for it is made. */
  const change = async () => (await createKey(app, app.ada.token, { organization: 'acme' })).key.id
  const idsOf = (received: readonly Received[]) => received.map(({ headers }) => String(headers['webhook-id']))
  const keysOf = (received: readonly Received[]) =>
    received.map(({ json }) => (json.data.key as { id: string }).id).toSorted()
  /** As the reference library of Standard Webhooks sees it, which goes by the real time. */
  const isSignedBy = (secret: string, { headers, body }: Received) => {
    const at = new Date(Number(headers['webhook-timestamp']) * 1000)
    const signature = new Webhook(secret).sign(String(headers['webhook-id']), at, body)
    return String(headers['webhook-signature']).split(' ').includes(signature)
  }

  it('are told of what happens, signed as Standard Webhooks', async () => {
    const { secret } = await hook()
    const id = await change()
    await sender.settle()
    const [received, ...others] = receiver.received
    expect(others).toEqual([])
    if (received === undefined) throw new Error('nothing has arrived')
    expect(received.json).toEqual({
      type: 'key.created',
      timestamp: new Date(app.clock.now()).toISOString(),
      data: {
        key: {
          id,
          name: 'laptop',
          type: 'organization',
          owner: { type: 'user', id: app.ada.user.id, username: 'ada', name: app.ada.user.name },
          organization: { id: app.acme.id, name: 'acme' },
          createdAt: new Date(app.clock.now()).toISOString(),
          expiresAt: null,
          lastUsedAt: null,
        },
      },
    })
    expect(received.headers['webhook-id']).toMatch(/^evt_[0-9A-Za-z]{22}$/)
    expect(received.headers['webhook-timestamp']).toBe(String(Math.floor(app.clock.now() / 1000)))
    expect(received.headers['content-type']).toBe('application/json')
    expect(secret).toMatch(/^whsec_[0-9A-Za-z+/]{43}=$/)
    expect(isSignedBy(secret, received)).toBe(true)
    expect(isSignedBy(`whsec_${Buffer.from('another').toString('base64')}`, received)).toBe(false)
  })

  it('are told of each kind of change that they want, and of nothing that was refused', async () => {
    await hook({ eventTypes: ['key.deleted', 'policies.changed'] })
    const member = await app.addPerson(`leaver-${app.clock.now()}`, { acme: 'member' })
    const { key } = await app.addKey(member.user, { organization: 'acme' })
    const deleted = await change()
    const admin = as(app.ada)
    bodyOf(await admin('DELETE', `/keys/${deleted}`), 200)
    bodyOf(await admin('DELETE', `/organizations/acme/members/${member.user.username}`), 200)
    bodyOf(await admin('PATCH', '/organizations/acme/policies', { maximumKeyLifetimeSeconds: 3600 }), 200)
    bodyOf(await admin('PATCH', '/organizations/acme/policies', { maximumKeyLifetimeSeconds: 3600 }), 200)
    expect((await admin('POST', '/keys', { name: 'x', organization: 'acme' })).status).toBe(400)
    expect((await admin('DELETE', `/keys/${deleted}`)).status).toBe(404)
    await sender.settle()
    const policies = receiver.received.filter(({ json }) => json.type === 'policies.changed')
    expect(keysOf(receiver.received.filter(({ json }) => json.type === 'key.deleted'))).toEqual(
      [deleted, key.id].toSorted(),
    )
    expect(policies.map(({ json }) => json.data)).toEqual([
      {
        organization: { id: app.acme.id, name: 'acme' },
        changes: { maximumKeyLifetimeMs: { from: null, to: 3_600_000 } },
      },
    ])
    expect(receiver.received).toHaveLength(3)
    bodyOf(await admin('PATCH', '/organizations/acme/policies', { maximumKeyLifetimeSeconds: null }), 200)
  })

  it('are told of a key that is switched off, for how long, and on again', async () => {
    await hook({ eventTypes: ['key.disabled', 'key.enabled'] })
    const id = await change()
    bodyOf(await as(app.ada)('PUT', `/keys/${id}/disablement`, { minutes: 5 }), 200)
    bodyOf(await as(app.ada)('DELETE', `/keys/${id}/disablement`), 200)
    await sender.settle()
    const until = new Date(app.clock.now() + 5 * minute).toISOString()
    expect(receiver.received.map(({ json }) => json).toSorted((a, b) => (a.type < b.type ? -1 : 1))).toMatchObject([
      { type: 'key.disabled', data: { key: { id }, until } },
      { type: 'key.enabled', data: { key: { id } } },
    ])
  })

  it('are told of a key that is brought back, as it is then', async () => {
    await hook({ eventTypes: ['key.undeleted'] })
    const id = await change()
    bodyOf(await as(app.ada)('DELETE', `/keys/${id}`), 200)
    expect((await as(birchAdmin)('POST', `/keys/${id}/undelete`)).status).toBe(404)
    bodyOf(await as(app.ada)('POST', `/keys/${id}/undelete`), 200)
    await sender.settle()
    expect(receiver.received.map(({ json }) => json)).toMatchObject([
      { type: 'key.undeleted', data: { key: { id, name: 'laptop', organization: { name: 'acme' } } } },
    ])
  })

  it('are told of keys that are about to expire, each notice once, whichever of many nodes asks and however often', async () => {
    await hook({ eventTypes: ['key.expiring'] })
    const emit = () => Promise.all([1, 2, 3].map(() => emitExpiringKeys(app.instance)))
    await emit()
    const make = async (days: number) => {
      const expiresAt = new Date(app.clock.now() + days * day).toISOString()
      return (await createKey(app, app.ada.token, { organization: 'acme', expiresAt })).key.id
    }
    const [long, short, brief] = [await make(30), await make(7), await make(1.5)]
    const told = async (days: number) => {
      app.clock.advance(days * day)
      await emit()
      await sender.settle()
      const said = receiver.received.map(({ json }) => [(json.data.key as { id: string }).id, json.data.days])
      return said.toSorted()
    }
    const of = (...notices: [id: string, days: number][]) => notices.toSorted()
    expect(await told(0.9)).toEqual([])
    expect(await told(3.1)).toEqual(of([short, 3]))
    expect(await told(2)).toEqual(of([short, 3], [short, 1]))
    expect(await told(10)).toEqual(of([short, 3], [short, 1], [long, 14]))
    expect(await told(0)).toHaveLength(3)
    // Nobody was there for the notice of three days: the one that is due is told.
    expect(await told(13.5)).toEqual(of([short, 3], [short, 1], [long, 14], [long, 1]))
    expect(await told(10)).toHaveLength(4)
    expect(receiver.received.every(({ body }) => !body.includes(brief))).toBe(true)
  })

  it('are told of more keys than are looked at together, of which many expire at the same moment', async () => {
    await hook({ eventTypes: ['key.expiring'] })
    await emitExpiringKeys(app.instance)
    const expiresAt = app.clock.now() + 60 * day
    const made = []
    for (let count = 0; count < 60; count += 1) {
      made.push((await app.addKey(app.ada.user, { organization: 'acme', expiresAt })).key.id)
    }
    app.clock.advance(46 * day)
    await emitExpiringKeys(app.instance)
    await sender.settle()
    expect(keysOf(receiver.received)).toEqual(made.toSorted())
  })

  it('hear nothing of other organizations, and those of the instance hear of all', async () => {
    const [ofBirch, ofInstance] = [await startReceiver(), await startReceiver()]
    await hook()
    await hook({ organization: 'birch', url: ofBirch.url }, birchAdmin)
    await hook({ organization: undefined, url: ofInstance.url })
    const roamer = await app.addPerson(`roamer-${app.clock.now()}`, { acme: 'member', birch: 'member' })
    const [inAcme, inBirch] = [
      await createKey(app, roamer.token, { organization: 'acme' }),
      await createKey(app, roamer.token, { organization: 'birch' }),
    ]
    const personal = await createKey(app, roamer.token)
    await sender.settle()
    const ids = (...created: { key: { id: string } }[]) => created.map(({ key }) => key.id).toSorted()
    expect(keysOf(receiver.received)).toEqual(ids(inAcme, personal))
    expect(keysOf(ofBirch.received)).toEqual(ids(inBirch, personal))
    expect(keysOf(ofInstance.received)).toEqual(expect.arrayContaining(ids(inAcme, inBirch, personal)))
    expect(new Set(idsOf(ofInstance.received)).size).toBe(ofInstance.received.length)
    expect(receiver.received.map(({ body }) => body).join()).not.toContain('birch')
  })

  it('that fail are tried again on the schedule, each time under the same ID and the time of the attempt', async () => {
    const { deliveries, read } = await hook()
    receiver.behave(500)
    await change()
    await sender.settle()
    expect(await deliveries()).toMatchObject([{ state: 'pending', attempts: 1, status: 500 }])
    expect(await read()).toMatchObject({ state: 'failing' })
    app.clock.advance(4_999)
    await sender.settle()
    expect(receiver.received).toHaveLength(1)
    app.clock.advance(501)
    await sender.settle()
    expect(receiver.received).toHaveLength(2)
    receiver.behave(200)
    app.clock.advance(4 * minute)
    await sender.settle()
    expect(receiver.received).toHaveLength(2)
    app.clock.advance(2 * minute)
    await sender.settle()
    expect(await deliveries()).toMatchObject([{ state: 'delivered', attempts: 3, status: 200, nextAttemptAt: null }])
    expect(await read()).toMatchObject({ state: 'active' })
    expect(new Set(idsOf(receiver.received)).size).toBe(1)
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(3)
    app.clock.advance(30 * day)
    await sender.settle()
    expect(receiver.received).toHaveLength(3)
  })

  it('that fail for ever are tried ten times in more than three days, and given up', async () => {
    const { deliveries, read } = await hook()
    receiver.behave(503)
    await change()
    const begun = app.clock.now()
    let last = begun
    for (let step = 0; step < 100; step += 1) {
      const before = receiver.received.length
      await sender.settle()
      if (receiver.received.length > before) last = app.clock.now()
      app.clock.advance(hour)
    }
    expect(receiver.received).toHaveLength(10)
    expect((last - begun) / day).toBeGreaterThan(3)
    expect((last - begun) / day).toBeLessThan(4)
    expect(await deliveries()).toMatchObject([{ state: 'failed', attempts: 10, status: 503, nextAttemptAt: null }])
    // Not five days yet.
    expect(await read()).toMatchObject({ state: 'failing' })
  })

  it('that have failed for five days are disabled, which the trail remembers, and told nothing more', async () => {
    const { id, read, deliveries } = await hook()
    receiver.behave(500)
    // The sixth day to the eighth: within them each event of the first days is tried for the last times.
    for (let step = 0; step < 8; step += 1) {
      await change()
      for (let part = 0; part < 16; part += 1) {
        await sender.settle()
        app.clock.advance(day / 16)
      }
    }
    expect(await read()).toMatchObject({ state: 'disabled', disabledReason: 'failing' })
    const [noted] = await store.listAuditEvents({ action: 'webhook.disable', order: 'newest-first', limit: 1 })
    expect(noted).toMatchObject({
      actor: { type: 'keystead', id: null },
      target: { type: 'webhook', id, name: new URL(receiver.url).host },
      organization: { name: 'acme' },
      details: { reason: 'failing' },
    })
    const before = receiver.received.length
    await change()
    app.clock.advance(day)
    await sender.settle()
    expect(receiver.received).toHaveLength(before)
    expect((await deliveries()).filter(({ state }) => state === 'pending')).toEqual([])
    // Once it was mended, it begins with what happens next.
    receiver.behave(200)
    expect((await as(app.ada)('POST', `/webhooks/${id}/test`)).body).toMatchObject({ code: 'WEBHOOK_DISABLED' })
    bodyOf(await as(app.ada)('PATCH', `/webhooks/${id}`, { enabled: true }), 200)
    await change()
    await sender.settle()
    expect(receiver.received).toHaveLength(before + 1)
    expect(await read()).toMatchObject({ state: 'active', disabledReason: null })
  })

  it('that are rarely told anything are not disabled at the first failure, however long ago the last one was', async () => {
    const { read } = await hook()
    receiver.behave(500)
    await change()
    await sender.settle()
    app.clock.advance(20 * day)
    await change()
    await sender.settle()
    expect(await read()).toMatchObject({ state: 'failing' })
  })

  it('that answer 410 Gone are disabled at once', async () => {
    const { read, deliveries } = await hook()
    receiver.behave(410)
    await change()
    await sender.settle()
    expect(await read()).toMatchObject({ state: 'disabled', disabledReason: 'gone' })
    expect(await deliveries()).toMatchObject([{ state: 'failed', status: 410 }])
  })

  it('that lead to private addresses, or redirect, are told nothing, and say so among their deliveries', async () => {
    const { deliveries } = await hook({ url: receiver.url.replace('127.0.0.1', '127.0.0.2') })
    const redirecting = await startReceiver()
    redirecting.behave((answer) => answer.writeHead(307, { location: receiver.url }).end())
    const other = await hook({ url: redirecting.url })
    await change()
    await sender.settle()
    expect(await deliveries()).toMatchObject([{ state: 'pending', status: null, error: 'address_not_allowed' }])
    expect(await other.deliveries()).toMatchObject([{ state: 'pending', status: 307, error: null }])
    expect(receiver.received).toEqual([])
  })

  it('that never answer hold up no other, and are asked few things at a time', async () => {
    const slow = await startReceiver()
    const held: (() => void)[] = []
    slow.behave((answer) => void held.push(() => answer.writeHead(200).end()))
    await hook({ url: slow.url })
    await hook()
    const made = []
    for (let count = 0; count < 12; count += 1) made.push(await change())
    const settled = sender.settle()
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(12)
    await expect.poll(() => slow.received.length, { timeout: 10_000 }).toBe(4)
    expect(keysOf(receiver.received)).toEqual(made.toSorted())
    // What has arrived elsewhere is still being written down.
    await expect.poll(() => sender.inFlight, { timeout: 10_000 }).toBe(4)
    expect(slow.received).toHaveLength(4)
    slow.behave(200)
    for (const answer of held) answer()
    await settled
    expect(keysOf(slow.received)).toEqual(made.toSorted())
  })

  it('that are down are asked one thing at a time, and rest: a long queue does not fall upon them', async () => {
    const { deliveries } = await hook()
    receiver.behave(500)
    await change()
    await sender.settle()
    for (let count = 0; count < 10; count += 1) await change()
    await sender.settle()
    expect(receiver.received).toHaveLength(1)
    app.clock.advance(5_500)
    await sender.settle()
    expect(receiver.received).toHaveLength(2)
    app.clock.advance(5_500)
    await sender.settle()
    // Twice as long.
    expect(receiver.received).toHaveLength(2)
    receiver.behave(200)
    app.clock.advance(6 * minute)
    await sender.settle()
    expect((await deliveries()).map(({ state }) => state)).toEqual(Array.from({ length: 11 }, () => 'delivered'))
  })

  it('are told by another node what one had begun and died over, and what one had told and could not write down', async () => {
    await hook()
    const begun = Promise.withResolvers<void>()
    const dead = startSender(() => {
      begun.resolve()
      return new Promise(() => {})
    })
    const id = await change()
    dead.wake()
    await begun.promise
    await sender.settle()
    expect(receiver.received).toEqual([])
    app.clock.advance(minute)
    await sender.settle()
    expect(keysOf(receiver.received)).toEqual([id])
  })

  it('are told each thing once by several nodes that share the work', async () => {
    await hook()
    const made = []
    for (let count = 0; count < 30; count += 1) made.push(await change())
    const nodes = [sender, ...Array.from({ length: 3 }, () => startSender())]
    await Promise.all(nodes.map((node) => node.settle()))
    await Promise.all(nodes.map((node) => node.settle()))
    expect(keysOf(receiver.received)).toEqual(made.toSorted())
  })

  it('are signed by the new secret and the old one for a day, and then by the new one alone', async () => {
    const { id, secret } = await hook()
    const rotated = bodyOf<{ secret: string }>(await as(app.ada)('POST', `/webhooks/${id}/rotate-secret`), 200)
    expect(rotated.secret).not.toBe(secret)
    const signatures = async () => {
      bodyOf(await as(app.ada)('POST', `/webhooks/${id}/test`), 202)
      await sender.settle()
      const received = receiver.received.at(-1)
      if (received === undefined) throw new Error('nothing has arrived')
      return [secret, rotated.secret].map((one) => isSignedBy(one, received))
    }
    expect(await signatures()).toEqual([true, true])
    app.clock.advance(day - 1)
    expect(await signatures()).toEqual([true, true])
    app.clock.advance(1)
    expect(await signatures()).toEqual([false, true])
  })

  it('are tested, and told something again, when somebody asks for it', async () => {
    const { id, deliveries } = await hook({ eventTypes: ['key.deleted'] })
    const test = bodyOf<Delivery>(await as(app.ada)('POST', `/webhooks/${id}/test`), 202)
    expect(test).toMatchObject({ state: 'pending', attempts: 0 })
    await sender.settle()
    expect(receiver.received.map(({ json }) => json)).toMatchObject([{ type: 'webhook.test', data: { webhookId: id } }])
    const again = await as(app.ada)('POST', `/webhooks/${id}/deliveries/${test.eventId}/redeliver`)
    expect(bodyOf<Delivery>(again, 202)).toMatchObject({ eventId: test.eventId, state: 'pending', attempts: 0 })
    await sender.settle()
    expect(idsOf(receiver.received)).toEqual([test.eventId, test.eventId])
    expect(await deliveries()).toMatchObject([{ state: 'delivered', attempts: 1 }])
    const none = await as(app.ada)('POST', `/webhooks/${id}/deliveries/evt_none/redeliver`)
    expect(none.body).toMatchObject({ code: 'DELIVERY_NOT_FOUND' })
  })

  it('keep their secrets out of every log, answer but the one, and the database', async () => {
    const { id, secret } = await hook()
    receiver.behave(500)
    await change()
    await sender.settle()
    const answers = await Promise.all(
      [`/webhooks/${id}`, '/webhooks?organization=acme', `/webhooks/${id}/deliveries`, '/audit'].map((path) =>
        as(app.ada)('GET', path),
      ),
    )
    const stored = await store.findWebhook(id)
    const texts = [...app.logLines, ...answers.map(({ text }) => text), JSON.stringify(stored)]
    const bare = secret.slice('whsec_'.length)
    for (const text of texts) expect(text).not.toContain(bare)
    const sealed = Buffer.from(stored?.secrets.current ?? [])
    expect(sealed.includes(Buffer.from(bare)) || sealed.includes(Buffer.from(bare, 'base64'))).toBe(false)
    // The path of an address is often as good as a password.
    for (const text of app.logLines) expect(text).not.toContain('/hook')
  })
})
