import { hash, timingSafeEqual } from 'node:crypto'
import type { KeyId } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { alterStore } from '../testing/altered-store.ts'
import { forgeKeyId, forgeSecret } from '../testing/forge-token.ts'
import { withoutIncidentals } from '../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../testing/start-test-app.ts'

vi.mock('node:crypto', { spy: true })

describe.each(testStores)('a wrong secret and an unknown key, on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let readings = 0
  let lookUps = 0
  let wrongSecret: string
  let unknownKey: string
  beforeAll(async () => {
    opened = await open()
    const { store, altered } = alterStore(opened.store)
    const feed = opened.store.changes
    altered.changes = new Proxy(feed, {
      get(target, property) {
        if (property === 'readChanges') readings += 1
        return Reflect.get(target, property)
      },
    })
    app = await startTestApp(store)
    altered.findVerifiableKey = (id: KeyId) => {
      lookUps += 1
      return opened.store.findVerifiableKey(id)
    }
    const { token } = await app.addKey(app.ada.user)
    wrongSecret = forgeSecret(token)
    unknownKey = forgeKeyId(token)
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  /** What checking one token takes: read from the feed, looked up, hashed, compared. */
  async function stepsOf(check: () => Promise<unknown>) {
    readings = 0
    lookUps = 0
    vi.mocked(hash).mockClear()
    vi.mocked(timingSafeEqual).mockClear()
    await check()
    const [hashings, comparisons] = [vi.mocked(hash).mock.calls.length, vi.mocked(timingSafeEqual).mock.calls.length]
    return { readings, lookUps, hashings, comparisons }
  }

  it('take the same steps, so that the time an answer takes does not tell which keys exist', async () => {
    const steps = await stepsOf(() => app.verifier.verify(wrongSecret))
    expect(steps.comparisons).toBeGreaterThan(0)
    expect(steps.hashings).toBe(2 * steps.comparisons)
    expect(await stepsOf(() => app.verifier.verify(unknownKey))).toEqual(steps)
  })

  it('take no more than the text itself when that is no token', async () => {
    const none = { readings: 0, lookUps: 0, hashings: 0, comparisons: 0 }
    expect(await stepsOf(() => app.verifier.verify(app.ada.token.slice(1)))).toEqual(none)
  })

  it('are refused for different reasons, of which only the log learns', async () => {
    expect(await app.verifier.verify(wrongSecret)).toMatchObject({ valid: false, reason: 'wrong-secret' })
    expect(await app.verifier.verify(unknownKey)).toMatchObject({ valid: false, reason: 'unknown' })
  })

  it.each([
    ['REST', 'GET', '/api/v1/me'],
    ['REST, on an unknown path', 'GET', '/api/v1/nothing'],
    ['GraphQL', 'POST', '/graphql'],
    ['forward auth', 'GET', '/auth?organization=acme'],
  ])('are answered byte for byte alike by %s', async (_door, method, path) => {
    const body = method === 'POST' ? { query: '{ viewer { id } }' } : undefined
    const [one, other] = [
      await app.call(method, path, { token: wrongSecret, body }),
      await app.call(method, path, { token: unknownKey, body }),
    ]
    expect(one.status).toBe(401)
    expect(withoutIncidentals(one)).toEqual(withoutIncidentals(other))
    expect(one.headers['content-length']).toBe(other.headers['content-length'])
  })

  it('are answered byte for byte alike to a verifier', async () => {
    const ask = (token: string) =>
      app.call('POST', '/api/v1/verify', { token: app.ada.token, body: { token, organization: 'acme' } })
    const [one, other] = [await ask(wrongSecret), await ask(unknownKey)]
    expect(one.text).toMatch(/^\{"valid":false,"code":"INVALID_KEY","requestId":"req_[0-9a-f]{32}"\}$/)
    expect(withoutIncidentals(one)).toEqual(withoutIncidentals(other))
  })
})
