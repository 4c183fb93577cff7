import { createHmac, createSecretKey } from 'node:crypto'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failureOf } from '../../testing/failure-of.ts'
import { makePepper, type Pepper, Peppers, pepperBytes, pepperCheckValue } from './pepper.ts'

const secret = Uint8Array.from({ length: 32 }, (_, index) => 0xa0 + index)
const retiredOf = (version: number) => ({ version, auditKey: createSecretKey(secret) })
const pepperOf = (version: number, byte = version) => makePepper(version, new Uint8Array(32).fill(byte))

describe('a pepper', () => {
  it('has at least 256 bits', () => {
    expect(pepperBytes).toBe(32)
    expect(() => makePepper(1, new Uint8Array(31))).toThrow(RangeError)
    expect(() => makePepper(1, new Uint8Array(0))).toThrow(RangeError)
    expect(makePepper(1, new Uint8Array(32)).version).toBe(1)
    expect(makePepper(1, new Uint8Array(131)).version).toBe(1)
  })

  it('keeps its own copy of the secret, so that the bytes it came from can be wiped', () => {
    const bytes = secret.slice()
    const pepper = makePepper(1, bytes)
    bytes.fill(0)
    expect(pepper.secret.export().toString('hex')).toBe(Buffer.from(secret).toString('hex'))
  })

  it('does not show its secret when it, or what holds it, is printed or serialized', () => {
    const peppers = new Peppers([makePepper(1, secret)])
    const shown = [peppers, peppers.current].flatMap((value) => [
      inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, customInspect: false }),
      JSON.stringify(value),
    ])
    const bytes = Buffer.from(secret)
    const spellings = [bytes.toString('hex'), bytes.toString('base64'), [...bytes.subarray(0, 4)].join(','), 'a0 a1 a2']
    for (const text of shown) for (const spelling of spellings) expect(text).not.toContain(spelling)
  })
})

describe('the peppers of an instance', () => {
  it('give new keys the newest version, in whatever order they were named', () => {
    const versions = fc.uniqueArray(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(versions, (given) => {
        const peppers = new Peppers(given.map((version) => pepperOf(version)))
        expect(peppers.current.version).toBe(Math.max(...given))
      }),
    )
  })

  it('give each older key the very version that it was made under', () => {
    const all: Pepper[] = [pepperOf(2), pepperOf(10), pepperOf(1)]
    const peppers = new Peppers(all)
    for (const pepper of all) expect(peppers.get(pepper.version)).toBe(pepper)
    expect(peppers.versions().toSorted((a, b) => a.version - b.version)).toEqual([all[2], all[0], all[1]])
  })

  it.each([0, 2, 4, -1, 1.5, Number.NaN])('refuse version %d, which the instance was started without', (version) => {
    const peppers = new Peppers([pepperOf(1), pepperOf(3)])
    const failure = failureOf(() => peppers.get(version))
    expect(failure).toMatchObject({ code: 'PEPPER_MISSING', kind: 'unavailable' })
    expect(failure.internal).toContain(String(version))
    expect(failure.message).not.toContain(String(version))
  })

  it('can be known before they are current, and old ones current again', () => {
    const peppers = new Peppers([pepperOf(1), pepperOf(2)], { current: 1 })
    expect(peppers.current.version).toBe(1)
    expect(peppers.get(2).version).toBe(2)
  })

  it('change for everybody who holds them', () => {
    const held = new Peppers([pepperOf(1)])
    held.replaceBy(new Peppers([pepperOf(2)], { retired: [retiredOf(1)] }))
    expect(held.current.version).toBe(2)
    expect(held.versions().map(({ version }) => version)).toEqual([2])
    expect(held.retired().map(({ version }) => version)).toEqual([1])
    expect(failureOf(() => held.get(1))).toMatchObject({ code: 'PEPPER_MISSING' })
  })

  it('are at least one, and no two of the same version', () => {
    expect(() => new Peppers([])).toThrow(RangeError)
    expect(() => new Peppers([pepperOf(1)], { current: 2 })).toThrow(RangeError)
    expect(() => new Peppers([pepperOf(1)], { retired: [retiredOf(1)] })).toThrow(RangeError)
    expect(() => new Peppers([pepperOf(1)], { retired: [retiredOf(2), retiredOf(2)] })).toThrow(RangeError)
    expect(() => new Peppers([pepperOf(1), pepperOf(2), pepperOf(1, 9)])).toThrow(RangeError)
  })
})

describe('the check value of a pepper', () => {
  it('is the same in every release: databases hold it, and another one would keep them from starting', () => {
    expect(pepperCheckValue(makePepper(1, new Uint8Array(32)))).toBe('aEVNVvPNLBb1sCf7eIPuyXSx2fuoVhinHPRFSa0Y_FQ')
    expect(pepperCheckValue(makePepper(1, secret))).toBe(
      createHmac('sha256', secret).update('keystead pepper check').digest('base64url'),
    )
  })

  it('depends on the secret alone, not on its version', () => {
    expect(pepperCheckValue(makePepper(1, secret))).toBe(pepperCheckValue(makePepper(2, secret)))
  })

  it('tells any two secrets apart', () => {
    const secrets = fc.uint8Array({ minLength: 32, maxLength: 64 })
    fc.assert(
      fc.property(secrets, secrets, (one, other) => {
        const same = sameHmacKey(one, other)
        expect(pepperCheckValue(makePepper(1, one)) === pepperCheckValue(makePepper(1, other))).toBe(same)
      }),
    )
  })
})

/** HMAC fills its key up with zeros to 64 bytes (RFC 2104), so that those at the end make no difference. */
function sameHmacKey(one: Uint8Array, other: Uint8Array): boolean {
  const filled = (key: Uint8Array) => Buffer.concat([key, Buffer.alloc(64 - key.length)])
  return filled(one).equals(filled(other))
}
