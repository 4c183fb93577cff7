import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../testing/call.ts'
import { isAccepted, withoutIncidentals } from '../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'

type Member = {
  id: string
  name: string
  username: string | null
  email: string | null
  admin: boolean
  pending: boolean
  accountType: string
}
type Entity = { id: string; name: string; isTeam: boolean; entityType: string; members: Member[] }

// As wandb 0.24.0 and newer write them.
const createTeam = `mutation CreateTeam($teamName: String!, $teamAdminUserName: String) {
  result: createTeam(input: {teamName: $teamName, teamAdminUserName: $teamAdminUserName}) {
    entity { id name available photoUrl limits }
  }
}`
const createInvite = `mutation CreateInvite($entity: String!, $email: String, $username: String, $admin: Boolean) {
  result: createInvite(input: {entityName: $entity, email: $email, username: $username, admin: $admin}) {
    invite { id name email createdAt toUser { name } }
  }
}`
const deleteInvite = `mutation DeleteInvite($id: String, $entity: String) {
  result: deleteInvite(input: {id: $id, entityName: $entity}) { success }
}`
const createServiceAccount = `mutation CreateServiceAccount($entity: String!, $description: String!) {
  result: createServiceAccount(input: {description: $description, entityName: $entity}) { user { id } }
}`
const readTeam = `query GetTeamEntity($name: String!) {
  entity(name: $name) {
    id name isTeam entityType members { id name username email admin pending accountType }
  }
}`

const nodeId = (type: string, id: string) => Buffer.from(`${type}:${id}`).toString('base64')

describe.each(testStores)('teams by W&B’s wire on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const succeed = async (query: string, variables: object, token = app.ada.token) => {
    const answer = await app.graphql(query, { token, variables: { ...variables } })
    expect(answer.status, answer.text).toBe(200)
    expect(answer.body).not.toHaveProperty('errors')
    return (answer.body as { data: { result: unknown } }).data.result
  }
  /** Null where there is none for the caller. */
  const teamOf = async (name: string, token = app.ada.token) => {
    const { status, body } = await app.graphql(readTeam, { token, variables: { name } })
    const { entity } = (body as { data: { entity: Entity | null } }).data
    expect(status).toBe(entity === null ? 404 : 200)
    return entity
  }
  const membersOf = async (name: string, token = app.ada.token) => (await teamOf(name, token))?.members ?? []
  const namesOf = async (name: string, token = app.ada.token) => (await membersOf(name, token)).map((one) => one.name)
  const failure = (status: number, code: string) => ({
    status,
    body: { data: { result: null }, errors: [{ path: ['result'], extensions: { code } }] },
  })
  /** What two askers may not be able to tell apart, less what they themselves have named. */
  const sameFor = (answer: Answer, named: string) => {
    const { status, headers, body } = withoutIncidentals(answer)
    return { status, headers, body: body.replaceAll(named, '<named>') }
  }

  describe('making', () => {
    it('puts the caller in charge, or whom they name', async () => {
      await app.addPerson('captain', { acme: 'member' })
      expect(await succeed(createTeam, { teamName: 'apollo' })).toEqual({
        entity: { id: expect.any(String), name: 'apollo', available: true, photoUrl: null, limits: null },
      })
      expect(await membersOf('apollo')).toMatchObject([{ username: 'ada', admin: true, accountType: 'USER' }])
      await succeed(createTeam, { teamName: 'gemini', teamAdminUserName: 'captain' })
      expect(await membersOf('gemini')).toMatchObject([{ username: 'captain', admin: true }])
    })

    it('happens in the only organization that the caller administers, be they members of others', async () => {
      const mia = await app.addPerson('mia', { acme: 'member', birch: 'admin', cedar: 'member' })
      await succeed(createTeam, { teamName: 'lone' }, mia.token)
      expect(await teamOf('birch/lone', mia.token)).toMatchObject({ name: 'lone', isTeam: true, entityType: 'team' })
      expect(await teamOf('acme/lone')).toBeNull()
    })

    it('asks who administers several which one, and takes organization/team or organizationId for an answer', async () => {
      const both = await app.addPerson('both', { acme: 'admin', birch: 'admin' })
      const unsaid = await app.graphql(createTeam, { token: both.token, variables: { teamName: 'shared' } })
      expect(unsaid).toMatchObject(failure(400, 'INVALID_REQUEST'))
      expect(unsaid.text).toContain('organization/team')
      await succeed(createTeam, { teamName: 'BIRCH/shared' }, both.token)
      await succeed(
        'mutation M($in: CreateTeamInput!) { result: createTeam(input: $in) { entity { id } } }',
        { in: { teamName: 'shared', organizationId: nodeId('Organization', app.acme.id) } },
        both.token,
      )
      expect(await namesOf('birch/shared', both.token)).toEqual(['both'])
      expect(await namesOf('acme/shared', both.token)).toEqual(['both'])
    })

    it('in an organization that the caller is no member of leaves it without members', async () => {
      await app.addOrganization('dogwood')
      await succeed(createTeam, { teamName: 'dogwood/far' })
      expect(await teamOf('dogwood/far')).toMatchObject({ name: 'far', members: [] })
    })
  })

  describe('finding', () => {
    it('takes the first organization by name where several have a team of that name', async () => {
      const eve = await app.addPerson('eve', { yew: 'member', xylo: 'member', Willow: 'member' })
      for (const organization of ['yew', 'xylo', 'Willow']) await app.addTeam(organization, 'twin', { eve: 'member' })
      const ids = await Promise.all(
        ['twin', 'TWIN', 'Willow/twin', 'xylo/twin', 'yew/Twin'].map(
          async (name) => (await teamOf(name, eve.token))?.id,
        ),
      )
      expect(ids[0]).toBe(ids[2])
      expect(ids[1]).toBe(ids[2])
      expect(new Set(ids).size).toBe(3)
    })

    it('passes over a team of that name that the caller does not see', async () => {
      const kim = await app.addPerson('kim', { acme: 'member', zinnia: 'member' })
      await app.addTeam('acme', 'shown', { kim: 'member' })
      await app.addTeam('acme', 'hidden')
      const { id } = await app.addTeam('zinnia', 'hidden', { kim: 'member' })
      expect(await teamOf('hidden', kim.token)).toMatchObject({ id: nodeId('Entity', id) })
      expect(await teamOf('acme/hidden', kim.token)).toBeNull()
      expect(await teamOf(id, kim.token)).toMatchObject({ name: 'hidden' })
    })

    it('answers alike for a team that is not there and for one that the caller does not see', async () => {
      const lou = await app.addPerson('lou', { acme: 'member' })
      await app.addTeam('acme', 'secret')
      await app.addOrganization('elsewhere')
      await app.addTeam('elsewhere', 'remote')
      const ask = (name: string) => app.graphql(readTeam, { token: lou.token, variables: { name } })
      const nothing = withoutIncidentals(await ask('nothing'))
      expect(nothing).toMatchObject({ status: 404, body: expect.stringContaining('"TEAM_NOT_FOUND"') })
      for (const name of [
        'secret',
        'acme/secret',
        'remote',
        'elsewhere/remote',
        'elsewhere',
        'ada',
        '',
        '/',
        'a/b/c',
      ]) {
        expect(withoutIncidentals(await ask(name))).toEqual(nothing)
      }
    })

    it('means one’s personal entity by one’s own user name, also where a team has it', async () => {
      const sam = await app.addPerson('sam', { acme: 'member' })
      await app.addTeam('acme', 'sam', { sam: 'admin' })
      expect(await teamOf('sam', sam.token)).toMatchObject({
        isTeam: false,
        entityType: 'user',
        members: [{ name: 'sam' }],
      })
      expect(await teamOf('acme/sam', sam.token)).toMatchObject({ isTeam: true })
      const variables = { entity: 'sam', description: 'bot' }
      const refused = await app.graphql(createServiceAccount, { token: sam.token, variables })
      expect(refused).toMatchObject(failure(404, 'TEAM_NOT_FOUND'))
    })

    it('with a key of one organization finds none of another', async () => {
      const uma = await app.addPerson('uma', { acme: 'member', birch: 'member' })
      await app.addTeam('birch', 'outside', { uma: 'admin' })
      const { token } = await app.addKey(uma.user, { organization: 'acme' })
      expect(await teamOf('birch/outside', uma.token)).toMatchObject({ name: 'outside' })
      expect(await teamOf('birch/outside', token)).toBeNull()
      expect(await teamOf('outside', token)).toBeNull()
    })
  })

  describe('the members', () => {
    it('end with the newest service account, which clients take for the one that they have just made', async () => {
      await app.addPerson('zoe', { acme: 'member' })
      await app.addTeam('acme', 'fleet', { ada: 'admin', zoe: 'viewer' })
      for (const description of ['zeppelin', 'albatross', 'moth']) {
        app.clock.advance(1)
        const made = await succeed(createServiceAccount, { entity: 'fleet', description })
        const last = (await membersOf('fleet')).at(-1)
        expect(last).toEqual({
          id: (made as { user: { id: string } }).user.id,
          name: description,
          username: description,
          email: null,
          admin: false,
          pending: false,
          accountType: 'SERVICE',
        })
      }
      expect(await namesOf('fleet')).toEqual(['ada', 'zoe', 'zeppelin', 'albatross', 'moth'])
    })

    it('are the team’s only: no service account of another team or of the organization is among them', async () => {
      await app.addTeam('acme', 'apart', { ada: 'admin' })
      await app.addTeam('acme', 'beside', { ada: 'admin' })
      await app.addMachine('of beside', { organization: 'acme', team: 'beside' })
      await app.addMachine('of acme', { organization: 'acme' })
      expect(await namesOf('apart')).toEqual(['ada'])
      expect(await namesOf('beside')).toEqual(['ada', 'of beside'])
    })

    it('are shown as far as the caller may know them', async () => {
      const chief = await app.addPerson('chief', { acme: 'member' })
      const crew = await app.addPerson('crew', { acme: 'member' })
      await app.addTeam('acme', 'ship', { chief: 'admin', crew: 'member' })
      const bot = await app.addMachine('ship bot', { organization: 'acme', team: 'ship' })
      const other = await app.addMachine('ship cat', { organization: 'acme', team: 'ship' })
      const whole = await app.addMachine('acme bot', { organization: 'acme' })
      await succeed(createInvite, { entity: 'ship', email: 'cook@example.com' })
      expect(await namesOf('ship', crew.token)).toEqual(['chief', 'crew'])
      expect(await namesOf('ship', chief.token)).toEqual(['chief', 'crew', 'ship bot', 'ship cat'])
      expect(await namesOf('ship')).toEqual(['chief', 'crew', 'cook@example.com', 'ship bot', 'ship cat'])
      expect(await namesOf('ship', bot.token)).toEqual(['chief', 'crew', 'ship bot'])
      expect(await namesOf('ship', other.token)).toEqual(['chief', 'crew', 'ship cat'])
      expect(await namesOf('ship', whole.token)).toEqual(['chief', 'crew'])
    })
  })

  describe('inviting', () => {
    it('takes a member of the organization in at once, by user name or e-mail address in any letter case', async () => {
      const lead = await app.addPerson('lead', { acme: 'member' })
      for (const name of ['ned', 'ned2', 'ned3']) await app.addPerson(name, { acme: 'member' })
      await app.addTeam('acme', 'open', { lead: 'admin' })
      const invited = await succeed(createInvite, { entity: 'open', username: 'ned', admin: true }, lead.token)
      expect(invited).toEqual({
        invite: {
          id: expect.any(String),
          name: 'ned',
          email: 'ned@example.com',
          createdAt: null,
          toUser: { name: 'ned' },
        },
      })
      await succeed(createInvite, { entity: 'open', email: 'NED2@Example.com', admin: false }, lead.token)
      await succeed(createInvite, { entity: 'open', email: 'ned3@example.com' })
      const members = await membersOf('open')
      expect(members.map(({ username, admin, pending }) => [username, admin, pending])).toEqual([
        ['lead', true, false],
        ['ned', true, false],
        ['ned2', false, false],
        ['ned3', false, false],
      ])
      const again = await app.graphql(createInvite, { variables: { entity: 'open', username: 'ned' } })
      expect(again).toMatchObject(failure(409, 'ALREADY_A_MEMBER'))
    })

    it('an unknown address invites it to the organization and the team; its owner joins both by the token', async () => {
      await app.addTeam('acme', 'growing', { ada: 'admin' })
      const document = `mutation M($in: CreateInviteInput!) {
        result: createInvite(input: $in) { success invite { id name email createdAt toUser { name } token } }
      }`
      const made = await succeed(document, { in: { entityName: 'growing', email: 'New@Example.com', admin: true } })
      const { invite } = made as { invite: { id: string; token: string } }
      expect(made).toEqual({
        success: true,
        invite: {
          id: invite.id,
          name: 'new@example.com',
          email: 'new@example.com',
          createdAt: expect.any(String),
          toUser: null,
          token: expect.stringMatching(/^invite_v1_/),
        },
      })
      expect((await membersOf('growing')).at(-1)).toMatchObject({ id: invite.id, pending: true, admin: true })

      const joined = await app.call('POST', '/api/v1/invitations/accept', { body: { token: invite.token } })
      expect(joined.status).toBe(200)
      expect((await membersOf('growing')).at(-1)).toMatchObject({ username: 'new', pending: false, admin: true })
    })

    it('never tells who has an address: a user of another organization is invited as nobody known is', async () => {
      const roy = await app.addPerson('roy', { acme: 'admin' })
      await app.addPerson('stranger', { faraway: 'member' })
      await app.addTeam('acme', 'blind', { roy: 'admin' })
      const document = `mutation M($email: String) {
        result: createInvite(input: {entityName: "blind", email: $email}) { invite { name email toUser { id } } }
      }`
      const ask = async (email: string) =>
        sameFor(await app.graphql(document, { token: roy.token, variables: { email } }), email)
      expect(await ask('stranger@example.com')).toEqual(await ask('nobody@example.com'))
      const name = async (username: string) => {
        const variables = { entity: 'blind', username }
        return sameFor(await app.graphql(createInvite, { token: roy.token, variables }), username)
      }
      const unknown = await name('nobody')
      expect(unknown.status).toBe(404)
      expect(await name('stranger')).toEqual(unknown)
    })

    it('an unknown address is for admins of the organization; who administers the team only is refused', async () => {
      const lead = await app.addPerson('lead2', { acme: 'member' })
      await app.addTeam('acme', 'half', { lead2: 'admin' })
      const variables = { entity: 'half', email: 'anybody@example.com' }
      expect(await app.graphql(createInvite, { token: lead.token, variables })).toMatchObject(failure(403, 'FORBIDDEN'))
    })

    it('tells who administers nothing of no address whether it is a member’s', async () => {
      const plain = await app.addPerson('plain', { acme: 'member' })
      await app.addPerson('quiet', { acme: 'member' })
      await app.addTeam('acme', 'seen', { plain: 'member' })
      await app.addTeam('acme', 'unseen')
      for (const [entity, code] of [
        ['seen', 'FORBIDDEN'],
        ['unseen', 'TEAM_NOT_FOUND'],
        ['nowhere', 'TEAM_NOT_FOUND'],
      ]) {
        const ask = async (email: string) =>
          sameFor(await app.graphql(createInvite, { token: plain.token, variables: { entity, email } }), email)
        const known = await ask('quiet@example.com')
        expect(known.body).toContain(code)
        expect(await ask('nobody@example.com')).toEqual(known)
      }
    })
  })

  describe('removing', () => {
    it('ends a membership under the ID that members are listed by, one’s own too', async () => {
      const out = await app.addPerson('out', { acme: 'member' })
      const leaver = await app.addPerson('leaver', { acme: 'member' })
      await app.addTeam('acme', 'crowd', { ada: 'admin', out: 'member', leaver: 'member' })
      const idOf = async (name: string) => (await membersOf('crowd')).find((one) => one.name === name)?.id
      expect(await succeed(deleteInvite, { id: await idOf('out'), entity: 'crowd' })).toEqual({ success: true })
      expect(await succeed(deleteInvite, { id: await idOf('leaver'), entity: 'crowd' }, leaver.token)).toEqual({
        success: true,
      })
      expect(await namesOf('crowd')).toEqual(['ada'])
      expect(await isAccepted(app, out.token)).toBe(true)
    })

    it('withdraws an invitation: its token is good for nothing from then on', async () => {
      await app.addTeam('acme', 'fickle', { ada: 'admin' })
      const document = `mutation M { result: createInvite(input: {entityName: "fickle", email: "x@example.com"}) { invite { id token } } }`
      const made = (await succeed(document, {})) as { invite: { id: string; token: string } }
      await succeed(deleteInvite, { id: made.invite.id, entity: 'fickle' })
      expect(await namesOf('fickle')).toEqual(['ada'])
      const accepted = await app.call('POST', '/api/v1/invitations/accept', { body: { token: made.invite.token } })
      expect(accepted).toMatchObject({ status: 404, body: { code: 'INVITATION_NOT_FOUND' } })
    })

    it('deletes a service account of the team with its keys', async () => {
      await app.addTeam('acme', 'yard', { ada: 'admin' })
      const bot = await app.addMachine('yard bot', { organization: 'acme', team: 'yard' })
      expect(await isAccepted(app, bot.token)).toBe(true)
      await succeed(deleteInvite, { id: nodeId('User', bot.serviceAccount.id), entity: 'yard' })
      expect(await isAccepted(app, bot.token)).toBe(false)
      expect(await namesOf('yard')).toEqual(['ada'])
    })

    it('leaves a service account that belongs elsewhere alone', async () => {
      await app.addTeam('acme', 'here', { ada: 'admin' })
      const bots = [
        await app.addMachine('there bot', { organization: 'acme', team: 'there' }),
        await app.addMachine('organization bot', { organization: 'acme' }),
        await app.addMachine('foreign bot', { organization: 'foreign' }),
      ]
      for (const { serviceAccount, token } of bots) {
        const variables = { id: nodeId('User', serviceAccount.id), entity: 'here' }
        expect(await app.graphql(deleteInvite, { variables })).toMatchObject(failure(404, 'MEMBER_NOT_FOUND'))
        expect(await isAccepted(app, token)).toBe(true)
      }
    })
  })

  it('what is refused is remembered, also where the team is not there', async () => {
    const pat = await app.addPerson('pat', { acme: 'member' })
    const refusedBy = async () => {
      const events = await app.instance.store.listAuditEvents({
        actorId: pat.user.id,
        outcome: 'refused',
        order: 'oldest-first',
        limit: 10,
      })
      return events.map(({ action, code, target }) => [action, code, target.id])
    }
    const ask = (query: string, variables: Record<string, unknown>) =>
      app.graphql(query, { token: pat.token, variables })
    await ask(createTeam, { teamName: 'mine' })
    await ask(createInvite, { entity: 'nowhere', username: 'ada' })
    await ask(createServiceAccount, { entity: 'nowhere', description: 'bot' })
    await ask(deleteInvite, { entity: 'nowhere', id: 'ada' })
    expect(await refusedBy()).toEqual([
      ['team.create', 'FORBIDDEN', 'mine'],
      ['team.add_member', 'TEAM_NOT_FOUND', 'ada'],
      ['service_account.create', 'TEAM_NOT_FOUND', 'bot'],
      ['team.remove_member', 'TEAM_NOT_FOUND', 'ada'],
    ])
  })
})
