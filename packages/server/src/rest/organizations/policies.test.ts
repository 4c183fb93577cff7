import { errorRegistry } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Person } from '../../../testing/accounts.ts'
import { createKey, isAccepted, refusal, verify, withoutIncidentals } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'

const path = '/api/v1/organizations/acme/policies'
const undecided = {
  disableKeyCreation: false,
  disableViewerKeyCreation: false,
  enforceOrganizationKeys: false,
  disableTeamServiceAccountCreation: false,
  maximumKeyLifetimeSeconds: null,
  onLeak: 'disable',
  leakGraceSeconds: 24 * 60 * 60,
}
const day = 24 * 60 * 60

describe.each(testStores)('the policies of an organization on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let admin: Person
  let member: Person
  let traveller: Person
  let outsider: Person

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    admin = await app.addPerson('admin', { acme: 'admin' })
    member = await app.addPerson('member', { acme: 'member' })
    traveller = await app.addPerson('traveller', { acme: 'member', birch: 'member' })
    outsider = await app.addPerson('outsider', { cedar: 'admin' })
  })
  // By the instance admin, whom no policy of an organization locks out.
  beforeEach(async () => {
    expect(await change(app.ada, undecided)).toMatchObject({ status: 200, body: undecided })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const change = (caller: { token: string }, body: object, at = path) =>
    app.call('PATCH', at, { token: caller.token, body })
  async function decide(body: object): Promise<void> {
    expect(await change(admin, body)).toMatchObject({ status: 200, body })
  }
  const create = (caller: { token: string }, body: object = {}) =>
    app.call('POST', '/api/v1/keys', { token: caller.token, body: { name: 'new', ...body } })
  const inSeconds = (seconds: number) => new Date(app.clock.now() + seconds * 1000).toISOString()

  it('are seen by every member, and changed by admins one by one', async () => {
    expect(await app.call('GET', path, { token: member.token })).toMatchObject({ status: 200, body: undecided })
    await decide({ maximumKeyLifetimeSeconds: 30 * day })
    await decide({ disableKeyCreation: true })
    const decided = { ...undecided, disableKeyCreation: true, maximumKeyLifetimeSeconds: 30 * day }
    expect(await app.call('GET', path, { token: member.token })).toMatchObject({ status: 200, body: decided })
    expect(await change(member, undecided)).toMatchObject(refusal(403, 'FORBIDDEN'))
    expect(await app.call('GET', path, { token: admin.token })).toMatchObject({ body: decided })
  })

  it('look to others like those of an organization that does not exist', async () => {
    for (const call of [
      (at: string) => app.call('GET', at, { token: outsider.token }),
      (at: string) => change(outsider, { disableKeyCreation: true }, at),
    ]) {
      const [others, unknown] = [await call(path), await call(path.replace('acme', 'nowhere'))]
      expect(others).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
      expect(withoutIncidentals(others)).toEqual(withoutIncidentals(unknown))
    }
  })

  it('refuse a lifetime that nobody can mean', async () => {
    for (const seconds of [59, 0, -1, 200 * 365 * day, Number.MAX_SAFE_INTEGER]) {
      const answer = await change(admin, { maximumKeyLifetimeSeconds: seconds })
      expect(answer, String(seconds)).toMatchObject(refusal(400, 'INVALID_KEY_LIFETIME'))
    }
    for (const body of [{ maximumKeyLifetimeSeconds: 1.5 }, { disableKeyCreation: 'yes' }, { surprise: true }]) {
      expect(await change(admin, body)).toMatchObject(refusal(400, 'INVALID_REQUEST'))
    }
  })

  it('with creation switched off: no key is made, by any door, and the message is the one that W&B’s users know', async () => {
    const { key, token } = await createKey(app, member.token)
    await decide({ disableKeyCreation: true })
    const { message } = errorRegistry.KEY_CREATION_DISABLED
    expect(message).toBe(
      'API key creation has been disabled by your organization administrator. You can still edit, delete, and use existing API keys.',
    )
    for (const caller of [member, admin, traveller]) {
      for (const body of [{}, { organization: 'acme' }]) {
        expect(await create(caller, body)).toMatchObject({
          status: 403,
          body: { code: 'KEY_CREATION_DISABLED', title: message },
        })
      }
    }
    const query = 'mutation { generateApiKey(input: {description: "ci"}) { apiKey { name } } }'
    expect(await app.graphql(query, { token: member.token })).toMatchObject({
      status: 403,
      body: { errors: [{ message, extensions: { code: 'KEY_CREATION_DISABLED' } }] },
    })

    // What there is keeps working, and can be renamed, used and deleted.
    expect(await isAccepted(app, token)).toBe(true)
    const at = `/api/v1/keys/${key.id}`
    expect(await app.call('PATCH', at, { token: member.token, body: { name: 'renamed' } })).toMatchObject({
      status: 200,
    })
    expect(await app.call('DELETE', at, { token: member.token })).toMatchObject({ status: 200 })
  })

  it('hold for the keys that reach the organization, and for no others', async () => {
    await decide({ disableKeyCreation: true })
    expect(await create(traveller, { organization: 'birch' })).toMatchObject({ status: 201 })
    expect(await create(outsider)).toMatchObject({ status: 201 })
    // A credential of one organization makes keys of that organization only, however the other decides.
    const confined = await createKey(app, traveller.token, { organization: 'birch' })
    expect(await create(confined)).toMatchObject({ status: 201, body: { key: { organization: { name: 'birch' } } } })
  })

  it('with creation switched off: service accounts of the organization still get keys, those of its teams do not', async () => {
    const machine = await app.addMachine('trainer', { organization: 'acme' })
    const teamMachine = await app.addMachine('crawler', { organization: 'acme', team: 'fleet' })
    await decide({ disableKeyCreation: true })
    expect(await create(machine)).toMatchObject({ status: 201 })
    expect(await create(admin, { owner: machine.serviceAccount.id })).toMatchObject({ status: 201 })
    for (const answer of [await create(teamMachine), await create(admin, { owner: teamMachine.serviceAccount.id })]) {
      expect(answer).toMatchObject(refusal(403, 'KEY_CREATION_DISABLED'))
    }
    // Not even they get keys that live longer than the organization allows.
    await decide({ maximumKeyLifetimeSeconds: day })
    expect(await create(machine)).toMatchObject(refusal(400, 'KEY_LIFETIME_TOO_LONG'))
    expect(await create(machine, { expiresAt: inSeconds(day) })).toMatchObject({ status: 201 })
  })

  it('with creation switched off for viewers: they get no keys that reach it, and everybody else does', async () => {
    const viewer = await app.addPerson('viewer', { acme: 'viewer', birch: 'member' })
    const machine = await app.addMachine('viewed', { organization: 'acme', team: 'fleet' })
    const { key, token } = await createKey(app, viewer.token, { organization: 'acme' })
    await decide({ disableViewerKeyCreation: true })
    for (const body of [{}, { organization: 'acme' }]) {
      expect(await create(viewer, body)).toMatchObject(refusal(403, 'VIEWER_KEY_CREATION_DISABLED'))
      for (const other of [member, admin]) expect(await create(other, body)).toMatchObject({ status: 201 })
    }
    expect(await create(viewer, { organization: 'birch' })).toMatchObject({ status: 201 })
    expect(await create(machine)).toMatchObject({ status: 201 })
    expect(await isAccepted(app, token)).toBe(true)
    expect(await app.call('DELETE', `/api/v1/keys/${key.id}`, { token: viewer.token })).toMatchObject({ status: 200 })

    // The role that counts is the one that they have at this moment.
    const at = '/api/v1/organizations/acme/members/viewer'
    await app.call('PATCH', at, { token: admin.token, body: { role: 'member' } })
    expect(await create(viewer)).toMatchObject({ status: 201 })
    await app.call('PATCH', at, { token: admin.token, body: { role: 'viewer' } })
    expect(await create(viewer)).toMatchObject(refusal(403, 'VIEWER_KEY_CREATION_DISABLED'))
    // An organization that a personal key will not reach has no say.
    expect((await change(app.ada, { enforceOrganizationKeys: true, confirmation: 'acme' })).status).toBe(200)
    expect(await create(viewer)).toMatchObject({ status: 201 })
  })

  it('limit how long keys live, to the second', async () => {
    await decide({ maximumKeyLifetimeSeconds: 30 * day })
    for (const body of [{}, { expiresAt: inSeconds(30 * day + 1) }, { organization: 'acme' }]) {
      expect(await create(member, body)).toMatchObject(refusal(400, 'KEY_LIFETIME_TOO_LONG'))
    }
    expect(await create(member, { expiresAt: inSeconds(30 * day) })).toMatchObject({ status: 201 })
    await decide({ maximumKeyLifetimeSeconds: null })
    expect(await create(member)).toMatchObject({ status: 201 })
  })

  describe('with organization-scoped keys enforced', () => {
    const enforce = (caller: { token: string }, confirmation?: string) =>
      change(caller, { enforceOrganizationKeys: true, ...(confirmation !== undefined && { confirmation }) })
    const preview = (caller: { token: string }, query = '') =>
      app.call('GET', `${path}/enforcement-preview${query}`, { token: caller.token })

    it('personal keys stop reaching the organization at once, keys confined to it do not, and both come back', async () => {
      const confined = await createKey(app, traveller.token, { organization: 'acme' })
      const ask = async (token: string, organization: string) =>
        (await verify(app, app.ada.token, { token, organization })).valid
      expect(await ask(traveller.token, 'acme')).toBe(true)

      expect((await enforce(app.ada, 'acme')).status).toBe(200)
      expect(await verify(app, app.ada.token, { token: traveller.token, organization: 'acme' })).toEqual({
        valid: false,
        code: 'FORBIDDEN',
        requestId: expect.any(String),
      })
      expect(await ask(traveller.token, 'birch')).toBe(true)
      expect(await ask(confined.token, 'acme')).toBe(true)
      const { body } = await app.call('GET', '/api/v1/me', { token: traveller.token })
      expect(body).toMatchObject({ organizations: [{ name: 'birch' }] })

      expect((await change(app.ada, { enforceOrganizationKeys: false })).status).toBe(200)
      expect(await ask(traveller.token, 'acme')).toBe(true)
    })

    it('an admin rules with an organization key only, and cannot lock themselves out with a personal one', async () => {
      const confined = await createKey(app, admin.token, { organization: 'acme' })
      expect(await enforce(admin, 'acme')).toMatchObject(refusal(409, 'ENFORCEMENT_WOULD_LOCK_OUT'))
      expect((await enforce(confined, 'acme')).status).toBe(200)
      expect(await app.call('GET', path, { token: admin.token })).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
      // Switching on what is on already asks for nothing.
      expect((await enforce(confined)).status).toBe(200)
      expect((await change(confined, { enforceOrganizationKeys: false })).status).toBe(200)
      expect((await app.call('GET', path, { token: admin.token })).status).toBe(200)
    })

    it('asks for the organization’s exact name first', async () => {
      for (const confirmation of [undefined, '', 'Acme', 'birch']) {
        expect(await enforce(app.ada, confirmation)).toMatchObject(refusal(400, 'ENFORCEMENT_NOT_CONFIRMED'))
      }
      expect(await app.call('GET', path, { token: member.token })).toMatchObject({ body: undecided })
    })

    it('the preview names the keys that would stop, with owner and last use, page by page, and changes nothing', async () => {
      const old = await createKey(app, member.token, { expiresAt: inSeconds(60) })
      app.clock.advance(61_000)
      await createKey(app, member.token, { organization: 'acme' })
      await app.usage.flush()
      const { body } = await preview(admin)
      const { keys } = body as {
        keys: { id: string; type: string; owner: { username: string }; lastUsedAt: unknown }[]
      }
      expect(new Set(keys.map(({ type }) => type))).toEqual(new Set(['personal']))
      const owners = new Set(keys.map(({ owner }) => owner.username))
      expect([...owners].sort()).toEqual(['ada', 'admin', 'member', 'traveller', 'viewer'])
      expect(keys.map(({ id }) => id)).not.toContain(old.key.id)
      expect(keys.find(({ id }) => id === admin.keyId)?.lastUsedAt).toEqual(expect.any(String))
      const first = await preview(admin, '?limit=1')
      expect(first.body).toEqual({ keys: keys.slice(0, 1), nextCursor: expect.any(String) })

      expect(await preview(member)).toMatchObject(refusal(403, 'FORBIDDEN'))
      expect(await preview(outsider)).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
    })

    it('a personal key that will not reach the organization is none of its business', async () => {
      expect((await enforce(app.ada, 'acme')).status).toBe(200)
      expect((await change(app.ada, { disableKeyCreation: true })).status).toBe(200)
      expect(await create(traveller)).toMatchObject({ status: 201 })
    })
  })

  it('that switch on while keys are made: each is made before, or refused; none is made after the answer', async () => {
    const creations = Array.from({ length: 30 }, () => create(member))
    const switched = change(admin, { disableKeyCreation: true })
    const statuses = (await Promise.all(creations)).map(({ status }) => status)
    expect((await switched).status).toBe(200)
    expect(statuses.filter((status) => status !== 201 && status !== 403)).toEqual([])
    expect(await create(member)).toMatchObject(refusal(403, 'KEY_CREATION_DISABLED'))
  })

  it('leave a refused Idempotency-Key unused, so that the same request succeeds once it is allowed', async () => {
    await decide({ disableKeyCreation: true })
    const headers = { 'idempotency-key': `policies-${opened.location.length}-0123456789` }
    const attempt = () =>
      app.call('POST', '/api/v1/keys', { token: member.token, headers, body: { name: 'once allowed' } })
    expect(await attempt()).toMatchObject(refusal(403, 'KEY_CREATION_DISABLED'))
    await decide({ disableKeyCreation: false })
    expect(await attempt()).toMatchObject({ status: 201 })
  })
})
