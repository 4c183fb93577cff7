import {
  type AuditEvent,
  auditActions,
  KeysteadError,
  type Store,
  type StoreTransaction,
  verifyTrail,
} from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../testing/accounts.ts'
import { alterStore } from '../testing/altered-store.ts'
import { type AuditWorld, eventsOf, makeAuditWorld, summarize } from '../testing/audit/audit-world.ts'
import { changes } from '../testing/audit/changes.ts'
import { readEverything } from '../testing/audit/read-everything.ts'
import { refusedChanges } from '../testing/audit/refused-changes.ts'
import { findGithubKey } from '../testing/github.ts'
import { createKey, refusal } from '../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../testing/start-test-app.ts'

const nobodyDid = { type: 'anonymous', id: null, name: null, email: null, keyId: null }

describe.each(testStores)('the audit trail on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let world: AuditWorld
  let mallory: Person
  let fails = false
  beforeAll(async () => {
    opened = await open()
    const { store, altered } = alterStore(opened.store)
    altered.transact = withAppendingThat(opened.store, () => fails)
    app = await startTestApp(store, { findGithubKey })
    world = makeAuditWorld(app)
    await app.addOrganization('birch')
    await app.addTeam('acme', 'core')
    mallory = await app.addPerson('mallory', { acme: 'member' })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const seen = new Set<string>()
  const refused = new Set<string>()

  it('begins with the bootstrap, done by the operator', async () => {
    const [first] = await opened.store.listAuditEvents({ order: 'oldest-first', limit: 1 })
    expect(first).toMatchObject({
      number: 1,
      action: 'instance.bootstrap',
      outcome: 'done',
      actor: { type: 'operator', id: null, keyId: null },
      ip: null,
      organization: { id: app.acme.id, name: 'acme' },
      target: { type: 'user', id: app.ada.user.id, name: 'ada', email: 'ada@example.com' },
    })
    seen.add('instance.bootstrap')
  })

  it.each(changes)('remembers %s: what was done, by whom, from where and whose it is', async (_, prepare) => {
    const { call, events: expected } = await prepare(world)
    let requestId: unknown
    const events = await eventsOf(app, async () => {
      const answer = await call()
      expect(answer.status, answer.text).toBeLessThan(300)
      requestId = answer.headers['x-request-id']
    })
    expect(summarize(events).toSorted()).toEqual(expected)
    for (const event of events.filter(({ outcome }) => outcome === 'done')) {
      seen.add(event.action)
      expect(event).toMatchObject({ at: app.clock.now(), ip: '127.0.0.1', requestId, code: null })
      if (event.actor.type === 'anonymous') expect(event.actor).toEqual(nobodyDid)
      else expect(event.actor).toMatchObject({ type: 'user', id: expect.any(String) })
      expect(event.target.id).toEqual(expect.any(String))
      // Whose the key was, which is nowhere else once it is deleted.
      if (event.target.type === 'key') expect(event.details.owner).toMatch(/^(?:usr|sva)_/)
    }
  })

  it.each(refusedChanges)('remembers that %s was refused with %s, where the caller is at home', async (...row) => {
    const [action, code, named, ask] = row
    const [method, path, body] = await ask(world)
    const events = await eventsOf(app, async () => {
      const answer = await world.as(mallory)(method, path, body)
      expect(answer.body).toMatchObject({ code })
    })
    expect(events).toMatchObject([
      {
        action,
        outcome: 'refused',
        code,
        actor: { type: 'user', id: mallory.user.id, name: 'mallory', keyId: mallory.keyId },
        ip: '127.0.0.1',
        organization: { id: app.acme.id },
        team: null,
        target: { id: named, name: null, email: null },
        details: {},
      },
    ])
    refused.add(action)
  })

  it('has no action in its registry that nothing writes, and none that asks for credentials and is never refused', () => {
    // What Keystead does by itself, nobody asks for; webhook-sender.test.ts has it.
    const byItself = ['webhook.disable']
    // Nor what the operator does on the machine; e2e/durability has it in pepper-rotation.test.ts and backup.test.ts.
    const byOperator = ['instance.restore', 'instance.add_pepper', 'instance.use_pepper', 'instance.retire_pepper']
    const unasked = [...byItself, ...byOperator]
    expect([...seen].toSorted()).toEqual(auditActions.filter((action) => !unasked.includes(action)).toSorted())
    // Nobody asks for these with credentials, or they cannot be refused; sign-in.test.ts has the one that is remembered.
    const others = [...unasked, 'instance.bootstrap', 'key.leak', 'session.sign_in', 'session.sign_out']
    expect([...refused].toSorted()).toEqual(auditActions.filter((action) => !others.includes(action)).toSorted())
  })

  it('files what is refused under the one place where the caller is known, and else under none', async () => {
    const roamer = await world.person({ acme: 'admin', birch: 'member' })
    const { token } = await app.addKey(roamer.user, { organization: 'birch' })
    const machine = await world.machine('birch')
    const rename = (caller: { token: string }) => world.as(caller)('PATCH', '/keys/nosuchkeynosuchk', { name: 'x' })
    for (const [caller, place] of [
      [roamer, '-'],
      [{ token }, 'birch'],
      [machine, 'birch'],
      [await world.person({ acme: 'admin' }), 'acme'],
      [await world.person({}), '-'],
    ] as const) {
      expect(summarize(await eventsOf(app, () => rename(caller)))).toEqual([`key.rename in ${place}`])
    }
  })

  it('remembers one refusal for each key that could not be deleted of many, and no request that was no change', async () => {
    const many = await eventsOf(app, () =>
      world.as(mallory)('POST', '/keys/bulk-delete', { ids: ['nosuchkeynosuchk', 'x', 'nosuchkeynosuchk'] }),
    )
    expect(many.map(({ target }) => target.id)).toEqual(['nosuchkeynosuchk', 'x'])
    const none = await eventsOf(app, async () => {
      await world.as(mallory)('GET', '/keys')
      await world.as(mallory)('GET', '/users')
      await world.as(mallory)('POST', '/keys', { surprise: true })
      await world.as({ token: 'nobody' })('DELETE', `/keys/${mallory.keyId}`)
      await app.call('POST', '/api/v1/invitations/accept', { body: { token: 'mistyped' } })
    })
    expect(none).toEqual([])
  })

  it('remembers a key that was made once, although it was asked for twice', async () => {
    const headers = { 'idempotency-key': 'a-key-that-is-sent-twice' }
    const create = () => app.call('POST', '/api/v1/keys', { token: mallory.token, headers, body: { name: 'once' } })
    const events = await eventsOf(app, async () => {
      expect([(await create()).status, (await create()).status]).toEqual([201, 201])
    })
    expect(summarize(events)).toEqual(['key.create in acme'])
  })

  it('gives back what it was given, whatever a caller writes', async () => {
    const odd = ['\u0000', 'half \uD83D', `${'x'.repeat(254)}\u{1F511}`, 'e\u0301', '\u202Eevil', '"\\', 'ключ']
    for (const name of odd) {
      const [event] = await eventsOf(app, () => world.as(mallory)('POST', '/organizations', { name }))
      expect(event).toMatchObject({ action: 'organization.create', code: 'FORBIDDEN' })
    }
    expect(await verifyTrail(app.instance)).toMatchObject({ faults: [] })
  })

  it('holds no token and no Idempotency-Key, wherever a caller has put one', async () => {
    const secret = 'an-idempotency-key-of-mallory'
    const { token } = await createKey(app, mallory.token)
    const invited = await app.call('POST', '/api/v1/organizations/acme/invitations', {
      token: app.ada.token,
      body: { email: 'secret@example.com' },
    })
    const { token: invitation } = invited.body as { token: string }
    const as = world.as(mallory)
    for (const planted of [token, invitation, token.slice(0, -6), `local-${'0123456789'.repeat(4)}`]) {
      const events = await eventsOf(app, async () => {
        await as('POST', '/keys', { name: planted })
        await as('POST', '/keys', { name: 'x', owner: planted })
        await as('POST', '/keys', { name: 'x', organization: planted })
        await as('POST', '/keys/bulk-delete', { ids: [planted] })
        await as('POST', '/users', { email: `${planted}@example.com` })
        await as('POST', '/organizations', { name: planted })
        await as('POST', '/organizations/acme/members', { user: planted, role: 'member' })
        await as('POST', '/organizations/acme/teams', { name: planted })
        await as('POST', '/organizations/acme/service-accounts', { name: planted, team: planted })
        await as('POST', '/organizations/acme/invitations', { email: planted })
        await as('POST', '/invitations/accept', { token: planted })
        await as('PATCH', `/keys/${mallory.keyId}`, { name: planted })
        await as('PATCH', `/users/${mallory.user.id}`, { name: planted })
        await app.graphql(`mutation ($id: String!) { deleteApiKey(input: {id: $id}) { success } }`, {
          token: mallory.token,
          variables: { id: planted },
        })
      })
      expect(events.length).toBeGreaterThan(10)
      expectNoSecret(events, [planted])
    }
    const headers = { 'idempotency-key': secret }
    const repeated = await eventsOf(app, async () => {
      for (const name of ['first', 'second', ' ']) {
        await app.call('POST', '/api/v1/keys', { token: mallory.token, headers, body: { name } })
      }
      await app.call('POST', '/api/v1/keys', { token: mallory.token, headers: { 'idempotency-key': 'short' } })
    })
    expect(repeated.map(({ code }) => code)).toEqual([null, 'IDEMPOTENCY_KEY_REUSED', 'INVALID_NAME'])
    expectNoSecret(repeated, [secret])
    const everything = await opened.store.listAuditEvents({ order: 'oldest-first', limit: 10_000 })
    expectNoSecret(everything, [token, invitation, mallory.token, app.ada.token, secret])
  })

  it.each(changes)('leaves %s undone where it cannot be remembered', async (_, prepare) => {
    const { call, events } = await prepare(world)
    const before = await readEverything(opened.store)
    const head = await opened.store.findAuditHead()
    fails = true
    const answer = await call().finally(() => {
      fails = false
    })
    if (events.length > 0) expect(answer.status, answer.text).toBe(503)
    expect(await readEverything(opened.store)).toEqual(before)
    expect(await opened.store.findAuditHead()).toEqual(head)
    // Nor is anything of it left that would keep it from being done now.
    const afterwards = await eventsOf(app, call)
    expect(summarize(afterwards).toSorted()).toEqual(events)
  })

  it('answers 503 and not the refusal, where that cannot be remembered', async () => {
    fails = true
    const answer = await world
      .as(mallory)('DELETE', '/keys/nosuchkeynosuchk')
      .finally(() => {
        fails = false
      })
    expect(answer).toMatchObject(refusal(503, 'UNAVAILABLE'))
  })

  it('numbers what is done at the same moment without a gap, in one chain', { timeout: 60_000 }, async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => world.person({ acme: 'member', birch: 'member' })))
    const teams = await Promise.all(['a', 'b'].map((letter) => app.addTeam('acme', world.name(`team-${letter}`))))
    const events = await eventsOf(app, async () => {
      const asked = people.flatMap((person, index) => {
        const as = world.as(person)
        return Array.from({ length: 10 }, (_, place) => {
          if (place < 5) return as('POST', '/keys', { name: `key ${place}` })
          if (place < 7) return as('DELETE', '/keys/nosuchkeynosuchk')
          if (place < 8) return as('PATCH', `/users/${person.user.id}`, { name: `person ${index}` })
          const team = `/organizations/acme/teams/${teams[place % 2]?.id}/members`
          return world.as(app.ada)('POST', team, { user: person.user.id, role: 'member' })
        })
      })
      const statuses = (await Promise.all(asked)).map(({ status }) => status)
      expect(statuses.filter((status) => status >= 500)).toEqual([])
    })
    // 25 keys and 5 names, each in two organizations, 10 refusals, 10 places in teams.
    expect(events).toHaveLength(25 * 2 + 5 * 2 + 10 + 10)
    const first = events[0]?.number ?? 0
    expect(events.map(({ number }) => number)).toEqual(events.map((_, index) => first + index))
    expect(await verifyTrail(app.instance)).toMatchObject({ faults: [] })
  })

  it('is, after all of this, one chain from its first event to its end', async () => {
    const head = await opened.store.findAuditHead()
    expect(await verifyTrail(app.instance)).toEqual({ events: head?.number, head, faults: [] })
  })
})

/** The store's transactions, whose events cannot be written while it fails. */
function withAppendingThat(store: Store, fails: () => boolean): Store['transact'] {
  return (work) =>
    store.transact((transaction) => {
      const appending = new Proxy(transaction, {
        get: (target, property) =>
          property === 'appendAuditEvent' && fails()
            ? async () => {
                throw new KeysteadError('UNAVAILABLE', { internal: 'the disk is full' })
              }
            : Reflect.get(target, property, target),
      })
      return work(appending satisfies StoreTransaction)
    })
}

function expectNoSecret(events: readonly AuditEvent[], secrets: readonly string[]): void {
  const text = JSON.stringify(events)
  for (const secret of secrets) {
    // Not printed: a failing test must not show it, either.
    expect(text.includes(secret), 'a secret is in the trail').toBe(false)
  }
}
