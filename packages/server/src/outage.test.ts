import { type ChangeFeed, KeysteadError } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alterStore } from '../testing/altered-store.ts'
import { refusal } from '../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../testing/start-test-app.ts'

/** The same feed, of a database in which other processes write, too. */
const shared = (feed: ChangeFeed): ChangeFeed =>
  new Proxy(feed, { get: (target, property) => (property === 'exclusive' ? false : Reflect.get(target, property)) })

const cause = 'connect ECONNREFUSED 192.0.2.7:5432'

describe.each(testStores)('while $name is away', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let altered: ReturnType<typeof alterStore>['altered']
  beforeAll(async () => {
    opened = await open()
    const alterable = alterStore(opened.store)
    altered = alterable.altered
    // As it is once the lease is over: each key is asked of the database.
    altered.changes = shared(opened.store.changes)
    app = await startTestApp(alterable.store, { leaseMs: 0 })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const takeAway = (...methods: Exclude<keyof typeof altered, 'changes'>[]) => {
    for (const method of methods) {
      altered[method] = async () => {
        throw new KeysteadError('UNAVAILABLE', { cause: new Error(cause), internal: cause })
      }
    }
  }
  const bringBack = () => {
    for (const method of Object.keys(altered)) delete altered[method as keyof typeof altered]
  }

  it('answers 503 to credentials that it cannot check, which is not the answer "refused", and recovers', async () => {
    takeAway('findVerifiableKey')
    const rest = await app.call('GET', '/api/v1/me', { token: app.ada.token })
    expect(rest).toMatchObject(refusal(503, 'UNAVAILABLE'))
    const graphql = await app.graphql('{ viewer { id } }')
    expect(graphql).toMatchObject({ status: 503, body: { errors: [{ extensions: { code: 'UNAVAILABLE' } }] } })
    bringBack()
    expect(await app.call('GET', '/api/v1/me', { token: app.ada.token })).toMatchObject({ status: 200 })
  })

  it('still refuses what no database is needed to refuse', async () => {
    takeAway('findVerifiableKey')
    expect(await app.call('GET', '/api/v1/me', { token: 'malformed' })).toMatchObject(refusal(401, 'UNAUTHENTICATED'))
    bringBack()
  })

  it('answers 503 when it goes in the middle of a change, by either door, and changes nothing', async () => {
    const { key } = await app.addKey(app.ada.user)
    takeAway('transact')
    const answer = await app.call('DELETE', `/api/v1/keys/${key.id}`, { token: app.ada.token })
    expect(answer).toMatchObject(refusal(503, 'UNAVAILABLE'))
    const bulk = await app.call('POST', '/api/v1/keys/bulk-delete', { token: app.ada.token, body: { ids: [key.id] } })
    expect(bulk).toMatchObject(refusal(503, 'UNAVAILABLE'))
    const graphql = await app.graphql(`mutation { deleteApiKey(input: {id: "${key.id}"}) { success } }`)
    expect(graphql).toMatchObject({ status: 503, body: { errors: [{ extensions: { code: 'UNAVAILABLE' } }] } })
    bringBack()
    expect(await app.call('GET', `/api/v1/keys/${key.id}`, { token: app.ada.token })).toMatchObject({ status: 200 })
  })

  it('is alive but not ready, and says so to whoever watches, without a word of where the database is', async () => {
    takeAway('ping')
    expect(await app.call('GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } })
    expect(await app.call('GET', '/readyz')).toMatchObject({ status: 503, body: { status: 'unavailable' } })
    bringBack()
    expect(await app.call('GET', '/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } })
  })

  it('keeps what the database said for the log', async () => {
    takeAway('findVerifiableKey')
    const answer = await app.call('GET', '/api/v1/me', { token: app.ada.token })
    bringBack()
    expect(answer.text).not.toContain('192.0.2.7')
    const { requestId } = answer.body as { requestId: string }
    const line = app.logLines.find((text) => text.includes(requestId) && text.includes('UNAVAILABLE'))
    expect(line).toContain('192.0.2.7')
  })

  it('answers what nobody foresaw with 500 and the request ID that finds it in the log', async () => {
    altered.listKeys = async () => {
      throw new TypeError('an internal word')
    }
    const rest = await app.call('GET', '/api/v1/keys', { token: app.ada.token })
    const graphql = await app.graphql('{ viewer { apiKeys { edges { node { id } } } } }')
    bringBack()
    expect(rest).toMatchObject(refusal(500, 'INTERNAL'))
    expect(graphql).toMatchObject({ status: 500, body: { errors: [{ extensions: { code: 'INTERNAL' } }] } })
    for (const answer of [rest, graphql]) {
      expect(answer.text).not.toContain('an internal word')
      const requestId = String(answer.headers['x-request-id'])
      expect(answer.text).toContain(requestId)
      expect(app.logLines.find((line) => line.includes(requestId) && line.includes('an internal word'))).toBeDefined()
    }
  })

  it('is not ready any more once it was asked to stop', async () => {
    app.readiness.draining = true
    expect(await app.call('GET', '/readyz')).toMatchObject({ status: 503, body: { status: 'stopping' } })
    app.readiness.draining = false
    expect(await app.call('GET', '/readyz')).toMatchObject({ status: 200 })
  })
})
