import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'

// The documents that W&B's clients send, as docs and sources of their versions have them; see wandb-wire.md §2.3.

const nodeId = (type: string, id: string) => Buffer.from(`${type}:${id}`).toString('base64')

const teamSelection = `
  id name available photoUrl readOnly readOnlyAdmin isTeam privateOnly storageBytes codeSavingEnabled defaultAccess isPaid
  members { id admin pending email username name photoUrl accountType apiKey }
`

const userFragment = /* GraphQL */ `
  fragment UserFragment on User {
    id name username email admin flags entity deletedAt
    apiKeys { edges { node { id name description } } }
    teams { edges { node { name } } }
  }
`

describe.each(testStores)('the documents of W&B’s clients on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let userId: string
  let keyNode: object
  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    userId = nodeId('User', app.ada.user.id)
    const keyId = app.ada.token.split('_')[2] ?? ''
    await app.addTeam('acme', 'research', { ada: 'admin' })
    keyNode = { id: nodeId('ApiKey', keyId), name: keyId, description: 'bootstrap' }
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const teams = { edges: [{ node: { name: 'ada' } }, { node: { name: 'research' } }] }
  const research = () => ({
    id: expect.any(String),
    name: 'research',
    available: true,
    photoUrl: null,
    readOnly: false,
    readOnlyAdmin: false,
    isTeam: true,
    privateOnly: false,
    storageBytes: 0,
    codeSavingEnabled: false,
    defaultAccess: 'PRIVATE',
    isPaid: null,
    members: [
      {
        id: userId,
        admin: true,
        pending: false,
        email: 'ada@example.com',
        username: 'ada',
        name: 'ada',
        photoUrl: null,
        accountType: 'USER',
        apiKey: null,
      },
    ],
  })
  const adaNode = () => ({
    id: userId,
    name: 'ada',
    username: 'ada',
    email: 'ada@example.com',
    admin: true,
    flags: '{}',
    entity: 'ada',
    deletedAt: null,
    apiKeys: { edges: [{ node: keyNode }] },
    teams,
  })
  const organizationId = () => nodeId('Organization', app.acme.id)
  const acmeWithEntity = { name: 'acme', orgEntity: { name: 'acme' } }
  const localVersion = {
    outOfDate: false,
    latestVersionString: expect.any(String),
    versionOnThisInstanceString: expect.any(String),
  }
  // Both must be versions that a client can parse, and no client may be too old or too new.
  const cliVersionInfo = {
    min_cli_version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    max_cli_version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
  }

  it.each<[client: string, document: string, data: () => object]>([
    ['the check of 0.19.5 to 0.28.1', '{ viewer { id } }', () => ({ viewer: { id: userId } })],
    [
      'Viewer of wandb-core',
      'query Viewer { viewer { id entity username email flags teams { edges { node { name } } } } }',
      () => ({
        viewer: { id: userId, entity: 'ada', username: 'ada', email: 'ada@example.com', flags: '{}', teams },
      }),
    ],
    [
      'Viewer of the internal Python client',
      `query Viewer {
        viewer { id entity flags username email teams { edges { node { name } } } }
        serverInfo {
          cliVersionInfo
          latestLocalVersionInfo { outOfDate latestVersionString versionOnThisInstanceString }
        }
      }`,
      () => ({
        viewer: { id: userId, entity: 'ada', flags: '{}', username: 'ada', email: 'ada@example.com', teams },
        serverInfo: { cliVersionInfo, latestLocalVersionInfo: localVersion },
      }),
    ],
    [
      'Viewer of the public API up to 0.23.1',
      `query Viewer {
        viewer {
          id flags entity username email admin
          apiKeys { edges { node { id name description } } }
          teams { edges { node { name } } }
        }
      }`,
      () => ({
        viewer: {
          id: userId,
          flags: '{}',
          entity: 'ada',
          username: 'ada',
          email: 'ada@example.com',
          admin: true,
          apiKeys: { edges: [{ node: keyNode }] },
          teams,
        },
      }),
    ],
    [
      'GetViewer of 0.24.0 and newer',
      `query GetViewer { viewer { ...UserFragment } } ${userFragment}`,
      () => ({ viewer: adaNode() }),
    ],
    [
      'GetDefaultEntity',
      'query GetDefaultEntity { viewer { id entity } }',
      () => ({ viewer: { id: userId, entity: 'ada' } }),
    ],
    [
      'DefaultEntity of weave',
      'query DefaultEntity { viewer { username defaultEntity { name } } }',
      () => ({ viewer: { username: 'ada', defaultEntity: { name: 'ada' } } }),
    ],
    [
      'ServerInfo of weave',
      'query ServerInfo { serverInfo { frontendHost } }',
      () => ({ serverInfo: { frontendHost: 'https://keys.example.com' } }),
    ],
    [
      'ServerInfo of the public API',
      'query ServerInfo { serverInfo { cliVersionInfo latestLocalVersionInfo { outOfDate latestVersionString versionOnThisInstanceString } } }',
      () => ({ serverInfo: { cliVersionInfo, latestLocalVersionInfo: localVersion } }),
    ],
    [
      'ServerFeaturesQuery',
      'query ServerFeaturesQuery { serverInfo { features { name isEnabled } } }',
      () => ({ serverInfo: { features: [] } }),
    ],
    [
      'Entity of weave, which asks whether it may write',
      'query Entity($entityName: String!) { viewer { username } entity(name: $entityName) { readOnly } }',
      () => ({ viewer: { username: 'ada' }, entity: { readOnly: false } }),
    ],
    [
      'Entity of the public API up to 0.23.1',
      `query Entity($name: String!) { entity(name: $name) { ${teamSelection} } }`,
      () => ({ entity: research() }),
    ],
    [
      'GetTeamEntity of 0.24.0 and newer',
      `query GetTeamEntity($name: String!) { entity(name: $name) { entityType ${teamSelection} } }`,
      () => ({ entity: { ...research(), entityType: 'team' } }),
    ],
    [
      'FetchOrgInfoFromEntity, for a team',
      `query FetchOrgInfoFromEntity($entity: String!) {
        entity(name: $entity) {
          organization { name orgEntity { name } }
          user { organizations { name orgEntity { name } } }
        }
      }`,
      () => ({ entity: { organization: acmeWithEntity, user: null } }),
    ],
    [
      'FetchOrgInfoFromEntity, for the personal entity',
      `query FetchOrgInfoFromEntity($me: String!) {
        entity(name: $me) {
          organization { name orgEntity { name } }
          user { organizations { name orgEntity { name } } }
        }
      }`,
      () => ({ entity: { organization: null, user: { organizations: [acmeWithEntity] } } }),
    ],
    [
      'FetchOrganization',
      `query FetchOrganization($org: String!) {
        organization(name: $org) { id name orgEntity { __typename id name entityType } }
      }`,
      () => ({
        organization: {
          id: organizationId(),
          name: 'acme',
          orgEntity: { __typename: 'Entity', id: expect.any(String), name: 'acme', entityType: 'organization' },
        },
      }),
    ],
    [
      'SearchUsers up to 0.23.1',
      `query SearchUsers($query: String) {
        users(query: $query) {
          edges {
            node {
              id flags entity admin email deletedAt username
              apiKeys { edges { node { id name description } } }
              teams { edges { node { name } } }
            }
          }
        }
      }`,
      () => {
        const { name: _name, ...node } = adaNode()
        return { users: { edges: [{ node }] } }
      },
    ],
    [
      'SearchUsers of 0.24.0 and newer',
      `query SearchUsers($query: String) { users(query: $query) { edges { node { ...UserFragment } } } } ${userFragment}`,
      () => ({ users: { edges: [{ node: adaNode() }] } }),
    ],
    [
      'a leak scanner',
      'query Viewer { viewer { id username email admin } }',
      () => ({ viewer: { id: userId, username: 'ada', email: 'ada@example.com', admin: true } }),
    ],
  ])('%s: every field that is asked for is answered, in its type', async (_client, document, data) => {
    const variables = {
      name: 'research',
      entityName: 'research',
      entity: 'research',
      me: 'ada',
      org: 'acme',
      query: 'ada',
    }
    const answer = await app.graphql(document, { variables })
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ data: data() })
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  // Up to 0.23.1 in the words of that time; 0.24.0 and newer name the root field, and some variables otherwise.
  it.each([
    ['up to 0.23.1', '', 'entityName', 'old'],
    ['of 0.24.0 and newer', 'result: ', 'entity', 'new'],
  ])(
    'the mutations %s: every field that is asked for is answered, in its type',
    async (_client, alias, entity, tag) => {
      const change = async (document: string, variables: Record<string, unknown>) => {
        const { status, body } = await app.graphql(document, { variables })
        expect(status, JSON.stringify(body)).toBe(200)
        const { data } = body as { data: Record<string, unknown> }
        const root = alias === '' ? (/\{\s*(\w+)\(/.exec(document)?.[1] ?? '') : 'result'
        expect(Object.keys(data)).toEqual([root])
        return data[root]
      }
      const email = `${tag}@example.com`
      const user = await change(
        `mutation CreateUserFromAdmin($email: String!, $admin: Boolean) {
        ${alias}createUser(input: {email: $email, admin: $admin}) { user { id name username email admin } }
      }`,
        { email, admin: false },
      )
      expect(user).toEqual({ user: { id: expect.any(String), name: tag, username: tag, email, admin: false } })
      const name = `team-${tag}`
      const team = await change(
        `mutation CreateTeam($teamName: String!, $teamAdminUserName: String) {
        ${alias}createTeam(input: {teamName: $teamName, teamAdminUserName: $teamAdminUserName}) {
          entity { id name available photoUrl limits }
        }
      }`,
        { teamName: name, teamAdminUserName: null },
      )
      expect(team).toEqual({ entity: { id: expect.any(String), name, available: true, photoUrl: null, limits: null } })
      await app.addPerson(`guest-${tag}`, { acme: 'member' })
      const invite = await change(
        `mutation CreateInvite($${entity}: String!, $email: String, $username: String, $admin: Boolean) {
        ${alias}createInvite(input: {entityName: $${entity}, email: $email, username: $username, admin: $admin}) {
          invite { id name email createdAt toUser { name } }
        }
      }`,
        { [entity]: name, username: `guest-${tag}`, admin: false },
      )
      const guest = { name: `guest-${tag}`, email: `guest-${tag}@example.com` }
      const { id } = (invite as { invite: { id: string } }).invite
      expect(invite).toEqual({ invite: { id, ...guest, createdAt: null, toUser: { name: guest.name } } })
      const machine = await change(
        `mutation CreateServiceAccount($${entity}: String!, $description: String!) {
        ${alias}createServiceAccount(input: {description: $description, entityName: $${entity}}) { user { id } }
      }`,
        { [entity]: name, description: 'ci' },
      )
      expect(machine).toEqual({ user: { id: expect.any(String) } })
      const removed = await change(
        `mutation DeleteInvite($id: String, $${entity}: String) {
        ${alias}deleteInvite(input: {id: $id, entityName: $${entity}}) { success }
      }`,
        { id, [entity]: name },
      )
      expect(removed).toEqual({ success: true })
    },
  )

  it('ProbeServerCapabilities: clients up to 0.25.1 learn by introspection which fields they may ask for', async () => {
    const { status, body } = await app.graphql(`query ProbeServerCapabilities {
      QueryType: __type(name: "Query") { ...fieldData }
      MutationType: __type(name: "Mutation") { ...fieldData }
      ServerInfoType: __type(name: "ServerInfo") { ...fieldData }
    }
    fragment fieldData on __Type { fields { name } }`)
    expect(status).toBe(200)
    const { data } = body as { data: Record<string, { fields: { name: string }[] }> }
    const names = Object.fromEntries(
      Object.entries(data).map(([type, { fields }]) => [type, fields.map(({ name }) => name)]),
    )
    expect(names.QueryType).toEqual(expect.arrayContaining(['viewer', 'serverInfo', 'entity', 'users']))
    expect(names.MutationType).toEqual(expect.arrayContaining(['generateApiKey', 'deleteApiKey']))
    expect(names.ServerInfoType).toEqual(
      expect.arrayContaining(['cliVersionInfo', 'latestLocalVersionInfo', 'features', 'frontendHost']),
    )
  })

  it('every user has a team of their own name, which clients take for the personal entity', async () => {
    const bo = await app.addPerson('bo', { acme: 'member' })
    const answer = await app.graphql('{ viewer { entity admin teams { edges { node { name } } } } }', {
      token: bo.token,
    })
    expect(answer.body).toEqual({
      data: { viewer: { entity: 'bo', admin: false, teams: { edges: [{ node: { name: 'bo' } }] } } },
    })
  })

  it('answers npm `weave`, which asks for the health of a trace server before it logs in', async () => {
    expect(await app.call('GET', '/traces/health')).toMatchObject({ status: 200 })
  })

  it('takes the key as Basic password with any user name, and headers of W&B’s clients as they come', async () => {
    for (const name of ['api', '', 'ada', 'user:']) {
      const pair = `${name.replace(':', '')}:${app.ada.token}`
      const answer = await app.call('POST', '/graphql', {
        body: { query: '{ viewer { username } }' },
        headers: {
          authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
          'user-agent': 'W&B Public Client 0.30.0',
          'use-admin-privileges': 'true',
          'x-wandb-username': '',
          'x-wandb-user-email': '',
        },
      })
      expect(answer).toMatchObject({ status: 200, body: { data: { viewer: { username: 'ada' } } } })
    }
  })
})
