import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Machine, Person } from '../../../testing/accounts.ts'
import { oddNames } from '../../../testing/odd-names.ts'
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

type User = { readonly id: string; readonly username: string; readonly email: string }

describe.each(testStores)('users on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let admin: Person
  let member: Person
  let machine: Machine

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    admin = await app.addPerson('admin', { acme: 'admin' })
    member = await app.addPerson('member', { acme: 'member' })
    machine = await app.addMachine('trainer', { organization: 'acme' })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const as = (caller: { token: string }) => restOf(app, caller)
  const create = (body: object) => as(app.ada)('POST', '/users', body)
  const isThere = async (username: string) => (await as(app.ada)('GET', `/users/${username}`)).status === 200

  it('are made by an admin of the instance, found by ID and by user name, renamed and removed', async () => {
    const created = await create({ email: ' Bo.Ek@Example.com ', username: 'bo', name: ' 坊 ' })
    const { id } = bodyOf<User>(created, 201)
    const user = {
      id,
      username: 'bo',
      email: 'bo.ek@example.com',
      name: '坊',
      instanceAdmin: false,
      createdAt: new Date(app.clock.now()).toISOString(),
      activatedAt: null,
    }
    expect(id).toMatch(/^usr_[0-9A-Za-z]{22}$/)
    expect(created.body).toEqual(user)
    expect(created.headers.location).toBe(`/api/v1/users/${id}`)
    for (const reference of [id, 'bo']) {
      expect((await as(app.ada)('GET', `/users/${reference}`)).body).toEqual(user)
    }
    const renamed = await as(app.ada)('PATCH', '/users/bo', { name: 'Bo' })
    expect(renamed).toMatchObject({ status: 200, body: { ...user, name: 'Bo' } })
    expect(await as(app.ada)('PATCH', '/users/bo', {})).toMatchObject({ status: 200, body: renamed.body })

    const removed = await as(app.ada)('DELETE', '/users/bo')
    expect(removed).toMatchObject({ status: 200, body: { user: renamed.body, deletedKeys: [] } })
    for (const [method, body] of [['GET'], ['PATCH', { name: 'x' }], ['DELETE']] as const) {
      expect(await as(app.ada)(method, `/users/${id}`, body)).toMatchObject(refusal(404, 'USER_NOT_FOUND'))
    }
  })

  it('are called what the e-mail suggests, where nothing else is said', async () => {
    expect(await create({ email: 'Zoë.Łuk+ci@example.com' })).toMatchObject({
      status: 201,
      body: { username: 'zo-.-uk-ci', name: 'zo-.-uk-ci', email: 'zoë.łuk+ci@example.com' },
    })
    expect(await create({ email: 'member@example.org' })).toMatchObject({
      status: 201,
      body: { username: expect.stringMatching(/^member-[0-9a-z]{6}$/) },
    })
  })

  it.each(oddNames)('can have a name of %s', async (_what, name) => {
    expect(await as(member)('PATCH', '/users/member', { name })).toMatchObject({ status: 200, body: { name } })
    expect(await as(member)('GET', '/me')).toMatchObject({ body: { principal: { name } } })
  })

  it('are refused where the address or the name is none, or is taken', async () => {
    for (const [body, expected] of [
      [{ email: 'nobody' }, refusal(400, 'INVALID_EMAIL')],
      [{ email: `${'x'.repeat(250)}@example.com` }, refusal(400, 'INVALID_EMAIL')],
      [{ email: 'MEMBER@example.com', username: 'other' }, refusal(409, 'USER_EXISTS')],
      [{ email: 'new@example.com', username: 'member' }, refusal(409, 'USER_EXISTS')],
      [{ email: 'new@example.com', username: 'No Spaces' }, refusal(400, 'INVALID_USERNAME')],
      [{ email: 'new@example.com', username: '太郎' }, refusal(400, 'INVALID_USERNAME')],
      [{ email: 'new@example.com', name: '' }, refusal(400, 'INVALID_NAME')],
      [{ email: 'new@example.com', name: member.token }, refusal(400, 'NAME_CONTAINS_TOKEN')],
      [{ email: 'new@example.com', instanceAdmin: 'yes' }, refusal(400, 'INVALID_REQUEST')],
      [{ email: 'new@example.com', password: 'x' }, refusal(400, 'INVALID_REQUEST')],
      [{ username: 'new' }, refusal(400, 'INVALID_REQUEST')],
    ] as const) {
      expect(await create(body), JSON.stringify(body)).toMatchObject(expected)
    }
    expect(await as(app.ada)('GET', '/users?query=new@')).toMatchObject({ body: { users: [] } })
  })

  it('are seen and changed by admins of the instance; everybody else sees themselves, and changes their own name', async () => {
    for (const reference of [member.user.id, 'member']) {
      expect(await as(member)('GET', `/users/${reference}`)).toMatchObject({ body: { email: 'member@example.com' } })
      expect(await as(member)('PATCH', `/users/${reference}`, { name: 'Me' })).toMatchObject({ status: 200 })
    }
    const confinedAda = await app.addKey(app.ada.user, { organization: 'acme' })
    for (const caller of [admin, member, machine, confinedAda]) {
      expect(await as(caller)('GET', '/users')).toMatchObject(refusal(403, 'FORBIDDEN'))
      expect(await as(caller)('POST', '/users', { email: 'x@example.com' })).toMatchObject(refusal(403, 'FORBIDDEN'))
    }
    for (const caller of [admin, machine]) {
      for (const [method, body] of [['GET'], ['PATCH', { name: 'x' }], ['DELETE']] as const) {
        const [others, unknown] = [
          await as(caller)(method, '/users/member', body),
          await as(caller)(method, '/users/nobody', body),
        ]
        expect(others).toMatchObject(refusal(404, 'USER_NOT_FOUND'))
        expect(withoutIncidentals(others)).toEqual(withoutIncidentals(unknown))
      }
    }
    expect(await as(member)('DELETE', '/users/member')).toMatchObject(refusal(403, 'FORBIDDEN'))
    expect(await as(member)('PATCH', '/users/member', { instanceAdmin: true })).toMatchObject(refusal(403, 'FORBIDDEN'))
    expect(await as(confinedAda)('PATCH', '/users/ada', { instanceAdmin: false })).toMatchObject(
      refusal(403, 'FORBIDDEN'),
    )
    expect(await as(member)('GET', '/users/member')).toMatchObject({ body: { instanceAdmin: false } })
  })

  it('who are removed take all of their keys along, at once, and leave nothing to who is called the same later', async () => {
    const leaver = await app.addPerson('leaver', { acme: 'member', birch: 'member' })
    const confined = await createKey(app, leaver.token, { organization: 'acme' })
    const repeatable = await app.call('POST', '/api/v1/keys', {
      token: leaver.token,
      headers: { 'idempotency-key': 'users-test-0123456789' },
      body: { name: 'repeatable' },
    })
    const { key } = bodyOf<{ key: { id: string } }>(repeatable, 201)
    await app.addTeam('acme', 'left', { leaver: 'admin' })
    await as(admin)('PUT', `/keys/${leaver.keyId}/blocks/acme`)

    const removed = await as(app.ada)('DELETE', '/users/leaver')
    const { deletedKeys } = bodyOf<{ deletedKeys: { id: string }[] }>(removed, 200)
    expect(deletedKeys.map(({ id }) => id).sort()).toEqual([confined.key.id, key.id, leaver.keyId].sort())
    for (const { token } of [leaver, confined]) {
      expect(await isAccepted(app, token)).toBe(false)
      expect(await verify(app, app.ada.token, { token })).toEqual({
        valid: false,
        code: 'INVALID_KEY',
        requestId: expect.any(String),
      })
    }
    expect(await listKeyIds(app, app.ada.token, { owner: leaver.user.id })).toEqual([])
    const found = await as(admin)('GET', '/organizations/acme/members?query=leaver')
    expect(found).toMatchObject({ body: { members: [] } })

    const next = bodyOf<User>(await create({ email: 'leaver@example.com' }), 201)
    expect(next).toMatchObject({ username: 'leaver', activatedAt: null })
    expect(next.id).not.toBe(leaver.user.id)
    expect(await isAccepted(app, leaver.token)).toBe(false)
  })

  it('are kept, with all of their keys, where keys are to keep them', async () => {
    const owner = await app.addPerson('owner', { acme: 'member' })
    expect(await as(app.ada)('DELETE', '/users/owner?keys=refuse')).toMatchObject(refusal(409, 'USER_HAS_KEYS'))
    expect(await isAccepted(app, owner.token)).toBe(true)
    expect(await as(app.ada)('DELETE', '/users/owner?keys=maybe')).toMatchObject(refusal(400, 'INVALID_REQUEST'))
    await as(owner)('DELETE', `/keys/${owner.keyId}`)
    expect(await as(app.ada)('DELETE', '/users/owner?keys=refuse')).toMatchObject({ status: 200 })
    expect(await isThere('owner')).toBe(false)
  })

  it('are not removed as the last admin of an organization', async () => {
    const chief = await app.addPerson('chief', { dogwood: 'admin' })
    const heir = await app.addPerson('heir', { dogwood: 'member' })
    expect(await as(app.ada)('DELETE', '/users/chief')).toMatchObject(refusal(409, 'LAST_ORGANIZATION_ADMIN'))
    expect(await isAccepted(app, chief.token)).toBe(true)
    await as(chief)('PATCH', '/organizations/dogwood/members/heir', { role: 'admin' })
    expect(await as(app.ada)('DELETE', '/users/chief')).toMatchObject({ status: 200 })
    expect(await as(heir)('GET', '/organizations/dogwood/members')).toMatchObject({ status: 200 })
  })

  it('are not the last admin of the instance and then none, nor removed as such', async () => {
    for (const [method, body] of [['PATCH', { instanceAdmin: false }], ['DELETE']] as const) {
      const answer = await as(app.ada)(method, '/users/ada', body)
      expect(answer).toMatchObject(refusal(409, 'LAST_INSTANCE_ADMIN'))
    }
    const second = await app.addPerson('second', {})
    expect(await as(second)('GET', '/users')).toMatchObject(refusal(403, 'FORBIDDEN'))
    const promoted = await as(app.ada)('PATCH', '/users/second', { instanceAdmin: true })
    expect(promoted).toMatchObject({ status: 200, body: { instanceAdmin: true } })
    expect(await as(second)('GET', '/users')).toMatchObject({ status: 200 })
    expect(await as(second)('PATCH', '/users/second', { instanceAdmin: false })).toMatchObject({ status: 200 })
    expect(await as(second)('GET', '/users')).toMatchObject(refusal(403, 'FORBIDDEN'))
  })

  it('come page after page in order of their user names, each once, and are found by a part of name or e-mail', async () => {
    for (const count of [4, 1, 7, 0, 3, 6, 2, 5]) await app.addPerson(`page-${count}`, {})
    const { items, sizes } = await readAll<User>(app, app.ada, '/users', 'users', 3)
    expect(new Set(sizes.slice(0, -1))).toEqual(new Set([3]))
    const names = items.map(({ username }) => username)
    expect(names).toEqual(names.toSorted())
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => name.startsWith('page-'))).toHaveLength(8)
    const found = await as(app.ada)('GET', '/users?query=PAGE-7@EXAMPLE')
    expect(found).toMatchObject({ body: { users: [{ username: 'page-7' }], nextCursor: null } })
  })
})
