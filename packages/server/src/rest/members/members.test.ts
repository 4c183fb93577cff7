import type { OrganizationRole } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Machine, Person } from '../../../testing/accounts.ts'
import {
  bodyOf,
  createKey,
  isAccepted,
  listKeyIds,
  readAll,
  refusal,
  restOf,
  verify,
  withoutIncidentals,
} from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'

type Member = { readonly user: { readonly username: string }; readonly role: OrganizationRole }

describe.each(testStores)('the members of an organization on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let admin: Person
  let member: Person
  /** Administers the team `fleet` of acme, and nothing else. */
  let lead: Person
  let stranger: Person
  let machine: Machine

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    admin = await app.addPerson('admin', { acme: 'admin' })
    member = await app.addPerson('member', { acme: 'member' })
    lead = await app.addPerson('lead', { acme: 'viewer' })
    stranger = await app.addPerson('stranger', { birch: 'admin' })
    await app.addTeam('acme', 'fleet', { lead: 'admin', member: 'member' })
    machine = await app.addMachine('trainer', { organization: 'acme' })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const as = (caller: { token: string }) => restOf(app, caller)
  const members = '/organizations/acme/members'
  const rolesIn = async (organization: string) => {
    const answer = await as(app.ada)('GET', `/organizations/${organization}/members`)
    const found = bodyOf<{ members: Member[] }>(answer, 200).members
    return Object.fromEntries(found.map(({ user, role }) => [user.username, role]))
  }

  it('are added by an admin of the instance, given another role, and removed', async () => {
    const guest = await app.addPerson('guest', {})
    expect(await as(guest)('GET', '/organizations/acme')).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
    const user = { id: guest.user.id, username: 'guest', email: 'guest@example.com', name: 'guest' }
    const added = await as(app.ada)('POST', members, { user: 'guest', role: 'billing_admin' })
    expect(added.status).toBe(201)
    expect(added.body).toEqual({ user, role: 'billing_admin' })
    expect(await as(guest)('GET', '/organizations/acme')).toMatchObject({ status: 200 })

    const changed = await as(admin)('PATCH', `${members}/${guest.user.id}`, { role: 'admin' })
    expect(changed).toMatchObject({ status: 200, body: { user, role: 'admin' } })
    expect(await as(guest)('GET', members)).toMatchObject({ status: 200 })

    const removed = await as(admin)('DELETE', `${members}/guest`)
    expect(removed).toMatchObject({ status: 200, body: { member: { user, role: 'admin' }, deletedKeys: [] } })
    expect(await as(guest)('GET', '/organizations/acme')).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
    for (const [method, body] of [['PATCH', { role: 'viewer' }], ['DELETE']] as const) {
      expect(await as(admin)(method, `${members}/guest`, body)).toMatchObject(refusal(404, 'MEMBER_NOT_FOUND'))
    }
  })

  it('who are removed take their keys along: confined ones are gone, personal ones reach the organization no more', async () => {
    const leaver = await app.addPerson('leaver', { acme: 'member', birch: 'member' })
    const confined = await createKey(app, leaver.token, { organization: 'acme', name: 'for acme' })
    const elsewhere = await createKey(app, leaver.token, { organization: 'birch' })
    expect(await verify(app, admin.token, { token: leaver.token })).toMatchObject({ valid: true })

    const removed = await as(admin)('DELETE', `${members}/leaver`)
    expect(removed).toMatchObject({
      status: 200,
      body: { member: { role: 'member' }, deletedKeys: [{ id: confined.key.id, name: 'for acme' }] },
    })
    expect(await isAccepted(app, confined.token)).toBe(false)
    expect(await verify(app, admin.token, { token: confined.token })).toEqual({
      valid: false,
      code: 'INVALID_KEY',
      requestId: expect.any(String),
    })
    expect(await verify(app, admin.token, { token: leaver.token })).toEqual({
      valid: false,
      code: 'FORBIDDEN',
      requestId: expect.any(String),
    })
    const me = await as(leaver)('GET', '/me')
    expect(me).toMatchObject({ status: 200, body: { organizations: [{ name: 'birch' }] } })
    expect(await isAccepted(app, elsewhere.token)).toBe(true)
    expect(await listKeyIds(app, admin.token)).not.toContain(leaver.keyId)

    // Should they come back, no forgotten key comes back with them.
    await as(app.ada)('POST', members, { user: 'leaver', role: 'member' })
    expect(await isAccepted(app, confined.token)).toBe(false)
    expect(await verify(app, admin.token, { token: leaver.token })).toMatchObject({ valid: true })
  })

  it('who are removed are out of its teams, too, and not in them again when they come back', async () => {
    const teammate = await app.addPerson('teammate', { acme: 'member' })
    await app.addTeam('acme', 'crew', { teammate: 'admin' })
    await as(admin)('DELETE', `${members}/teammate`)
    await as(app.ada)('POST', members, { user: 'teammate', role: 'member' })
    expect(await as(teammate)('GET', '/organizations/acme/teams/crew')).toMatchObject(refusal(404, 'TEAM_NOT_FOUND'))
    const crew = await as(admin)('GET', '/organizations/acme/teams/crew/members')
    expect(crew).toMatchObject({ status: 200, body: { members: [] } })
  })

  it('may leave by themselves, by ID or name, and with a key that is deleted by it', async () => {
    for (const name of ['id', 'username'] as const) {
      const one = await app.addPerson(`quits-by-${name}`, { acme: 'viewer', birch: 'member' })
      expect(await as(one)('DELETE', `${members}/${one.user[name]}`)).toMatchObject({ status: 200 })
      expect(await as(one)('GET', '/organizations/acme')).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
    }
    const other = await app.addPerson('quits-by-key', { acme: 'member' })
    const confined = await createKey(app, other.token, { organization: 'acme' })
    const left = await as(confined)('DELETE', `${members}/quits-by-key`)
    expect(left).toMatchObject({ status: 200, body: { deletedKeys: [{ id: confined.key.id }] } })
    expect(await isAccepted(app, confined.token)).toBe(false)
    // A key of one organization lets nobody leave another.
    const traveller = await app.addPerson('traveller', { acme: 'member', birch: 'member' })
    const ofBirch = await createKey(app, traveller.token, { organization: 'birch' })
    expect(await as(ofBirch)('DELETE', `${members}/traveller`)).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
  })

  it('have a role that counts from the next use of any key of theirs', async () => {
    const deputy = await app.addPerson('deputy', { acme: 'admin' })
    const confined = await createKey(app, deputy.token, { organization: 'acme' })
    for (const key of [deputy, confined]) expect(await as(key)('GET', members)).toMatchObject({ status: 200 })
    await as(admin)('PATCH', `${members}/deputy`, { role: 'member' })
    for (const key of [deputy, confined]) {
      expect(await as(key)('GET', members)).toMatchObject(refusal(403, 'FORBIDDEN'))
      expect(await as(key)('PATCH', '/organizations/acme', { name: 'ours' })).toMatchObject(refusal(403, 'FORBIDDEN'))
      expect(await as(key)('GET', '/me')).toMatchObject({ body: { organizations: [{ role: 'member' }] } })
    }
  })

  it('are listed for admins of the organization and of its teams, in order, page by page, and found by a part', async () => {
    for (const caller of [admin, lead, app.ada]) {
      expect(await as(caller)('GET', `${members}?query=LEA&limit=1`)).toMatchObject({
        status: 200,
        body: { members: [{ user: { username: 'lead' }, role: 'viewer' }] },
      })
    }
    const { items } = await readAll<Member>(app, admin, members, 'members', 2)
    const names = items.map(({ user }) => user.username)
    expect(names).toEqual(names.toSorted())
    expect(names).toEqual(Object.keys(await rolesIn('acme')))
    expect(names).not.toContain('stranger')
    for (const caller of [member, machine]) {
      expect(await as(caller)('GET', members)).toMatchObject(refusal(403, 'FORBIDDEN'))
    }
  })

  it('are added without being asked by nobody but an admin of the instance, who names a user that there is', async () => {
    const confined = await app.addKey(app.ada.user, { organization: 'acme' })
    for (const caller of [admin, lead, member, machine, confined]) {
      const answer = await as(caller)('POST', members, { user: 'stranger', role: 'member' })
      expect(answer).toMatchObject(refusal(403, 'FORBIDDEN'))
    }
    const add = (body: object) => as(app.ada)('POST', members, body)
    expect(await add({ user: 'nobody', role: 'member' })).toMatchObject(refusal(404, 'USER_NOT_FOUND'))
    expect(await add({ user: 'member', role: 'admin' })).toMatchObject(refusal(409, 'ALREADY_A_MEMBER'))
    for (const body of [{}, { user: 'member' }, { user: 'member', role: 'owner' }, { user: '', role: 'member' }]) {
      expect(await add(body)).toMatchObject(refusal(400, 'INVALID_REQUEST'))
    }
    expect(await rolesIn('acme')).toMatchObject({ member: 'member' })
  })

  it('are given roles, and removed, by admins of the organization only', async () => {
    const confinedElsewhere = await app.addKey((await app.addPerson('two', { acme: 'admin', birch: 'member' })).user, {
      organization: 'birch',
    })
    for (const caller of [lead, member, machine]) {
      const promoted = await as(caller)('PATCH', `${members}/member`, { role: 'admin' })
      expect(promoted).toMatchObject(refusal(403, 'FORBIDDEN'))
      expect(await as(caller)('DELETE', `${members}/admin`)).toMatchObject(refusal(403, 'FORBIDDEN'))
    }
    for (const caller of [stranger, confinedElsewhere]) {
      const answer = await as(caller)('DELETE', `${members}/member`)
      expect(answer).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
    }
    expect(await rolesIn('acme')).toMatchObject({ admin: 'admin', member: 'member', lead: 'viewer' })
  })

  it('of other organizations look exactly like nobody', async () => {
    for (const [method, body] of [['PATCH', { role: 'viewer' }], ['DELETE']] as const) {
      const [others, unknown] = [
        await as(admin)(method, `${members}/stranger`, body),
        await as(admin)(method, `${members}/nobody`, body),
      ]
      expect(others).toMatchObject(refusal(404, 'MEMBER_NOT_FOUND'))
      expect(withoutIncidentals(others)).toEqual(withoutIncidentals(unknown))
    }
  })

  it('always include an admin: the last one is neither demoted nor removed, and does not leave', async () => {
    const first = await app.addPerson('first', { dogwood: 'admin' })
    const second = await app.addPerson('second', { dogwood: 'member' })
    const at = '/organizations/dogwood/members'
    for (const caller of [first, app.ada]) {
      for (const role of ['member', 'viewer', 'billing_admin']) {
        const answer = await as(caller)('PATCH', `${at}/first`, { role })
        expect(answer).toMatchObject(refusal(409, 'LAST_ORGANIZATION_ADMIN'))
      }
      expect(await as(caller)('DELETE', `${at}/first`)).toMatchObject(refusal(409, 'LAST_ORGANIZATION_ADMIN'))
    }
    // To stay what they are is no demotion.
    expect(await as(first)('PATCH', `${at}/first`, { role: 'admin' })).toMatchObject({ status: 200 })
    expect(await as(first)('PATCH', `${at}/second`, { role: 'admin' })).toMatchObject({ status: 200 })
    expect(await as(first)('DELETE', `${at}/first`)).toMatchObject({ status: 200 })
    expect(await as(second)('PATCH', `${at}/second`, { role: 'viewer' })).toMatchObject(
      refusal(409, 'LAST_ORGANIZATION_ADMIN'),
    )
    expect(await rolesIn('dogwood')).toEqual({ second: 'admin' })
  })
})
