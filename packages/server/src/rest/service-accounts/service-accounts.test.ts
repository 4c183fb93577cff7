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

type ServiceAccount = { readonly id: string; readonly name: string }

const accounts = '/organizations/acme/service-accounts'

describe.each(testStores)('service accounts on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let admin: Person
  /** Administers the team `fleet` of acme, and nothing else. */
  let lead: Person
  /** In the team `fleet`. */
  let member: Person
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
    stranger = await app.addPerson('stranger', { birch: 'admin' })
    await app.addTeam('acme', 'fleet', { lead: 'admin', member: 'member' })
    await app.addTeam('acme', 'crew', { lead: 'member' })
    machine = await app.addMachine('trainer', { organization: 'acme' })
    teamMachine = await app.addMachine('crawler', { organization: 'acme', team: 'fleet' })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const as = (caller: { token: string }) => restOf(app, caller)
  const create = async (body: object) => bodyOf<ServiceAccount>(await as(admin)('POST', accounts, body), 201)
  const idsFor = async (caller: { token: string }) =>
    (await readAll<ServiceAccount>(app, caller, accounts, 'serviceAccounts', 200)).items.map(({ id }) => id)
  const isFound = async (caller: { token: string }, id: string) =>
    (await as(caller)('GET', `/service-accounts/${id}`)).status === 200

  it('of a team are made by its admins, changed, and deleted with their keys', async () => {
    const created = await as(lead)('POST', accounts, { name: ' Nightly ', team: 'FLEET', verifier: true })
    const { id } = bodyOf<ServiceAccount>(created, 201)
    const team = { id: expect.stringMatching(/^team_/), name: 'fleet' }
    const serviceAccount = {
      id,
      name: 'Nightly',
      organization: { id: app.acme.id, name: 'acme' },
      team,
      defaultTeam: team,
      verifier: true,
      createdAt: new Date(app.clock.now()).toISOString(),
    }
    expect(id).toMatch(/^sva_[0-9A-Za-z]{22}$/)
    expect(created.body).toEqual(serviceAccount)
    expect(created.headers.location).toBe(`/api/v1/service-accounts/${id}`)
    for (const caller of [lead, admin, app.ada]) {
      expect((await as(caller)('GET', `/service-accounts/${id}`)).body).toEqual(serviceAccount)
    }

    const changed = await as(lead)('PATCH', `/service-accounts/${id}`, { name: '夜間', verifier: false })
    expect(changed).toMatchObject({ status: 200, body: { ...serviceAccount, name: '夜間', verifier: false } })
    expect(await as(lead)('PATCH', `/service-accounts/${id}`, {})).toMatchObject({ status: 200, body: changed.body })

    const { key, token } = await createKey(app, lead.token, { owner: id, name: 'cron' })
    expect(key).toMatchObject({
      type: 'team_service_account',
      owner: { type: 'service_account', id, name: '夜間', team: { name: 'fleet' } },
      organization: { name: 'acme' },
    })
    expect(await isAccepted(app, token)).toBe(true)
    const deleted = await as(lead)('DELETE', `/service-accounts/${id}`)
    expect(deleted).toMatchObject({
      status: 200,
      body: { serviceAccount: { id, name: '夜間' }, deletedKeys: [{ id: key.id, name: 'cron' }] },
    })
    expect(await isAccepted(app, token)).toBe(false)
    expect(await verify(app, app.ada.token, { token })).toEqual({
      valid: false,
      code: 'INVALID_KEY',
      requestId: expect.any(String),
    })
    expect(await listKeyIds(app, app.ada.token, { owner: id })).toEqual([])
    for (const method of ['GET', 'DELETE']) {
      const answer = await as(lead)(method, `/service-accounts/${id}`)
      expect(answer).toMatchObject(refusal(404, 'SERVICE_ACCOUNT_NOT_FOUND'))
    }
  })

  it('of an organization are made by its admins, and have a default team, which can be another one later', async () => {
    const { id } = await create({ name: 'platform', defaultTeam: 'fleet' })
    const path = `/service-accounts/${id}`
    expect(await as(admin)('GET', path)).toMatchObject({ body: { team: null, defaultTeam: { name: 'fleet' } } })
    expect(await as(admin)('PATCH', path, { defaultTeam: 'crew' })).toMatchObject({
      status: 200,
      body: { name: 'platform', team: null, defaultTeam: { name: 'crew' }, verifier: false },
    })
    expect(await as(admin)('PATCH', path, { defaultTeam: 'nowhere' })).toMatchObject(refusal(404, 'TEAM_NOT_FOUND'))
    const { key } = await createKey(app, admin.token, { owner: id })
    expect(key).toMatchObject({ type: 'organization_service_account', owner: { team: null } })
    // For its team's admin, it is not there.
    expect(await as(lead)('GET', path)).toMatchObject(refusal(404, 'SERVICE_ACCOUNT_NOT_FOUND'))
    expect(await as(admin)('DELETE', path)).toMatchObject({ status: 200 })
  })

  it.each(oddNames)('can have a name of %s, which others may have, too', async (_what, name) => {
    const [one, other] = [await create({ name, team: 'fleet' }), await create({ name, team: 'fleet' })]
    expect(one).toMatchObject({ name })
    expect(other.id).not.toBe(one.id)
    const { key, token } = await createKey(app, admin.token, { owner: one.id })
    expect(key.owner).toMatchObject({ name })
    expect(await as({ token })('GET', '/me')).toMatchObject({ status: 200, body: { principal: { name } } })
    for (const { id } of [one, other]) await as(admin)('DELETE', `/service-accounts/${id}`)
  })

  it('belong to a team, or to the organization with a default team: to exactly one of the two', async () => {
    for (const places of [{}, { team: 'fleet', defaultTeam: 'crew' }]) {
      const answer = await as(admin)('POST', accounts, { name: 'x', ...places })
      expect(answer).toMatchObject(refusal(400, 'INVALID_REQUEST'))
    }
    const moved = await as(admin)('PATCH', `/service-accounts/${teamMachine.serviceAccount.id}`, {
      defaultTeam: 'crew',
    })
    expect(moved).toMatchObject(refusal(400, 'INVALID_REQUEST'))
    const elsewhere = await as(admin)('PATCH', `/service-accounts/${teamMachine.serviceAccount.id}`, { team: 'crew' })
    expect(elsewhere).toMatchObject(refusal(400, 'INVALID_REQUEST'))
    for (const [name, expected] of [
      ['', refusal(400, 'INVALID_NAME')],
      ['x'.repeat(256), refusal(400, 'INVALID_NAME')],
      [member.token, refusal(400, 'NAME_CONTAINS_TOKEN')],
      [7, refusal(400, 'INVALID_REQUEST')],
    ] as const) {
      expect(await as(admin)('POST', accounts, { name, team: 'fleet' })).toMatchObject(expected)
      expect(await as(admin)('PATCH', `/service-accounts/${machine.serviceAccount.id}`, { name })).toMatchObject(
        expected,
      )
    }
  })

  it('are made by nobody who does not administer their place', async () => {
    for (const [caller, place, expected] of [
      [member, { team: 'fleet' }, refusal(403, 'FORBIDDEN')],
      [member, { defaultTeam: 'fleet' }, refusal(403, 'FORBIDDEN')],
      [member, { team: 'crew' }, refusal(404, 'TEAM_NOT_FOUND')],
      [member, { team: 'nowhere' }, refusal(404, 'TEAM_NOT_FOUND')],
      [lead, { team: 'crew' }, refusal(403, 'FORBIDDEN')],
      [lead, { defaultTeam: 'fleet' }, refusal(403, 'FORBIDDEN')],
      [admin, { team: 'nowhere' }, refusal(404, 'TEAM_NOT_FOUND')],
      [machine, { team: 'fleet' }, refusal(403, 'FORBIDDEN')],
      [teamMachine, { team: 'fleet' }, refusal(403, 'FORBIDDEN')],
      [teamMachine, { team: 'crew' }, refusal(404, 'TEAM_NOT_FOUND')],
      [stranger, { team: 'fleet' }, refusal(404, 'ORGANIZATION_NOT_FOUND')],
    ] as const) {
      const answer = await as(caller)('POST', accounts, { name: 'x', ...place })
      expect(answer, JSON.stringify(place)).toMatchObject(expected)
    }
  })

  it('are made for no team by anybody, where the organization has switched that off; those that are there work on', async () => {
    const policies = '/organizations/acme/policies'
    await as(admin)('PATCH', policies, { disableTeamServiceAccountCreation: true })
    for (const caller of [lead, admin, app.ada]) {
      const answer = await as(caller)('POST', accounts, { name: 'x', team: 'fleet' })
      expect(answer).toMatchObject(refusal(403, 'TEAM_SERVICE_ACCOUNT_CREATION_DISABLED'))
    }
    expect(await as(member)('POST', accounts, { name: 'x', team: 'fleet' })).toMatchObject(refusal(403, 'FORBIDDEN'))
    await create({ name: 'of the organization', defaultTeam: 'fleet' })
    expect(await isAccepted(app, teamMachine.token)).toBe(true)
    await createKey(app, lead.token, { owner: teamMachine.serviceAccount.id })
    expect(
      await as(lead)('PATCH', `/service-accounts/${teamMachine.serviceAccount.id}`, { name: 'crawler' }),
    ).toMatchObject({ status: 200 })
    await as(admin)('PATCH', policies, { disableTeamServiceAccountCreation: false })
    expect(await as(lead)('POST', accounts, { name: 'x', team: 'fleet' })).toMatchObject({ status: 201 })
  })

  it('are seen by themselves and by who administers them, and look to others exactly like none', async () => {
    const ofOrganization = machine.serviceAccount.id
    const ofTeam = teamMachine.serviceAccount.id
    for (const caller of [admin, app.ada]) {
      expect(await idsFor(caller)).toEqual(expect.arrayContaining([ofOrganization, ofTeam]))
    }
    expect(await idsFor(lead)).toContain(ofTeam)
    expect(await idsFor(lead)).not.toContain(ofOrganization)
    expect(await idsFor(machine)).toEqual([ofOrganization])
    expect(await idsFor(teamMachine)).toEqual([ofTeam])
    expect(await idsFor(member)).toEqual([])
    expect(await isFound(machine, ofOrganization)).toBe(true)

    for (const [caller, id] of [
      [member, ofTeam],
      [stranger, ofTeam],
      [lead, ofOrganization],
      [machine, ofTeam],
      [teamMachine, ofOrganization],
    ] as const) {
      for (const [method, body] of [['GET'], ['PATCH', { name: 'mine' }], ['DELETE']] as const) {
        const [hidden, unknown] = [
          await as(caller)(method, `/service-accounts/${id}`, body),
          await as(caller)(method, '/service-accounts/sva_nothing', body),
        ]
        expect(hidden).toMatchObject(refusal(404, 'SERVICE_ACCOUNT_NOT_FOUND'))
        expect(withoutIncidentals(hidden)).toEqual(withoutIncidentals(unknown))
      }
    }
  })

  it('search the list of what they see, which is themselves, as everybody searches theirs', async () => {
    const list = (query: string) => as(machine)('GET', `/organizations/acme/service-accounts?${query}`)
    const { id, name } = machine.serviceAccount
    const self = { status: 200, body: { serviceAccounts: [{ id }], nextCursor: null } }
    expect(await list(`query=${encodeURIComponent(name.slice(1).toUpperCase())}`)).toMatchObject(self)
    expect(await list('query=of-somebody-else')).toMatchObject({ body: { serviceAccounts: [], nextCursor: null } })
    expect(await list('cursor=nonsense')).toMatchObject(refusal(400, 'INVALID_CURSOR'))
  })

  it('are listed by team, for those who see the team, as far as they see its accounts', async () => {
    const list = async (caller: { token: string }, team: string) => as(caller)('GET', `${accounts}?team=${team}`)
    const idsIn = async (caller: { token: string }, team: string) =>
      bodyOf<{ serviceAccounts: { id: string }[] }>(await list(caller, team), 200).serviceAccounts.map(({ id }) => id)
    const { id } = teamMachine.serviceAccount
    expect(await idsIn(admin, 'FLEET')).toContain(id)
    expect(await idsIn(admin, 'fleet')).not.toContain(machine.serviceAccount.id)
    expect(await idsIn(lead, 'fleet')).toEqual(await idsIn(admin, 'fleet'))
    expect(await idsIn(admin, 'crew')).toEqual([])
    // Sees the team, and administers none of its accounts.
    expect(await idsIn(member, 'fleet')).toEqual([])
    expect(await idsIn(teamMachine, 'fleet')).toEqual([id])
    expect(await idsIn(machine, 'fleet')).toEqual([])
    expect(await list(member, 'crew')).toMatchObject(refusal(404, 'TEAM_NOT_FOUND'))
    expect(await list(admin, 'nowhere')).toMatchObject(refusal(404, 'TEAM_NOT_FOUND'))
  })

  it('do not govern themselves, nor anything else', async () => {
    for (const caller of [machine, teamMachine]) {
      const path = `/service-accounts/${caller.serviceAccount.id}`
      expect(await as(caller)('PATCH', path, { verifier: true })).toMatchObject(refusal(403, 'FORBIDDEN'))
      expect(await as(caller)('DELETE', path)).toMatchObject(refusal(403, 'FORBIDDEN'))
      expect(await as(caller)('PATCH', '/organizations/acme/policies', { disableKeyCreation: true })).toMatchObject(
        refusal(403, 'FORBIDDEN'),
      )
      expect(await as(caller)('GET', '/organizations/acme/policies')).toMatchObject({ status: 200 })
      expect(await as(caller)('GET', '/users')).toMatchObject(refusal(403, 'FORBIDDEN'))
    }
  })

  it('say who they are and where they belong', async () => {
    const [me, teamMe] = [await as(machine)('GET', '/me'), await as(teamMachine)('GET', '/me')]
    const organizations = [{ id: app.acme.id, name: 'acme', role: null }]
    expect(me).toMatchObject({
      status: 200,
      body: {
        principal: { type: 'service_account', id: machine.serviceAccount.id, name: 'trainer' },
        organizations,
        teams: [],
        key: { id: machine.keyId, type: 'organization_service_account' },
      },
    })
    const team = {
      id: teamMachine.serviceAccount.defaultTeam.id,
      name: 'fleet',
      organizationId: app.acme.id,
      role: null,
    }
    expect(teamMe).toMatchObject({
      status: 200,
      body: { principal: { name: 'crawler' }, organizations, teams: [team], key: { type: 'team_service_account' } },
    })
    expect(await verify(app, admin.token, { token: teamMachine.token })).toEqual({
      valid: true,
      keyId: teamMachine.keyId,
      type: 'team_service_account',
      principal: { type: 'service_account', id: teamMachine.serviceAccount.id, name: 'crawler' },
      organizations,
      teams: [team],
      expiresAt: null,
    })
  })

  describe('have keys', () => {
    it('that whoever administers them makes, sees, renames and deletes, and nobody else', async () => {
      for (const [maker, { serviceAccount }] of [
        [lead, teamMachine],
        [admin, teamMachine],
        [admin, machine],
        [app.ada, machine],
      ] as const) {
        const { key } = await createKey(app, maker.token, { owner: serviceAccount.id })
        expect(await listKeyIds(app, maker.token, { owner: serviceAccount.id })).toContain(key.id)
        expect(await as(maker)('PATCH', `/keys/${key.id}`, { name: 'renamed' })).toMatchObject({ status: 200 })
        for (const other of [member, stranger]) {
          expect(await as(other)('GET', `/keys/${key.id}`)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
          expect(await as(other)('DELETE', `/keys/${key.id}`)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
          expect(await listKeyIds(app, other.token)).not.toContain(key.id)
        }
        expect(await as(maker)('DELETE', `/keys/${key.id}`)).toMatchObject({ status: 200 })
      }
      expect(await listKeyIds(app, lead.token)).not.toContain(machine.keyId)
      expect(await as(lead)('GET', `/keys/${machine.keyId}`)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
    })

    it('that nobody else makes: an account that is not theirs answers exactly like one that is not there', async () => {
      const make = (caller: { token: string }, owner: string) => as(caller)('POST', '/keys', { name: 'sneaky', owner })
      for (const [caller, { serviceAccount }] of [
        [member, teamMachine],
        [lead, machine],
        [stranger, machine],
        [machine, teamMachine],
        [teamMachine, machine],
      ] as const) {
        const [hidden, unknown] = [await make(caller, serviceAccount.id), await make(caller, 'sva_nothing')]
        expect(hidden).toMatchObject(refusal(403, 'OWNER_NOT_ALLOWED'))
        expect(withoutIncidentals(hidden)).toEqual(withoutIncidentals(unknown))
      }
    })

    it('that they make, see, rename and delete themselves, and no others', async () => {
      for (const caller of [machine, teamMachine]) {
        const { key, token } = await createKey(app, caller.token, { name: 'rotated' })
        expect(key).toMatchObject({ owner: { id: caller.serviceAccount.id }, organization: { name: 'acme' } })
        expect(await listKeyIds(app, token)).toContain(caller.keyId)
        for (const id of await listKeyIds(app, token)) {
          expect(await as({ token })('GET', `/keys/${id}`)).toMatchObject({
            body: { owner: { id: caller.serviceAccount.id } },
          })
        }
        expect(await as({ token })('PATCH', `/keys/${key.id}`, { name: 'renamed' })).toMatchObject({ status: 200 })
        expect(await as({ token })('DELETE', `/keys/${key.id}`)).toMatchObject({ status: 200 })
        expect(await isAccepted(app, token)).toBe(false)
        expect(await as(caller)('GET', `/keys/${admin.keyId}`)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
      }
    })

    it('that reach the organization of the account, whatever else is asked for', async () => {
      const owner = machine.serviceAccount.id
      const both = await app.addPerson('both', { acme: 'admin', birch: 'admin' })
      const { key } = await createKey(app, both.token, { owner, organization: 'ACME' })
      expect(key.organization).toEqual({ id: app.acme.id, name: 'acme' })
      for (const organization of ['birch', 'nowhere']) {
        const answer = await as(both)('POST', '/keys', { name: 'x', owner, organization })
        expect(answer).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
      }
    })

    it('that outlive the person who made them', async () => {
      const maker = await app.addPerson('maker', { acme: 'admin' })
      const { token } = await createKey(app, maker.token, { owner: machine.serviceAccount.id })
      await as(app.ada)('DELETE', '/users/maker')
      expect(await isAccepted(app, token)).toBe(true)
    })
  })

  describe('with the verifier capability', () => {
    let verifier: Machine
    let teamVerifier: Machine
    beforeAll(async () => {
      verifier = await app.addMachine('gate', { organization: 'acme', verifier: true })
      teamVerifier = await app.addMachine('fleet gate', { organization: 'acme', team: 'fleet', verifier: true })
    })
    const ask = (caller: { token: string }, token: string, place: object = {}) =>
      as(caller)('POST', '/verify', { token, ...place })

    it('check tokens for their organization, and for no other', async () => {
      const traveller = await app.addPerson('traveller', { acme: 'viewer', birch: 'member' })
      expect(await verify(app, verifier.token, { token: traveller.token })).toMatchObject({
        valid: true,
        principal: { username: 'traveller' },
        organizations: [{ name: 'acme' }],
      })
      expect(await verify(app, verifier.token, { token: stranger.token })).toEqual({
        valid: false,
        code: 'FORBIDDEN',
        requestId: expect.any(String),
      })
      expect(await verify(app, verifier.token, { token: member.token, team: 'fleet' })).toMatchObject({ valid: true })
      expect(await verify(app, verifier.token, { token: member.token, team: 'crew' })).toMatchObject({ valid: false })
      const [others, unknown] = [
        await ask(verifier, traveller.token, { organization: 'birch' }),
        await ask(verifier, traveller.token, { organization: 'nowhere' }),
      ]
      expect(others).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
      expect(withoutIncidentals(others)).toEqual(withoutIncidentals(unknown))
    })

    it('of a team check only tokens that reach the team, and learn of no other team', async () => {
      for (const [token, valid] of [
        [member.token, true],
        [lead.token, true],
        [machine.token, true],
        [teamMachine.token, true],
        [admin.token, false],
        [stranger.token, false],
      ] as const) {
        expect((await verify(app, teamVerifier.token, { token })).valid).toBe(valid)
        expect((await verify(app, teamVerifier.token, { token, organization: 'acme', team: 'FLEET' })).valid).toBe(
          valid,
        )
        expect((await verify(app, teamVerifier.token, { token, team: 'crew' })).valid).toBe(false)
      }
      // The lead is in another team, too.
      expect(await verify(app, teamVerifier.token, { token: lead.token })).toMatchObject({ teams: [{ name: 'fleet' }] })
      const bad = await verify(app, teamVerifier.token, { token: 'no token' })
      expect(bad).toEqual({ valid: false, code: 'INVALID_KEY', requestId: expect.any(String) })
    })

    it('check from the moment that they have it until the moment that it is taken', async () => {
      const path = `/service-accounts/${teamMachine.serviceAccount.id}`
      expect(await ask(teamMachine, member.token)).toMatchObject(refusal(403, 'NOT_A_VERIFIER'))
      expect(await ask(machine, member.token)).toMatchObject(refusal(403, 'NOT_A_VERIFIER'))
      await as(lead)('PATCH', path, { verifier: true })
      expect(await ask(teamMachine, member.token)).toMatchObject({ status: 200, body: { valid: true } })
      await as(lead)('PATCH', path, { verifier: false })
      expect(await ask(teamMachine, member.token)).toMatchObject(refusal(403, 'NOT_A_VERIFIER'))
    })
  })
})
