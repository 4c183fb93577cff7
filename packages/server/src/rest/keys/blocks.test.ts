import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Machine, Person, TestKey } from '../../../testing/accounts.ts'
import {
  createKey,
  getKey,
  isAccepted,
  listKeyIds,
  listKeys,
  refusal,
  restOf,
  verify,
  withoutIncidentals,
} from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'

describe.each(testStores)('blocking a key on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  /** Administers acme only. */
  let admin: Person
  /** Administers birch only. */
  let birchAdmin: Person
  let member: Person
  /** A member of acme and of birch. */
  let traveller: Person
  let machine: Machine
  let lead: Person
  let teamMachine: Machine
  /** Of the traveller, made anew for each test. */
  let personal: TestKey
  let confined: TestKey

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    admin = await app.addPerson('admin', { acme: 'admin' })
    birchAdmin = await app.addPerson('birch-admin', { birch: 'admin' })
    member = await app.addPerson('member', { acme: 'member' })
    traveller = await app.addPerson('traveller', { acme: 'member', birch: 'member' })
    lead = await app.addPerson('lead', { acme: 'member' })
    await app.addTeam('acme', 'fleet', { lead: 'admin', traveller: 'member' })
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

  const as = (caller: { token: string }) => restOf(app, caller)
  const block = (caller: { token: string }, id: string, organization = 'acme') =>
    as(caller)('PUT', `/keys/${id}/blocks/${organization}`)
  const unblock = (caller: { token: string }, id: string, organization = 'acme') =>
    as(caller)('DELETE', `/keys/${id}/blocks/${organization}`)
  const reaches = async (token: string, organization: string) =>
    (await verify(app, app.ada.token, { token, organization })).valid
  const acme = () => ({ id: app.acme.id, name: 'acme' })

  it('keeps a personal key out of one organization and its teams, and lets it work on for the others', async () => {
    const blocked = await block(admin, personal.key.id)
    expect(blocked).toMatchObject({ status: 200, body: { id: personal.key.id, blockedBy: [acme()], state: 'active' } })
    expect(await verify(app, app.ada.token, { token: personal.token, organization: 'acme' })).toEqual({
      valid: false,
      code: 'FORBIDDEN',
      requestId: expect.any(String),
    })
    expect(await reaches(personal.token, 'birch')).toBe(true)
    expect(await as(personal)('GET', '/me')).toMatchObject({
      status: 200,
      body: { organizations: [{ name: 'birch' }], teams: [] },
    })
    expect(await as(personal)('GET', '/organizations/acme')).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
    // It makes no key for where it does not reach; another key of the same owner does.
    const wider = await as(personal)('POST', '/keys', { name: 'x', organization: 'acme' })
    expect(wider).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
    expect(await isAccepted(app, traveller.token)).toBe(true)
    expect(await reaches(traveller.token, 'acme')).toBe(true)

    expect(await unblock(admin, personal.key.id)).toMatchObject({ status: 200, body: { blockedBy: [] } })
    expect(await reaches(personal.token, 'acme')).toBe(true)
    expect(await as(personal)('GET', '/me')).toMatchObject({ body: { teams: [{ name: 'fleet' }] } })
  })

  it('refuses a key altogether that reaches nothing else, whoever owns it', async () => {
    for (const { id, token } of [
      { id: confined.key.id, token: confined.token },
      { id: machine.keyId, token: machine.token },
      { id: teamMachine.keyId, token: teamMachine.token },
    ]) {
      expect(await block(admin, id)).toMatchObject({ status: 200, body: { state: 'blocked', blockedBy: [acme()] } })
      expect(await isAccepted(app, token)).toBe(false)
      expect(await verify(app, app.ada.token, { token })).toEqual({
        valid: false,
        code: 'INVALID_KEY',
        requestId: expect.any(String),
      })
      expect(await listKeyIds(app, admin.token, { state: 'blocked' })).toEqual([id])
      expect(await listKeyIds(app, admin.token, { state: 'active', limit: '200' })).not.toContain(id)
      expect(await unblock(admin, id)).toMatchObject({ status: 200, body: { state: 'active', blockedBy: [] } })
      expect(await isAccepted(app, token)).toBe(true)
    }
  })

  it('is done for an organization by its admins and those of the instance, by ID or name, and twice as once', async () => {
    for (const caller of [admin, app.ada]) {
      for (const organization of [app.acme.id, 'ACME', 'acme']) {
        expect(await block(caller, personal.key.id, organization)).toMatchObject({
          status: 200,
          body: { blockedBy: [acme()] },
        })
      }
      for (let times = 0; times < 2; times += 1) {
        expect(await unblock(caller, personal.key.id)).toMatchObject({ status: 200, body: { blockedBy: [] } })
      }
    }
  })

  it('cannot be taken back by the owner, with that key or another one', async () => {
    for (const { key } of [personal, confined]) {
      await block(admin, key.id)
      expect(await unblock(traveller, key.id)).toMatchObject(refusal(403, 'FORBIDDEN'))
    }
    expect(await unblock(personal, personal.key.id)).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
    expect(await unblock(confined, confined.key.id)).toMatchObject(refusal(401, 'UNAUTHENTICATED'))
    expect(await reaches(personal.token, 'acme')).toBe(false)
  })

  it('is told to the owner, and not to the admins of other organizations', async () => {
    await block(admin, personal.key.id)
    await block(birchAdmin, personal.key.id, 'birch')
    const birch = expect.objectContaining({ name: 'birch' })
    const toldTo = async (caller: { token: string }) => {
      const { keys } = await listKeys(app, caller.token, { query: personal.key.id })
      const [listed] = keys
      const got = await getKey(app, caller.token, personal.key.id)
      expect(listed).toEqual(got)
      return got.blockedBy
    }
    expect(await toldTo(traveller)).toEqual([acme(), birch])
    expect(await toldTo(app.ada)).toEqual([acme(), birch])
    expect(await toldTo(admin)).toEqual([acme()])
    expect(await toldTo(birchAdmin)).toEqual([birch])
    // Nor in what a change of it answers.
    expect(await unblock(admin, personal.key.id)).toMatchObject({ body: { blockedBy: [] } })
    expect(await block(admin, personal.key.id)).toMatchObject({ body: { blockedBy: [acme()] } })
    // Blocked everywhere, it still says who its owner is, so that they can look why it does not work.
    expect(await as(personal)('GET', '/me')).toMatchObject({
      status: 200,
      body: { organizations: [], key: { state: 'active', blockedBy: [acme(), birch] } },
    })
  })

  it('is for who administers the organization: others who see the key are refused, and who does not see it finds none', async () => {
    for (const caller of [traveller, confined]) {
      expect(await block(caller, confined.key.id)).toMatchObject(refusal(403, 'FORBIDDEN'))
    }
    expect(await block(lead, teamMachine.keyId)).toMatchObject(refusal(403, 'FORBIDDEN'))
    expect(await block(machine, machine.keyId)).toMatchObject(refusal(403, 'FORBIDDEN'))
    for (const change of [block, unblock]) {
      const [hidden, unknown] = [
        await change(member, personal.key.id),
        await change(
          member,
          personal.key.id.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
        ),
      ]
      expect(hidden).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
      expect(withoutIncidentals(hidden)).toEqual(withoutIncidentals(unknown))
      expect(await change(lead, machine.keyId)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
      expect(await change(admin, birchAdmin.keyId)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
    }
  })

  it('is for an organization within the caller’s reach, and for a key that reaches it', async () => {
    const [others, unknown] = [
      await block(admin, personal.key.id, 'birch'),
      await block(admin, personal.key.id, 'nowhere'),
    ]
    expect(others).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
    expect(withoutIncidentals(others)).toEqual(withoutIncidentals(unknown))
    // Seen by the caller, and of somebody who is not in that organization, or confined to another one.
    const both = await app.addPerson('both', { acme: 'admin', birch: 'admin' })
    for (const id of [member.keyId, confined.key.id, machine.keyId]) {
      expect(await block(both, id, 'birch')).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
      expect(await block(app.ada, id, 'birch')).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
    }
    const ofBirch = await createKey(app, both.token, { organization: 'birch' })
    expect(await block(ofBirch, personal.key.id)).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
    expect(await block(ofBirch, personal.key.id, 'birch')).toMatchObject({ status: 200 })
  })

  it('is what an admin can do with a personal key that they may not delete, and goes with the key', async () => {
    expect(await as(admin)('DELETE', `/keys/${personal.key.id}`)).toMatchObject(refusal(403, 'FORBIDDEN'))
    expect(await block(admin, personal.key.id)).toMatchObject({ status: 200 })
    // It stays its owner's: to rename, and to delete.
    expect(await as(personal)('PATCH', `/keys/${personal.key.id}`, { name: 'mine' })).toMatchObject({ status: 200 })
    expect(await as(traveller)('DELETE', `/keys/${personal.key.id}`)).toMatchObject({ status: 200 })
    expect(await block(admin, personal.key.id)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
    expect(await unblock(admin, personal.key.id)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
  })
})
