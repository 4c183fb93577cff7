import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { secretOf } from '../../packages/server/testing/forge-token.ts'
import { addTeam } from '../support/accounts-api.ts'
import { type Keystead, startKeystead } from '../support/keystead-process.ts'
import { credentialRows } from './hostile-credentials.ts'
import { documentRows } from './hostile-documents.ts'
import { nameRows, reservedNames } from './hostile-names.ts'
import { placeRows } from './hostile-places.ts'
import { requestRows } from './hostile-requests.ts'
import { bearer, judge, type Verdict } from './hostile-row.ts'
import { sessionRows } from './hostile-sessions.ts'
import { exchange, writeRequest } from './raw-http.ts'

const rows = [...credentialRows, ...requestRows, ...documentRows, ...nameRows, ...placeRows, ...sessionRows]

describe('a server that is given what no client would send', () => {
  let keystead: Keystead
  beforeAll(async () => {
    keystead = await startKeystead()
    await addTeam(keystead, 'fleet')
  })
  afterAll(async () => {
    await keystead?.remove()
  })

  it('is tried with rows that differ', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length)
  })

  it.each(rows)('answers and lives on after $name', async ({ request, answeredAfter, status, shape, code }) => {
    const answer = await exchange(keystead.url, request(keystead.token), answeredAfter)
    const expected: Verdict = { status, shape, ...(code !== undefined && { code }) }
    expect(judge(answer)).toEqual(expected)
    // Nothing in the bytes was taken for a second request, and nothing secret came back.
    expect(answer.rest.replace(/^0\r\n\r\n$/, '')).toBe('')
    expect(`${[...answer.headers].join()} ${answer.body}`.replaceAll(/"token":"[^"]*"/g, '')).not.toContain(
      secretOf(keystead.token),
    )
    if (status === 401) expect(answer.body).not.toContain('"data"')

    const alive = await exchange(keystead.url, writeRequest({ path: '/healthz' }))
    expect(alive).toMatchObject({ status: 200, body: '{"status":"ok"}' })
    const good = await exchange(keystead.url, writeRequest({ path: '/api/v1/me', headers: [bearer(keystead.token)] }))
    expect(good.status).toBe(200)
  })

  it('has taken none of it for a fault of its own', () => {
    const faults = keystead
      .logs()
      .split('\n')
      .filter((line) => /"level":[56]0/.test(line))
    expect(faults).toEqual([])
  })

  it.each([
    [
      'keys',
      '/keys',
      'name',
      ['bootstrap', ...requestRows.filter(({ status }) => status === 201).map(() => 'hostile')],
    ],
    ['organizations', '/organizations', 'name', ['acme', ...reservedNames]],
    ['teams', '/organizations/acme/teams', 'name', ['fleet', ...reservedNames]],
    ['serviceAccounts', '/organizations/acme/service-accounts', 'name', reservedNames],
    ['users', '/users', 'email', ['ada@example.com']],
    ['invitations', '/organizations/acme/invitations', 'email', []],
  ])('has made only those %s that rows may make', async (list, path, field, expected) => {
    const headers = [bearer(keystead.token)]
    const { body } = await exchange(keystead.url, writeRequest({ path: `/api/v1${path}`, headers }))
    const items = (JSON.parse(body) as Record<string, Record<string, string>[]>)[list] ?? []
    expect(items.map((item) => item[field]).sort()).toEqual([...expected].sort())
  })
})
