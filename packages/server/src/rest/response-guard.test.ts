import type { ApiKey, KeyId, KeyListQuery, VerifiableKey } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alterStore } from '../../testing/altered-store.ts'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'

// What a later change of the domain could bring along, in every place from which answers are made.
const planted = { passwordHash: 'planted-secret' }

const plantInKey = (key: ApiKey): ApiKey => ({
  ...planted,
  ...key,
  owner: { ...planted, ...key.owner },
  organization: key.organization && { ...planted, ...key.organization },
})

const plantInRecord = (record: VerifiableKey): VerifiableKey => ({
  ...planted,
  ...record,
  key: plantInKey(record.key),
  user: { ...planted, ...record.user },
  memberships: record.memberships.map((membership) => ({
    ...planted,
    ...membership,
    organization: { ...planted, ...membership.organization },
  })),
})

describe.each(testStores)('an answer, with $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let read = 0
  beforeAll(async () => {
    opened = await open()
    const { store, altered } = alterStore(opened.store)
    app = await startTestApp(store)
    altered.findKey = async (id: KeyId) => {
      const key = await opened.store.findKey(id)
      read += 1
      return key && plantInKey(key)
    }
    altered.listKeys = async (query: KeyListQuery) => {
      read += 1
      return (await opened.store.listKeys(query)).map(plantInKey)
    }
    altered.findVerifiableKey = async (id: KeyId) => {
      const record = await opened.store.findVerifiableKey(id)
      return record && plantInRecord(record)
    }
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  it.each([
    ['GET', '/api/v1/me', undefined],
    ['GET', '/api/v1/keys', undefined],
    ['POST', '/api/v1/verify', 'token'],
  ])(
    'of %s %s holds nothing that it does not declare, although the domain answers more',
    async (method, path, part) => {
      const { key, token } = await app.addKey(app.ada.user, { organization: 'acme' })
      const body = part && { [part]: token }
      const answer = await app.call(method, path, { token: app.ada.token, body })
      expect(answer.status).toBe(200)
      expect(answer.text).toContain(part ? key.id : 'usr_')
      expect(answer.text).not.toContain('planted-secret')
    },
  )

  it('about one key holds nothing that it does not declare, when it is read, renamed or deleted', async () => {
    const { key } = await app.addKey(app.ada.user, { organization: 'acme' })
    const path = `/api/v1/keys/${key.id}`
    const before = read
    for (const [method, body] of [['GET'], ['PATCH', { name: 'renamed' }], ['DELETE']] as const) {
      const answer = await app.call(method, path, { token: app.ada.token, body })
      expect(answer).toMatchObject({ status: 200, body: { id: key.id } })
      expect(answer.text).not.toContain('planted-secret')
    }
    expect(read).toBeGreaterThan(before)
  })

  it('of the GraphQL door holds what was selected and nothing else', async () => {
    const answer = await app.graphql('{ viewer { id apiKeys { edges { node { id name description } } } } }')
    expect(answer.status).toBe(200)
    expect(answer.text).not.toContain('planted-secret')
  })
})
