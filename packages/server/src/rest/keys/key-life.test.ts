import type { KeyId } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createKey, getKey, isAccepted, listKeyIds, listKeys, refusal, verify } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'

const hourMs = 60 * 60_000

describe.each(testStores)('the life of a key on $name', ({ open }) => {
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

  it('is made, used, checked, renamed, found, deleted, and refused from then on', async () => {
    const bo = await app.addPerson('bo', { acme: 'member' })
    const created = await app.call('POST', '/api/v1/keys', { token: bo.token, body: { name: ' CI ' } })
    expect(created).toMatchObject({
      status: 201,
      headers: { 'cache-control': 'no-store' },
      body: {
        key: {
          name: 'CI',
          type: 'personal',
          owner: { type: 'user', id: bo.user.id, username: 'bo', email: 'bo@example.com', name: 'bo' },
          organization: null,
          blockedBy: [],
          leakedAt: null,
          rotationId: null,
          format: 'v1',
          state: 'active',
          createdAt: new Date(app.clock.now()).toISOString(),
          expiresAt: null,
          lastUsedAt: null,
        },
        token: expect.stringMatching(/^ksd_v1_[0-9A-Za-z]{16}_[0-9A-Za-z]{49}$/),
      },
    })
    const { key, token } = created.body as { key: { id: string }; token: string }
    expect(token.split('_')[2]).toBe(key.id)
    expect(created.headers.location).toBe(`/api/v1/keys/${key.id}`)

    const me = await app.call('GET', '/api/v1/me', { token })
    expect(me).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: {
        principal: { type: 'user', id: bo.user.id, username: 'bo' },
        organizations: [{ id: app.acme.id, name: 'acme', role: 'member' }],
        key: { id: key.id, name: 'CI' },
      },
    })
    expect(await verify(app, app.ada.token, { token })).toEqual({
      valid: true,
      keyId: key.id,
      type: 'personal',
      principal: { type: 'user', id: bo.user.id, username: 'bo', email: 'bo@example.com', name: 'bo' },
      organizations: [{ id: app.acme.id, name: 'acme', role: 'member' }],
      teams: [],
      expiresAt: null,
    })

    const path = `/api/v1/keys/${key.id}`
    expect(await app.call('PATCH', path, { token: bo.token, body: { name: 'CI of the fleet' } })).toMatchObject({
      status: 200,
      body: { id: key.id, name: 'CI of the fleet' },
    })
    expect(await getKey(app, bo.token, key.id)).toMatchObject({ id: key.id, name: 'CI of the fleet' })
    expect(await listKeyIds(app, bo.token, { query: 'FLEET' })).toEqual([key.id])
    expect(await listKeyIds(app, bo.token, { query: 'of the ' })).toEqual([key.id])
    expect(await isAccepted(app, token)).toBe(true)

    expect(await app.call('DELETE', path, { token: bo.token })).toMatchObject({
      status: 200,
      body: { id: key.id, name: 'CI of the fleet' },
    })
    expect(await isAccepted(app, token)).toBe(false)
    expect(await verify(app, app.ada.token, { token })).toEqual({
      valid: false,
      code: 'INVALID_KEY',
      requestId: expect.any(String),
    })
    expect(await app.call('GET', path, { token: bo.token })).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
    expect(await app.call('DELETE', path, { token: bo.token })).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
    expect(await listKeyIds(app, bo.token)).toEqual([bo.keyId])
  })

  it('can end by its own hand: a key may delete itself', async () => {
    const { token, keyId } = await app.addPerson('self', { acme: 'member' })
    expect(await app.call('DELETE', `/api/v1/keys/${keyId}`, { token })).toMatchObject({ status: 200 })
    expect(await isAccepted(app, token)).toBe(false)
  })

  it('is deleted once, although several delete it at the same moment', async () => {
    const { token, user } = await app.addPerson('racer', { acme: 'member' })
    const { key } = await app.addKey(user)
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => app.call('DELETE', `/api/v1/keys/${key.id}`, { token })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(404)])
  })

  it('ends at its expiry, to the millisecond, and is listed as expired from then on', async () => {
    const { token: owner } = await app.addPerson('temp', { acme: 'member' })
    const expiresAt = new Date(app.clock.now() + hourMs).toISOString()
    const { key, token } = await createKey(app, owner, { expiresAt })
    expect(key).toMatchObject({ expiresAt, state: 'active' })
    expect(await verify(app, app.ada.token, { token })).toMatchObject({ valid: true, expiresAt })

    app.clock.advance(hourMs - 1)
    expect(await isAccepted(app, token)).toBe(true)
    expect(await listKeyIds(app, owner, { state: 'expired' })).toEqual([])

    app.clock.advance(1)
    expect(await isAccepted(app, token)).toBe(false)
    expect(await verify(app, app.ada.token, { token })).toEqual({
      valid: false,
      code: 'INVALID_KEY',
      requestId: expect.any(String),
    })
    expect(await getKey(app, owner, key.id)).toMatchObject({ state: 'expired' })
    expect(await listKeyIds(app, owner, { state: 'expired' })).toEqual([key.id])
    expect(await listKeyIds(app, owner, { state: 'active' })).not.toContain(key.id)
  })

  it.each(['2026-01-15T11:59:59.999Z', '0001-01-01T00:00:00Z', '2026-02-30T00:00:00Z', 'tomorrow', ''])(
    'cannot begin with the expiry %j, which is past or no time at all',
    async (expiresAt) => {
      const answer = await app.call('POST', '/api/v1/keys', {
        token: app.ada.token,
        body: { name: 'late', expiresAt },
      })
      expect(answer.status).toBe(400)
      expect((answer.body as { code: string }).code).toMatch(/^INVALID_(?:EXPIRY|REQUEST)$/)
      expect(await listKeyIds(app, app.ada.token, { query: 'late' })).toEqual([])
    },
  )

  it('shows when it was last used once that is written, and never an earlier time after a later one', async () => {
    const bo = await app.addPerson('used', { acme: 'member' })
    const { key, token } = await createKey(app, bo.token)
    app.clock.advance(5_000)
    const firstUse = new Date(app.clock.now()).toISOString()
    await verify(app, app.ada.token, { token })
    await app.usage.flush()
    expect(await getKey(app, bo.token, key.id)).toMatchObject({ lastUsedAt: firstUse })

    // A node whose clock is behind writes later what it saw earlier.
    app.usage.note(key.id as KeyId, app.clock.now() - 1)
    await app.usage.flush()
    expect(await getKey(app, bo.token, key.id)).toMatchObject({ lastUsedAt: firstUse })
  })

  it('counts a refused token as no use', async () => {
    const bo = await app.addPerson('unused', { acme: 'member' })
    const { key, token } = await createKey(app, bo.token)
    await verify(app, app.ada.token, { token, team: 'no-such-team' })
    await verify(app, app.ada.token, { token: `${token.slice(0, -1)}!` })
    await app.usage.flush()
    expect(await getKey(app, bo.token, key.id)).toMatchObject({ lastUsedAt: null })
  })

  it('gives each of 50 that are made at the same moment a token of its own, all good', async () => {
    const bo = await app.addPerson('burst', { acme: 'member' })
    const made = await Promise.all(Array.from({ length: 50 }, () => createKey(app, bo.token)))
    expect(new Set(made.map(({ token }) => token)).size).toBe(50)
    const accepted = await Promise.all(made.map(({ token }) => isAccepted(app, token)))
    expect(accepted).toEqual(Array(50).fill(true))
    expect((await listKeys(app, bo.token, { limit: '200' })).keys).toHaveLength(51)
  })
})

describe.each(testStores)('last use on $name', ({ open }) => {
  it('is written when the server stops', async () => {
    const opened = await open()
    const app = await startTestApp(opened.store)
    try {
      const bo = await app.addPerson('bo', { acme: 'member' })
      app.clock.advance(1_000)
      expect(await isAccepted(app, bo.token)).toBe(true)
      await app.close()
      expect(await opened.store.findKey(bo.keyId)).toMatchObject({ lastUsedAt: app.clock.now() })
    } finally {
      await opened.close()
    }
  })
})
