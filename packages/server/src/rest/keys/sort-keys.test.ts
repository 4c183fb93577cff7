import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Machine, Person } from '../../../testing/accounts.ts'
import { bodyOf, createKey, refusal, restOf } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'

type Page = { readonly keys: readonly { readonly name: string }[]; readonly nextCursor: string | null }

describe.each(testStores)('sorting keys on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let admin: Person
  let bo: Person
  let machine: Machine

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    admin = await app.addPerson('admin', { acme: 'admin' })
    bo = await app.addPerson('bo', { acme: 'member' })
    machine = await app.addMachine('Conveyor', { organization: 'acme' })
    const day = 86_400_000
    const expiry = (days: number) => new Date(app.clock.now() + days * day).toISOString()
    await createKey(app, bo.token, { name: 'beta', expiresAt: expiry(30) })
    app.clock.advance(1_000)
    await createKey(app, bo.token, { name: 'Alpha' })
    app.clock.advance(1_000)
    await createKey(app, bo.token, { name: 'gamma', expiresAt: expiry(5) })
    app.clock.advance(1_000)
    await createKey(app, admin.token, { name: 'delta', owner: machine.serviceAccount.id, expiresAt: expiry(10) })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const list = (caller: { token: string }, query: string) => restOf(app, caller)('GET', `/keys?${query}`)
  const made = ['beta', 'Alpha', 'gamma', 'delta']
  const namesIn = ({ keys }: Page) => keys.map(({ name }) => name)
  const names = async (caller: { token: string }, query: string) =>
    namesIn(bodyOf<Page>(await list(caller, query), 200)).filter((name) => made.includes(name))

  it.each([
    ['', ['delta', 'gamma', 'Alpha', 'beta']],
    ['order=asc', ['beta', 'Alpha', 'gamma', 'delta']],
    ['sort=createdAt&order=desc', ['delta', 'gamma', 'Alpha', 'beta']],
    ['sort=name', ['Alpha', 'beta', 'delta', 'gamma']],
    ['sort=name&order=desc', ['gamma', 'delta', 'beta', 'Alpha']],
    // What never expires is after all that does.
    ['sort=expiresAt&order=asc', ['gamma', 'delta', 'beta', 'Alpha']],
    ['sort=expiresAt', ['Alpha', 'beta', 'delta', 'gamma']],
  ])('by ?%s', async (query, expected) => {
    expect(await names(admin, query)).toEqual(expected)
  })

  it('by owner: by the names of people and service accounts, as these are at the time', async () => {
    const owners = async (query: string) => [...new Set((await names(admin, query)).map((name) => name === 'delta'))]
    expect(await owners('sort=owner')).toEqual([false, true])
    expect(await owners('sort=owner&order=desc')).toEqual([true, false])
    const rename = (name: string) =>
      restOf(app, admin)('PATCH', `/service-accounts/${machine.serviceAccount.id}`, { name })
    bodyOf(await rename('Assembly'), 200)
    expect(await owners('sort=owner')).toEqual([true, false])
    bodyOf(await rename('Conveyor'), 200)
    bodyOf(await restOf(app, app.ada)('PATCH', '/users/bo', { name: 'Zoe' }), 200)
    expect(await owners('sort=owner')).toEqual([true, false])
    bodyOf(await restOf(app, app.ada)('PATCH', '/users/bo', { name: 'bo' }), 200)
    expect(await owners('sort=owner')).toEqual([false, true])
  })

  it('by last use: what was never used is before all that was', async () => {
    const all = bodyOf<{ keys: { lastUsedAt: string | null }[] }>(await list(admin, 'sort=lastUsedAt&order=asc'), 200)
    const times = all.keys.map(({ lastUsedAt }) => lastUsedAt ?? '')
    expect(times).toContain('')
    expect(times).toEqual(times.toSorted())
    const reversed = bodyOf<typeof all>(await list(admin, 'sort=lastUsedAt'), 200)
    expect(reversed.keys).toEqual(all.keys.toReversed())
  })

  it('goes on by cursors, in every order, and shows nobody more than is theirs', async () => {
    for (const sort of ['createdAt', 'name', 'owner', 'lastUsedAt', 'expiresAt']) {
      for (const order of ['asc', 'desc']) {
        const paged: string[] = []
        for (let cursor = ''; ; ) {
          const page = bodyOf<Page>(await list(bo, `sort=${sort}&order=${order}&limit=1${cursor}`), 200)
          paged.push(...namesIn(page))
          if (page.nextCursor === null) break
          cursor = `&cursor=${page.nextCursor}`
        }
        const whole = bodyOf<Page>(await list(bo, `sort=${sort}&order=${order}`), 200)
        expect(paged).toEqual(namesIn(whole))
        expect(paged).toHaveLength(4)
        expect(paged).not.toContain('delta')
      }
    }
  })

  it('a cursor is good for the order that it came from, and no other', async () => {
    const { nextCursor } = bodyOf<Page>(await list(admin, 'sort=name&limit=1'), 200)
    for (const other of ['', 'sort=owner', 'sort=name&order=desc']) {
      const answer = await list(admin, `${other}&cursor=${nextCursor}`)
      expect(answer).toMatchObject(refusal(400, 'CURSOR_OF_ANOTHER_SORT'))
    }
    expect(bodyOf<Page>(await list(admin, `sort=name&order=asc&cursor=${nextCursor}`), 200).keys).not.toEqual([])
    const forged = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')
    const id = '0123456789abcdef'
    for (const cursor of [
      'x',
      forged('name', 'asc', 5, id),
      forged('expiresAt', 'asc', 'soon', id),
      forged('createdAt', 'asc', null, id),
      forged('constructor', 'asc', 5, id),
      forged('name', 'up', 'x', id),
      forged('name', 'asc', 'x', 'y'),
    ]) {
      expect(await list(admin, `sort=name&cursor=${cursor}`)).toMatchObject(refusal(400, 'INVALID_CURSOR'))
    }
  })

  it.each(['sort=token', 'sort=', 'order=up', 'sort=name&sort=owner'])('refuses ?%s', async (query) => {
    expect(await list(admin, query)).toMatchObject(refusal(400, 'INVALID_REQUEST'))
  })
})
