import { inspect } from 'node:util'
import type { Store, StoreTransaction } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { credentialsOfAda, prepareRequests, setUpOperation } from '../../testing/prepare-requests.ts'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'

// What a later change of the domain could bring along, in every place from which answers are made.
const planted = { passwordHash: 'planted-secret' }

// The one record whose fields are declared by nothing: what changed, by its name.
const openRecord = 'details'

/** The same, with the secret in every record, however deep. */
function plantIn(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value
  if (Array.isArray(value)) return value.map(plantIn)
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, plantIn(item)]))
  const fields = Object.entries(value).map(([name, field]) => [name, name === openRecord ? field : plantIn(field)])
  return { ...planted, ...Object.fromEntries(fields) }
}

const answersRecords = /^(?:find|list|deleteKeysOf)/

/** A store whose answers hold more than they should, inside and outside of transactions. */
function plantEverywhere<Reader extends Store | StoreTransaction>(reader: Reader, noteRead: (method: string) => void) {
  return new Proxy(reader, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property, target)
      if (typeof member !== 'function') return member
      if (property === 'transact') {
        return (work: (transaction: StoreTransaction) => Promise<unknown>) =>
          member.call(target, (transaction: StoreTransaction) => work(plantEverywhere(transaction, noteRead)))
      }
      if (!answersRecords.test(String(property))) return member.bind(target)
      return async (...args: unknown[]) => {
        const answer = plantIn(await member.apply(target, args))
        if (inspect(answer, { depth: null }).includes('planted-secret')) noteRead(String(property))
        return answer
      }
    },
  })
}

describe.each(testStores)('an answer, with $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  const read = new Set<string>()
  beforeAll(async () => {
    opened = await open()
    const store = plantEverywhere(opened.store, (method) => read.add(method))
    app = await startTestApp(store, { tokens: { legacyKeys: true } })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  it('of any operation of the REST door holds nothing that it does not declare, although the domain answers more', async () => {
    const succeeded = new Set<string>()
    const credentials = await credentialsOfAda(app)
    for (const [operation, path, body] of await prepareRequests(app)) {
      const [method = ''] = operation.split(' ')
      // As an admin of the instance; and as nobody, who can get credentials.
      for (const options of [...credentials, {}]) {
        const answer = await app.call(method, path, { ...options, body })
        expect(answer.text.includes('planted-secret'), `${method} ${path}`).toBe(false)
        expect(answer.status, `${method} ${path} → ${answer.text}`).not.toBe(500)
        if (answer.status < 300) succeeded.add(operation)
      }
    }
    const routes = app.routes.filter((route) => / \/api\/v1\/(?!openapi\.json$|\*$)/.test(route))
    expect([...succeeded, setUpOperation].sort()).toEqual(routes.sort())
  })

  it('was made from records of every kind that had more in them', () => {
    expect([...read].sort()).toEqual(
      expect.arrayContaining([
        'deleteKeysOf',
        'findInvitation',
        'findKey',
        'findMember',
        'findOneTimeLink',
        'findOrganization',
        'findPolicies',
        'findServiceAccount',
        'findSession',
        'findTeam',
        'findTeamMember',
        'findUser',
        'findVerifiableKey',
        'listAuditEvents',
        'listInvitations',
        'listKeys',
        'listMembers',
        'listMemberships',
        'listOrganizations',
        'listServiceAccounts',
        'listSessions',
        'listTeamMembers',
        'listTeams',
        'listUsers',
      ]),
    )
  })

  it('of the GraphQL door holds what was selected and nothing else', async () => {
    const answer = await app.graphql('{ viewer { id apiKeys { edges { node { id name description } } } } }')
    expect(answer.status).toBe(200)
    expect(answer.text).not.toContain('planted-secret')
  })
})
