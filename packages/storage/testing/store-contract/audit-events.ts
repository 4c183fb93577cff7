import type { AuditEvent, AuditQuery, OrganizationId, Store, TeamId } from '@keystead/core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import { sampleEvent, sampleTime } from '../sample-accounts.ts'
import { storeForSuite } from './store-for-suite.ts'

const [lab, other] = ['lab', 'other'].map((name) => ({ id: `org_${name}` as OrganizationId, name })) as [
  Organization,
  Organization,
]
type Organization = { id: OrganizationId; name: string }

/** Appends events as core does: each after the newest. */
async function append(store: Store, ...events: Partial<AuditEvent>[]): Promise<AuditEvent[]> {
  return store.transact(async (transaction) => {
    const head = await transaction.lockAuditHead()
    const appended = events.map((event, index) => sampleEvent({ ...event, number: (head?.number ?? 0) + index + 1 }))
    for (const event of appended) await transaction.appendAuditEvent(event)
    return appended
  })
}

export function describeAuditEvents(openStore: () => Promise<TestStore>): void {
  describe('the audit trail', () => {
    const suite = storeForSuite(openStore)

    it('has no head before the first event, and then always the newest', async () => {
      const { store } = suite
      expect(await store.findAuditHead()).toBeUndefined()
      expect(await store.transact((transaction) => transaction.lockAuditHead())).toBeUndefined()
      for (const number of [1, 2]) {
        const [event] = await append(store, { mac: `mac ${number}` })
        expect(await store.findAuditHead()).toEqual({ number, mac: `mac ${number}` })
        expect(await store.listAuditEvents({ order: 'newest-first', limit: 1 })).toEqual([event])
      }
      await suite.reopen()
      expect(await suite.store.findAuditHead()).toEqual({ number: 2, mac: 'mac 2' })
    })

    it('keeps every event as it was written, whatever is in it', async () => {
      const { store } = suite
      const written = await append(
        store,
        {
          action: 'key.create',
          outcome: 'refused',
          code: 'FORBIDDEN',
          actor: { type: 'service_account', id: 'sva_1', name: '明 🗝', email: null, keyId: 'KeyId' },
          ip: '2001:db8::1',
          requestId: 'request',
          organization: lab,
          team: { id: 'team_1' as TeamId, name: 'T' },
          target: { type: 'key', id: 'k', name: '鍵', email: 'e@example.com' },
          details: { z: 'b"\\', a: 1.5, n: null, t: true, ü: '' },
          macKeyId: 3,
          at: 0,
        },
        { actor: { type: 'operator', id: null, name: null, email: null, keyId: null }, details: {} },
      )
      const listed = await store.listAuditEvents({ order: 'oldest-first', beyond: 2, limit: 9 })
      expect(listed).toEqual(written)
      // The MAC covers the text of it, in which the order counts.
      expect(listed.map(({ details }) => JSON.stringify(details))).toEqual(
        written.map(({ details }) => JSON.stringify(details)),
      )
    })

    it('refuses an event that does not follow the newest one, or takes its number', async () => {
      const { store } = suite
      const head = await store.findAuditHead()
      const newest = head?.number ?? 0
      for (const number of [newest, newest + 2, 1, 0]) {
        const wrong = store.transact((transaction) => transaction.appendAuditEvent(sampleEvent({ number })))
        await expect(wrong, String(number)).rejects.toThrow()
      }
      expect(await store.findAuditHead()).toEqual(head)
    })

    it('has nothing of a transaction that was undone', async () => {
      const { store } = suite
      const head = await store.findAuditHead()
      const undone = store.transact(async (transaction) => {
        await transaction.lockAuditHead()
        await transaction.appendAuditEvent(sampleEvent({ number: (head?.number ?? 0) + 1 }))
        throw new Error('undone')
      })
      await expect(undone).rejects.toThrow('undone')
      expect(await store.findAuditHead()).toEqual(head)
      expect((await store.listAuditEvents({ order: 'newest-first', limit: 1 }))[0]?.number).toBe(head?.number)
    })

    it('of fifty who append at once has one number after the other, each after the MAC that it follows', async () => {
      const { store } = suite
      const first = (await store.findAuditHead())?.number ?? 0
      const seen = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          store.transact(async (transaction) => {
            const head = await transaction.lockAuditHead()
            const number = (head?.number ?? 0) + 1
            await transaction.appendAuditEvent(
              sampleEvent({ number, mac: `${index} after ${head?.mac.split(' ')[0]}` }),
            )
            return number
          }),
        ),
      )
      expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => first + index + 1))
      const chain = await store.listAuditEvents({ order: 'oldest-first', beyond: first, limit: 60 })
      for (const [index, { mac }] of chain.entries()) {
        if (index > 0) expect(mac.split(' after ')[1]).toBe(chain[index - 1]?.mac.split(' ')[0])
      }
    })
  })

  describe('a list of audit events', () => {
    const suite = storeForSuite(openStore)
    let events: AuditEvent[] = []

    const actor = (id: string, keyId: string) =>
      ({ type: 'user', id, name: id, email: `${id}@example.com`, keyId }) as const
    const target = (id: string | null) => ({ type: 'key', id, name: 'name', email: null }) as const

    beforeAll(async () => {
      const kinds: Partial<AuditEvent>[] = [
        { organization: lab, action: 'key.create', actor: actor('usr_a', 'key_a'), target: target('key_b') },
        { organization: lab, action: 'key.delete', actor: actor('usr_b', 'key_b'), target: target('key_b') },
        { organization: other, action: 'key.create', actor: actor('usr_a', 'key_a'), target: target('key_c') },
        { organization: null, action: 'user.create', actor: actor('usr_a', 'key_a'), target: target('usr_c') },
        { organization: lab, action: 'team.create', outcome: 'refused', code: 'FORBIDDEN', target: target(null) },
        { organization: other, action: 'service_account.create', actor: actor('usr_b', 'key_b') },
      ]
      const plan = Array.from({ length: 10 }, () => kinds).flat()
      events = await append(suite.store, ...plan.map((kind, index) => ({ ...kind, at: sampleTime + index })))
    })

    const list = (query: Partial<AuditQuery>) =>
      suite.store.listAuditEvents({ order: 'oldest-first', limit: 99, ...query })
    const filters: [string, Partial<AuditQuery>, (event: AuditEvent) => boolean][] = [
      ['everything', {}, () => true],
      ['one organization', { organizationIds: [lab.id] }, ({ organization }) => organization?.id === lab.id],
      [
        'several organizations',
        { organizationIds: [lab.id, other.id, lab.id] },
        (event) => event.organization !== null,
      ],
      ['an organization without events', { organizationIds: ['org_none' as OrganizationId] }, () => false],
      ['no organization', { organizationIds: [] }, () => false],
      ['an action', { action: 'key.create' }, ({ action }) => action === 'key.create'],
      ['all actions of a noun', { action: 'key.' }, ({ action }) => action.startsWith('key.')],
      ['all of another noun', { action: 'service_account.' }, ({ action }) => action.startsWith('service_account.')],
      ['part of a noun', { action: 'service.' }, () => false],
      ['an outcome', { outcome: 'refused' }, ({ outcome }) => outcome === 'refused'],
      ['an actor', { actorId: 'usr_a' }, (event) => event.actor.id === 'usr_a'],
      [
        'a subject: what was done to it and with it',
        { subjectId: 'key_b' },
        (event) => event.target.id === 'key_b' || event.actor.keyId === 'key_b',
      ],
      ['from a time on, inclusive', { from: sampleTime + 30 }, ({ at }) => at >= sampleTime + 30],
      ['until a time, exclusive', { until: sampleTime + 30 }, ({ at }) => at < sampleTime + 30],
      [
        'all of it together',
        {
          organizationIds: [lab.id],
          action: 'key.',
          outcome: 'done',
          actorId: 'usr_b',
          subjectId: 'key_b',
          from: sampleTime + 7,
          until: sampleTime + 50,
        },
        ({ actor: { id }, at }) => id === 'usr_b' && at >= sampleTime + 7 && at < sampleTime + 50,
      ],
      [
        'an actor in one organization',
        { organizationIds: [other.id], actorId: 'usr_a' },
        (event) => event.organization?.id === other.id && event.actor.id === 'usr_a',
      ],
      ['a subject that another organization has', { organizationIds: [other.id], subjectId: 'usr_c' }, () => false],
      ['text that nothing can hold', { actorId: '\0' }, () => false],
      ['a subject that nothing can be', { subjectId: '\0' }, () => false],
    ]

    it.each(filters)('of %s holds exactly those, in both orders', async (_, query, isWanted) => {
      const [together] = [filters.find(([name]) => name === 'all of it together')]
      const wanted =
        query === together?.[1]
          ? events.filter((event) => isWanted(event) && event.organization?.id === lab.id)
          : events.filter(isWanted)
      expect(await list(query)).toEqual(wanted)
      expect(await list({ ...query, order: 'newest-first' })).toEqual(wanted.toReversed())
    })

    it.each(['oldest-first', 'newest-first'] as const)('goes on beyond a number, %s, page by page', async (order) => {
      for (const query of [{}, { organizationIds: [lab.id, other.id] }, { subjectId: 'key_b' }]) {
        const whole = await list({ ...query, order })
        const listed: AuditEvent[] = []
        for (;;) {
          const last = listed.at(-1)
          const page = await list({ ...query, order, limit: 7, ...(last && { beyond: last.number }) })
          listed.push(...page)
          if (page.length < 7) break
          expect(page).toHaveLength(7)
        }
        expect(listed).toEqual(whole)
      }
    })

    it('of more organizations than are looked for apart is the same', async () => {
      const many = Array.from({ length: 600 }, (_, index) => `org_${index}` as OrganizationId)
      expect(await list({ organizationIds: [...many, lab.id] })).toEqual(await list({ organizationIds: [lab.id] }))
    })
  })
}
