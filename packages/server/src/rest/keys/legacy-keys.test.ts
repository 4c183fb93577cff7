import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createKey, isAccepted, listKeyIds, refusal, verify } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'

const basic = (token: string) => ({ authorization: `Basic ${Buffer.from(`api:${token}`).toString('base64')}` })

describe.each(testStores)('the legacy format on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store, { tokens: { legacyKeys: true } })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  it('makes keys that clients below 0.22.3 take, shown as legacy, and good with and without `local-`', async () => {
    const { key, token } = await createKey(app, app.ada.token, { format: 'legacy' })
    expect(token).toMatch(/^local-[0-9a-f]{40}$/)
    expect(key).toMatchObject({ format: 'legacy', id: token.slice('local-'.length, 'local-'.length + 20) })
    expect(await listKeyIds(app, app.ada.token, { query: key.id })).toEqual([key.id])

    const digits = token.slice('local-'.length)
    for (const text of [token, digits]) {
      expect(await isAccepted(app, text)).toBe(true)
      expect(await app.call('GET', '/api/v1/me', { headers: basic(text) })).toMatchObject({ status: 200 })
      expect(await verify(app, app.ada.token, { token: text })).toMatchObject({ valid: true, keyId: key.id })
    }
    for (const text of [`LOCAL-${digits}`, `wandb-${digits}`, digits.toUpperCase(), digits.slice(1), key.id]) {
      expect(await isAccepted(app, text)).toBe(false)
    }

    await app.call('DELETE', `/api/v1/keys/${key.id}`, { token: app.ada.token })
    expect(await isAccepted(app, token)).toBe(false)
    expect(await isAccepted(app, digits)).toBe(false)
  })

  it('is made only where it is asked for', async () => {
    expect((await createKey(app, app.ada.token)).key.format).toBe('v1')
    const answer = await app.call('POST', '/api/v1/keys', { token: app.ada.token, body: { name: 'x', format: 'v0' } })
    expect(answer).toMatchObject(refusal(400, 'INVALID_REQUEST'))
  })
})

describe.each(testStores)('the legacy format, switched off, on $name', ({ open }) => {
  it('is neither made nor accepted, and the keys that there are wait until it is switched on again', async () => {
    const opened = await open()
    const on = await startTestApp(opened.store, { tokens: { legacyKeys: true } })
    const { key, token } = await createKey(on, on.ada.token, { format: 'legacy' })
    const off = await startTestApp(opened.store, { beside: on })
    try {
      expect(await isAccepted(off, token)).toBe(false)
      expect(await verify(off, on.ada.token, { token })).toEqual({
        valid: false,
        code: 'INVALID_KEY',
        requestId: expect.any(String),
      })
      expect(await listKeyIds(off, on.ada.token, { query: key.id })).toEqual([key.id])
      const answer = await off.call('POST', '/api/v1/keys', {
        token: on.ada.token,
        body: { name: 'old', format: 'legacy' },
      })
      expect(answer).toMatchObject(refusal(400, 'LEGACY_KEYS_DISABLED'))
      expect(await isAccepted(on, token)).toBe(true)
    } finally {
      await off.close()
      await on.close()
      await opened.close()
    }
  })
})
