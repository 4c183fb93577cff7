import { mintKey } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Machine, Person, TestKey } from '../../../testing/accounts.ts'
import type { CallOptions } from '../../../testing/call.ts'
import { forgeKeyId, forgeSecret, mistype } from '../../../testing/forge-token.ts'
import { bodyOf, readAll, refusal, restOf } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'

const dayMs = 24 * 60 * 60_000

type Consumer = { readonly label: string | null; readonly verifier: { readonly name: string | null } | null }
type RefusalBody = {
  readonly reason: string
  readonly code: string | null
  readonly door: string
  readonly keyId: string | null
  readonly demanded: { readonly organizations: readonly { readonly name: string }[] } | null
  readonly consumer: Consumer
  readonly count: number
  readonly firstRequestId: string
  readonly lastRequestId: string
}
type Findings = { readonly working: boolean; readonly findings: readonly Readonly<Record<string, unknown>>[] }
type Explained = { readonly requestId: string; readonly refusal: RefusalBody; readonly explanation: Findings | null }

describe.each(testStores)('why a key was refused, on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let admin: Person
  let birchAdmin: Person
  let gate: Machine
  /** A member of acme and of birch, made anew for each test. */
  let owner: Person
  let key: TestKey

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    admin = await app.addPerson('admin', { acme: 'admin' })
    birchAdmin = await app.addPerson('birch-admin', { birch: 'admin' })
    gate = await app.addMachine('gate', { organization: 'acme', verifier: true })
  })
  beforeEach(async (context) => {
    owner = await app.addPerson(`owner-${context.task.id}`, { acme: 'member', birch: 'member' })
    key = await app.addKey(owner.user, { organization: 'acme' })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  type Caller = { readonly token: string }
  const as = (caller: Caller) => restOf(app, caller)
  const explain = async (caller: Caller, requestId: string) =>
    bodyOf<Explained>(await as(caller)('GET', `/refusals/${requestId}`), 200)
  const explainKey = async (caller: Caller, id: string) =>
    bodyOf<Findings>(await as(caller)('GET', `/keys/${id}/explanation`), 200)
  const list = async (caller: Caller, id: string, query = '') =>
    bodyOf<{ refusals: RefusalBody[] }>(await as(caller)('GET', `/keys/${id}/refusals${query}`), 200).refusals
  /** As the gate is told of it. */
  const refuse = async (token: string, given: object = {}, verifier: Caller = gate) => {
    const answer = bodyOf<{ valid: boolean; requestId: string }>(
      await as(verifier)('POST', '/verify', { token, ...given }),
      200,
    )
    expect(answer.valid).toBe(false)
    return answer.requestId
  }
  const notFound = refusal(404, 'REFUSAL_NOT_FOUND')
  const at = (time: number) => new Date(time).toISOString()

  it('is told its owner and who administers the key, and nobody else', async () => {
    const requestId = await refuse(mistype(key.token), { client: { label: 'etl-cron' } })
    for (const caller of [owner, admin, app.ada]) {
      expect(await explain(caller, requestId)).toMatchObject({
        requestId,
        refusal: { reason: 'checksum', keyId: key.key.id, door: 'verify', consumer: { label: 'etl-cron' } },
        explanation: { working: true, findings: [] },
      })
      expect(await list(caller, key.key.id)).toHaveLength(1)
    }
    // Not who asked, either.
    for (const caller of [gate, birchAdmin]) {
      expect(await as(caller)('GET', `/refusals/${requestId}`)).toMatchObject(notFound)
    }
    expect(await as(birchAdmin)('GET', `/keys/${key.key.id}/refusals`)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
    expect(await as(birchAdmin)('GET', `/keys/${key.key.id}/explanation`)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
  })

  it.each<[string, string, (token: string) => string]>([
    ['mistyped', 'checksum', mistype],
    ['cut', 'malformed', (token) => token.slice(0, -3)],
    ['in quotes', 'malformed', (token) => `"${token}"`],
    ['of a key with another secret', 'wrong_secret', forgeSecret],
  ])('says of a token that is %s: %s', async (_what, reason, change) => {
    const requestId = await refuse(change(key.token))
    expect((await explain(owner, requestId)).refusal).toMatchObject({ reason, keyId: key.key.id })
  })

  it('says since when it has expired', async () => {
    const expiresAt = app.clock.now() + 1_000
    const expiring = await app.addKey(owner.user, { expiresAt })
    app.clock.advance(3 * dayMs)
    const { refusal: refused, explanation } = await explain(owner, await refuse(expiring.token))
    expect(refused.reason).toBe('expired')
    expect(explanation).toMatchObject({ working: false, findings: [{ code: 'expired', at: at(expiresAt) }] })
  })

  it('says by whom it is disabled and until when, who was refused meanwhile, and that it is over', async () => {
    const disabledAt = at(app.clock.now())
    await as(admin)('PUT', `/keys/${key.key.id}/disablement`, { minutes: 5 })
    const [first] = [
      await refuse(key.token, { client: { label: 'etl-cron' } }),
      await refuse(key.token, { client: { label: 'etl-cron' } }),
    ]
    await refuse(key.token, { client: { label: 'ci' } })
    const until = at(app.clock.now() + 5 * 60_000)
    const by = { id: admin.user.id, name: admin.user.name }
    const { explanation } = await explain(owner, first ?? '')
    expect(explanation).toMatchObject({ working: false, findings: [{ code: 'disabled', at: disabledAt, by, until }] })
    app.clock.advance(5 * 60_000)
    await refuse(mistype(key.token))
    const missed = await list(admin, key.key.id, `?reason=disabled&since=${disabledAt}`)
    expect(missed.map(({ consumer, count }) => [consumer.label, count]).sort()).toEqual([
      ['ci', 1],
      ['etl-cron', 2],
    ])
    expect(missed[0]?.consumer.verifier).toMatchObject({ name: 'gate' })
    expect(await list(admin, key.key.id, `?reason=disabled&since=${at(app.clock.now())}`)).toEqual([])
    expect(await explainKey(owner, key.key.id)).toMatchObject({
      working: true,
      findings: [{ code: 'was_disabled', at: disabledAt, by, until }],
    })
  })

  it('says that it is the old key of a rotation, and which is the new one, also once that one was deleted', async () => {
    const opening = await as(owner)('POST', `/keys/${key.key.id}/rotations`, {})
    const {
      rotation,
      key: next,
      token,
    } = bodyOf<{ rotation: { id: string }; key: { id: string }; token: string }>(opening, 201)
    const rotated = { rotationId: rotation.id, newKeyId: next.id }
    expect((await explainKey(owner, key.key.id)).findings).toMatchObject([{ code: 'being_rotated', ...rotated }])
    await as({ token })('GET', '/me')
    bodyOf(await as(owner)('POST', `/rotations/${rotation.id}/complete`, { evenIfUsed: true }), 200)
    const { refusal: refused, explanation } = await explain(owner, await refuse(key.token))
    expect(refused).toMatchObject({ reason: 'unknown', keyId: key.key.id })
    expect(explanation).toMatchObject({
      working: false,
      findings: [
        { code: 'rotated', ...rotated },
        { code: 'deleted', by: { id: owner.user.id } },
      ],
    })
    await as(owner)('DELETE', `/keys/${next.id}`)
    expect((await explainKey(owner, key.key.id)).findings).toMatchObject([rotated, { code: 'deleted' }])
  })

  it('says by whom it was deleted, for 30 days', async () => {
    await as(admin)('DELETE', `/keys/${key.key.id}`)
    const requestId = await refuse(key.token)
    expect((await explain(owner, requestId)).explanation?.findings).toEqual([
      {
        code: 'deleted',
        at: at(app.clock.now()),
        by: { id: admin.user.id, name: admin.user.name },
        restorableUntil: at(app.clock.now() + 30 * dayMs),
      },
    ])
    expect(await list(admin, key.key.id)).toMatchObject([{ reason: 'unknown', lastRequestId: requestId }])
    app.clock.advance(30 * dayMs - 1)
    expect(await explain(owner, requestId)).toMatchObject({ explanation: { working: false } })
    app.clock.advance(1)
    expect(await as(owner)('GET', `/refusals/${requestId}`)).toMatchObject(notFound)
    expect(await as(owner)('GET', `/keys/${key.key.id}/explanation`)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
  })

  it('says what it did not reach, by no name that its owner may not know', async () => {
    const [own, strange] = [
      await app.addPerson('cedar-admin', { cedar: 'admin' }),
      await app.addPerson('x', { birch: 'admin' }),
    ]
    const toBirch = await refuse(key.token, { organization: 'birch' }, strange)
    const toCedar = await refuse(key.token, {}, own)
    expect((await explain(owner, toBirch)).refusal).toMatchObject({
      reason: 'out_of_reach',
      demanded: { organizations: [{ name: 'birch' }] },
    })
    expect((await explain(owner, toCedar)).refusal.demanded).toEqual({ organizations: [], teams: [] })
    expect((await explain(app.ada, toCedar)).refusal.demanded?.organizations).toMatchObject([{ name: 'cedar' }])
  })

  it('says of a personal key nothing to an admin of what it does elsewhere', async () => {
    const personal = await app.addKey(owner.user)
    await as(birchAdmin)('PUT', `/keys/${personal.key.id}/blocks/birch`)
    const requestId = await refuse(personal.token, { organization: 'birch' }, birchAdmin)
    expect(await explain(owner, requestId)).toMatchObject({
      refusal: { reason: 'out_of_reach' },
      explanation: { working: true, findings: [{ code: 'blocked', organizations: [{ name: 'birch' }] }] },
    })
    expect(await explain(birchAdmin, requestId)).toMatchObject({ refusal: { reason: 'out_of_reach' } })
    expect(await as(admin)('GET', `/refusals/${requestId}`)).toMatchObject(notFound)
    expect(await list(admin, personal.key.id)).toEqual([])
    expect((await explainKey(admin, personal.key.id)).findings).toEqual([])
  })

  it('says which organizations take no personal keys, to those who know of them, and that its owner belongs to nothing', async () => {
    const personal = await app.addKey(owner.user)
    const elm = await app.addPerson(`elm-admin-${owner.user.username}`, { elm: 'admin' })
    const elmAdmin = await app.addKey(elm.user, { organization: 'elm' })
    bodyOf(await as(app.ada)('POST', '/organizations/elm/members', { user: owner.user.username, role: 'member' }), 201)
    const enforcement = { enforceOrganizationKeys: true, confirmation: 'elm' }
    bodyOf(await as(app.ada)('PATCH', '/organizations/elm/policies', enforcement), 200)
    const closed = [{ code: 'closed_to_personal_keys', organizations: [{ name: 'elm' }] }]
    for (const caller of [owner, elmAdmin]) {
      expect((await explainKey(caller, personal.key.id)).findings).toMatchObject(closed)
    }
    expect((await explainKey(admin, personal.key.id)).findings).toEqual([])
    for (const organization of ['acme', 'birch', 'elm']) {
      bodyOf(await as(app.ada)('DELETE', `/organizations/${organization}/members/${owner.user.username}`), 200)
    }
    expect((await explainKey(app.ada, personal.key.id)).findings).toEqual([{ code: 'owner_gone' }])
  })

  it('tells of a token that names no key the admins of the instance alone', async () => {
    for (const [token, reason] of [
      [forgeKeyId(key.token), 'unknown'],
      ['nonsense', 'malformed'],
    ] as const) {
      const requestId = await refuse(token)
      const { refusal: refused, explanation } = await explain(app.ada, requestId)
      expect([refused.reason, refused.keyId, explanation]).toEqual([reason, null, null])
      for (const caller of [owner, admin, gate]) {
        expect(await as(caller)('GET', `/refusals/${requestId}`)).toMatchObject(notFound)
      }
    }
  })

  const graphql = { method: 'POST', path: '/graphql', body: { query: '{ viewer { id } }' } }
  it.each<[string, { method: string; path: string; body?: object }]>([
    ['api', { method: 'GET', path: '/api/v1/me' }],
    ['api', { method: 'POST', path: '/api/v1/verify', body: { token: 'x' } }],
    ['graphql', graphql],
    ['audit_logs', { method: 'GET', path: '/admin/audit_logs' }],
    ['forward_auth', { method: 'GET', path: '/auth' }],
    ['forward_auth', { method: 'GET', path: '/auth?organization=acme' }],
  ])('is remembered of each door by the ID of its answer: %s, %o', async (door, { method, path, body }) => {
    await as(admin)('PUT', `/keys/${key.key.id}/disablement`, {})
    const answer = await app.call(method, path, { token: key.token, body } satisfies CallOptions)
    expect(answer.status).toBe(401)
    const requestId = String(answer.headers['x-request-id'])
    // Where there is a problem to read, the ID is in it, too.
    if (answer.text !== '') expect(answer.text).toContain(`"requestId":"${requestId}"`)
    expect((await explain(owner, requestId)).refusal).toMatchObject({ door, reason: 'disabled', count: 1 })
  })

  it.each<[string, { method: string; path: string; body?: object }, string]>([
    ['api', { method: 'POST', path: '/api/v1/verify', body: { token: 'x' } }, 'NOT_A_VERIFIER'],
    ['api', { method: 'PATCH', path: '/api/v1/organizations/acme', body: { name: 'x' } }, 'FORBIDDEN'],
    [
      'graphql',
      {
        method: 'POST',
        path: '/graphql',
        body: { query: 'mutation { deleteApiKey(input: {id: "QXBpS2V5Ong="}) { success } }' },
      },
      'KEY_NOT_FOUND',
    ],
  ])('is remembered of what a good key may not do: %s, %o', async (door, { method, path, body }, code) => {
    const answer = await app.call(method, path, { token: key.token, body } satisfies CallOptions)
    const requestId = String(answer.headers['x-request-id'])
    expect(answer.text).toContain(code)
    // That something is not there is no refusal, and must not look like one.
    if (answer.status !== 403) return expect(await as(owner)('GET', `/refusals/${requestId}`)).toMatchObject(notFound)
    expect(await explain(owner, requestId)).toMatchObject({
      refusal: { door, reason: 'not_allowed', code, keyId: key.key.id },
      explanation: { working: true },
    })
  })

  it('is of each question of many that are asked at once', async () => {
    const questions = [mistype(key.token), key.token, key.token.slice(0, -1)].map((token) => ({ token }))
    const { answers } = bodyOf<{ answers: { requestId?: string }[] }>(
      await as(gate)('POST', '/verify/batch', { questions }),
      200,
    )
    const reasons = await Promise.all(
      answers.flatMap(({ requestId }) => (requestId === undefined ? [] : [explain(owner, requestId)])),
    )
    expect(reasons.map(({ refusal: refused }) => refused.reason)).toEqual(['checksum', 'malformed'])
  })

  it('is listed page by page, each cause once, the last one first', async () => {
    for (const label of ['a', 'b', 'c', 'a']) {
      app.clock.advance(1_000)
      await refuse(mistype(key.token), { client: { label } })
    }
    const { items, sizes } = await readAll<RefusalBody>(app, owner, `/keys/${key.key.id}/refusals`, 'refusals', 2)
    expect(items.map(({ consumer, count }) => [consumer.label, count])).toEqual([
      ['a', 2],
      ['c', 1],
      ['b', 1],
    ])
    expect(sizes).toEqual([2, 1])
    expect(items[0]?.firstRequestId).not.toBe(items[0]?.lastRequestId)
    const wrong = await as(owner)('GET', `/keys/${key.key.id}/refusals?cursor=x`)
    expect(wrong).toMatchObject(refusal(400, 'INVALID_CURSOR'))
  })

  it('costs the database nothing while a flood of made-up tokens comes, and takes no room of what a holder wants to know', async () => {
    await as(admin)('PUT', `/keys/${key.key.id}/disablement`, {})
    const own = await refuse(key.token)
    await app.refusals.flush()
    let writes = 0
    const begun = performance.now()
    const store = app.instance.store as { recordRefusals: typeof app.instance.store.recordRefusals }
    const record = store.recordRefusals
    store.recordRefusals = (reports) => {
      writes += 1
      expect(reports.length).toBeLessThanOrEqual(200)
      return record.call(store, reports)
    }
    const strangers = Array.from({ length: 2_000 }, (_, place) => [
      app.verifier.verify(mintKey(app.instance, 'v1').token.reveal(), {}, { label: `${place}` }, occasion(place)),
      app.verifier.verify(mistype(key.token), {}, { label: `${place}` }, occasion(place + 2_000)),
    ])
    await Promise.all(strangers.flat())
    await app.refusals.flush()
    store.recordRefusals = record
    // One at the end, and one with each second that this takes, however many come.
    expect(writes).toBeGreaterThan(0)
    expect(writes).toBeLessThanOrEqual(2 + (performance.now() - begun) / 1_000)
    expect((await explain(owner, own)).refusal).toMatchObject({ reason: 'disabled', count: 1 })
    expect((await list(owner, key.key.id)).length).toBeLessThanOrEqual(31)
  })
  const occasion = (place: number) =>
    ({ requestId: `req_${place.toString(16).padStart(32, '0')}`, door: 'api' }) as const
})
