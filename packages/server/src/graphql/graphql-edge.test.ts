import { errorRegistry } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'

describe.each(testStores)('the GraphQL door on $name', ({ open }) => {
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

  const viewer = { status: 200, body: { data: { viewer: { username: 'ada' } } } }
  const named = 'query Viewer { viewer { username } }'

  it.each([
    ['absent', '{ viewer { username } }', {}],
    ['"", as wandb 0.27.1 and newer send it', '{ viewer { username } }', { operationName: '' }],
    ['"", with a name in the document', named, { operationName: '' }],
    ['null', named, { operationName: null }],
    ['the name in the document', named, { operationName: 'Viewer' }],
    ['one of two', `${named} query Other { serverInfo { frontendHost } }`, { operationName: 'Viewer' }],
  ])('runs a document whose operationName is %s', async (_what, query, rest) => {
    const answer = await app.call('POST', '/graphql', { token: app.ada.token, body: { query, ...rest } })
    expect(answer).toMatchObject(viewer)
  })

  it.each([
    ['another than the document’s', named, 'Other'],
    ['left out although there are two', `${named} query Other { viewer { id } }`, ''],
  ])('answers 200 with errors and no data to an operationName that is %s', async (_what, query, operationName) => {
    const answer = await app.graphql(query, { operationName })
    expect(answer).toMatchObject({ status: 200, body: { errors: [{ message: expect.any(String) }] } })
    expect(answer.body).not.toHaveProperty('data')
  })

  it('tells of unknown fields at 200 and in graphql-js’s own words, by which old clients find what is missing', async () => {
    const answer = await app.graphql('{ viewer { id } serverInfo { nope } }')
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ errors: [{ message: 'Cannot query field "nope" on type "ServerInfo".' }] })
  })

  it.each(['upsertBucket', 'createRunFiles', 'upsertModel', 'deleteTeam'])(
    'answers an error, not null, to the mutation %s, which wandb-core would crash on',
    async (mutation) => {
      const answer = await app.graphql(`mutation { ${mutation}(input: {}) { id } }`)
      expect(answer.body).toEqual({ errors: [{ message: `Cannot query field "${mutation}" on type "Mutation".` }] })
    },
  )

  it.each<[what: string, query: string, variables: Record<string, unknown>]>([
    [
      'a variable of another type',
      'mutation M($id: String!) { deleteApiKey(input: {id: $id}) { success } }',
      { id: {} },
    ],
    ['a missing variable', 'mutation M($id: String!) { deleteApiKey(input: {id: $id}) { success } }', {}],
    [
      'an input object with a field too many',
      'mutation M($input: GenerateApiKeyInput!) { generateApiKey(input: $input) { apiKey { id } } }',
      { input: { owner: 'bo' } },
    ],
  ])('blames the caller for %s', async (_what, query, variables) => {
    const answer = await app.graphql(query, { variables })
    expect(answer).toMatchObject({ status: 200, body: { errors: [{ message: expect.stringContaining('$') }] } })
  })

  it('never repeats what looks like a token, although graphql-js repeats names and values', async () => {
    const { token } = app.ada
    const mutation = 'mutation M($input: DeleteApiKeyInput!) { deleteApiKey(input: $input) { success } }'
    for (const answer of [
      await app.graphql(`{ ${token} }`),
      await app.graphql(`{ viewer { id(${token}: 1) } }`),
      await app.graphql(`query ${token} { viewer { id } }`, { operationName: `${token}x` }),
      await app.graphql(mutation, { variables: { input: token } }),
      await app.graphql(mutation, { variables: { input: { [token]: 1 } } }),
      await app.graphql(mutation, { variables: { input: { id: token } } }),
      await app.graphql(`mutation { deleteApiKey(input: "${token}") { success } }`),
      await app.graphql(`"${token}"`),
    ]) {
      expect(answer.text).toContain('"message"')
      expect(answer.text).not.toContain(token)
    }
    expect(app.logLines.join('')).not.toContain(token)
  })

  it.each([
    ['no credentials', undefined],
    ['a bad token', 'bad'],
  ])('refuses %s with 401 in the shape that every W&B client reads a message from', async (_what, token) => {
    const answer = await app.call('POST', '/graphql', { ...(token && { token }), body: { query: '{ viewer { id } }' } })
    expect(answer).toMatchObject({
      status: 401,
      headers: { 'content-type': expect.stringMatching(/^application\/json/) },
      body: { errors: [{ message: errorRegistry.UNAUTHENTICATED.message, extensions: { code: 'UNAUTHENTICATED' } }] },
    })
    expect(answer.body).not.toHaveProperty('data')
  })

  it.each([
    ['a list of requests', [{ query: '{ viewer { id } }' }], 'INVALID_REQUEST'],
    ['no query', { variables: {} }, 'INVALID_REQUEST'],
    ['variables that are no object', { query: '{ viewer { id } }', variables: [1] }, 'INVALID_REQUEST'],
    ['no body', undefined, 'INVALID_REQUEST'],
    ['half a body', '{"query": "{ viewer', 'MALFORMED_JSON'],
  ])('refuses %s with 400 in the same shape', async (_what, body, code) => {
    const answer = await app.call('POST', '/graphql', { token: app.ada.token, body })
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ extensions: { code } }] } })
  })

  it('answers 400 to a text that is no document', async () => {
    const answer = await app.graphql('{ viewer { id')
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ message: expect.stringMatching(/^Syntax Error/) }] },
    })
  })
})
