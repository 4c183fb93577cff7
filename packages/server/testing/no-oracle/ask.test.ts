import { describe, expect, it } from 'vitest'
import type { Answer } from '../call.ts'
import { findOracles, findVainQuestions } from './ask.ts'
import type { Row } from './row.ts'
import type { Call } from './send-request.ts'
import type { Kind, Place, World } from './thing.ts'

const outsider = 'a member of another organization'
const insider = 'an admin of the organization'

/** Of one team and one key, which only the insider may know. */
const world: World = {
  askers: [outsider, insider],
  tokens: { [outsider]: 'outsider', [insider]: 'insider' } as World['tokens'],
  insiders: ['insider'],
  deadTokens: {},
  things: [
    { kind: 'team', what: 'cobalt', named: { 'by ID': 'team_cobalt', 'by name': 'cobalt' }, knownTo: [insider] },
    { kind: 'key', what: 'a key', named: { 'by ID': 'key1' }, knownTo: [insider] },
  ],
  madeUp: {
    team: { 'by ID': 'team_none', 'by name': 'none' },
    key: { 'by ID': 'key0' },
  } as unknown as World['madeUp'],
  places: [{ team: 'home', key: 'home' } as Partial<Record<Kind, string>> as Place],
}
const row: Row = {
  parts: {
    'path.team': { asks: ['team'], always: true },
    'query.key': { asks: ['key'] },
    'query.limit': { why: 'a number' },
  },
}
const route = 'GET /teams/:team'

const answer = (status: number, body: unknown): Answer => ({ status, headers: {}, text: JSON.stringify(body), body })
const things = ['team_cobalt', 'cobalt', 'key1']

/** A server that knows one team and one key, and answers `leak` of them to the outsider. */
function serverThat(leak: (path: string) => Answer | undefined): Call {
  return async (_method, path, { token }) => {
    const exists = things.some((name) => path.endsWith(name))
    const told = exists && token === 'outsider' ? leak(path) : undefined
    return told ?? answer(exists && token === 'insider' ? 200 : 404, { code: 'NOT_FOUND' })
  }
}
const silent = serverThat(() => undefined)

describe('the questions of the test of all routes', () => {
  it('find nothing where there is nothing to find', async () => {
    expect(await findOracles(world, route, row, silent)).toEqual([])
    expect(await findVainQuestions(world, route, row, silent)).toEqual([])
  })

  it.each<[where: string, leaks: (path: string) => boolean, found: string]>([
    ['a path, by ID', (path) => path === '/teams/team_cobalt', `${outsider} learns by path.team of team, cobalt by ID`],
    ['a path, by name', (path) => path === '/teams/cobalt', `${outsider} learns by path.team of team, cobalt by name`],
    ['a query', (path) => path === '/teams/home?key=key1', `${outsider} learns by query.key of key, a key by ID`],
  ])('find a server that tells by %s', async (_where, leaks, found) => {
    const call = serverThat((path) => (leaks(path) ? answer(403, { code: 'FORBIDDEN' }) : undefined))
    const oracles = await findOracles(world, route, row, call)
    expect(oracles).toHaveLength(1)
    expect(oracles[0]).toContain(`${found}: status 403 instead of 404`)
  })

  it('find one in a body, in a list and in a field of GraphQL, too', async () => {
    const told = (part: string, asked: Row) =>
      findOracles(
        { ...world, things: world.things.slice(1) },
        'POST /x',
        asked,
        async (_method, _path, { token, body }) =>
          answer(200, { seen: token === 'outsider' && JSON.stringify(body).includes(part) }),
      )
    expect(await told('"id":"key1"', { parts: { 'body.id': { asks: ['key'] } } })).toHaveLength(1)
    expect(
      await told('"ids":["key1"]', { parts: { 'body.ids': { asks: ['key'], forms: [(id) => [id]] } } }),
    ).toHaveLength(1)
    const document = 'query Q { x }'
    expect(await told('"input":{"id":"key1"', { document, parts: { 'input.id': { asks: ['key'] } } })).toHaveLength(1)
  })

  it('pass over what a row decides to tell, of that part, to that caller and of nothing else', async () => {
    const call = serverThat(() => answer(409, { code: 'TAKEN' }))
    const exception = { part: 'path.team', kind: 'team', askers: [outsider], why: 'names are unique' } as const
    const oracles = await findOracles(world, route, { ...row, exceptions: [exception] }, call)
    expect(oracles).toHaveLength(1)
    expect(oracles[0]).toContain('query.key')
    for (const other of [
      { ...exception, part: 'query.key' },
      { ...exception, kind: 'key' as const },
    ]) {
      expect((await findOracles(world, route, { ...row, exceptions: [other] }, call)).join()).toContain('path.team')
    }
  })

  it('find an exception by which nothing is told', async () => {
    const exception = { part: 'path.team', kind: 'team', askers: [outsider], why: 'once it was so' } as const
    const oracles = await findOracles(world, route, { ...row, exceptions: [exception] }, silent)
    expect(oracles).toEqual([`not so: ${outsider} learns by path.team of team`])
  })

  it('find a part that nobody reads, and one by which somebody is told although the row says nobody', async () => {
    const deaf: Call = async (_method, path, { token }) =>
      answer(path.startsWith('/teams/cobalt') && token === 'insider' ? 200 : 404, {})
    expect(await findVainQuestions(world, route, row, deaf)).toEqual(['query.key key is told to nobody'])
    const modest: Row = { parts: { 'path.team': { asks: ['team'], always: true, toldToNobody: ['team'] } } }
    expect(await findVainQuestions(world, route, modest, silent)).toEqual(['path.team team is told to some'])
  })
})
