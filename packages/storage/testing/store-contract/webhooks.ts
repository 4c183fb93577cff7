import type { Event, Organization, StoredWebhook, StoreTransaction, WebhookId } from '@keystead/core'
import { beforeEach, describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import { insertOrganization, sampleTime } from '../sample-accounts.ts'
import { sampleOccurrence, sampleWebhook } from '../sample-webhooks.ts'
import { storeForSuite } from './store-for-suite.ts'

/** Databases differ in the class of their bytes; what counts are the bytes. */
function comparable(webhook: StoredWebhook | undefined) {
  if (webhook === undefined) return undefined
  const { current, previous, pepperVersion } = webhook.secrets
  return { ...webhook, secrets: { current: [...current], previous: previous && [...previous], pepperVersion } }
}

const ok = { at: sampleTime, status: 200, error: null } as const

export function describeWebhooks(openStore: () => Promise<TestStore>): void {
  describe('webhooks', () => {
    const suite = storeForSuite(openStore)
    const write = <Result>(work: (transaction: StoreTransaction) => Promise<Result>) => suite.store.transact(work)
    const insert = async (given: Partial<StoredWebhook> = {}) => {
      const webhook = sampleWebhook(given)
      await write((transaction) => transaction.insertWebhook(webhook))
      return webhook
    }
    const append = async (...events: Event[]) => write((transaction) => transaction.appendEvents(events))
    const claim = (webhookId: WebhookId, now = sampleTime, limit = 100) =>
      suite.store.claimDeliveries(webhookId, { now, leaseMs: 60_000, limit })
    const dueIds = async (webhookId: WebhookId, now?: number) =>
      (await claim(webhookId, now)).map(({ event }) => event.id).toSorted()
    let lab: Organization
    let other: Organization

    beforeEach(async () => {
      lab = await insertOrganization(suite.store)
      other = await insertOrganization(suite.store)
      // Those of the instance would be told of what the next test does.
      for (const { id } of await suite.store.listWebhooks(null)) await write((writer) => writer.deleteWebhook(id))
    })

    it('are found as they were stored and changed, and those of one organization or of the instance listed', async () => {
      const first = await insert({ organizationId: lab.id, description: '鍵 🗝', eventTypes: ['key.created'] })
      const second = await insert({ organizationId: lab.id, createdAt: sampleTime + 1 })
      const ofInstance = await insert()
      const changes: Partial<StoredWebhook> = {
        url: 'https://other.example.com/',
        eventTypes: ['key.deleted', 'policies.changed'],
        disabled: { at: sampleTime + 2, reason: 'failing' },
        previousSecretUntil: sampleTime + 3,
        health: { failingSince: sampleTime, failures: 7, resumeAt: sampleTime + 4 },
        secrets: { current: new Uint8Array([1]), previous: new Uint8Array([2]), pepperVersion: 3 },
      }
      await write((transaction) => transaction.updateWebhook(second.id, changes))
      await suite.reopen()
      expect(comparable(await suite.store.findWebhook(first.id))).toEqual(comparable(first))
      expect(comparable(await suite.store.findWebhook(second.id))).toEqual(comparable({ ...second, ...changes }))
      expect((await suite.store.listWebhooks(lab.id)).map(({ id }) => id)).toEqual([first.id, second.id])
      expect((await suite.store.listWebhooks(null)).map(({ id }) => id)).toEqual([ofInstance.id])
      expect(await suite.store.findWebhook('whk_none' as WebhookId)).toBeUndefined()
      const sealedOtherwise = await suite.store.listWebhooksSealedOtherwise(3, 100)
      expect(sealedOtherwise.map(({ id }) => id)).toEqual(expect.arrayContaining([first.id, ofInstance.id]))
      expect(sealedOtherwise.map(({ id }) => id)).not.toContain(second.id)
      expect(await suite.store.listPepperVersionsInUse()).toEqual(expect.arrayContaining([1, 3]))
    })

    it('are told of what concerns them and what they want: an organization of its own, the instance of everything', async () => {
      const all = await insert({ organizationId: lab.id })
      const some = await insert({ organizationId: lab.id, eventTypes: ['key.created', 'webhook.test'] })
      const deaf = await insert({ organizationId: lab.id, eventTypes: ['key.created'] })
      const disabled = await insert({ organizationId: lab.id, disabled: { at: 0, reason: 'by_hand' } })
      const elsewhere = await insert({ organizationId: other.id })
      const ofInstance = await insert()
      const [ofLab, ofBoth, ofNone] = [[lab.id], [lab.id, other.id], []].map((organizationIds) =>
        sampleOccurrence({ organizationIds }),
      ) as [Event, Event, Event]
      await append(ofLab, ofBoth, ofNone)
      const told = [all, some, deaf, disabled, elsewhere, ofInstance]
      const ids = (...events: Event[]) => events.map(({ id }) => id).toSorted()
      expect(await Promise.all(told.map(({ id }) => dueIds(id)))).toEqual([
        ids(ofLab, ofBoth),
        ids(ofLab, ofBoth),
        [],
        [],
        ids(ofBoth),
        ids(ofLab, ofBoth, ofNone),
      ])
      expect(new Set(await suite.store.listAudiences('key.deleted'))).toEqual(expect.objectContaining({ size: 3 }))
      expect(await suite.store.listAudiences('key.deleted')).toEqual(expect.arrayContaining([null, lab.id, other.id]))
    })

    it('are told of nothing that was undone', async () => {
      const webhook = await insert({ organizationId: lab.id })
      const undone = write(async (transaction) => {
        await transaction.appendEvents([sampleOccurrence({ organizationIds: [lab.id] })])
        throw new Error('undone')
      })
      await expect(undone).rejects.toThrow('undone')
      expect(await claim(webhook.id)).toEqual([])
      expect(await suite.store.listDeliveries(webhook.id, { limit: 10 })).toEqual([])
    })

    it('that are removed meanwhile hold up nobody who changes something', async () => {
      const webhook = await insert({ organizationId: lab.id })
      await write(async (transaction) => {
        await transaction.appendEvents([sampleOccurrence({ organizationIds: [lab.id] })])
        expect(await transaction.deleteWebhook(webhook.id)).toBe(true)
        expect(await transaction.deleteWebhook(webhook.id)).toBe(false)
        await transaction.appendEventFor(webhook.id, sampleOccurrence())
      })
      expect(await suite.store.listDueWebhooks(sampleTime, 100)).toEqual([])
    })

    it('that one is at work on hold up nobody who changes something', async () => {
      const webhook = await insert({ organizationId: lab.id })
      if ((await suite.store.countConnections()) === undefined) return
      await write(async (transaction) => {
        await transaction.lockWebhook(webhook.id)
        await append(sampleOccurrence({ organizationIds: [lab.id] }))
      })
      expect(await claim(webhook.id)).toHaveLength(1)
    })

    it('an event is given as it was written, to one at a time, and again once the lease has ended', async () => {
      const webhook = await insert({ organizationId: lab.id })
      const event = sampleOccurrence({ organizationIds: [lab.id] })
      await append(event)
      const [due, ...others] = await claim(webhook.id)
      expect(others).toEqual([])
      expect(due).toEqual({
        webhookId: webhook.id,
        event: { id: event.id, type: 'webhook.test', at: sampleTime, data: '{"webhookId":"鍵 🗝"}' },
        attempts: 0,
        leaseUntil: sampleTime + 60_000,
      })
      expect(await claim(webhook.id, sampleTime + 59_999)).toEqual([])
      expect(await claim(webhook.id, sampleTime + 60_000)).toMatchObject([{ event: { id: event.id }, attempts: 0 }])
    })

    it('many who take deliveries at the same moment take each once', async () => {
      const webhook = await insert({ organizationId: lab.id })
      const events = Array.from({ length: 40 }, () => sampleOccurrence({ organizationIds: [lab.id] }))
      await append(...events)
      const claims = await Promise.all(Array.from({ length: 20 }, () => claim(webhook.id, sampleTime, 3)))
      const taken = claims.flat().map(({ event }) => event.id)
      expect(new Set(taken).size).toBe(taken.length)
      expect(claims.every((some) => some.length <= 3)).toBe(true)
      const rest = await dueIds(webhook.id)
      expect([...taken, ...rest].toSorted()).toEqual(events.map(({ id }) => id).toSorted())
    })

    it('an attempt is recorded by whom it belongs to, and by nobody else', async () => {
      const webhook = await insert({ organizationId: lab.id })
      const event = sampleOccurrence({ organizationIds: [lab.id] })
      await append(event)
      const [first] = await claim(webhook.id)
      const [second] = await claim(webhook.id, sampleTime + 60_000)
      const record = (leaseUntil = 0, nextAttemptAt: number | null = null) =>
        write((transaction) =>
          transaction.recordAttempt({
            ...{ webhookId: webhook.id, eventId: event.id, leaseUntil, nextAttemptAt },
            ...(nextAttemptAt === null
              ? { attempt: ok, deliveredAt: sampleTime }
              : { attempt: { at: sampleTime, status: null, error: 'timeout' }, deliveredAt: null }),
          }),
        )
      expect(await record(first?.leaseUntil)).toBe(false)
      expect(await record(second?.leaseUntil, sampleTime + 100_000)).toBe(true)
      expect(await record(second?.leaseUntil)).toBe(false)
      const failed = { attempts: 1, nextAttemptAt: sampleTime + 100_000, deliveredAt: null }
      const list = () => suite.store.listDeliveries(webhook.id, { limit: 10 })
      expect(await list()).toMatchObject([{ ...failed, last: { at: sampleTime, status: null, error: 'timeout' } }])
      const [third] = await claim(webhook.id, sampleTime + 100_000)
      expect(third).toMatchObject({ attempts: 1 })
      expect(await record(third?.leaseUntil)).toBe(true)
      expect(await list()).toEqual([
        {
          webhookId: webhook.id,
          event: { id: event.id, type: 'webhook.test', at: sampleTime },
          attempts: 2,
          nextAttemptAt: null,
          last: ok,
          deliveredAt: sampleTime,
        },
      ])
      expect(await claim(webhook.id, Number.MAX_SAFE_INTEGER)).toEqual([])
    })

    it('a delivery begins anew, and what is given up is not sent', async () => {
      const webhook = await insert({ organizationId: lab.id })
      const [event, kept] = [sampleOccurrence(), sampleOccurrence()]
      await write(async (transaction) => {
        await transaction.appendEventFor(webhook.id, event)
        await transaction.appendEventFor(webhook.id, kept)
        await transaction.giveUpDeliveries(webhook.id)
      })
      expect(await claim(webhook.id)).toEqual([])
      const restart = (id: Event['id']) =>
        write((transaction) => transaction.restartDelivery(webhook.id, id, sampleTime + 5))
      expect(await restart(event.id)).toMatchObject({ event: { id: event.id }, nextAttemptAt: sampleTime + 5 })
      expect(await restart(sampleOccurrence().id)).toBeUndefined()
      expect(await restart('evt_\0' as Event['id'])).toBeUndefined()
      expect(await claim(webhook.id, sampleTime + 4)).toEqual([])
      expect(await dueIds(webhook.id, sampleTime + 5)).toEqual([event.id])
    })

    it('those are due that may be tried and have something due, whoever has waited longest first', async () => {
      const at = (time: number) => sampleOccurrence({ organizationIds: [lab.id], at: sampleTime + time })
      await append(at(0))
      const paused = await insert({
        organizationId: lab.id,
        health: { failingSince: 1, failures: 1, resumeAt: sampleTime + 9 },
      })
      await append(at(1))
      const second = await insert({ organizationId: lab.id })
      const disabled = await insert({ organizationId: lab.id })
      await append(at(2))
      await write((transaction) => transaction.updateWebhook(disabled.id, { disabled: { at: 0, reason: 'gone' } }))
      const due = async (time: number, limit = 100) =>
        (await suite.store.listDueWebhooks(sampleTime + time, limit)).map(({ id }) => id)
      expect([await due(1), await due(2), await due(8)]).toEqual([[], [second.id], [second.id]])
      expect(await due(9)).toEqual([paused.id, second.id])
      expect(await suite.store.listDueWebhooks(sampleTime + 9, 1)).toEqual([{ id: paused.id, health: paused.health }])
    })

    it('deliveries are listed newest first, a page at a time, and forgotten with their events', async () => {
      const webhook = await insert({ organizationId: lab.id })
      const events = [0, 1, 1, 2].map((time) => sampleOccurrence({ organizationIds: [lab.id], at: sampleTime + time }))
      await append(...events)
      const newestFirst = events.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)).map(({ id }) => id)
      const list = async (limit: number, after?: Event) =>
        (await suite.store.listDeliveries(webhook.id, { limit, ...(after !== undefined && { after }) })).map(
          ({ event }) => event.id,
        )
      expect(await list(10)).toEqual(newestFirst)
      const place = events.find(({ id }) => id === newestFirst[1])
      expect([await list(2), await list(2, place)]).toEqual([newestFirst.slice(0, 2), newestFirst.slice(2)])
      await suite.store.forgetEvents(sampleTime + 1)
      expect(await list(10)).toEqual(newestFirst.slice(0, 3))
      const { oldestAt, count } = await suite.store.countPendingDeliveries()
      expect(oldestAt).toBe(sampleTime + 1)
      expect(count).toBeGreaterThanOrEqual(3)
    })

    it('a beat is moved by one at a time, from where it was moved to', async () => {
      const start = { at: sampleTime, text: '' }
      const step = () =>
        write(async (transaction) => {
          const position = await transaction.lockBeat('counted', start)
          await transaction.moveBeat('counted', { at: position.at + 1, text: `鍵 ${position.at}` })
          return position.at
        })
      const seen = await Promise.all(Array.from({ length: 10 }, step))
      expect(seen.toSorted()).toEqual(Array.from({ length: 10 }, (_, index) => sampleTime + index))
      await suite.reopen()
      const position = await write((transaction) => transaction.lockBeat('counted', start))
      expect(position).toEqual({ at: sampleTime + 10, text: `鍵 ${sampleTime + 9}` })
    })
  })
}
