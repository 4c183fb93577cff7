import { describe, expect, it } from 'vitest'
import type { Answer } from '../call.ts'
import { findDifferences } from './compare-answers.ts'

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json', date: `now ${Math.random()}`, 'x-request-id': 'req_1', ...headers },
  text: JSON.stringify(body),
  body,
})
const refusal = { code: 'TEAM_NOT_FOUND', status: 404, requestId: 'req_1' }

const compare = (existing: Answer, madeUp: Answer, haveMade = false) =>
  findDifferences({ reference: 'cobalt', answer: existing }, { reference: 'nothing', answer: madeUp }, haveMade)

const made = (letter: string) =>
  answer(201, {
    id: `team_${letter.repeat(22)}`,
    node: Buffer.from(`Invite:inv_${letter.repeat(16)}`).toString('base64'),
    token: `ksd_v1_${letter.repeat(16)}_${letter.repeat(49)}`,
  })

describe('the comparison of answers, on which the test of all routes relies', () => {
  it.each<[what: string, existing: Answer, madeUp: Answer]>([
    ['the same refusal', answer(404, refusal), answer(404, refusal)],
    [
      'request ID, date and length',
      answer(404, refusal, { 'content-length': '40' }),
      answer(404, { ...refusal, requestId: 'req_2' }, { 'x-request-id': 'req_2', 'content-length': '41' }),
    ],
    ['the reference as it was sent', answer(404, { asked: 'cobalt' }), answer(404, { asked: 'nothing' })],
  ])('passes over %s', (_what, existing, madeUp) => {
    expect(compare(existing, madeUp)).toEqual([])
  })

  it('passes over ID and token only of what was made', () => {
    expect(compare(made('a'), made('b'), true)).toEqual([])
    expect(compare(made('a'), made('b'))).not.toEqual([])
    expect(compare(made('a'), answer(201, { ...(made('b').body as object), known: true }), true)).not.toEqual([])
  })

  it.each<[what: string, existing: Answer, madeUp: Answer]>([
    ['another status', answer(403, refusal), answer(404, refusal)],
    ['another code', answer(404, { ...refusal, code: 'FORBIDDEN' }), answer(404, refusal)],
    ['another message', answer(404, { ...refusal, title: 'Not yours.' }), answer(404, { ...refusal, title: 'None.' })],
    ['a field more', answer(404, { ...refusal, errors: [] }), answer(404, refusal)],
    ['null instead of a value', answer(200, { owner: null }), answer(200, { owner: 'x' })],
    ['a header more', answer(404, refusal, { allow: 'GET' }), answer(404, refusal)],
    ['a header less', answer(404, refusal), answer(404, refusal, { 'cache-control': 'no-store' })],
    ['another header', answer(401, refusal, { 'www-authenticate': 'a' }), answer(401, refusal)],
    ['the name as it is stored', answer(404, { asked: 'Cobalt' }), answer(404, { asked: 'nothing' })],
    ['the ID of what was named', answer(404, { team: `team_${'a1'.repeat(11)}` }), answer(404, { team: 'nothing' })],
    ['an item more', answer(200, { keys: ['<ID>'] }), answer(200, { keys: [] })],
    ['another page', answer(200, { nextCursor: 'WzEsMl0' }), answer(200, { nextCursor: null })],
    ['white space', { ...answer(404, refusal), text: `${JSON.stringify(refusal)} ` }, answer(404, refusal)],
  ])('finds %s', (_what, existing, madeUp) => {
    expect(compare(existing, madeUp)).not.toEqual([])
  })
})
