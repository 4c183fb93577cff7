import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'

// The documents that W&B's clients send, as docs and sources of their versions have them; see wandb-wire.md §2.3.

const nodeId = (type: string, id: string) => Buffer.from(`${type}:${id}`).toString('base64')

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
    keyNode = { id: nodeId('ApiKey', keyId), name: keyId, description: 'bootstrap' }
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const teams = { edges: [{ node: { name: 'ada' } }] }
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
      () => ({
        viewer: {
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
        },
      }),
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
      'a leak scanner',
      'query Viewer { viewer { id username email admin } }',
      () => ({ viewer: { id: userId, username: 'ada', email: 'ada@example.com', admin: true } }),
    ],
  ])('%s: every field that is asked for is answered, in its type', async (_client, document, data) => {
    const answer = await app.graphql(document)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ data: data() })
    expect(answer.headers['cache-control']).toBe('no-store')
  })

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
    expect(names.QueryType).toEqual(expect.arrayContaining(['viewer', 'serverInfo']))
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
