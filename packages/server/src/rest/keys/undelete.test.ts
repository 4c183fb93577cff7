import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { sampleKey } from '@keystead/storage/testing/sample-accounts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Machine, Person, TestKey } from '../../../testing/accounts.ts'
import { getKey, isAccepted, refusal, restOf, verify } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'

const dayMs = 24 * 60 * 60_000

describe.each(testStores)('bringing back a deleted key on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let admin: Person
  let birchAdmin: Person
  /** A member of acme and of birch. */
  let traveller: Person
  let machine: Machine
  /** Of the traveller, made anew for each test. */
  let personal: TestKey
  let confined: TestKey

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    admin = await app.addPerson('admin', { acme: 'admin' })
    birchAdmin = await app.addPerson('birch-admin', { birch: 'admin' })
    machine = await app.addMachine('trainer', { organization: 'acme' })
  })
  beforeEach(async (context) => {
    traveller = await app.addPerson(`traveller-${context.task.id}`, { acme: 'member', birch: 'member' })
    personal = await app.addKey(traveller.user)
    confined = await app.addKey(traveller.user, { organization: 'acme' })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  type Caller = { readonly token: string }
  const as = (caller: Caller) => restOf(app, caller)
  const remove = (caller: Caller, id: string) => as(caller)('DELETE', `/keys/${id}`)
  const undelete = (caller: Caller, id: string) => as(caller)('POST', `/keys/${id}/undelete`)
  /** Those of the traveller. */
  const listDeleted = async (caller: Caller) => {
    const { body } = await as(caller)('GET', '/deleted-keys?limit=200')
    const { keys } = body as { keys: { id: string; owner: { id: string }; deletion: unknown }[] }
    return keys.filter(({ owner }) => owner.id === traveller.user.id)
  }

  it('gives it back as it was, token and all, to an admin who may manage it', async () => {
    for (const { id, token, by } of [
      { id: confined.key.id, token: confined.token, by: admin },
      { id: personal.key.id, token: personal.token, by: app.ada },
      { id: machine.keyId, token: machine.token, by: admin },
    ]) {
      const before = await getKey(app, by.token, id)
      expect(await remove(by, id)).toMatchObject({ status: 200 })
      expect(await isAccepted(app, token)).toBe(false)
      expect(await as(by)('GET', `/keys/${id}`)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
      expect(await undelete(by, id)).toMatchObject({ status: 200, body: before })
      expect(await isAccepted(app, token)).toBe(true)
      expect(await undelete(by, id)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
    }
  })

  it('is for 30 days, to the millisecond', async () => {
    const [first, second] = [confined, await app.addKey(traveller.user, { organization: 'acme' })]
    for (const { key } of [first, second]) await remove(admin, key.id)
    app.clock.advance(30 * dayMs - 1)
    expect(await undelete(admin, first.key.id)).toMatchObject({ status: 200 })
    app.clock.advance(1)
    expect(await undelete(admin, second.key.id)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
    expect(await listDeleted(admin)).toEqual([])
  })

  it('is not for its owner, who sees that it is deleted and by whom; to others it never was', async () => {
    await remove(admin, confined.key.id)
    await remove(traveller, personal.key.id)
    expect(await undelete(traveller, confined.key.id)).toMatchObject(refusal(403, 'FORBIDDEN'))
    expect(await undelete(admin, personal.key.id)).toMatchObject(refusal(403, 'FORBIDDEN'))
    expect(await undelete(birchAdmin, confined.key.id)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
    const at = new Date(app.clock.now()).toISOString()
    const restorableUntil = new Date(app.clock.now() + 30 * dayMs).toISOString()
    const ids = async (caller: Caller) => (await listDeleted(caller)).map(({ id }) => id).toSorted()
    expect(await ids(traveller)).toEqual([personal.key.id, confined.key.id].toSorted())
    expect(await ids(birchAdmin)).toEqual([personal.key.id])
    const [shown] = (await listDeleted(traveller)).filter(({ id }) => id === confined.key.id)
    expect(shown?.deletion).toEqual({ at, by: { id: admin.user.id, name: admin.user.name }, restorableUntil })
    // Who from elsewhere deleted a personal key is not an admin's to know.
    const [hidden] = await listDeleted(birchAdmin)
    expect(hidden?.deletion).toEqual({ at, by: null, restorableUntil })
  })

  it('leaves it blocked and disabled where it was', async () => {
    await as(admin)('PUT', `/keys/${personal.key.id}/blocks/acme`)
    await as(traveller)('PUT', `/keys/${personal.key.id}/disablement`, {})
    await remove(traveller, personal.key.id)
    expect(await undelete(app.ada, personal.key.id)).toMatchObject({
      status: 200,
      body: { state: 'disabled', blockedBy: [{ name: 'acme' }] },
    })
    expect(await isAccepted(app, personal.token)).toBe(false)
    await as(traveller)('DELETE', `/keys/${personal.key.id}/disablement`)
    const question = { token: personal.token, organization: 'acme' }
    expect(await verify(app, app.ada.token, question)).toMatchObject({ valid: false, code: 'FORBIDDEN' })
  })

  it('obeys the policies, and needs an owner who still belongs there', async () => {
    const place = `/organizations/${confined.key.organization?.id}`
    await remove(admin, confined.key.id)
    await as(app.ada)('PATCH', `${place}/policies`, { disableKeyCreation: true })
    expect(await undelete(admin, confined.key.id)).toMatchObject(refusal(403, 'KEY_CREATION_DISABLED'))
    await as(app.ada)('PATCH', `${place}/policies`, { disableKeyCreation: false })
    await as(app.ada)('DELETE', `${place}/members/${traveller.user.id}`)
    expect(await undelete(admin, confined.key.id)).toMatchObject(refusal(409, 'KEY_OWNER_LEFT'))
    await as(app.ada)('POST', `${place}/members`, { user: traveller.user.id, role: 'member' })
    expect(await undelete(admin, confined.key.id)).toMatchObject({ status: 200 })
    expect(await isAccepted(app, confined.token)).toBe(true)
  })

  it('is none for the keys of who was removed: they go with their owner', async () => {
    await remove(traveller, personal.key.id)
    expect(await as(app.ada)('DELETE', `/users/${traveller.user.id}`)).toMatchObject({ status: 200 })
    for (const { key } of [personal, confined]) {
      expect(await undelete(app.ada, key.id)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
    }
    expect(await listDeleted(app.ada)).toEqual([])
  })

  it('is none for a key whose pepper is gone: it would not work', async () => {
    const key = sampleKey(traveller.user, { pepperVersion: 9 })
    await opened.store.transact((transaction) => transaction.insertKey(key))
    await remove(app.ada, key.id)
    expect(await undelete(app.ada, key.id)).toMatchObject(refusal(409, 'KEY_PEPPER_GONE'))
  })

  it('happens once, however many ask at the same moment', async () => {
    await remove(admin, confined.key.id)
    const answers = await Promise.all([1, 2, 3, 4].map(() => undelete(admin, confined.key.id)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404, 404, 404])
    expect(await isAccepted(app, confined.token)).toBe(true)
  })
})
