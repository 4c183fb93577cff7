import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../testing/accounts.ts'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'

const search = `query SearchUsers($query: String, $first: Int, $after: String) {
  users(query: $query, first: $first, after: $after) {
    edges { node { username email admin teams { edges { node { name } } } apiKeys { edges { node { name } } } } }
    pageInfo { hasNextPage endCursor }
  }
}`
const create = `mutation CreateUserFromAdmin($email: String!, $admin: Boolean) {
  result: createUser(input: {email: $email, admin: $admin}) { user { id name username email admin } }
}`

type Users = {
  edges: { node: { username: string } }[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}

describe.each(testStores)('users by W&B’s wire on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let bo: Person
  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    await app.addPerson('abo', { acme: 'member' })
    bo = await app.addPerson('bo', { acme: 'admin', birch: 'member' })
    await app.addPerson('bob', { birch: 'member' })
    await app.addTeam('acme', 'research', { bo: 'admin' })
    await app.addTeam('birch', 'archive', { bo: 'viewer' })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const usersOf = async (variables: Record<string, unknown>) => {
    const { status, body } = await app.graphql(search, { variables })
    expect(status).toBe(200)
    return (body as { data: { users: Users } }).data.users
  }
  const usernamesOf = async (variables: Record<string, unknown>) =>
    (await usersOf(variables)).edges.map(({ node }) => node.username)

  it('are found by part of user name or e-mail address, with their teams and the IDs of their keys', async () => {
    const { edges } = await usersOf({ query: 'bo@EXAMPLE' })
    expect(edges).toHaveLength(2)
    expect(edges.find(({ node }) => node.username === 'bo')).toEqual({
      node: {
        username: 'bo',
        email: 'bo@example.com',
        admin: false,
        teams: { edges: ['bo', 'research', 'archive'].map((name) => ({ node: { name } })) },
        apiKeys: { edges: [{ node: { name: bo.keyId } }] },
      },
    })
    expect(await usernamesOf({ query: 'nobody' })).toEqual([])
    expect(await usernamesOf({})).toEqual(['abo', 'ada', 'bo', 'bob'])
  })

  it('come with the exact match first, since a client that asks for one takes the first', async () => {
    expect(await usernamesOf({ query: 'bo' })).toEqual(['bo', 'abo', 'bob'])
    expect(await usernamesOf({ query: 'BO@example.com' })).toEqual(['bo', 'abo'])
  })

  it('come page by page', async () => {
    const seen: string[] = []
    for (let after: string | null = null; ; ) {
      const { edges, pageInfo } = await usersOf({ first: 3, after })
      seen.push(...edges.map(({ node }) => node.username))
      after = pageInfo.endCursor
      if (!pageInfo.hasNextPage) break
    }
    expect(seen).toEqual(['abo', 'ada', 'bo', 'bob'])
    const bad = await app.graphql(search, { variables: { after: 'nonsense' } })
    expect(bad).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'INVALID_CURSOR' } }] } })
  })

  it.each(['%', '_', '\\', '\0', '💥', 'x'.repeat(100_000)])('are not found by %j', async (query) => {
    expect(await usernamesOf({ query })).toEqual([])
  })

  it('are for admins of the instance: everyone else is refused, and learns nothing', async () => {
    const { token } = await app.addKey(app.ada.user, { organization: 'acme' })
    for (const refused of [bo.token, token]) {
      const answer = await app.graphql(search, { token: refused, variables: { query: 'bob' } })
      expect(answer).toMatchObject({
        status: 403,
        body: { data: { users: null }, errors: [{ path: ['users'], extensions: { code: 'FORBIDDEN' } }] },
      })
      expect(answer.text).not.toContain('bob')
    }
  })

  it('are made by admins of the instance, without credentials', async () => {
    const made = await app.graphql(create, { variables: { email: 'New.One@Example.com', admin: true } })
    expect(made).toMatchObject({
      status: 200,
      body: {
        data: {
          result: {
            user: {
              id: expect.any(String),
              username: 'new.one',
              name: 'new.one',
              email: 'new.one@example.com',
              admin: true,
            },
          },
        },
      },
    })
    const plain = await app.graphql(create, { variables: { email: 'plain@example.com', admin: null } })
    expect(plain).toMatchObject({ body: { data: { result: { user: { username: 'plain', admin: false } } } } })
    const { edges } = await usersOf({ query: 'plain@example.com' })
    expect(edges).toMatchObject([{ node: { apiKeys: { edges: [] }, teams: { edges: [{ node: { name: 'plain' } }] } } }])
  })
})
