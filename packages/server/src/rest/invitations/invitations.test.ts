import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Machine, Person } from '../../../testing/accounts.ts'
import { forgeKeyId, forgeSecret, mistype } from '../../../testing/forge-token.ts'
import { bodyOf, createKey, isAccepted, refusal, restOf, withoutIncidentals } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'

type Created = { readonly invitation: { readonly id: string }; readonly token: string }
type Joined = { readonly user: { readonly id: string; readonly username: string }; readonly token: string }

const invitations = '/organizations/acme/invitations'
const weekMs = 7 * 24 * 60 * 60_000

describe.each(testStores)('invitations on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let admin: Person
  /** Administers the team `fleet` of acme, and nothing else. */
  let lead: Person
  let stranger: Person
  let machine: Machine

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    admin = await app.addPerson('admin', { acme: 'admin' })
    lead = await app.addPerson('lead', { acme: 'member' })
    stranger = await app.addPerson('stranger', { birch: 'admin' })
    await app.addTeam('acme', 'fleet', { lead: 'admin' })
    machine = await app.addMachine('trainer', { organization: 'acme' })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const as = (caller: { token: string }) => restOf(app, caller)
  const invite = async (email: string, body: object = {}, caller: { token: string } = admin) =>
    bodyOf<Created>(await as(caller)('POST', invitations, { email, ...body }), 201)
  const accept = (body: object) => app.call('POST', '/api/v1/invitations/accept', { body })
  const acceptAs = (caller: { token: string }, token: string) => as(caller)('POST', '/invitations/accept', { token })
  const listed = async () => {
    const { body } = await as(admin)('GET', invitations)
    return (body as { invitations: { id: string; email: string }[] }).invitations
  }
  const roleOf = async (caller: { token: string }) => {
    const { body } = await as(caller)('GET', '/me')
    const { organizations, teams } = body as Record<'organizations' | 'teams', { name: string; role: string }[]>
    return [...organizations, ...teams].map(({ name, role }) => `${name}: ${role}`)
  }

  it('tell whoever holds the token what they open, and nobody else anything', async () => {
    const preview = (token: unknown) => app.call('POST', '/api/v1/invitations/preview', { body: { token } })
    const created = await as(admin)('POST', invitations, {
      email: 'heidi@example.com',
      role: 'viewer',
      team: 'fleet',
      teamRole: 'admin',
    })
    const { invitation, token } = bodyOf<Created & { invitation: { expiresAt: string; team: object } }>(created, 201)
    const seen = await preview(token)
    expect(seen.status).toBe(200)
    expect(seen.body).toEqual({
      organization: { id: expect.any(String), name: 'acme' },
      role: 'viewer',
      team: { ...invitation.team, role: 'admin' },
      invitedBy: { name: expect.any(String), username: 'admin' },
      expiresAt: invitation.expiresAt,
    })
    expect(JSON.stringify(seen.body)).not.toContain('heidi')
    // It is looked at as often as they like, with credentials or without.
    expect((await preview(token)).body).toEqual(seen.body)

    const mistyped = await preview(mistype(token))
    expect(mistyped).toMatchObject(refusal(404, 'INVITATION_NOT_FOUND'))
    const gone = withoutIncidentals(mistyped)
    const other = await invite('ivan@example.com')
    expect(withoutIncidentals(await preview(forgeSecret(other.token)))).toEqual(gone)
    expect(withoutIncidentals(await preview(admin.token))).toEqual(gone)
    bodyOf(await as(admin)('DELETE', `${invitations}/${other.invitation.id}`), 200)
    expect(withoutIncidentals(await preview(other.token))).toEqual(gone)
    bodyOf(await accept({ token, username: 'heidi' }), 200)
    expect(withoutIncidentals(await preview(token))).toEqual(gone)
    const late = await invite('kim@example.com')
    app.clock.advance(weekMs)
    expect(withoutIncidentals(await preview(late.token))).toEqual(gone)
  })

  it('are looked for so often and no more by a network that has none, which keeps nobody else out', async () => {
    const open = (door: 'preview' | 'accept', token: string, from: string) =>
      app.call('POST', `/api/v1/invitations/${door}`, { body: { token }, from })
    const { token } = await invite('judy@example.com')
    const [crowd, guesser] = ['203.0.113.8', '203.0.113.9']
    const made = Array.from(
      { length: 121 },
      (_, turn) => (turn % 2 === 0 ? 'preview' : 'accept') as 'preview' | 'accept',
    )
    const statuses: number[] = []
    for (const door of made) statuses.push((await open(door, forgeSecret(token), guesser)).status)
    expect([new Set(statuses.slice(0, 120)), statuses[120]]).toEqual([new Set([404]), 429])
    for (const door of ['preview', 'accept'] as const) {
      const refused = await open(door, token, guesser)
      expect(refused).toMatchObject(refusal(429, 'TOO_MANY_ATTEMPTS'))
      expect(refused.headers['retry-after']).toBe('8')
    }
    const good: number[] = []
    for (const _ of made) good.push((await open('preview', token, crowd)).status)
    expect(new Set(good)).toEqual(new Set([200]))
    app.clock.advance(8_000)
    expect((await open('accept', token, guesser)).status).toBe(200)
  })

  it('let somebody new in, with a first key, and are gone then', async () => {
    const created = await as(admin)('POST', invitations, {
      email: ' Grace.Hopper@Example.com ',
      role: 'viewer',
      team: 'FLEET',
      teamRole: 'admin',
    })
    const { invitation, token } = bodyOf<Created>(created, 201)
    expect(token).toMatch(/^invite_v1_[0-9A-Za-z]{16}_[0-9A-Za-z]{49}$/)
    const now = app.clock.now()
    expect(invitation).toEqual({
      id: `inv_${token.split('_')[2]}`,
      email: 'grace.hopper@example.com',
      organization: { id: app.acme.id, name: 'acme' },
      role: 'viewer',
      team: { id: expect.stringMatching(/^team_/), name: 'fleet', role: 'admin' },
      invitedBy: admin.user.id,
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + weekMs).toISOString(),
    })
    expect(created.headers).toMatchObject({ 'cache-control': 'no-store' })
    const list = await as(admin)('GET', invitations)
    expect(list).toMatchObject({ status: 200, body: { invitations: [invitation], nextCursor: null } })
    expect(list.text).not.toContain(token.slice(-49))

    const accepted = await accept({ token, name: 'グレース・ホッパー' })
    expect(accepted).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: {
        user: {
          id: expect.stringMatching(/^usr_/),
          username: 'grace.hopper',
          email: 'grace.hopper@example.com',
          name: 'グレース・ホッパー',
          instanceAdmin: false,
          activatedAt: new Date(now).toISOString(),
        },
        organization: { id: app.acme.id, name: 'acme' },
        key: { type: 'personal', owner: { username: 'grace.hopper' }, expiresAt: null },
      },
    })
    const grace = bodyOf<Joined>(accepted, 200)
    expect(await roleOf(grace)).toEqual(['acme: viewer', 'fleet: admin'])
    expect(await listed()).toEqual([])
    expect(await accept({ token })).toMatchObject(refusal(404, 'INVITATION_NOT_FOUND'))
    expect(await acceptAs(grace, token)).toMatchObject(refusal(404, 'INVITATION_NOT_FOUND'))
  })

  it('let somebody in who is here already, by their own credentials, without another key', async () => {
    const bo = await app.addPerson('bo', { birch: 'member' })
    const { token } = await invite('BO@example.com', { role: 'billing_admin' })
    expect(await accept({ token })).toMatchObject(refusal(409, 'INVITATION_NEEDS_SIGN_IN'))
    const accepted = await acceptAs(bo, token)
    expect(accepted.status).toBe(200)
    expect(accepted.body).toEqual({
      user: expect.objectContaining({ id: bo.user.id, username: 'bo' }),
      organization: { id: app.acme.id, name: 'acme' },
    })
    expect(await roleOf(bo)).toEqual(['acme: billing_admin', 'birch: member'])
    expect(await acceptAs(bo, token)).toMatchObject(refusal(404, 'INVITATION_NOT_FOUND'))
  })

  it('give a user whom an admin of the instance made their first key, once', async () => {
    const made = await as(app.ada)('POST', '/users', { email: 'cy@example.com', username: 'cyrus', name: 'Cy' })
    expect(made).toMatchObject({ status: 201, body: { activatedAt: null } })
    const [first, second] = [await invite('cy@example.com'), await invite('cy@example.com')]
    // What they are called was decided when they were made.
    const accepted = await accept({ token: first.token, username: 'other', name: 'Other' })
    expect(accepted).toMatchObject({
      status: 200,
      body: { user: { username: 'cyrus', name: 'Cy', activatedAt: new Date(app.clock.now()).toISOString() } },
    })
    const cy = bodyOf<Joined>(accepted, 200)
    expect(cy.user.id).toBe(bodyOf<{ id: string }>(made, 201).id)
    expect(await roleOf(cy)).toEqual(['acme: member'])
    expect(await accept({ token: second.token })).toMatchObject(refusal(409, 'INVITATION_NEEDS_SIGN_IN'))
  })

  it('open no more than their maker could give: no admin of the instance, and no member of another organization', async () => {
    const create = (body: object) => as(app.ada)('POST', '/users', body)
    await create({ email: 'root@example.com', instanceAdmin: true })
    await create({ email: 'elsewhere@example.com' })
    await app.addOrganization('cedar')
    await as(app.ada)('POST', '/organizations/cedar/members', { user: 'elsewhere', role: 'admin' })
    for (const email of ['root@example.com', 'elsewhere@example.com']) {
      const { token } = await invite(email)
      expect(await accept({ token })).toMatchObject(refusal(409, 'INVITATION_NEEDS_SIGN_IN'))
      const fromAbove = await invite(email, {}, app.ada)
      expect(await accept({ token: fromAbove.token })).toMatchObject({ status: 200 })
    }
  })

  it('change nothing for who has become a member by another way', async () => {
    const { token } = await invite('eager@example.com', { role: 'viewer' })
    const eager = await app.addPerson('eager', { acme: 'admin' })
    expect(await acceptAs(eager, token)).toMatchObject({ status: 200 })
    expect(await roleOf(eager)).toEqual(['acme: admin'])
    await app.call('DELETE', '/api/v1/organizations/acme/members/eager', { token: admin.token })
  })

  it('are for the e-mail address that was invited, and look to everybody else as if there were none', async () => {
    const { token } = await invite('meant@example.com')
    const [others, unknown] = [await acceptAs(stranger, token), await acceptAs(stranger, forgeKeyId(token))]
    expect(others).toMatchObject(refusal(404, 'INVITATION_NOT_FOUND'))
    expect(withoutIncidentals(others)).toEqual(withoutIncidentals(unknown))
    const meant = await app.addPerson('meant', { birch: 'member' })
    expect(await acceptAs(meant, token)).toMatchObject({ status: 200 })
  })

  it('are taken by a credential that reaches everything of its owner only: by no confined key, and no service account', async () => {
    const dee = await app.addPerson('dee', { birch: 'member' })
    const { token } = await invite('dee@example.com')
    const confined = await createKey(app, dee.token, { organization: 'birch' })
    for (const caller of [confined, machine]) {
      expect(await acceptAs(caller, token)).toMatchObject(refusal(403, 'FORBIDDEN'))
    }
    expect(await acceptAs(dee, token)).toMatchObject({ status: 200 })
  })

  it('are not taken with bad credentials, which are no missing ones', async () => {
    const { token } = await invite('edd@example.com')
    for (const authorization of [`Bearer ${forgeSecret(admin.token)}`, 'Bearer x', 'nonsense', '', 'Bearer ']) {
      const answer = await app.call('POST', '/api/v1/invitations/accept', {
        headers: { authorization },
        body: { token },
      })
      expect(answer, authorization).toMatchObject(refusal(401, 'UNAUTHENTICATED'))
      expect(answer.headers).toMatchObject({ 'www-authenticate': expect.any(String), 'cache-control': 'no-store' })
    }
    expect(await accept({ token })).toMatchObject({ status: 200 })
  })

  it('are taken by their token alone: every other text looks like none', async () => {
    const { invitation, token } = await invite('fay@example.com')
    const answers = []
    for (const text of [
      '',
      'x',
      invitation.id,
      forgeSecret(token),
      forgeKeyId(token),
      mistype(token),
      token.slice(0, -1),
    ]) {
      answers.push(await accept({ token: text }))
    }
    // A key is none, and opens nothing here.
    answers.push(await accept({ token: admin.token }), await accept({ token: `${token}\0` }))
    const [first] = answers
    expect(first).toMatchObject(refusal(404, 'INVITATION_NOT_FOUND'))
    for (const answer of answers) expect(withoutIncidentals(answer)).toEqual(first && withoutIncidentals(first))
    // And it is no key.
    expect(await isAccepted(app, token)).toBe(false)
    expect(await accept({ token })).toMatchObject({ status: 200 })
  })

  it('last for seven days, to the millisecond', async () => {
    const [early, late] = [await invite('gil@example.com'), await invite('hal@example.com')]
    app.clock.advance(weekMs - 1)
    expect((await listed()).map(({ id }) => id)).toContain(late.invitation.id)
    expect(await accept({ token: early.token })).toMatchObject({ status: 200 })
    app.clock.advance(1)
    expect(await accept({ token: late.token })).toMatchObject(refusal(404, 'INVITATION_NOT_FOUND'))
    expect((await listed()).map(({ id }) => id)).not.toContain(late.invitation.id)
  })

  it('are withdrawn by an admin of the organization, once, and cannot be taken from then on', async () => {
    const { invitation, token } = await invite('ida@example.com')
    const path = `${invitations}/${invitation.id}`
    for (const [caller, expected] of [
      [lead, refusal(403, 'FORBIDDEN')],
      [machine, refusal(403, 'FORBIDDEN')],
      [stranger, refusal(404, 'ORGANIZATION_NOT_FOUND')],
    ] as const) {
      expect(await as(caller)('DELETE', path)).toMatchObject(expected)
    }
    // Of another organization: for its admin there is none.
    const elsewhere = await as(stranger)('DELETE', `/organizations/birch/invitations/${invitation.id}`)
    expect(elsewhere).toMatchObject(refusal(404, 'INVITATION_NOT_FOUND'))
    const revoked = await as(admin)('DELETE', path)
    expect(revoked).toMatchObject({ status: 200, body: { id: invitation.id, email: 'ida@example.com' } })
    expect(await as(admin)('DELETE', path)).toMatchObject(refusal(404, 'INVITATION_NOT_FOUND'))
    expect(await accept({ token })).toMatchObject(refusal(404, 'INVITATION_NOT_FOUND'))
  })

  it('go with the team that they lead to', async () => {
    await as(admin)('POST', '/organizations/acme/teams', { name: 'short-lived' })
    const { token } = await invite('jo@example.com', { team: 'short-lived' })
    expect(await as(admin)('DELETE', '/organizations/acme/teams/short-lived')).toMatchObject({ status: 200 })
    expect(await accept({ token })).toMatchObject(refusal(404, 'INVITATION_NOT_FOUND'))
  })

  it('outlive whoever made them', async () => {
    const inviter = await app.addPerson('inviter', { acme: 'admin' })
    const { token } = await invite('kim@example.com', {}, inviter)
    expect(await as(app.ada)('DELETE', '/users/inviter')).toMatchObject({ status: 200 })
    expect((await listed()).map(({ email }) => email)).toContain('kim@example.com')
    expect(await accept({ token })).toMatchObject({ status: 200 })
  })

  it('are made and listed by admins of the organization only', async () => {
    for (const caller of [lead, machine]) {
      expect(await as(caller)('POST', invitations, { email: 'x@example.com' })).toMatchObject(refusal(403, 'FORBIDDEN'))
      expect(await as(caller)('GET', invitations)).toMatchObject(refusal(403, 'FORBIDDEN'))
    }
    // By an admin of the instance, too, who belongs to it or not.
    const elsewhere = await as(app.ada)('POST', '/organizations/birch/invitations', { email: 'x@example.com' })
    expect(elsewhere).toMatchObject({ status: 201 })
  })

  it('are made for addresses, for roles that there are, for teams of the organization, and for nobody who is in it', async () => {
    await app.addTeam('birch', 'others')
    for (const [body, expected] of [
      [{ email: 'nobody' }, refusal(400, 'INVALID_EMAIL')],
      [{ email: '' }, refusal(400, 'INVALID_EMAIL')],
      [{ email: `${'x'.repeat(250)}@example.com` }, refusal(400, 'INVALID_EMAIL')],
      [{ email: `${admin.token}@example.com` }, refusal(400, 'INVALID_EMAIL')],
      [{ email: 'x'.repeat(321) }, refusal(400, 'INVALID_REQUEST')],
      [{}, refusal(400, 'INVALID_REQUEST')],
      [{ email: 'x@example.com', role: 'owner' }, refusal(400, 'INVALID_REQUEST')],
      [{ email: 'x@example.com', team: 'fleet', teamRole: 'billing_admin' }, refusal(400, 'INVALID_REQUEST')],
      [{ email: 'x@example.com', team: 'nowhere' }, refusal(404, 'TEAM_NOT_FOUND')],
      [{ email: 'x@example.com', team: 'others' }, refusal(404, 'TEAM_NOT_FOUND')],
      [{ email: 'Lead@example.com' }, refusal(409, 'ALREADY_A_MEMBER')],
    ] as const) {
      expect(await as(admin)('POST', invitations, body)).toMatchObject(expected)
    }
    // Whether anybody of that address is known here is not to be seen.
    const [known, unknown] = [await invite('stranger@example.com'), await invite('unknown@example.com')]
    expect(Object.keys(known.invitation)).toEqual(Object.keys(unknown.invitation))
  })

  it('let in under a user name that is free: the one that was asked for, or one like what the e-mail suggests', async () => {
    const taken = await invite('lee@example.com')
    for (const [username, expected] of [
      ['lead', refusal(409, 'USER_EXISTS')],
      ['Lee', refusal(400, 'INVALID_USERNAME')],
      ['usr_lee', refusal(400, 'INVALID_USERNAME')],
      ['', refusal(400, 'INVALID_USERNAME')],
      ['x'.repeat(65), refusal(400, 'INVALID_USERNAME')],
      [{}, refusal(400, 'INVALID_REQUEST')],
    ] as const) {
      expect(await accept({ token: taken.token, username })).toMatchObject(expected)
    }
    for (const [name, expected] of [
      [' ', refusal(400, 'INVALID_NAME')],
      [admin.token, refusal(400, 'NAME_CONTAINS_TOKEN')],
    ] as const) {
      expect(await accept({ token: taken.token, name })).toMatchObject(expected)
    }
    // None of these has used it up.
    expect(await accept({ token: taken.token, username: 'lee-2' })).toMatchObject({
      body: { user: { username: 'lee-2', name: 'lee-2' } },
    })
    const { token } = await invite('lead@example.org')
    expect(await accept({ token })).toMatchObject({
      status: 200,
      body: { user: { username: expect.stringMatching(/^lead-[0-9a-z]{6}$/) } },
    })
  })

  it('are never part of a URL, of a log line, or of an answer after the first', async () => {
    const { token } = await invite('may@example.com')
    for (const path of [`/api/v1/invitations/${token}`, `/api/v1/me?invitation=${token}`]) {
      expect(await app.call('POST', path, { token: admin.token })).toMatchObject(refusal(400, 'TOKEN_IN_URL'))
    }
    await accept({ token, username: token })
    await accept({ token, name: `my invitation is ${token}` })
    await accept({ token, [token]: token })
    await accept({ token })
    expect(app.logLines.join('')).not.toContain(token.slice(-49, -6))
  })

  it('refuse what is larger than anything that they take, as every other route does', async () => {
    expect(await accept({ token: 'x'.repeat(4097) })).toMatchObject(refusal(400, 'INVALID_REQUEST'))
    expect(await accept({ token: 'x'.repeat(70_000) })).toMatchObject(refusal(413, 'BODY_TOO_LARGE'))
    expect(await accept({ token: 'x', surprise: true })).toMatchObject(refusal(400, 'INVALID_REQUEST'))
    expect(await accept({})).toMatchObject(refusal(400, 'INVALID_REQUEST'))
    // The door is this one route: nothing beside it opens without credentials.
    for (const [method, path] of [
      ['GET', '/api/v1/invitations/accept'],
      ['POST', '/api/v1/invitations'],
    ] as const) {
      expect(await app.call(method, path)).toMatchObject(refusal(401, 'UNAUTHENTICATED'))
    }
  })

  it('are listed newest first', async () => {
    for (const email of ['n1@example.com', 'n2@example.com', 'n3@example.com']) {
      app.clock.advance(1)
      await invite(email)
    }
    const emails = (await listed()).map(({ email }) => email)
    expect(emails.slice(0, 3)).toEqual(['n3@example.com', 'n2@example.com', 'n1@example.com'])
  })

  it('that several take at the same moment let in exactly one', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { token } = await invite(`new-${round}@example.com`)
      const answers = await Promise.all(Array.from({ length: 6 }, () => accept({ token })))
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      expect(answers.map(({ status }) => status).filter((status) => ![200, 404, 409].includes(status))).toEqual([])
      const found = await as(app.ada)('GET', `/users?query=new-${round}@`)
      expect(bodyOf<{ users: unknown[] }>(found, 200).users).toHaveLength(1)

      const known = await app.addPerson(`known-${round}`, { birch: 'member' })
      const second = await invite(`known-${round}@example.com`)
      const others = await Promise.all(Array.from({ length: 6 }, () => acceptAs(known, second.token)))
      expect(others.map(({ status }) => status).sort()).toEqual([200, ...Array(5).fill(404)])
    }
  })

  it('that are withdrawn while they are taken are either taken or withdrawn', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { invitation, token } = await invite(`either-${round}@example.com`)
      const [accepted, revoked] = await Promise.all([
        accept({ token }),
        as(admin)('DELETE', `${invitations}/${invitation.id}`),
      ])
      expect([accepted.status, revoked.status].sort()).toEqual([200, 404])
      const found = await as(admin)('GET', `/organizations/acme/members?query=either-${round}@`)
      expect(bodyOf<{ members: unknown[] }>(found, 200).members).toHaveLength(accepted.status === 200 ? 1 : 0)
    }
  })
})
