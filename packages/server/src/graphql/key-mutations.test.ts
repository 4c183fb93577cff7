import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getKey, isAccepted, listKeyIds } from '../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'

type KeyNode = { id: string; name: string; description: string }

// Up to 0.23.1, and 0.24.0 and newer, which give the root field another name and ask for the description.
const oldGenerate = `mutation GenerateApiKey($description: String) {
  generateApiKey(input: {description: $description}) { apiKey { id name } }
}`
const generate = `mutation GenerateApiKey($description: String) {
  result: generateApiKey(input: {description: $description}) { apiKey { id name description } }
}`
const remove = `mutation DeleteApiKey($id: String!) { result: deleteApiKey(input: {id: $id}) { success } }`
const list = '{ viewer { apiKeys { edges { node { id name description } } } } }'

const nodeIdOf = (keyId: string) => Buffer.from(`ApiKey:${keyId}`).toString('base64')

describe.each(testStores)('keys by W&B’s wire on $name', ({ open }) => {
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

  const nodesOf = async (token: string) => {
    const { body } = await app.graphql(list, { token })
    const { data } = body as { data: { viewer: { apiKeys: { edges: { node: KeyNode }[] } } } }
    return data.viewer.apiKeys.edges.map(({ node }) => node)
  }
  const generateKey = async (token: string, description = 'ci') => {
    app.clock.advance(1)
    const { status, body } = await app.graphql(generate, { token, variables: { description } })
    expect(status).toBe(200)
    return (body as { data: { result: { apiKey: KeyNode } } }).data.result.apiKey
  }
  const failure = (status: number, code: string, alias = 'result') => ({
    status,
    body: { data: { [alias]: null }, errors: [{ message: expect.any(String), path: [alias], extensions: { code } }] },
  })

  it('are named by the secret in the answer that makes them, and by the key ID ever after', async () => {
    const bo = await app.addPerson('bo', { acme: 'member' })
    const made = await generateKey(bo.token, 'notebook')
    expect(made).toEqual({ id: expect.any(String), name: expect.stringMatching(/^ksd_v1_/), description: 'notebook' })
    const keyId = made.name.split('_')[2] ?? ''
    expect(made.id).toBe(nodeIdOf(keyId))
    expect(await isAccepted(app, made.name)).toBe(true)

    const [listed, ...rest] = await nodesOf(bo.token)
    expect(listed).toEqual({ id: made.id, name: keyId, description: 'notebook' })
    expect(rest.map(({ name }) => name)).toEqual([bo.keyId])
    expect(await getKey(app, bo.token, keyId)).toMatchObject({ name: 'notebook', owner: { username: 'bo' } })
  })

  it('are made under the old document, too, and named by us where the client names them not at all', async () => {
    const bo = await app.addPerson('old', { acme: 'member' })
    for (const variables of [{ description: 'old' }, { description: null }, { description: '  ' }, {}]) {
      const { status, body } = await app.graphql(oldGenerate, { token: bo.token, variables })
      expect(status).toBe(200)
      const { apiKey } = (body as { data: { generateApiKey: { apiKey: KeyNode } } }).data.generateApiKey
      expect(Object.keys(apiKey)).toEqual(['id', 'name'])
      expect(await isAccepted(app, apiKey.name)).toBe(true)
    }
    const descriptions = (await nodesOf(bo.token)).map(({ description }) => description)
    expect(descriptions.sort()).toEqual(['API key', 'API key', 'API key', 'laptop', 'old'])
  })

  it('are deleted by node ID or key ID, and refused from then on', async () => {
    const bo = await app.addPerson('deleter', { acme: 'member' })
    for (const toId of [(node: KeyNode) => node.id, (node: KeyNode) => node.name.split('_')[2] ?? '']) {
      const made = await generateKey(bo.token)
      const answer = await app.graphql(remove, { token: bo.token, variables: { id: toId(made) } })
      expect(answer).toMatchObject({ status: 200, body: { data: { result: { success: true } } } })
      expect(await isAccepted(app, made.name)).toBe(false)
      const again = await app.graphql(remove, { token: bo.token, variables: { id: toId(made) } })
      expect(again).toMatchObject(failure(404, 'KEY_NOT_FOUND'))
    }
    expect(await listKeyIds(app, bo.token)).toEqual([bo.keyId])
  })

  it('fail with the HTTP status of their kind, since old clients take 200 for success', async () => {
    const bo = await app.addPerson('failing', { acme: 'member', birch: 'member' })
    const admin = await app.addPerson('admin', { acme: 'admin' })
    const tooLong = await app.graphql(generate, { token: bo.token, variables: { description: 'x'.repeat(256) } })
    expect(tooLong).toMatchObject(failure(400, 'INVALID_NAME'))
    const withToken = await app.graphql(generate, { token: bo.token, variables: { description: bo.token } })
    expect(withToken).toMatchObject(failure(400, 'NAME_CONTAINS_TOKEN'))
    expect(withToken.text).not.toContain(bo.token)
    const forbidden = await app.graphql(remove, { token: admin.token, variables: { id: nodeIdOf(bo.keyId) } })
    expect(forbidden).toMatchObject(failure(403, 'FORBIDDEN'))
    const hidden = await app.graphql(remove, { token: bo.token, variables: { id: nodeIdOf(admin.keyId) } })
    expect(hidden).toMatchObject(failure(404, 'KEY_NOT_FOUND'))
    expect(await isAccepted(app, admin.token)).toBe(true)
  })

  it.each(['', 'nonsense', nodeIdOf(''), nodeIdOf('../x'), Buffer.from('User:x').toString('base64'), '\0', '💥'])(
    'are not found under the ID %j',
    async (id) => {
      const answer = await app.graphql(remove, { variables: { id } })
      expect(answer).toMatchObject(failure(404, 'KEY_NOT_FOUND'))
    },
  )

  it('tell what worked apart from what failed in one document', async () => {
    const bo = await app.addPerson('both', { acme: 'member' })
    const answer = await app.graphql(
      `mutation { good: generateApiKey(input: {description: "g"}) { apiKey { description } }
                  bad: deleteApiKey(input: {id: "unknown"}) { success } }`,
      { token: bo.token },
    )
    expect(answer).toMatchObject({
      status: 404,
      body: {
        data: { good: { apiKey: { description: 'g' } }, bad: null },
        errors: [{ path: ['bad'], extensions: { code: 'KEY_NOT_FOUND' } }],
      },
    })
  })

  it('made by a key of one organization reach no more than that one', async () => {
    const bo = await app.addPerson('confined', { acme: 'member', birch: 'member' })
    const confined = await app.addKey(bo.user, { organization: 'acme' })
    const made = await generateKey(confined.token)
    expect(await getKey(app, bo.token, made.name.split('_')[2] ?? '')).toMatchObject({ organization: { name: 'acme' } })
    const names = (await nodesOf(confined.token)).map(({ name }) => name)
    expect(names).not.toContain(bo.keyId)
  })

  it('lists the caller’s own keys only, even for who may see all', async () => {
    await app.addPerson('bystander', { acme: 'member' })
    const names = (await nodesOf(app.ada.token)).map(({ name }) => name)
    expect(names).toEqual(await listKeyIds(app, app.ada.token, { owner: app.ada.user.id }))
  })
})
