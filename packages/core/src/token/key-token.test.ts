import { format, inspect } from 'node:util'
import { serialize } from 'node:v8'
import { describe, expect, it } from 'vitest'
import { seededRandomness } from '../../testing/seeded-randomness.ts'
import { KeyToken } from './key-token.ts'
import { mintToken } from './mint-token.ts'

const { token } = mintToken({ prefix: 'ksd', randomness: seededRandomness('a token nobody may see') })
const text = token.reveal()
const secret = text.slice(-49, -6)
const carrier = { key: { name: 'laptop', nested: { tokens: [token, new Map([['token', token]]), new Set([token])] } } }
const everything = { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true } as const

describe('the text of a token', () => {
  it('is had by asking for it', () => {
    expect(text).toMatch(/^ksd_v1_/)
    expect(new KeyToken('any text').reveal()).toBe('any text')
  })

  // Each gives what some careless line of a program would print, log, send or store.
  it.each<[string, () => string]>([
    ['String()', () => String(token)],
    ['a template', () => `token: ${token}`],
    ['joining texts', () => 'token: '.concat(String(token), ['a', token].join())],
    ['adding to a text', () => `${token as unknown as string}` + (token as unknown as string)],
    ['toLocaleString', () => token.toLocaleString()],
    ['JSON.stringify', () => JSON.stringify(token)],
    ['JSON.stringify of what holds it', () => JSON.stringify(carrier)],
    ['a JSON key', () => JSON.stringify({ [String(token)]: 1 })],
    ['util.inspect', () => inspect(token, everything)],
    ['util.inspect without our own form of it', () => inspect(token, { ...everything, customInspect: false })],
    ['util.inspect of what holds it', () => inspect(carrier, everything)],
    [
      'util.inspect of what holds it, without our own form',
      () => inspect(carrier, { ...everything, customInspect: false }),
    ],
    ['util.inspect as a proxy', () => inspect(new Proxy(token, {}), { ...everything, showProxy: true })],
    ['util.format', () => format('%s %o %O %j %d', token, token, token, token, token)],
    ['an error message', () => String(new Error(String(token)))],
    ['an error and its cause', () => inspect(new Error('no', { cause: token }), everything)],
    ['an error that was thrown by using it wrongly', () => thrownBy(() => (token as unknown as () => void)())],
    ['structuredClone', () => inspect(structuredClone(token), everything)],
    ['structuredClone of what holds it', () => inspect(structuredClone(carrier), everything)],
    ['the serialization of V8', () => serialize(carrier).toString('latin1')],
    ['Object.entries', () => JSON.stringify(Object.entries(token))],
    ['all of its own properties', () => inspect(Reflect.ownKeys(token), everything)],
    ['for … in', () => inspect(enumerated(token), everything)],
    ['spreading', () => inspect({ ...token }, everything)],
    ['Object.assign', () => inspect(Object.assign({}, token), everything)],
    ['the source text of its class', () => String(KeyToken)],
  ])('is not shown by %s', (_, show) => {
    const shown = show()
    expect(shown).not.toContain(text)
    expect(shown).not.toContain(secret)
  })

  it('leaves a placeholder that says what was there', () => {
    expect(`${token}`).toBe('[key token]')
    expect(JSON.stringify({ token })).toBe('{"token":"[key token]"}')
    expect(inspect({ token })).toBe('{ token: [key token] }')
  })

  it('leaves one placeholder for all tokens, from which not even their length or equality can be told', () => {
    const other = new KeyToken('x')
    expect(String(other)).toBe(String(token))
    expect(JSON.stringify(other)).toBe(JSON.stringify(token))
    expect(inspect(other, everything)).toBe(inspect(token, everything))
  })
})

function thrownBy(action: () => void): string {
  try {
    action()
  } catch (error) {
    return inspect(error, everything)
  }
  throw new Error('nothing was thrown')
}

function enumerated(value: object): unknown[] {
  const seen: unknown[] = []
  for (const name in value) seen.push(name, Reflect.get(value, name))
  return seen
}
