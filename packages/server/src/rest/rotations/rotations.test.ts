import { randomUUID } from 'node:crypto'
import { advanceRotations, extensionMs, type Rotation } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../../testing/accounts.ts'
import { bodyOf, getKey, isAccepted, type KeyResource, refusal, restOf } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'

const dayMs = 24 * 60 * 60_000

type Opened = {
  readonly rotation: { readonly id: string; readonly state: string }
  readonly key: KeyResource
  readonly token: string
}

describe.each(testStores)('a rotation on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let people = 0
  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    await app.addOrganization('birch')
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const newOwner = () => {
    people += 1
    return app.addPerson(`owner${people}`, { acme: 'member' })
  }
  const as = (token: string) => restOf(app, { token })
  /** Of a key that its owner does not call with. */
  const rotate = async (body: object = {}, owner?: Person) => {
    const by = owner ?? (await newOwner())
    const old = await app.addKey(by.user, { organization: 'acme' })
    const answer = await as(by.token)('POST', `/keys/${old.key.id}/rotations`, body)
    return { owner: by, old, ...bodyOf<Opened>(answer, 201) }
  }
  const use = async (...tokens: string[]) => {
    for (const token of tokens) expect(await isAccepted(app, token)).toBe(true)
    await app.usage.flush()
  }
  const view = async (owner: Person, id: string) =>
    bodyOf<Record<string, unknown> & { state: string; progress: Record<string, unknown> | null }>(
      await as(owner.token)('GET', `/rotations/${id}`),
      200,
    )

  it('gives a new key beside the old one, with its name, owner, reach and lifetime, and both say so', async () => {
    const owner = await newOwner()
    const expiresAt = app.clock.now() + 10 * dayMs
    const old = await app.addKey(owner.user, { name: 'cron', organization: 'acme', expiresAt })
    app.clock.advance(dayMs)
    const answer = await as(owner.token)('POST', `/keys/${old.key.id}/rotations`, { completion: 'automatic' })
    const { rotation, key, token } = bodyOf<Opened>(answer, 201)
    expect(answer.headers.location).toBe(`/api/v1/rotations/${rotation.id}`)
    const before = await getKey(app, owner.token, old.key.id)
    expect(key).toEqual({
      ...before,
      id: key.id,
      createdAt: new Date(app.clock.now()).toISOString(),
      expiresAt: new Date(app.clock.now() + 10 * dayMs).toISOString(),
    })
    expect(before.rotationId).toBe(rotation.id)
    await use(old.token, token)
  })

  it('is found by its owner, its state and either of its keys, newest first and page by page', async () => {
    const { owner, old, key, rotation } = await rotate()
    const second = await rotate({}, owner)
    await as(owner.token)('POST', `/rotations/${second.rotation.id}/revoke`)
    type Page = { rotations: { id: string; key: { id: string } }[]; nextCursor: string | null }
    const list = async (query: string) => {
      const { rotations, nextCursor } = bodyOf<Page>(await as(owner.token)('GET', `/rotations?${query}`), 200)
      return { ids: rotations.map(({ id }) => id), nextCursor }
    }
    const both = [rotation.id, second.rotation.id]
    expect((await list('')).ids.toSorted()).toEqual(both.toSorted())
    for (const query of [`keyId=${old.key.id}`, `keyId=${key.id}`, `state=open&owner=${owner.user.id}`]) {
      expect((await list(query)).ids).toEqual([rotation.id])
    }
    const first = await list('limit=1')
    const { ids, nextCursor } = await list(`limit=1&cursor=${first.nextCursor}`)
    expect([...first.ids, ...ids].toSorted()).toEqual(both.toSorted())
    expect(nextCursor).toBeNull()
  })

  it('is found by the organization that its keys reach, and told by the key that is left', async () => {
    const { owner, old, key, rotation } = await rotate()
    const list = (query: string) => as(owner.token)('GET', `/rotations?${query}`)
    const found = bodyOf(await list('organization=acme'), 200)
    expect(found).toMatchObject({ rotations: [{ id: rotation.id, key: { id: key.id, name: key.name } }] })
    await as(owner.token)('POST', `/rotations/${rotation.id}/cancel`, {})
    expect(bodyOf(await list('organization=acme'), 200)).toMatchObject({ rotations: [{ key: { id: old.key.id } }] })
    expect(await list('organization=nowhere')).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
  })

  it('is completed once its consumers have moved, and not before', async () => {
    const { owner, old, rotation, token } = await rotate()
    const complete = (body: object = {}) => as(owner.token)('POST', `/rotations/${rotation.id}/complete`, body)
    await use(old.token)
    expect(await complete({ evenIfUsed: true })).toMatchObject(refusal(409, 'NEW_KEY_UNUSED'))
    await use(token)
    expect(await complete()).toMatchObject(refusal(409, 'ROTATION_NOT_READY'))
    expect(await isAccepted(app, old.token)).toBe(true)
    app.clock.advance(36 * dayMs)
    await use(token)
    expect(await view(owner, rotation.id)).toMatchObject({
      progress: { moved: 1, total: 1, ready: true, proven: false, consumers: [{ state: 'moved' }] },
    })
    expect(bodyOf(await complete(), 200)).toMatchObject({ state: 'completed' })
    expect([await isAccepted(app, old.token), await isAccepted(app, token)]).toEqual([false, true])
    expect(await complete()).toMatchObject(refusal(409, 'ROTATION_OVER'))
  })

  it('waits again for a consumer that comes back, until somebody says that it is gone', async () => {
    const { owner, old, rotation, token } = await rotate()
    await use(old.token)
    app.clock.advance(36 * dayMs)
    await use(token)
    await advanceRotations(app.instance)
    expect(await view(owner, rotation.id)).toMatchObject({ state: 'ready' })
    await use(old.token)
    app.clock.advance(dayMs)
    await advanceRotations(app.instance)
    const { state, progress } = await view(owner, rotation.id)
    expect([state, progress?.moved]).toEqual(['open', 0])
    const [consumer] = progress?.consumers as { id: string }[]
    const gone = `/rotations/${rotation.id}/gone-consumers/${consumer?.id}`
    bodyOf(await as(owner.token)('PUT', gone), 200)
    expect((await view(owner, rotation.id)).progress).toMatchObject({ moved: 1, ready: true })
    bodyOf(await as(owner.token)('DELETE', gone), 200)
    expect((await view(owner, rotation.id)).progress).toMatchObject({ moved: 0, ready: false })
  })

  it('completes by itself on proof alone, and only where that was asked for', async () => {
    const [byItself, byHand] = [await rotate({ completion: 'automatic' }), await rotate()]
    for (const { old, token } of [byItself, byHand]) await use(old.token, token)
    app.clock.advance(99 * dayMs)
    await advanceRotations(app.instance)
    expect(await isAccepted(app, byItself.old.token)).toBe(true)
    // Which was a use, after 99 days: somebody who stays away for so long is waited for three times as long.
    await use(byItself.token)
    app.clock.advance(386 * dayMs)
    await advanceRotations(app.instance)
    expect(await view(byItself.owner, byItself.rotation.id)).toMatchObject({ state: 'open' })
    app.clock.advance(dayMs)
    await Promise.all([advanceRotations(app.instance), advanceRotations(app.instance)])
    expect(await view(byItself.owner, byItself.rotation.id)).toMatchObject({ state: 'completed', oldKey: null })
    expect(await view(byHand.owner, byHand.rotation.id)).toMatchObject({ state: 'ready' })
    expect([await isAccepted(app, byItself.old.token), await isAccepted(app, byHand.old.token)]).toEqual([false, true])
  })

  it('names who asked about the token, and tells an admin nothing of who asked in other organizations', async () => {
    const owner = await app.addPerson(`traveller${people++}`, { acme: 'member', birch: 'member' })
    const admin = await app.addPerson(`admin${people++}`, { acme: 'admin' })
    const old = await app.addKey(owner.user)
    const { rotation } = bodyOf<Opened>(await as(owner.token)('POST', `/keys/${old.key.id}/rotations`, {}), 201)
    const gates = [
      await app.addMachine(`here${people++}`, { organization: 'acme', verifier: true }),
      await app.addMachine(`elsewhere${people++}`, { organization: 'birch', verifier: true }),
    ]
    for (const { token, serviceAccount } of gates) {
      const client = { label: `behind ${serviceAccount.name}`, ip: '192.0.2.7', userAgent: 'curl/8.5' }
      bodyOf(await as(token)('POST', '/verify', { token: old.token, client }), 200)
    }
    await app.usage.flush()
    bodyOf(await as(app.ada.token)('DELETE', `/organizations/birch/members/${owner.user.username}`), 200)
    type Seen = { label: string | null; lastAddress: string | null; program: unknown; verifier: unknown }
    const seenBy = async (reader: Person) => {
      const { consumers } = (await view(reader, rotation.id)).progress as { consumers: Seen[] }
      const told = consumers.map(({ label, lastAddress, program, verifier }) => ({
        label,
        lastAddress,
        program,
        verifier,
      }))
      return told.toSorted((one, other) => `${other.label}`.localeCompare(`${one.label}`))
    }
    const place = { lastAddress: '192.0.2.7', program: expect.objectContaining({ name: 'curl' }) }
    const [here, elsewhere] = gates.map(({ serviceAccount: { id, name } }) => ({ id, name }))
    const ofHere = { ...place, label: `behind ${here?.name}`, verifier: here }
    expect(await seenBy(owner)).toEqual([ofHere, { ...place, label: `behind ${elsewhere?.name}`, verifier: elsewhere }])
    const hidden = { label: null, lastAddress: null, program: null, verifier: { id: elsewhere?.id, name: null } }
    expect(await seenBy(admin)).toEqual([hidden, ofHere])
  })

  it('that is cancelled leaves the old key, and a new one that is in use unless told otherwise', async () => {
    const { owner, old, rotation, key, token } = await rotate()
    const cancel = (body: object) => as(owner.token)('POST', `/rotations/${rotation.id}/cancel`, body)
    await use(token)
    expect(await cancel({})).toMatchObject(refusal(409, 'NEW_KEY_IN_USE'))
    expect(bodyOf(await cancel({ evenIfUsed: true }), 200)).toMatchObject({ state: 'cancelled' })
    expect([await isAccepted(app, old.token), await isAccepted(app, token)]).toEqual([true, false])
    expect(await as(owner.token)('GET', `/keys/${key.id}`)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
    expect((await getKey(app, owner.token, old.key.id)).rotationId).toBeNull()
  })

  it('that is revoked, or begun because of a leak, refuses the old token from the answer on', async () => {
    const { owner, old, rotation, token } = await rotate()
    bodyOf(await as(owner.token)('POST', `/rotations/${rotation.id}/revoke`), 200)
    const leaked = await rotate({ revokeNow: true })
    expect(leaked.rotation.state).toBe('revoked')
    for (const gone of [old.token, leaked.old.token]) expect(await isAccepted(app, gone)).toBe(false)
    await use(token, leaked.token)
  })

  it('ends with a key that somebody deletes by hand', async () => {
    const [one, other] = [await rotate(), await rotate()]
    await as(one.owner.token)('DELETE', `/keys/${one.old.key.id}`)
    await as(other.owner.token)('DELETE', `/keys/${other.key.id}`)
    expect([await view(one.owner, one.rotation.id), await view(other.owner, other.rotation.id)]).toMatchObject([
      { state: 'revoked' },
      { state: 'cancelled' },
    ])
  })

  it('is the only one of its keys, although many ask at once', async () => {
    const owner = await newOwner()
    const old = await app.addKey(owner.user)
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => as(owner.token)('POST', `/keys/${old.key.id}/rotations`, {})),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expect(answer).toMatchObject(refusal(409, 'ROTATION_UNDER_WAY'))
    }
  })

  it('is repeated with the same answer by the same Idempotency-Key, also where the old key has gone since', async () => {
    const owner = await newOwner()
    for (const body of [{}, { revokeNow: true }]) {
      const old = await app.addKey(owner.user)
      const headers = { 'idempotency-key': randomUUID() }
      const ask = (token: string) => app.call('POST', `/api/v1/keys/${old.key.id}/rotations`, { token, body, headers })
      const answers = await Promise.all([ask(owner.token), ask(owner.token), ask(owner.token)])
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
      const { token } = answers[0]?.body as Opened
      await use(token)
      expect(await ask(owner.token)).toMatchObject(refusal(409, 'IDEMPOTENT_TOKEN_GONE'))
    }
  })

  it('of all keys of a service account is each all or nothing, and repeated as one', async () => {
    const machine = await app.addMachine(`machine${people++}`, { organization: 'acme' })
    const { id } = machine.serviceAccount
    bodyOf(await as(app.ada.token)('POST', '/keys', { name: 'second', owner: id }), 201)
    const headers = { 'idempotency-key': randomUUID() }
    const ask = (key?: string) =>
      app.call('POST', `/api/v1/service-accounts/${id}/rotations`, {
        token: app.ada.token,
        body: {},
        headers: key === undefined ? headers : { 'idempotency-key': key },
      })
    type Results = { results: { keyId: string; opened: Opened | null; code?: string }[] }
    const first = await ask()
    const { results } = bodyOf<Results>(first, 201)
    expect(results.map(({ opened: each }) => each !== null)).toEqual([true, true])
    expect((await ask()).text).toBe(first.text)
    const again = bodyOf<Results>(await ask(randomUUID()), 201)
    expect(again.results.map(({ code }) => code)).toEqual(['ROTATION_UNDER_WAY', 'ROTATION_UNDER_WAY'])
  })

  it('of a person is theirs to open, and an admin’s to end: nobody gets a token that acts as somebody else', async () => {
    const { owner, old, rotation } = await rotate()
    const stranger = await app.addPerson(`stranger${people++}`, { birch: 'admin' })
    const colleague = await newOwner()
    const fresh = await app.addKey(owner.user, { organization: 'acme' })
    const openAs = (token: string) => as(token)('POST', `/keys/${fresh.key.id}/rotations`, {})
    expect(await openAs(app.ada.token)).toMatchObject(refusal(403, 'OWNER_NOT_ALLOWED'))
    for (const { token } of [stranger, colleague]) {
      expect(await openAs(token)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
      for (const [method, path, body] of [
        ['GET', '', undefined],
        ['PATCH', '', {}],
        ['POST', '/complete', {}],
        ['POST', '/cancel', {}],
        ['POST', '/revoke', undefined],
        ['PUT', '/gone-consumers/con_x', undefined],
      ] as const) {
        expect(await as(token)(method, `/rotations/${rotation.id}${path}`, body)).toMatchObject(
          refusal(404, 'ROTATION_NOT_FOUND'),
        )
      }
      expect(bodyOf(await as(token)('GET', `/rotations?owner=${owner.user.id}`), 200)).toMatchObject({ rotations: [] })
    }
    bodyOf(await as(app.ada.token)('POST', `/rotations/${rotation.id}/revoke`), 200)
    expect(await isAccepted(app, old.token)).toBe(false)
  })

  it('replaces keys where the creation of keys is disabled, for no longer than policies allow', async () => {
    const { organization } = { organization: await app.addOrganization(`strict${people++}`) }
    const owner = await app.addPerson(`strict${people}`, { [organization.name]: 'member' })
    const old = await app.addKey(owner.user, { organization: organization.name })
    const policies = { disableKeyCreation: true, maximumKeyLifetimeSeconds: 3600 }
    bodyOf(await as(app.ada.token)('PATCH', `/organizations/${organization.name}/policies`, policies), 200)
    const { key } = bodyOf<Opened>(await as(owner.token)('POST', `/keys/${old.key.id}/rotations`, {}), 201)
    expect(key.expiresAt).toBe(new Date(app.clock.now() + 3_600_000).toISOString())
  })

  it('meets its deadline as it was told: alerted once, extended, or revoked if the new key was seen', async () => {
    const at = new Date(app.clock.now() + dayMs).toISOString()
    const withDeadline = (then: string) => rotate({ deadline: { at, then } })
    const [alert, extend, revoke, unseen] = [
      await withDeadline('alert'),
      await withDeadline('extend'),
      await withDeadline('revoke'),
      await withDeadline('revoke'),
    ]
    await use(revoke.token)
    app.clock.advance(dayMs)
    await advanceRotations(app.instance)
    const found = async ({ rotation }: Opened) => (await app.instance.store.findRotation(rotation.id)) as Rotation
    const now = app.clock.now()
    expect(await found(alert)).toMatchObject({ state: 'open', stuckAt: now })
    expect(await found(extend)).toMatchObject({ state: 'open', deadline: { at: now + extensionMs, then: 'extend' } })
    expect(await found(revoke)).toMatchObject({ state: 'revoked' })
    expect(await found(unseen)).toMatchObject({ state: 'open', stuckAt: now })
    app.clock.advance(dayMs)
    await advanceRotations(app.instance)
    expect(await found(alert)).toMatchObject({ stuckAt: now })
    expect(await isAccepted(app, unseen.old.token)).toBe(true)
  })
})
