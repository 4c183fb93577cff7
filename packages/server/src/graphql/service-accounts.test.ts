import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Machine } from '../../testing/accounts.ts'
import { getKey, isAccepted } from '../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'

const nodeId = (type: string, id: string) => Buffer.from(`${type}:${id}`).toString('base64')
const namesOf = (...names: string[]) => ({ edges: names.map((name) => ({ node: { name } })) })

const generate = `mutation GenerateApiKey($description: String) {
  result: generateApiKey(input: {description: $description}) { apiKey { id name description } }
}`
const remove = `mutation DeleteApiKey($id: String!) { result: deleteApiKey(input: {id: $id}) { success } }`

describe.each(testStores)('service accounts by W&B’s wire on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let ofTeam: Machine
  let ofOrganization: Machine
  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    await app.addTeam('acme', 'archive', { ada: 'admin' })
    await app.addTeam('acme', 'research', { ada: 'admin' })
    ofTeam = await app.addMachine('ci runner', { organization: 'acme', team: 'research' })
    ofOrganization = await app.addMachine('exporter', { organization: 'acme' })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const viewerOf = async (token: string, selection: string, headers?: Record<string, string>) => {
    const body = { query: `{ viewer { ${selection} } }` }
    const answer = await app.call('POST', '/graphql', { token, body, ...(headers && { headers }) })
    expect(answer.status, answer.text).toBe(200)
    return (answer.body as { data: { viewer: Record<string, unknown> } }).data.viewer
  }
  const everything = `
    id name username email admin accountType entity flags deletedAt createdAt
    defaultEntity { name isTeam entityType } organizations { id name }
    teams { edges { node { name } } } apiKeys { edges { node { name } } }`

  it('are the viewer of their own keys: of a team, with that team for everything', async () => {
    expect(await viewerOf(ofTeam.token, everything)).toEqual({
      id: nodeId('User', ofTeam.serviceAccount.id),
      name: 'ci runner',
      // A leak scanner takes a key whose viewer has no user name for dead.
      username: 'ci runner',
      email: null,
      admin: false,
      accountType: 'SERVICE',
      entity: 'research',
      flags: '{}',
      deletedAt: null,
      createdAt: '2026-01-15T12:00:00.000Z',
      defaultEntity: { name: 'research', isTeam: true, entityType: 'team' },
      organizations: [{ id: nodeId('Organization', app.acme.id), name: 'acme' }],
      teams: namesOf('research'),
      apiKeys: namesOf(ofTeam.keyId),
    })
  })

  it('of the organization have their default team for entity, and all teams, that one first', async () => {
    expect(await viewerOf(ofOrganization.token, everything)).toMatchObject({
      username: 'exporter',
      accountType: 'SERVICE',
      entity: 'default',
      defaultEntity: { name: 'default', isTeam: true },
      teams: namesOf('default', 'archive', 'research'),
    })
  })

  it('are not whom X-WANDB-USERNAME and X-WANDB-USER-EMAIL name: those attribute runs, and open nothing', async () => {
    const self = await viewerOf(ofTeam.token, everything)
    for (const [username, email] of [
      ['ada', 'ada@example.com'],
      ['nobody', 'nobody@example.com'],
      ['', ''],
      ['x'.repeat(2_000), '%00'],
    ] as const) {
      const headers = { 'x-wandb-username': username, 'x-wandb-user-email': email }
      expect(await viewerOf(ofTeam.token, everything, headers)).toEqual(self)
      const query = 'mutation { createTeam(input: {teamName: "taken over"}) { entity { id } } }'
      const refused = await app.call('POST', '/graphql', { token: ofTeam.token, headers, body: { query } })
      expect(refused).toMatchObject({ status: 403, body: { errors: [{ extensions: { code: 'FORBIDDEN' } }] } })
    }
    const [event] = await app.instance.store.listAuditEvents({ order: 'newest-first', limit: 1 })
    expect(event?.actor).toMatchObject({ type: 'service_account', id: ofTeam.serviceAccount.id })
  })

  it('make keys for themselves, and delete their own', async () => {
    for (const { token, serviceAccount } of [ofTeam, ofOrganization]) {
      const made = await app.graphql(generate, { token, variables: { description: 'next' } })
      expect(made.status).toBe(200)
      const { apiKey } = (made.body as { data: { result: { apiKey: { id: string; name: string } } } }).data.result
      const fresh = await viewerOf(apiKey.name, 'name accountType')
      expect(fresh).toEqual({ name: serviceAccount.name, accountType: 'SERVICE' })
      const [, , keyId = ''] = apiKey.name.split('_')
      expect(await getKey(app, app.ada.token, keyId)).toMatchObject({ owner: { id: serviceAccount.id } })
      const deleted = await app.graphql(remove, { token, variables: { id: apiKey.id } })
      expect(deleted).toMatchObject({ status: 200, body: { data: { result: { success: true } } } })
      expect(await isAccepted(app, apiKey.name)).toBe(false)
    }
  })

  it('find no keys but their own', async () => {
    for (const { token } of [ofTeam, ofOrganization]) {
      for (const keyId of [
        app.ada.token.split('_')[2] ?? '',
        token === ofTeam.token ? ofOrganization.keyId : ofTeam.keyId,
      ]) {
        const answer = await app.graphql(remove, { token, variables: { id: nodeId('ApiKey', keyId) } })
        expect(answer).toMatchObject({ status: 404, body: { errors: [{ extensions: { code: 'KEY_NOT_FOUND' } }] } })
      }
    }
  })

  it('see their own teams and organization, and no other', async () => {
    await app.addOrganization('birch')
    const ask = async (token: string, query: string) =>
      ((await app.graphql(query, { token })).body as { data: unknown }).data
    const teams = '{ research: entity(name: "research") { name } archive: entity(name: "archive") { name } }'
    expect(await ask(ofTeam.token, teams)).toEqual({ research: { name: 'research' }, archive: null })
    expect(await ask(ofOrganization.token, teams)).toEqual({
      research: { name: 'research' },
      archive: { name: 'archive' },
    })
    const organizations = '{ own: organization(name: "acme") { name } other: organization(name: "birch") { name } }'
    expect(await ask(ofTeam.token, organizations)).toEqual({ own: { name: 'acme' }, other: null })
  })

  it('govern nothing', async () => {
    for (const { token } of [ofTeam, ofOrganization]) {
      for (const mutation of [
        'createTeam(input: {teamName: "own"}) { entity { id } }',
        'createInvite(input: {entityName: "research", username: "ada"}) { invite { id } }',
        'createInvite(input: {entityName: "research", email: "a@example.com"}) { invite { id } }',
        'deleteInvite(input: {entityName: "research", id: "ada"}) { success }',
        'createServiceAccount(input: {entityName: "research", description: "twin"}) { user { id } }',
        'createUser(input: {email: "b@example.com"}) { user { id } }',
      ]) {
        const answer = await app.graphql(`mutation { ${mutation} }`, { token })
        expect(answer, mutation).toMatchObject({
          status: 403,
          body: { errors: [{ extensions: { code: 'FORBIDDEN' } }] },
        })
      }
      const users = await app.graphql('{ users(query: "a") { edges { node { id } } } }', { token })
      expect(users).toMatchObject({ status: 403, body: { data: { users: null } } })
    }
  })
})
