import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Machine, Person, TestKey } from '../../../testing/accounts.ts'
import { getKey, isAccepted, listKeyIds, refusal, restOf, verify } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'

const minuteMs = 60_000

describe.each(testStores)('disabling a key on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  /** Administers acme only. */
  let admin: Person
  let otherAdmin: Person
  /** A member of acme and of birch. */
  let traveller: Person
  let lead: Person
  let machine: Machine
  let teamMachine: Machine
  /** Of the traveller, made anew for each test. */
  let personal: TestKey
  let confined: TestKey

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    admin = await app.addPerson('admin', { acme: 'admin' })
    otherAdmin = await app.addPerson('other-admin', { acme: 'admin' })
    traveller = await app.addPerson('traveller', { acme: 'member', birch: 'member' })
    lead = await app.addPerson('lead', { acme: 'member' })
    await app.addTeam('acme', 'fleet', { lead: 'admin' })
    machine = await app.addMachine('trainer', { organization: 'acme' })
    teamMachine = await app.addMachine('crawler', { organization: 'acme', team: 'fleet' })
  })
  beforeEach(async () => {
    personal = await app.addKey(traveller.user)
    confined = await app.addKey(traveller.user, { organization: 'acme' })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  type Caller = { readonly token: string }
  const as = (caller: Caller) => restOf(app, caller)
  const disable = (caller: Caller, id: string, body = {}) => as(caller)('PUT', `/keys/${id}/disablement`, body)
  const enable = (caller: Caller, id: string) => as(caller)('DELETE', `/keys/${id}/disablement`)
  const time = (at: number) => new Date(at).toISOString()
  const known = ({ user: { id, name } }: Pick<Person, 'user'>) => ({ id, name })

  it('refuses it from the answer on as if there were none, until it is enabled, whoever owns it', async () => {
    for (const { id, token } of [
      { id: personal.key.id, token: personal.token },
      { id: confined.key.id, token: confined.token },
      { id: machine.keyId, token: machine.token },
      { id: teamMachine.keyId, token: teamMachine.token },
    ]) {
      const disabled = { at: time(app.clock.now()), by: known(app.ada), until: null }
      expect(await disable(app.ada, id)).toMatchObject({
        status: 200,
        body: { id, state: 'disabled', disabled, receipt: { complete: true } },
      })
      expect(await isAccepted(app, token)).toBe(false)
      expect(await verify(app, app.ada.token, { token })).toEqual({
        valid: false,
        code: 'INVALID_KEY',
        requestId: expect.any(String),
      })
      expect(await getKey(app, admin.token, id)).toMatchObject({ state: 'disabled' })
      expect(await listKeyIds(app, admin.token, { state: 'disabled' })).toEqual([id])
      expect(await listKeyIds(app, admin.token, { state: 'active', limit: '200' })).not.toContain(id)
      expect(await enable(app.ada, id)).toMatchObject({ status: 200, body: { state: 'active', disabled: null } })
      expect(await isAccepted(app, token)).toBe(true)
      expect(await listKeyIds(app, admin.token, { state: 'disabled' })).toEqual([])
    }
  })

  it('for some minutes ends by itself, at that very millisecond, on every node and in every list', async () => {
    const beside = await startTestApp(opened.store, { beside: app })
    const until = app.clock.now() + 15 * minuteMs
    const { token, key } = confined
    expect(await disable(admin, key.id, { minutes: 15 })).toMatchObject({ body: { disabled: { until: time(until) } } })
    app.clock.advance(15 * minuteMs - 1)
    for (const node of [app, beside]) {
      expect(await verify(node, admin.token, { token })).toEqual({
        valid: false,
        code: 'INVALID_KEY',
        requestId: expect.any(String),
      })
      expect(await listKeyIds(node, admin.token, { state: 'disabled' })).toEqual([key.id])
    }
    app.clock.advance(1)
    for (const node of [app, beside]) {
      expect(await verify(node, admin.token, { token })).toMatchObject({ valid: true })
      expect(await getKey(node, admin.token, key.id)).toMatchObject({ state: 'active', disabled: null })
      expect(await listKeyIds(node, admin.token, { state: 'disabled' })).toEqual([])
      expect(await listKeyIds(node, admin.token, { state: 'active', limit: '200' })).toContain(key.id)
    }
    await beside.close()
  })

  it('is the owner’s to do and to undo; what an admin has done, an admin undoes', async () => {
    const { id } = confined.key
    expect(await disable(traveller, id, { minutes: 5 })).toMatchObject({ body: { disabled: { by: known(traveller) } } })
    expect(await enable(traveller, id)).toMatchObject({ status: 200, body: { disabled: null } })

    // An admin who disables what its owner has disabled decides about it from then on.
    await disable(traveller, id)
    expect(await disable(admin, id)).toMatchObject({ body: { disabled: { by: known(admin), until: null } } })
    expect(await enable(traveller, id)).toMatchObject(refusal(403, 'KEY_DISABLED_BY_ADMIN'))
    // Nor can the owner have it end in a minute.
    expect(await disable(traveller, id, { minutes: 1 })).toMatchObject(refusal(403, 'KEY_DISABLED_BY_ADMIN'))
    expect(await getKey(app, traveller.token, id)).toMatchObject({ disabled: { by: known(admin), until: null } })
    expect(await isAccepted(app, confined.token)).toBe(false)
    expect(await enable(otherAdmin, id)).toMatchObject({ status: 200, body: { state: 'active' } })

    // Once a brown-out is over, the key is its owner's again.
    await disable(admin, id, { minutes: 1 })
    app.clock.advance(minuteMs)
    expect(await disable(traveller, id, { minutes: 1 })).toMatchObject({ body: { disabled: { by: known(traveller) } } })
  })

  it('is for who may delete it: an organization’s admin blocks a personal key that reaches beyond', async () => {
    expect(await disable(admin, personal.key.id)).toMatchObject(refusal(403, 'FORBIDDEN'))
    expect(await enable(admin, personal.key.id)).toMatchObject(refusal(403, 'FORBIDDEN'))
    expect(await disable(lead, personal.key.id)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
    expect(await disable(confined, personal.key.id)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
    expect(await disable(lead, machine.keyId)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
    expect(await disable(lead, teamMachine.keyId)).toMatchObject({ status: 200 })
    expect(await enable(lead, teamMachine.keyId)).toMatchObject({ status: 200 })
  })

  it('does not tell an admin of one of its owner’s organizations who from elsewhere has done it', async () => {
    await disable(app.ada, personal.key.id)
    const told = async (caller: Caller) => (await getKey(app, caller.token, personal.key.id)).disabled
    expect(await told(traveller)).toMatchObject({ by: known(app.ada) })
    expect(await told(app.ada)).toMatchObject({ by: known(app.ada) })
    expect(await told(admin)).toEqual({ at: time(app.clock.now()), by: null, until: null })
  })

  it('by the key itself leaves it to others to enable, and a disabled key makes no change', async () => {
    expect(await disable(confined, confined.key.id)).toMatchObject({ status: 200 })
    expect(await enable(confined, confined.key.id)).toMatchObject(refusal(401, 'UNAUTHENTICATED'))
    expect(await enable(traveller, confined.key.id)).toMatchObject({ status: 200, body: { state: 'active' } })
  })

  it('takes a whole number of minutes, of 30 days at most', async () => {
    for (const minutes of [0, -1, 1.5, 43_201, '5', null, 1e300]) {
      expect(await disable(traveller, personal.key.id, { minutes })).toMatchObject(refusal(400, 'INVALID_REQUEST'))
    }
    expect(await disable(traveller, personal.key.id, { minutes: 43_200 })).toMatchObject({ status: 200 })
  })

  it('and enabling it many times at once end as the last one left it', async () => {
    const { id } = confined.key
    await Promise.all([
      disable(admin, id),
      enable(admin, id),
      disable(otherAdmin, id, { minutes: 3 }),
      enable(admin, id),
    ])
    const { state } = await getKey(app, admin.token, id)
    expect(await isAccepted(app, confined.token)).toBe(state === 'active')
    expect(await enable(admin, id)).toMatchObject({ status: 200 })
    expect(await isAccepted(app, confined.token)).toBe(true)
  })
})
