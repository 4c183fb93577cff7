import { describe, expect, it } from 'vitest'
import { findMentions } from './find-mentions.ts'
import type { Place, World } from './thing.ts'

const outsider = 'a member of another organization'
const world: World = {
  askers: [outsider],
  tokens: { [outsider]: 'outsider' } as World['tokens'],
  insiders: [],
  deadTokens: {},
  things: [
    { kind: 'team', what: 'cobalt', named: { 'by ID': 'team_cobalt', 'by name': 'cobalt' }, knownTo: [] },
    { kind: 'team', what: 'oak', named: { 'by ID': 'team_oak', 'by name': 'oak' }, knownTo: [outsider] },
  ],
  madeUp: {} as World['madeUp'],
  places: [{ team: 'cobalt' } as unknown as Place],
}

const mentionsIn = (text: string, route = 'GET /teams', headers: Readonly<Record<string, string>> = {}) =>
  findMentions(
    world,
    route,
    { parts: route.includes(':') ? { 'path.team': { asks: ['team'], always: true } } : {} },
    () =>
      Promise.resolve({ status: 200, text, body: null, headers: { 'content-type': 'application/json', ...headers } }),
  )

describe('the search for mentions', () => {
  it.each([
    ['by name', '{"teams":[{"name":"cobalt"}]}'],
    ['by ID', '{"details":{"from":{"team":"team_cobalt"}}}'],
    ['inside of a node ID', JSON.stringify({ id: Buffer.from('Entity:team_cobalt').toString('base64') })],
  ])('finds what a caller may not know of %s', async (_how, text) => {
    expect(await mentionsIn(text)).toHaveLength(1)
  })

  it('finds it in every line of an export', async () => {
    const lines = '{"team":"oak"}\n{"team":"cobalt"}\n'
    expect(await mentionsIn(lines, 'GET /export', { 'content-type': 'application/x-ndjson' })).toHaveLength(1)
  })

  it('passes over what the caller knows, what they have sent themselves, and parts of other words', async () => {
    expect(await mentionsIn('{"teams":["oak","team_oak","cobalt blue"]}')).toEqual([])
    expect(await mentionsIn('{"asked":"cobalt"}', 'GET /teams/:team')).toEqual([])
    expect(await mentionsIn('{"asked":"cobalt","is":"team_cobalt"}', 'GET /teams/:team')).toHaveLength(1)
  })
})
