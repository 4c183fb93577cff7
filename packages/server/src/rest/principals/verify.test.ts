import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../../testing/accounts.ts'
import { refusal, verify, withoutIncidentals } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'

describe.each(testStores)('asking whether a token is good on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let admin: Person
  /** Administers two organizations. */
  let adminOfTwo: Person
  let member: Person
  let traveller: Person
  let outsider: Person

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    admin = await app.addPerson('admin', { acme: 'admin' })
    adminOfTwo = await app.addPerson('adminoftwo', { acme: 'admin', birch: 'admin' })
    member = await app.addPerson('member', { acme: 'member' })
    traveller = await app.addPerson('traveller', { acme: 'member', birch: 'member', cedar: 'member' })
    outsider = await app.addPerson('outsider', { cedar: 'admin' })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const ask = (caller: Person | { token: string }, body: object) =>
    app.call('POST', '/api/v1/verify', { token: caller.token, body })
  const namesOf = (answer: Record<string, unknown>) =>
    (answer.organizations as { name: string }[]).map(({ name }) => name)

  it('is for verifiers: a member is refused, whatever the token', async () => {
    for (const token of [member.token, outsider.token, 'no token']) {
      expect(await ask(member, { token })).toMatchObject(refusal(403, 'NOT_A_VERIFIER'))
      expect(await ask(member, { token, organization: 'acme' })).toMatchObject(refusal(403, 'NOT_A_VERIFIER'))
    }
  })

  it('tells an organization admin only of the organizations that they administer', async () => {
    expect(namesOf(await verify(app, admin.token, { token: traveller.token }))).toEqual(['acme'])
    expect(namesOf(await verify(app, adminOfTwo.token, { token: traveller.token }))).toEqual(['acme', 'birch'])
    expect(namesOf(await verify(app, adminOfTwo.token, { token: traveller.token, organization: 'birch' }))).toEqual([
      'birch',
    ])
  })

  it('tells an organization admin of no one who is not in the organization', async () => {
    const refused = await verify(app, admin.token, { token: outsider.token })
    expect(refused).toEqual({ valid: false, code: 'FORBIDDEN', requestId: expect.any(String) })
  })

  it('does not tell an organization of others from one that does not exist', async () => {
    const [others, unknown] = [
      await ask(admin, { token: outsider.token, organization: 'cedar' }),
      await ask(admin, { token: outsider.token, organization: 'nowhere' }),
    ]
    expect(others).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
    expect(withoutIncidentals(others)).toEqual(withoutIncidentals(unknown))
  })

  it('lets the instance admin ask about any token, for any organization or none', async () => {
    expect(namesOf(await verify(app, app.ada.token, { token: outsider.token }))).toEqual(['cedar'])
    expect(await verify(app, app.ada.token, { token: outsider.token, organization: 'cedar' })).toMatchObject({
      valid: true,
      principal: { username: 'outsider' },
    })
    expect(await verify(app, app.ada.token, { token: outsider.token, organization: 'acme' })).toEqual({
      valid: false,
      code: 'FORBIDDEN',
      requestId: expect.any(String),
    })
    const nowhere = await ask(app.ada, { token: outsider.token, organization: 'nowhere' })
    expect(nowhere).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
  })

  it('names an organization by ID, or by name in any letter case', async () => {
    for (const organization of [app.acme.id, 'acme', 'Acme']) {
      expect(await verify(app, admin.token, { token: member.token, organization })).toMatchObject({ valid: true })
    }
  })

  it('says INVALID_KEY, and nothing else, for every token that is not good', async () => {
    const { token } = member
    const expired = await app.addKey(member.user, { expiresAt: app.clock.now() + 1 })
    app.clock.advance(1)
    const deleted = await app.addKey(member.user)
    await app.call('DELETE', `/api/v1/keys/${deleted.key.id}`, { token })
    const bad = {
      empty: '',
      'no token at all': 'hello',
      mistyped: `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`,
      cut: token.slice(0, -1),
      padded: ` ${token}`,
      'with a line break': `${token}\n`,
      deleted: deleted.token,
      expired: expired.token,
      'its key ID': member.keyId,
      legacy: `local-${'0'.repeat(40)}`,
      'a zero character': `${token}\0`,
    }
    const answers: Record<string, unknown> = {}
    for (const [name, text] of Object.entries(bad)) {
      answers[name] = withoutIncidentals(await ask(admin, { token: text, organization: 'acme' }))
    }
    const refused = withoutIncidentals(await ask(admin, { token: 'x' }))
    expect(refused).toMatchObject({
      status: 200,
      body: '{"valid":false,"code":"INVALID_KEY","requestId":"<request ID>"}',
    })
    expect(answers).toEqual(Object.fromEntries(Object.keys(bad).map((name) => [name, refused])))
  })

  it('refuses a key that reaches only an organization which the caller does not verify for', async () => {
    const confined = await app.addKey(traveller.user, { organization: 'cedar' })
    expect(await verify(app, admin.token, { token: confined.token })).toEqual({
      valid: false,
      code: 'FORBIDDEN',
      requestId: expect.any(String),
    })
  })

  describe('and reaches a team', () => {
    /** In a team `fleet` of acme, and in another one of birch. */
    let driver: Person
    beforeAll(async () => {
      driver = await app.addPerson('driver', { acme: 'member', birch: 'member' })
      for (const organization of ['acme', 'birch']) await app.addTeam(organization, 'fleet', { driver: 'viewer' })
      await app.addTeam('acme', 'crew')
    })
    const teamsOf = (answer: Record<string, unknown>) =>
      (answer.teams as { name: string; organizationId: string; role: string }[]).map(({ name, role }) => [name, role])

    it('says so of a member of it, by ID or by name in any letter case, and tells of no other team', async () => {
      const all = await verify(app, adminOfTwo.token, { token: driver.token })
      expect(teamsOf(all)).toEqual([
        ['fleet', 'viewer'],
        ['fleet', 'viewer'],
      ])
      const inAcme = await verify(app, adminOfTwo.token, { token: driver.token, organization: 'acme', team: 'FLEET' })
      expect(inAcme).toMatchObject({
        valid: true,
        organizations: [{ name: 'acme' }],
        teams: [{ name: 'fleet', organizationId: app.acme.id }],
      })
      const [{ id: team = '' } = {}] = inAcme.teams as { id: string }[]
      expect(await verify(app, admin.token, { token: driver.token, team })).toMatchObject({ valid: true })
      // Without an organization, in any that the caller verifies for.
      expect(teamsOf(await verify(app, adminOfTwo.token, { token: driver.token, team: 'fleet' }))).toHaveLength(2)
      expect(teamsOf(await verify(app, admin.token, { token: driver.token, team: 'fleet' }))).toHaveLength(1)
    })

    it('refuses members of its organization who are not in it, an admin of the organization among them', async () => {
      for (const { token } of [member, traveller, admin, app.ada]) {
        const answer = await verify(app, app.ada.token, { token, organization: 'acme', team: 'fleet' })
        expect(answer).toEqual({ valid: false, code: 'FORBIDDEN', requestId: expect.any(String) })
      }
      const empty = await verify(app, admin.token, { token: driver.token, team: 'crew' })
      expect(empty).toEqual({ valid: false, code: 'FORBIDDEN', requestId: expect.any(String) })
    })

    it('answers for a team of others, and for one that does not exist, that nothing reaches it', async () => {
      await app.addTeam('cedar', 'secret')
      const unknown = await ask(admin, { token: driver.token, team: 'nowhere' })
      expect(unknown).toMatchObject({ status: 200, body: { valid: false, code: 'FORBIDDEN' } })
      for (const team of ['secret', '\0']) {
        const answer = await ask(admin, { token: driver.token, team })
        expect(withoutIncidentals(answer)).toEqual(withoutIncidentals(unknown))
      }
    })

    it('refuses a key that is confined to another organization than the team’s', async () => {
      const confined = await app.addKey(driver.user, { organization: 'birch' })
      expect(
        await verify(app, adminOfTwo.token, { token: confined.token, organization: 'birch', team: 'fleet' }),
      ).toMatchObject({
        valid: true,
      })
      expect(await verify(app, admin.token, { token: confined.token, team: 'fleet' })).toEqual({
        valid: false,
        code: 'FORBIDDEN',
        requestId: expect.any(String),
      })
    })
  })

  it('takes the place that the token was presented from, and nothing beside what it knows', async () => {
    const client = { ip: '192.0.2.1', userAgent: 'curl/8', label: 'cron' }
    expect(await ask(admin, { token: member.token, client })).toMatchObject({ status: 200, body: { valid: true } })
    expect(await ask(admin, { token: member.token, client: { ...client, host: 'x' } })).toMatchObject(
      refusal(400, 'INVALID_REQUEST'),
    )
    expect(await ask(admin, { token: 5 })).toMatchObject(refusal(400, 'INVALID_REQUEST'))
    expect(await ask(admin, {})).toMatchObject(refusal(400, 'INVALID_REQUEST'))
    expect(await ask(admin, { token: 'x'.repeat(4097) })).toMatchObject(refusal(400, 'INVALID_REQUEST'))
  })
})
