import { randomUUID } from 'node:crypto'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../../testing/accounts.ts'
import { type CreatedResource, isAccepted, listKeyIds, refusal } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'

const minuteMs = 60_000

describe.each(testStores)('a repeated creation on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let owners = 0
  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const newOwner = () => {
    owners += 1
    return app.addPerson(`owner${owners}`, { acme: 'member' })
  }
  const create = (token: string, idempotencyKey: string, body: object = { name: 'CI' }) =>
    app.call('POST', '/api/v1/keys', { token, body, headers: { 'idempotency-key': idempotencyKey } })
  const createdBy = async (owner: Person, idempotencyKey: string) => {
    const answer = await create(owner.token, idempotencyKey)
    expect(answer.status).toBe(201)
    return answer.body as CreatedResource
  }

  it('answers the same key and token as the lost answer did, and makes no second key', async () => {
    const owner = await newOwner()
    const id = randomUUID()
    const first = await create(owner.token, id)
    app.clock.advance(9 * minuteMs)
    const second = await create(owner.token, id)
    expect(first.status).toBe(201)
    expect(second.status).toBe(201)
    expect(second.text).toBe(first.text)
    expect(second.headers.location).toBe(first.headers.location)
    expect(await listKeyIds(app, owner.token)).toHaveLength(2)
    expect(await isAccepted(app, (second.body as CreatedResource).token)).toBe(true)
  })

  it('makes one key, although 20 ask at the same moment', async () => {
    const owner = await newOwner()
    const id = randomUUID()
    const answers = await Promise.all(Array.from({ length: 20 }, () => create(owner.token, id)))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(await listKeyIds(app, owner.token)).toHaveLength(2)
  })

  it('is refused when it asks for something else, and leaves the first key as it is', async () => {
    const owner = await newOwner()
    const id = randomUUID()
    const { key, token } = await createdBy(owner, id)
    for (const body of [
      { name: 'CD' },
      { name: 'CI', organization: 'acme' },
      { name: 'CI', expiresAt: '2027-01-01T00:00:00Z' },
    ]) {
      expect(await create(owner.token, id, body)).toMatchObject(refusal(409, 'IDEMPOTENCY_KEY_REUSED'))
    }
    expect(await listKeyIds(app, owner.token)).toEqual(expect.arrayContaining([key.id, owner.keyId]))
    expect(await isAccepted(app, token)).toBe(true)
  })

  it('shows the token no more once its first use is written', async () => {
    const owner = await newOwner()
    const id = randomUUID()
    const { token } = await createdBy(owner, id)
    expect(await isAccepted(app, token)).toBe(true)
    await app.usage.flush()
    expect(await create(owner.token, id)).toMatchObject(refusal(409, 'IDEMPOTENT_TOKEN_GONE'))
    expect(await isAccepted(app, token)).toBe(true)
    expect(await listKeyIds(app, owner.token)).toHaveLength(2)
  })

  it('shows the token for ten minutes, and not for one millisecond longer', async () => {
    const owner = await newOwner()
    const id = randomUUID()
    await createdBy(owner, id)
    app.clock.advance(10 * minuteMs - 1)
    expect((await create(owner.token, id)).status).toBe(201)
    app.clock.advance(1)
    expect(await create(owner.token, id)).toMatchObject(refusal(409, 'IDEMPOTENT_TOKEN_GONE'))
  })

  it('is still known after the sealed token is forgotten, for a day; then it is a new request', async () => {
    const owner = await newOwner()
    const id = randomUUID()
    const { key } = await createdBy(owner, id)
    app.clock.advance(24 * 60 * minuteMs)
    await app.usage.flush()
    expect(await create(owner.token, id)).toMatchObject(refusal(409, 'IDEMPOTENT_TOKEN_GONE'))
    // It is forgotten by the next of the usage recorder's rounds, one a minute.
    app.clock.advance(minuteMs)
    await app.usage.flush()
    expect((await createdBy(owner, id)).key.id).not.toBe(key.id)
  })

  it('does not bring back a key that was deleted', async () => {
    const owner = await newOwner()
    const id = randomUUID()
    const { key } = await createdBy(owner, id)
    await app.call('DELETE', `/api/v1/keys/${key.id}`, { token: owner.token })
    expect(await create(owner.token, id)).toMatchObject(refusal(409, 'IDEMPOTENT_TOKEN_GONE'))
    expect(await listKeyIds(app, owner.token)).toEqual([owner.keyId])
  })

  it('gives another caller with the same Idempotency-Key a key of their own', async () => {
    const [one, other] = [await newOwner(), await newOwner()]
    const id = randomUUID()
    const [first, second] = [await createdBy(one, id), await createdBy(other, id)]
    expect(second.key.owner.id).toBe(other.user.id)
    expect(second.token).not.toBe(first.token)
    expect(second.key.id).not.toBe(first.key.id)
  })

  it('does not let a key of one organization have the token of a key that reaches more', async () => {
    const owner = await newOwner()
    const confined = await app.addKey(owner.user, { organization: 'acme' })
    const id = randomUUID()
    await createdBy(owner, id)
    expect(await create(confined.token, id)).toMatchObject(refusal(409, 'IDEMPOTENCY_KEY_REUSED'))
  })

  it('leaves an Idempotency-Key free when its first request was refused', async () => {
    const owner = await newOwner()
    const id = randomUUID()
    expect(await create(owner.token, id, { name: '' })).toMatchObject(refusal(400, 'INVALID_NAME'))
    expect((await create(owner.token, id)).status).toBe(201)
  })

  it.each([
    ['of 15 characters', 'x'.repeat(15)],
    ['of 256 characters', 'x'.repeat(256)],
    ['with a space', 'sixteen letters and spaces'],
    ['beyond ASCII', 'ünïcödé-ünïcödé-ünïcödé'],
    ['that is empty', ''],
  ])('is refused with an Idempotency-Key %s', async (_what, id) => {
    const owner = await newOwner()
    expect(await create(owner.token, id)).toMatchObject(refusal(400, 'IDEMPOTENCY_KEY_INVALID'))
    expect(await listKeyIds(app, owner.token)).toEqual([owner.keyId])
  })

  it.each([16, 255])('is taken with an Idempotency-Key of %i characters', async (length) => {
    const owner = await newOwner()
    expect((await create(owner.token, '~'.repeat(length))).status).toBe(201)
  })
})
