import type { TeamRole } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Machine, Person } from '../../../testing/accounts.ts'
import { oddNames } from '../../../testing/odd-names.ts'
import { bodyOf, pathOf, readAll, refusal, restOf, verify, withoutIncidentals } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'

type Team = { readonly id: string; readonly name: string; readonly organizationId: string }
type TeamMember = { readonly user: { readonly username: string }; readonly role: TeamRole }

const teams = '/organizations/acme/teams'

describe.each(testStores)('teams on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let admin: Person
  /** Administers the team `fleet` of acme, and nothing else. */
  let lead: Person
  /** In the team `fleet`. */
  let member: Person
  /** In acme, and in no team. */
  let outsider: Person
  let stranger: Person
  /** Of acme. */
  let machine: Machine
  /** Of the team `fleet`. */
  let teamMachine: Machine

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    admin = await app.addPerson('admin', { acme: 'admin' })
    lead = await app.addPerson('lead', { acme: 'member' })
    member = await app.addPerson('member', { acme: 'member' })
    outsider = await app.addPerson('outsider', { acme: 'member' })
    stranger = await app.addPerson('stranger', { birch: 'admin' })
    await app.addTeam('acme', 'fleet', { lead: 'admin', member: 'viewer' })
    machine = await app.addMachine('trainer', { organization: 'acme' })
    teamMachine = await app.addMachine('crawler', { organization: 'acme', team: 'fleet' })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const as = (caller: { token: string }) => restOf(app, caller)
  const create = async (name: string) => bodyOf<Team>(await as(admin)('POST', teams, { name }), 201)
  const namesFor = async (caller: { token: string }, query = '') =>
    bodyOf<{ teams: Team[] }>(await as(caller)('GET', teams + query), 200).teams.map(({ name }) => name)

  it('are made by an admin of the organization, found by ID and by name in any letter case, renamed and deleted', async () => {
    const created = await as(admin)('POST', teams, { name: ' Vision ', admin: 'outsider' })
    const { id } = bodyOf<Team>(created, 201)
    const team = { id, name: 'Vision', organizationId: app.acme.id, createdAt: new Date(app.clock.now()).toISOString() }
    expect(id).toMatch(/^team_[0-9A-Za-z]{22}$/)
    expect(created.body).toEqual(team)
    expect(created.headers.location).toBe(`/api/v1/organizations/${app.acme.id}/teams/${id}`)
    for (const path of [`${teams}/${id}`, `${teams}/VISION`, `/organizations/ACME/teams/vision`]) {
      expect(await as(outsider)('GET', path)).toMatchObject({ status: 200, body: team })
    }
    expect(await as(outsider)('GET', `${teams}/vision/members`)).toMatchObject({
      status: 200,
      body: { members: [{ user: { username: 'outsider', email: 'outsider@example.com' }, role: 'admin' }] },
    })

    const renamed = { ...team, name: '視覚' }
    expect(await as(admin)('PATCH', `${teams}/vision`, { name: '視覚' })).toMatchObject({ status: 200, body: renamed })
    expect(await as(admin)('GET', `${teams}/vision`)).toMatchObject(refusal(404, 'TEAM_NOT_FOUND'))
    expect(await as(admin)('DELETE', pathOf`/organizations/acme/teams/${'視覚'}`)).toMatchObject({
      status: 200,
      body: renamed,
    })
    expect(await as(admin)('DELETE', `${teams}/${id}`)).toMatchObject(refusal(404, 'TEAM_NOT_FOUND'))
    // Its name is free, and nobody is in the one that has it next.
    await create('視覚')
    expect(await as(outsider)('GET', '/me')).toMatchObject({ body: { teams: [] } })
  })

  it.each(oddNames)('can have a name of %s, by which they are found, too', async (_what, name) => {
    const { id } = await create(name)
    const path = pathOf`/organizations/${'acme'}/teams/${name}`
    expect(await as(admin)('GET', path)).toMatchObject({ status: 200, body: { id, name } })
    expect(await as(admin)('POST', `${path}/members`, { user: 'member', role: 'member' })).toMatchObject({
      status: 201,
    })
    expect(await as(admin)('DELETE', `${path}/members/member`)).toMatchObject({ status: 200 })
    expect(await verify(app, admin.token, { token: machine.token, team: name })).toMatchObject({ valid: true })
    expect(await as(admin)('DELETE', path)).toMatchObject({ status: 200 })
  })

  it('can have a name that another organization uses, and none that their own uses in any letter case', async () => {
    await app.addTeam('birch', 'Shared')
    await create('shared')
    for (const answer of [
      await as(admin)('POST', teams, { name: 'SHARED' }),
      await as(admin)('PATCH', `${teams}/fleet`, { name: 'SHARED' }),
    ]) {
      expect(answer).toMatchObject(refusal(409, 'TEAM_NAME_TAKEN'))
    }
  })

  it('cannot have a name that is none, or an ID, or a key', async () => {
    for (const [name, expected] of [
      ['', refusal(400, 'INVALID_TEAM_NAME')],
      ['x'.repeat(256), refusal(400, 'INVALID_TEAM_NAME')],
      ['TEAM_x', refusal(400, 'INVALID_TEAM_NAME')],
      [member.token, refusal(400, 'NAME_CONTAINS_TOKEN')],
      [undefined, refusal(400, 'INVALID_REQUEST')],
    ] as const) {
      expect(await as(admin)('POST', teams, { name })).toMatchObject(expected)
      expect(await as(admin)('PATCH', `${teams}/fleet`, { name })).toMatchObject(expected)
    }
  })

  it('have a first admin who belongs to the organization', async () => {
    for (const nobody of ['stranger', 'nobody']) {
      const answer = await as(admin)('POST', teams, { name: 'led by nobody', admin: nobody })
      expect(answer).toMatchObject(refusal(404, 'MEMBER_NOT_FOUND'))
    }
    expect(await namesFor(admin, '?query=led')).toEqual([])
  })

  it('are seen by who is in them, by service accounts that reach them, and by admins of the organization', async () => {
    await create('hidden')
    for (const caller of [admin, app.ada, machine]) {
      expect(await namesFor(caller)).toEqual(expect.arrayContaining(['fleet', 'hidden']))
      expect(await as(caller)('GET', `${teams}/hidden`)).toMatchObject({ status: 200 })
    }
    for (const caller of [lead, member, teamMachine]) {
      expect(await namesFor(caller)).toEqual(['fleet'])
      expect(await as(caller)('GET', `${teams}/fleet/members`)).toMatchObject({ status: 200 })
    }
    expect(await namesFor(outsider)).toEqual([])
  })

  it('look to who does not see them exactly like those that do not exist', async () => {
    for (const [method, rest, body] of [
      ['GET', ''],
      ['PATCH', '', { name: 'mine' }],
      ['DELETE', ''],
      ['GET', '/members'],
      ['POST', '/members', { user: 'outsider', role: 'admin' }],
      ['PATCH', '/members/lead', { role: 'member' }],
      ['DELETE', '/members/outsider'],
    ] as const) {
      const [hidden, unknown] = [
        await as(outsider)(method, `${teams}/fleet${rest}`, body),
        await as(outsider)(method, `${teams}/nowhere${rest}`, body),
      ]
      expect(hidden, `${method} ${rest}`).toMatchObject(refusal(404, 'TEAM_NOT_FOUND'))
      expect(withoutIncidentals(hidden)).toEqual(withoutIncidentals(unknown))
    }
  })

  it('are made, renamed and deleted by admins of the organization only', async () => {
    for (const caller of [lead, member, machine, teamMachine]) {
      expect(await as(caller)('POST', teams, { name: 'ours' })).toMatchObject(refusal(403, 'FORBIDDEN'))
      expect(await as(caller)('PATCH', `${teams}/fleet`, { name: 'x' })).toMatchObject(refusal(403, 'FORBIDDEN'))
      expect(await as(caller)('DELETE', `${teams}/fleet`)).toMatchObject(refusal(403, 'FORBIDDEN'))
    }
    expect(await as(stranger)('DELETE', `${teams}/fleet`)).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
  })

  it('are not deleted while service accounts belong to them, or have them as their default', async () => {
    for (const team of ['fleet', 'default']) {
      const answer = await as(admin)('DELETE', `${teams}/${team}`)
      expect(answer).toMatchObject(refusal(409, 'TEAM_HAS_SERVICE_ACCOUNTS'))
    }
  })

  it('come page after page in order of their names, each once', async () => {
    await app.addOrganization('Large')
    const names = Array.from({ length: 5 }, (_, place) => `チーム ${place}`)
    for (const name of names.toReversed()) await app.addTeam('Large', name)
    const { items, sizes } = await readAll<Team>(app, app.ada, '/organizations/large/teams', 'teams', 2)
    expect(sizes).toEqual([2, 2, 1])
    expect(items.map(({ name }) => name)).toEqual(names)
  })

  describe('have members', () => {
    const members = `${teams}/fleet/members`

    it('whom their admins add, give roles and remove, with effect on the next use of any key', async () => {
      const joiner = await app.addPerson('joiner', { acme: 'member' })
      const ask = () => verify(app, app.ada.token, { token: joiner.token, organization: 'acme', team: 'fleet' })
      expect(await ask()).toEqual({ valid: false, code: 'FORBIDDEN', requestId: expect.any(String) })
      const user = { id: joiner.user.id, username: 'joiner', email: 'joiner@example.com', name: 'joiner' }
      const added = await as(lead)('POST', members, { user: joiner.user.id, role: 'member' })
      expect(added.status).toBe(201)
      expect(added.body).toEqual({ user, role: 'member' })
      const { id } = bodyOf<Team>(await as(joiner)('GET', `${teams}/fleet`), 200)
      expect(await ask()).toMatchObject({
        valid: true,
        teams: [{ id, name: 'fleet', organizationId: app.acme.id, role: 'member' }],
      })
      expect(await as(joiner)('PATCH', `${members}/member`, { role: 'admin' })).toMatchObject(refusal(403, 'FORBIDDEN'))

      const changed = await as(lead)('PATCH', `${members}/joiner`, { role: 'admin' })
      expect(changed).toMatchObject({ status: 200, body: { user, role: 'admin' } })
      expect(await as(joiner)('PATCH', `${members}/member`, { role: 'viewer' })).toMatchObject({ status: 200 })

      const removed = await as(lead)('DELETE', `${members}/joiner`)
      expect(removed).toMatchObject({ status: 200, body: { user, role: 'admin' } })
      expect(await ask()).toEqual({ valid: false, code: 'FORBIDDEN', requestId: expect.any(String) })
      expect(await as(joiner)('GET', `${teams}/fleet`)).toMatchObject(refusal(404, 'TEAM_NOT_FOUND'))
      expect(await as(joiner)('GET', '/me')).toMatchObject({ body: { teams: [], organizations: [{ name: 'acme' }] } })
    })

    it('who belong to the organization, and each once', async () => {
      for (const nobody of ['stranger', 'nobody']) {
        const answer = await as(lead)('POST', members, { user: nobody, role: 'member' })
        expect(answer).toMatchObject(refusal(404, 'MEMBER_NOT_FOUND'))
      }
      const again = await as(lead)('POST', members, { user: 'member', role: 'admin' })
      expect(again).toMatchObject(refusal(409, 'ALREADY_A_MEMBER'))
      // In the organization, and not in the team.
      for (const [method, body] of [['PATCH', { role: 'viewer' }], ['DELETE']] as const) {
        const answer = await as(lead)(method, `${members}/outsider`, body)
        expect(answer).toMatchObject(refusal(404, 'MEMBER_NOT_FOUND'))
      }
      for (const body of [{ user: 'outsider' }, { user: 'outsider', role: 'billing_admin' }, { role: 'member' }]) {
        expect(await as(lead)('POST', members, body)).toMatchObject(refusal(400, 'INVALID_REQUEST'))
      }
    })

    it('who may leave, and do nothing else', async () => {
      const quitter = await app.addPerson('quitter', { acme: 'member' })
      await as(lead)('POST', members, { user: 'quitter', role: 'member' })
      for (const caller of [quitter, machine, teamMachine]) {
        expect(await as(caller)('POST', members, { user: 'outsider', role: 'member' })).toMatchObject(
          refusal(403, 'FORBIDDEN'),
        )
        expect(await as(caller)('PATCH', `${members}/quitter`, { role: 'admin' })).toMatchObject(
          refusal(403, 'FORBIDDEN'),
        )
        expect(await as(caller)('DELETE', `${members}/lead`)).toMatchObject(refusal(403, 'FORBIDDEN'))
      }
      expect(await as(quitter)('DELETE', `${members}/quitter`)).toMatchObject({ status: 200 })
    })

    it('and need no admin: those of the organization remain', async () => {
      await create('leaderless')
      const at = `${teams}/leaderless/members`
      await as(admin)('POST', at, { user: 'outsider', role: 'admin' })
      expect(await as(outsider)('PATCH', `${at}/outsider`, { role: 'viewer' })).toMatchObject({ status: 200 })
      expect(await as(admin)('PATCH', `${at}/outsider`, { role: 'admin' })).toMatchObject({ status: 200 })
      await as(outsider)('DELETE', `${at}/outsider`)
    })

    it('who are listed by user name, page by page', async () => {
      const { items } = await readAll<TeamMember>(app, member, members, 'members', 1)
      expect(items.map(({ user, role }) => [user.username, role])).toEqual([
        ['lead', 'admin'],
        ['member', 'viewer'],
      ])
      expect(await as(member)('GET', `${members}?query=LEAD@`)).toMatchObject({
        body: { members: [{ user: { username: 'lead' } }], nextCursor: null },
      })
    })
  })
})
