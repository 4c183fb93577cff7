import { METHODS } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { KeysteadError, type Store } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Machine, Person } from '../../testing/accounts.ts'
import { alterStore, asShared } from '../../testing/altered-store.ts'
import type { Answer, CallOptions } from '../../testing/call.ts'
import { forgeKeyId, forgeSecret, mistype } from '../../testing/forge-token.ts'
import { refusal, withoutIncidentals } from '../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'
import { identityHeaders } from './identity-headers.ts'

describe.each(testStores)('/auth, with $name', ({ open }) => {
  let opened: TestStore
  let store: Store
  let altered: ReturnType<typeof alterStore>['altered']
  let app: TestApp
  /** A member of acme, in its team `fleet`, and of birch. */
  let driver: Person
  let outsider: Person
  let ofTeam: Machine
  let ofOrganization: Machine
  beforeAll(async () => {
    opened = await open()
    const alterable = alterStore(opened.store)
    altered = alterable.altered
    store = alterable.store
    app = await startTestApp(store)
    driver = await app.addPerson('driver', { acme: 'member', birch: 'viewer' })
    outsider = await app.addPerson('outsider', { cedar: 'admin' })
    await app.addTeam('acme', 'fleet', { driver: 'viewer' })
    await app.addTeam('acme', 'crew')
    await app.addTeam('birch', 'fleet')
    ofTeam = await app.addMachine('trainer', { organization: 'acme', team: 'fleet' })
    ofOrganization = await app.addMachine('deployer', { organization: 'acme' })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const ask = (caller: { readonly token: string } | undefined, query = '', options: CallOptions = {}) =>
    app.call('GET', `/auth${query}`, { ...options, ...(caller !== undefined && { token: caller.token }) })

  const identityOf = ({ status, headers }: Answer) => {
    if (status !== 200) throw new Error(`answered ${status}`)
    return Object.fromEntries(identityHeaders.flatMap((name) => (headers[name] === '' ? [] : [[name, headers[name]]])))
  }

  it('says whose a good key is: of a person', async () => {
    const answer = await ask(driver)
    expect(answer.text).toBe('')
    expect(identityOf(answer)).toEqual({
      'x-keystead-principal': 'user',
      'x-keystead-id': driver.user.id,
      'x-keystead-name': 'driver',
      'x-keystead-username': 'driver',
      'x-keystead-email': 'driver@example.com',
      'x-keystead-key-id': driver.keyId,
      'x-keystead-organization-ids': `${app.acme.id},org_00000000000000000birch`,
      'x-keystead-organization-names': 'acme,birch',
      'x-keystead-team-ids': expect.stringMatching(/^team_\w+$/),
      'x-keystead-team-names': 'fleet',
    })
  })

  it('says whose a good key is: of a service account', async () => {
    expect(identityOf(await ask(ofTeam))).toEqual({
      'x-keystead-principal': 'service_account',
      'x-keystead-id': ofTeam.serviceAccount.id,
      'x-keystead-name': 'trainer',
      'x-keystead-key-id': ofTeam.keyId,
      'x-keystead-organization-ids': app.acme.id,
      'x-keystead-organization-names': 'acme',
      'x-keystead-team-ids': ofTeam.serviceAccount.team?.id,
      'x-keystead-team-names': 'fleet',
    })
  })

  it('holds every header in every good answer, so that a proxy overwrites what a client sent', async () => {
    for (const caller of [driver, ofTeam, ofOrganization]) {
      const names = Object.keys((await ask(caller)).headers).filter((name) => name.startsWith('x-keystead-'))
      expect(names.sort()).toEqual([...identityHeaders].sort())
    }
  })

  it('holds no header of identity in a refusal', async () => {
    for (const answer of [await ask(undefined), await ask(outsider, '?organization=acme')]) {
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('x-keystead-'))).toEqual([])
    }
  })

  it('takes Basic credentials, too', async () => {
    const authorization = `Basic ${Buffer.from(`anybody:${driver.token}`).toString('base64')}`
    expect(await ask(undefined, '', { headers: { authorization } })).toMatchObject({ status: 200 })
  })

  it('tells only of the organization and team that were asked for', async () => {
    const ofAcme = { 'x-keystead-organization-names': 'acme', 'x-keystead-team-names': 'fleet' }
    expect(identityOf(await ask(driver, '?organization=acme'))).toMatchObject(ofAcme)
    expect(identityOf(await ask(driver, '?organization=acme&team=fleet'))).toMatchObject(ofAcme)
    const ofBirch = identityOf(await ask(driver, '?organization=birch'))
    expect(ofBirch).toMatchObject({ 'x-keystead-organization-names': 'birch' })
    expect(ofBirch).not.toHaveProperty('x-keystead-team-names')
  })

  it('requires an organization and a team, by ID or by name in any letter case', async () => {
    const [team] = [ofTeam.serviceAccount.team?.id]
    const rows: [query: string, who: Record<string, number>][] = [
      ['?organization=acme', { driver: 200, ofTeam: 200, ofOrganization: 200, outsider: 403 }],
      [`?organization=${app.acme.id}`, { driver: 200, ofTeam: 200, ofOrganization: 200, outsider: 403 }],
      ['?organization=ACME&team=FLEET', { driver: 200, ofTeam: 200, ofOrganization: 200, outsider: 403 }],
      [`?organization=acme&team=${team}`, { driver: 200, ofTeam: 200, ofOrganization: 200, outsider: 403 }],
      ['?organization=acme&team=crew', { driver: 403, ofTeam: 403, ofOrganization: 200, outsider: 403 }],
      // Of the same name, and of another organization.
      ['?organization=birch&team=fleet', { driver: 403, ofTeam: 403, ofOrganization: 403, outsider: 403 }],
      [`?organization=birch&team=${team}`, { driver: 403, ofTeam: 403, ofOrganization: 403, outsider: 403 }],
      ['?organization=birch', { driver: 200, ofTeam: 403, ofOrganization: 403, outsider: 403 }],
      // What is not there is reached by nobody, not even by who reaches everything.
      ['?organization=acme&team=nothing', { driver: 403, ofTeam: 403, ofOrganization: 403, outsider: 403 }],
      ['?organization=nothing', { driver: 403, ofTeam: 403, ofOrganization: 403, outsider: 403 }],
    ]
    const callers = { driver, ofTeam, ofOrganization, outsider }
    for (const [query, expected] of rows) {
      const seen: Record<string, number> = {}
      for (const [who, caller] of Object.entries(callers)) seen[who] = (await ask(caller, query)).status
      expect({ query, seen }).toEqual({ query, seen: expected })
    }
  })

  it('answers alike for what is out of reach and for what does not exist', async () => {
    const outOfReach = await ask(driver, '?organization=cedar')
    expect(outOfReach).toMatchObject(refusal(403, 'FORBIDDEN'))
    expect(withoutIncidentals(await ask(driver, '?organization=nowhere'))).toEqual(withoutIncidentals(outOfReach))
  })

  it('answers alike, with a challenge, for no key and for every key that is not good, whatever is required', async () => {
    const { token } = await app.addKey(driver.user)
    await app.call('DELETE', `/api/v1/keys/${token.split('_')[2]}`, { token: driver.token })
    const expected = withoutIncidentals(await ask(undefined))
    expect(expected).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer realm="keystead"' } })
    const bad = [token, mistype(driver.token), forgeSecret(driver.token), forgeKeyId(driver.token), 'nonsense']
    for (const query of ['', '?organization=acme', '?organization=nowhere', '?organization=acme&team=fleet']) {
      expect(withoutIncidentals(await ask(undefined, query))).toEqual(expected)
      for (const text of bad) expect(withoutIncidentals(await ask({ token: text }, query))).toEqual(expected)
    }
  })

  it.each([
    '?organisation=acme',
    '?Organization=acme',
    '?organization=acme&team=fleet&x=1',
    '?organization=acme&teams=fleet',
    '?organization=acme&organization=birch',
    '?organization[]=acme',
    '?organization=',
    '?organization=acme&team=',
    '?team=fleet',
    '?acme',
    '?__proto__=acme',
    `?organization=${'x'.repeat(1_025)}`,
  ])('lets nobody pass by the mistyped requirement %s', async (query) => {
    expect(await ask(driver, query)).toMatchObject(refusal(400, 'INVALID_REQUEST'))
    expect(await ask(undefined, query)).toMatchObject(refusal(400, 'INVALID_REQUEST'))
  })

  it.each(['token', 'access_token', 'organization'])('refuses a key in the query, as %s', async (name) => {
    expect(await ask(driver, `?${name}=${driver.token}`)).toMatchObject(refusal(400, 'TOKEN_IN_URL'))
  })

  it.each(METHODS.filter((method) => method !== 'CONNECT'))('is asked by %s as by any other method', async (method) => {
    const passed = await app.call(method, '/auth?organization=acme', { token: driver.token })
    expect(passed.headers['x-keystead-id']).toBe(driver.user.id)
    expect(passed.status).toBe(200)
    expect((await app.call(method, '/auth', {})).status).toBe(401)
  })

  it('opens to nobody behind its own path, where the console has pages for everybody', async () => {
    for (const path of ['/auth/', '/auth/members', '/auth/service-accounts', '/auth/x?organization=acme', '/auth//']) {
      for (const method of ['GET', 'POST', 'PROPFIND']) {
        expect((await app.call(method, path, { token: driver.token })).status, `${method} ${path}`).toBe(404)
      }
    }
  })

  it('looks at no body, be it what it may', async () => {
    for (const contentType of ['application/json', 'text/plain', 'nonsense']) {
      const headers = { 'content-type': contentType }
      const answer = await app.call('POST', '/auth', { token: driver.token, headers, body: '{' })
      expect(answer.status).toBe(200)
    }
  })

  it('answers without the body that a proxy has announced, and does not wait for it on the connection', async () => {
    await app.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.app.server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1')
    const lines = [
      'POST /auth HTTP/1.1',
      'host: x',
      `authorization: Bearer ${driver.token}`,
      'content-length: 50000000',
    ]
    socket.write([...lines, '\r\n'].join('\r\n'))
    const received = Buffer.concat(await socket.toArray()).toString()
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(received).toMatch(/\r\nconnection: close\r\n/i)
  })

  it('may be kept by nobody on the way, whatever the answer', async () => {
    const answers = [
      await ask(driver),
      await ask(undefined),
      await ask(outsider, '?organization=acme'),
      await ask(driver, '?x'),
      await app.call('GET', '/auth/x'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 403, 400, 404])
    for (const { headers } of answers) expect(headers['cache-control']).toBe('no-store')
  })

  it('answers 503 where it cannot know, which is neither yes nor no', async () => {
    // As it is once the lease is over: each key is asked of the database.
    altered.changes = asShared(opened.store.changes)
    const beside = await startTestApp(store, { beside: app, leaseMs: 0 })
    delete altered.changes
    const path = '/auth?organization=acme'
    for (const method of ['findVerifiableKey', 'findOrganization'] as const) {
      altered[method] = async () => {
        throw new KeysteadError('UNAVAILABLE')
      }
      expect(await beside.call('GET', path, { token: driver.token })).toMatchObject(refusal(503, 'UNAVAILABLE'))
      delete altered[method]
    }
    expect(await beside.call('GET', path, { token: driver.token })).toMatchObject({ status: 200 })
    await beside.close()
  })

  it('writes names so that none can say more than itself, and gives them back by decoding', async () => {
    const name = 'Ünï, "ボット" 100 %\u2026'
    await app.addPerson('odd', { [name]: 'member' })
    const machine = await app.addMachine(name, { organization: name })
    const { headers } = await ask(machine)
    for (const header of ['x-keystead-name', 'x-keystead-organization-names'] as const) {
      expect(headers[header]).toMatch(/^[\w.~@+!'()*%-]+$/)
      expect(decodeURIComponent(String(headers[header]))).toBe(name)
    }
  })

  it('stays within what proxies take of headers, says that something was cut, and decides on all of it', async () => {
    const endless = '🔑'.repeat(255)
    const many = Array.from({ length: 60 }, (_, place) => `organization ${place} ${'ü'.repeat(100)}`)
    const { token } = await app.addPerson('busy', Object.fromEntries(many.map((name) => [name, 'member'])))
    const answer = await ask({ token })
    expect(answer.headers['x-keystead-truncated']).toBe('organizations')
    expect(String(answer.headers['x-keystead-organization-ids']).split(',').length).toBe(
      String(answer.headers['x-keystead-organization-names']).split(',').length,
    )
    const last = `?organization=${encodeURIComponent(many.at(-1) ?? '')}`
    expect(identityOf(await ask({ token }, last))).toMatchObject({ 'x-keystead-organization-ids': expect.any(String) })

    const machine = await app.addMachine(endless, { organization: endless, team: endless })
    const cut = await ask(machine)
    expect(cut.headers['x-keystead-truncated']).toBe('name,organizations,teams')
    expect(decodeURIComponent(String(cut.headers['x-keystead-name']))).toMatch(/^🔑+$/u)
    for (const { headers } of [answer, cut]) {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
      expect(lines.join('').length).toBeLessThan(3_500)
    }
  })
})
