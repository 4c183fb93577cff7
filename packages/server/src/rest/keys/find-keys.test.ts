import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createKey, listKeyIds, listKeys, refusal, withoutIncidentals } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'

describe.each(testStores)('finding keys on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let owner: string
  /** IDs of the keys of `owner`, by name. */
  const ids: Record<string, string> = {}
  const named = (...names: string[]) => names.map((name) => ids[name])

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    const bo = await app.addPerson('bo', { acme: 'member', birch: 'member' })
    owner = bo.token
    ids.laptop = bo.keyId
    for (const [name, request] of [
      ['trainer', {}],
      ['Größe 100%', {}],
      ['ＡＰＩ キー', {}],
      ['snake_case', { organization: 'acme' }],
      ['snakeXcase', { organization: 'birch' }],
      ['back\\slash', {}],
    ] as const) {
      app.clock.advance(1_000)
      ids[name] = (await createKey(app, owner, { name, ...request })).key.id
    }
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  it('lists them newest first', async () => {
    const expected = named('back\\slash', 'snakeXcase', 'snake_case', 'ＡＰＩ キー', 'Größe 100%', 'trainer', 'laptop')
    expect(await listKeyIds(app, owner)).toEqual(expected)
  })

  it.each([
    ['a part of the name', 'raine', ['trainer']],
    ['another letter case', 'TRAINER', ['trainer']],
    ['another letter case beyond ASCII', 'GRÖSSE', ['Größe 100%']],
    ['a decomposed letter', 'gro\u0308ße', ['Größe 100%']],
    ['half-width letters for full-width ones', 'api ｷｰ', ['ＡＰＩ キー']],
    ['an underscore, which stands for itself only', 'e_c', ['snake_case']],
    ['a percent sign, which stands for itself only', '0%', ['Größe 100%']],
    ['a percent sign between letters', 'b%h', []],
    ['a backslash', 'k\\s', ['back\\slash']],
    ['spaces around it', '  trainer ', ['trainer']],
    ['nothing that is there', 'nowhere', []],
  ])('finds by %s', async (_what, query, names) => {
    expect(await listKeyIds(app, owner, { query })).toEqual(named(...names))
  })

  it('finds by key ID, and by the owner’s user name or e-mail', async () => {
    const id = ids.trainer ?? ''
    expect(await listKeyIds(app, owner, { query: id.slice(2, 14).toLowerCase() })).toEqual([id])
    expect(await listKeyIds(app, app.ada.token, { query: 'BO@EXAMPLE' })).toHaveLength(7)
    expect(await listKeyIds(app, app.ada.token, { query: 'ada@' })).toHaveLength(1)
  })

  it('filters by type, organization and owner, alone and together', async () => {
    expect(await listKeyIds(app, owner, { type: 'organization' })).toEqual(named('snakeXcase', 'snake_case'))
    expect(await listKeyIds(app, owner, { type: 'personal' })).toHaveLength(5)
    expect(await listKeyIds(app, owner, { type: 'organization', organization: 'ACME' })).toEqual(named('snake_case'))
    expect(await listKeyIds(app, owner, { organization: app.acme.id })).toHaveLength(6)
    expect(await listKeyIds(app, owner, { organization: 'birch', query: 'snake' })).toEqual(named('snakeXcase'))
    expect(await listKeyIds(app, app.ada.token, { owner: app.ada.user.id })).toHaveLength(1)
    expect(await listKeyIds(app, owner, { owner: app.ada.user.id })).toEqual([])
  })

  it('filters by time: made before, expiring before, and last used before, or never', async () => {
    const quinn = await app.addPerson('quinn', { acme: 'member' })
    const at = (offsetMs: number) => new Date(start + offsetMs).toISOString()
    app.clock.advance(1_000)
    const start = app.clock.now()
    const make = async (body: object = {}) => (await createKey(app, quinn.token, { ...body })).key.id
    const early = await make({ expiresAt: at(60_000) })
    app.clock.advance(1_000)
    const late = await make({ expiresAt: at(120_000) })
    await app.usage.flush()
    // The key that was used to make them, and those two, which were never used.
    const find = (query: Record<string, string>) => listKeyIds(app, app.ada.token, { owner: quinn.user.id, ...query })

    expect(await find({ createdBefore: at(0) })).toEqual([quinn.keyId])
    expect(await find({ createdBefore: at(1) })).toEqual([early, quinn.keyId])
    expect(await find({ createdBefore: at(1_001) })).toEqual([late, early, quinn.keyId])
    expect(await find({ expiresBefore: at(60_000) })).toEqual([])
    expect(await find({ expiresBefore: at(60_001) })).toEqual([early])
    expect(await find({ expiresBefore: at(500_000) })).toEqual([late, early])
    expect(await find({ lastUsedBefore: at(-60_000) })).toEqual([late, early])
    expect(await find({ lastUsedBefore: at(1_001) })).toEqual([late, early, quinn.keyId])
    // RFC 3339 in any time zone, and together.
    const tokyo = new Date(start + 1 + 9 * 3_600_000).toISOString().replace('Z', '+09:00')
    expect(await find({ createdBefore: tokyo, lastUsedBefore: at(0), expiresBefore: at(90_000) })).toEqual([early])
  })

  it('finds what is stale: never used, long unused, about to expire, or of somebody who has gone', async () => {
    const dayMs = 24 * 3_600_000
    const sam = await app.addPerson('sam', { acme: 'member', spruce: 'member' })
    const loner = await app.addPerson('loner', {})
    const find = (stale: string, query: Record<string, string> = {}) =>
      listKeyIds(app, app.ada.token, { owner: sam.user.id, stale, ...query })
    const soon = (days: number) => new Date(app.clock.now() + days * dayMs).toISOString()
    const make = async (body: Record<string, unknown>) => (await createKey(app, sam.token, body)).key.id
    const expiring = await make({ expiresAt: soon(29) })
    const later = await make({ expiresAt: soon(31), organization: 'spruce' })
    await app.usage.flush()
    expect((await find('never_used')).toSorted()).toEqual([expiring, later].toSorted())
    expect(await find('unused_30d')).toEqual([])
    expect(await find('expiring')).toEqual([expiring])
    expect(await find('expiring', { expiresBefore: soon(1) })).toEqual([])
    app.clock.advance(30 * dayMs + 1)
    expect((await find('unused_30d')).toSorted()).toEqual([sam.keyId, later].toSorted())
    expect(await find('unused_30d', { state: 'expired' })).toEqual([expiring])
    expect(await find('unused_90d')).toEqual([])
    expect(await find('owner_gone')).toEqual([])
    expect(await listKeyIds(app, app.ada.token, { stale: 'owner_gone' })).toEqual([loner.keyId])
    app.clock.advance(-30 * dayMs - 1)
  })

  it('filters by each type, and by what is blocked', async () => {
    const machine = await app.addMachine('trainer', { organization: 'acme' })
    const teamMachine = await app.addMachine('crawler', { organization: 'acme', team: 'fleet' })
    const find = (query: Record<string, string>) => listKeyIds(app, app.ada.token, query)
    expect(await find({ type: 'organization_service_account' })).toEqual([machine.keyId])
    expect(await find({ type: 'team_service_account' })).toEqual([teamMachine.keyId])
    expect(await find({ owner: machine.serviceAccount.id })).toEqual([machine.keyId])
    expect(await find({ query: 'CRAWL' })).toEqual([teamMachine.keyId])
    expect(await find({ type: 'organization', organization: 'birch' })).toEqual(named('snakeXcase'))
    expect(await find({ state: 'blocked' })).toEqual([])
    await app.call('PUT', `/api/v1/keys/${teamMachine.keyId}/blocks/acme`, { token: app.ada.token })
    expect(await find({ state: 'blocked' })).toEqual([teamMachine.keyId])
  })

  it('answers for an organization of others exactly as for one that does not exist', async () => {
    await app.addPerson('eve', { cedar: 'admin' })
    const ask = (organization: string) => app.call('GET', `/api/v1/keys?organization=${organization}`, { token: owner })
    const [others, unknown] = [await ask('cedar'), await ask('no-such-organization')]
    expect(others).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
    expect(withoutIncidentals(others)).toEqual(withoutIncidentals(unknown))
  })

  it('gives page after page until the last, each key once, although keys come and go in between', async () => {
    const pat = await app.addPerson('pat', { acme: 'member' })
    const before = [pat.keyId]
    // All of one millisecond: only the ID tells their order.
    for (let count = 0; count < 6; count += 1) before.push((await app.addKey(pat.user)).key.id)

    const first = await listKeys(app, pat.token, { limit: '3' })
    app.clock.advance(1)
    await app.addKey(pat.user, { name: 'made between two pages' })
    const gone = first.keys.find(({ id }) => id !== pat.keyId)?.id
    await app.call('DELETE', `/api/v1/keys/${gone}`, { token: pat.token })
    const second = await listKeys(app, pat.token, { limit: '3', cursor: first.nextCursor ?? '' })
    const third = await listKeys(app, pat.token, { limit: '3', cursor: second.nextCursor ?? '' })

    expect([first, second, third].map(({ keys }) => keys.length)).toEqual([3, 3, 1])
    expect(third.nextCursor).toBeNull()
    const seen = [first, second, third].flatMap(({ keys }) => keys.map(({ id }) => id))
    expect(seen.toSorted()).toEqual(before.toSorted())
  })

  it('says that there is no next page when the last one is exactly full', async () => {
    expect(await listKeys(app, owner, { limit: '7' })).toMatchObject({ nextCursor: null })
    expect((await listKeys(app, owner, { limit: '6' })).nextCursor).toEqual(expect.any(String))
  })

  it.each(['', 'x', 'MTIz', '../../etc', Buffer.from('1.short').toString('base64url')])(
    'refuses the cursor %j, which this server never gave',
    async (cursor) => {
      const answer = await app.call('GET', `/api/v1/keys?cursor=${encodeURIComponent(cursor)}`, { token: owner })
      expect(answer).toMatchObject(refusal(400, 'INVALID_CURSOR'))
    },
  )

  it.each([
    'limit=0',
    'limit=201',
    'limit=1.5',
    'limit=ten',
    'limit=',
    'type=team',
    'state=deleted',
    'sorted=name',
    'limit=1&limit=2',
    `query=${'x'.repeat(256)}`,
    'organization=',
    'createdBefore=yesterday',
    'expiresBefore=2026-01-01',
    'lastUsedBefore=1767225600000',
  ])('refuses %s, which it does not understand, instead of passing it over', async (query) => {
    const answer = await app.call('GET', `/api/v1/keys?${query}`, { token: owner })
    expect(answer).toMatchObject(refusal(400, 'INVALID_REQUEST'))
  })

  it.each([
    ['query', { status: 200, body: { keys: [], nextCursor: null } }],
    ['owner', { status: 200, body: { keys: [], nextCursor: null } }],
    ['organization', refusal(404, 'ORGANIZATION_NOT_FOUND')],
  ])('finds nothing by a zero character in %s, which no text of ours holds', async (parameter, expected) => {
    const answer = await app.call('GET', `/api/v1/keys?${parameter}=%00`, { token: owner })
    expect(answer).toMatchObject(expected)
  })
})
