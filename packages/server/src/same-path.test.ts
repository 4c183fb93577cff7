import { createHmac, timingSafeEqual } from 'node:crypto'
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
  let lookUps = 0
  let wrongSecret: string
  let unknownKey: string
  beforeAll(async () => {
    opened = await open()
    const { store, altered } = alterStore(opened.store)
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

  /** What checking one token takes: looked up, hashed, compared. */
  async function stepsOf(check: () => Promise<unknown>) {
    lookUps = 0
    vi.mocked(createHmac).mockClear()
    vi.mocked(timingSafeEqual).mockClear()
    await check()
    return [lookUps, vi.mocked(createHmac).mock.calls.length, vi.mocked(timingSafeEqual).mock.calls.length]
  }

  it('take the same steps, so that the time an answer takes does not tell which keys exist', async () => {
    expect(await stepsOf(() => app.verifier.verify(wrongSecret))).toEqual([1, 1, 1])
    expect(await stepsOf(() => app.verifier.verify(unknownKey))).toEqual([1, 1, 1])
    // So does the right token; only what is none at all is refused without looking.
    expect(await stepsOf(() => app.verifier.verify(app.ada.token))).toEqual([1, 1, 1])
    expect(await stepsOf(() => app.verifier.verify(app.ada.token.slice(1)))).toEqual([0, 0, 0])
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
    expect(one.text).toBe('{"valid":false,"code":"INVALID_KEY"}')
    expect(withoutIncidentals(one)).toEqual(withoutIncidentals(other))
  })
})
