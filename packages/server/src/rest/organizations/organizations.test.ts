import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Machine, Person } from '../../../testing/accounts.ts'
import { oddNames } from '../../../testing/odd-names.ts'
import { bodyOf, pathOf, readAll, refusal, restOf, withoutIncidentals } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'

type Organization = { readonly id: string; readonly name: string }

describe.each(testStores)('organizations on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let admin: Person
  let member: Person
  let stranger: Person
  let machine: Machine

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    admin = await app.addPerson('admin', { acme: 'admin', birch: 'admin' })
    member = await app.addPerson('member', { acme: 'member' })
    stranger = await app.addPerson('stranger', { cedar: 'admin' })
    machine = await app.addMachine('trainer', { organization: 'acme' })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const as = (caller: { token: string }) => restOf(app, caller)
  const create = async (body: object) => bodyOf<Organization>(await as(app.ada)('POST', '/organizations', body), 201)
  const namesFor = async (caller: { token: string }, query = '') => {
    const answer = await as(caller)('GET', `/organizations${query}`)
    return bodyOf<{ organizations: Organization[] }>(answer, 200).organizations.map(({ name }) => name)
  }

  it('are made by an admin of the instance, found by ID and by name in any letter case, and renamed', async () => {
    const created = await as(app.ada)('POST', '/organizations', { name: ' Dogwood ', admin: 'member' })
    const { id } = bodyOf<Organization>(created, 201)
    const organization = { id, name: 'Dogwood', createdAt: new Date(app.clock.now()).toISOString() }
    expect(id).toMatch(/^org_[0-9A-Za-z]{22}$/)
    expect(created.body).toEqual(organization)
    expect(created.headers).toMatchObject({ location: `/api/v1/organizations/${id}`, 'cache-control': 'no-store' })

    for (const reference of [id, 'Dogwood', 'dOGWOOD']) {
      const answer = await as(member)('GET', `/organizations/${reference}`)
      expect(answer).toMatchObject({ status: 200, body: organization })
    }
    // Its first admin is the one who was named, and nobody else.
    const renamed = await as(member)('PATCH', '/organizations/dogwood', { name: 'Elm' })
    expect(renamed).toMatchObject({ status: 200, body: { ...organization, name: 'Elm' } })
    expect(await as(member)('GET', '/organizations/elm')).toMatchObject({ body: { id } })
    expect(await as(member)('GET', '/organizations/dogwood')).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
    const me = await as(app.ada)('GET', '/me')
    expect(me).toMatchObject({ body: { organizations: [{ name: 'acme', role: 'admin' }] } })
    // Its old name is free, and its own name in other letters is no conflict.
    await create({ name: 'dogwood' })
    expect(await as(member)('PATCH', `/organizations/${id}`, { name: 'ELM' })).toMatchObject({ status: 200 })
  })

  it('are administered by whoever made them, where nobody was named', async () => {
    const { id } = await create({ name: 'own' })
    const me = bodyOf<{ organizations: unknown[] }>(await as(app.ada)('GET', '/me'), 200)
    expect(me.organizations).toContainEqual({ id, name: 'own', role: 'admin' })
  })

  it.each(oddNames)('can have a name of %s, by which they are found, too', async (_what, name) => {
    const { id } = await create({ name })
    const path = pathOf`/organizations/${name}`
    expect(await as(app.ada)('GET', path)).toMatchObject({ status: 200, body: { id, name } })
    expect(await as(app.ada)('GET', `${path}/policies`)).toMatchObject({ status: 200 })
    expect(await as(app.ada)('PATCH', path, { name: `${[...name].slice(0, 250).join('')} 2` })).toMatchObject({
      status: 200,
      body: { id },
    })
    expect(await as(app.ada)('GET', path)).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
  })

  it('are found by the decomposed form of their name', async () => {
    const { id } = await create({ name: 'Münchner Größe' })
    const path = pathOf`/organizations/${'Münchner Größe'.normalize('NFD')}`
    expect(await as(app.ada)('GET', path)).toMatchObject({ status: 200, body: { id } })
  })

  it('are found by no reference that is longer than a name in any form can be', async () => {
    for (const [length, code] of [
      [1024, 'ORGANIZATION_NOT_FOUND'],
      [1025, 'NOT_FOUND'],
      [15_000, 'NOT_FOUND'],
    ] as const) {
      const answer = await as(app.ada)('GET', `/organizations/${'x'.repeat(length)}/policies`)
      expect(answer).toMatchObject(refusal(404, code))
    }
  })

  it.each([
    ['nothing', ''],
    ['spaces', '  '],
    ['256 characters', 'x'.repeat(256)],
    ['4,096 characters', 'x'.repeat(4096)],
    ['a line break', 'a\nb'],
    ['what IDs begin with', 'org_acme'],
    ['what IDs begin with, in other letters', 'ORG_acme'],
    ['a zero character', 'a\0b'],
  ])('cannot be called %s', async (_what, name) => {
    const answers = [
      await as(app.ada)('POST', '/organizations', { name }),
      await as(admin)('PATCH', '/organizations/acme', { name }),
    ]
    for (const answer of answers) expect(answer).toMatchObject(refusal(400, 'INVALID_ORGANIZATION_NAME'))
  })

  it('cannot be called by an API key, by a name that is taken in any letter case, or by what is no text', async () => {
    for (const [name, expected] of [
      [app.ada.token, refusal(400, 'NAME_CONTAINS_TOKEN')],
      ['Cedar', refusal(409, 'ORGANIZATION_NAME_TAKEN')],
      [5, refusal(400, 'INVALID_REQUEST')],
      ['x'.repeat(4097), refusal(400, 'INVALID_REQUEST')],
      [undefined, refusal(400, 'INVALID_REQUEST')],
    ] as const) {
      expect(await as(app.ada)('POST', '/organizations', { name })).toMatchObject(expected)
      const renamed = await as(admin)('PATCH', '/organizations/acme', { name })
      expect(renamed).toMatchObject(expected)
      expect(renamed.text).not.toContain(app.ada.token)
    }
    expect(await as(app.ada)('POST', '/organizations', { name: 'x', surprise: 1 })).toMatchObject(
      refusal(400, 'INVALID_REQUEST'),
    )
  })

  it('cannot be made by anybody else, nor with a first admin whom nobody knows', async () => {
    const confined = await app.addKey(app.ada.user, { organization: 'acme' })
    for (const caller of [admin, member, machine, confined]) {
      expect(await as(caller)('POST', '/organizations', { name: 'mine' })).toMatchObject(refusal(403, 'FORBIDDEN'))
    }
    for (const nobody of ['nobody', 'usr_0000000000000000000000', '\0']) {
      const answer = await as(app.ada)('POST', '/organizations', { name: 'orphan', admin: nobody })
      expect(answer).toMatchObject(refusal(404, 'USER_NOT_FOUND'))
    }
    expect(await namesFor(app.ada, '?query=orphan')).toEqual([])
  })

  it('are renamed by their admins only', async () => {
    for (const caller of [member, machine]) {
      expect(await as(caller)('PATCH', '/organizations/acme', { name: 'ours' })).toMatchObject(
        refusal(403, 'FORBIDDEN'),
      )
    }
    expect(await as(admin)('PATCH', '/organizations/birch', { name: 'birch' })).toMatchObject({ status: 200 })
  })

  it('of others look exactly like those that do not exist', async () => {
    for (const [method, rest, body] of [
      ['GET', ''],
      ['PATCH', '', { name: 'mine' }],
      ['GET', '/members'],
      ['POST', '/members', { user: 'member', role: 'member' }],
      ['PATCH', '/members/stranger', { role: 'member' }],
      ['DELETE', '/members/stranger'],
      ['GET', '/teams'],
      ['POST', '/teams', { name: 'fleet' }],
      ['GET', '/service-accounts'],
      ['POST', '/service-accounts', { name: 'x', team: 'fleet' }],
      ['GET', '/invitations'],
      ['POST', '/invitations', { email: 'x@example.com' }],
      ['GET', '/policies/enforcement-preview'],
    ] as const) {
      for (const caller of [admin, member, machine]) {
        const [others, unknown] = [
          await as(caller)(method, `/organizations/cedar${rest}`, body),
          await as(caller)(method, `/organizations/nowhere${rest}`, body),
        ]
        expect(others, `${method} ${rest}`).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
        expect(withoutIncidentals(others)).toEqual(withoutIncidentals(unknown))
      }
    }
    expect(await as(stranger)('GET', '/organizations/cedar')).toMatchObject({ status: 200 })
  })

  it('are listed as far as the caller reaches: all of them for an admin of the instance', async () => {
    const confined = await app.addKey(admin.user, { organization: 'birch' })
    expect(await namesFor(admin)).toEqual(['acme', 'birch'])
    expect(await namesFor(confined)).toEqual(['birch'])
    expect(await namesFor(machine)).toEqual(['acme'])
    expect(await namesFor(app.ada)).toEqual(expect.arrayContaining(['acme', 'birch', 'cedar']))
    expect(await namesFor(admin, '?query=BIR')).toEqual(['birch'])
    expect(await namesFor(admin, '?query=ced')).toEqual([])
  })

  it('come page after page in order of their names, each once, although some come and go in between', async () => {
    const made: string[] = []
    for (let count = 0; count < 205; count += 1) {
      made.push(`Page ${String((count * 7) % 205).padStart(3, '0')} ページ`)
      await app.addOrganization(made.at(-1) ?? '')
    }
    const { items, sizes } = await readAll<Organization>(app, app.ada, '/organizations', 'organizations', 200)
    expect(sizes[0]).toBe(200)
    const names = items.map(({ name }) => name).filter((name) => name.startsWith('Page '))
    expect(names).toEqual(made.toSorted())

    const first = await as(app.ada)('GET', '/organizations?query=page&limit=3')
    const { nextCursor } = bodyOf<{ nextCursor: string }>(first, 200)
    await app.addOrganization('Page 000a')
    await as(app.ada)('PATCH', pathOf`/organizations/${'Page 002 ページ'}`, { name: 'gone' })
    const second = await namesFor(app.ada, `?query=page&limit=2&cursor=${nextCursor}`)
    expect(second).toEqual(['Page 003 ページ', 'Page 004 ページ'])
  })

  it('refuse a cursor that this server never gave', async () => {
    for (const cursor of ['x', 'W10', 'bnVsbA', Buffer.from('[1,2]').toString('base64url')]) {
      const answer = await as(app.ada)('GET', `/organizations?cursor=${cursor}`)
      expect(answer).toMatchObject(refusal(400, 'INVALID_CURSOR'))
    }
    // One of a shape that could be ours gives what is behind it, and nothing that the caller may not see.
    const zero = Buffer.from('["\\u0000","\\u0000"]').toString('base64url')
    expect(await as(member)('GET', `/organizations?cursor=${zero}`)).toMatchObject({ status: 200 })
    expect(await as(app.ada)('GET', '/organizations?limit=201')).toMatchObject(refusal(400, 'INVALID_REQUEST'))
  })
})
