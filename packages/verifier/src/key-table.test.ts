import type { KeyDigest, KeyId } from '@keystead/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KeyTable, type TableEntry } from './key-table.ts'

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const textOf = (alphabet: string, length: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length })
// Few beginnings, so that many keys want the same slots, and both kinds of IDs.
const keyIds = fc
  .oneof(
    textOf(base62, 16),
    textOf('01', 14).map((end) => `00${end}`),
    textOf('0123456789abcdef', 20),
    textOf('0', 16).map((text) => `${text}0000`),
  )
  .map((text) => text as KeyId)
const entries = fc.record({
  account: fc.nat(),
  organization: fc.nat(),
  pepperVersion: fc.nat(),
  expiresAt: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat()),
  digest: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => bytes as KeyDigest),
})

const plain = (entry: TableEntry | undefined) =>
  entry && { ...entry, digest: Buffer.from(entry.digest).toString('hex') }

describe('the table of keys', () => {
  it('holds what a map would, whatever is put in and taken out', () => {
    const steps = fc.array(
      fc.oneof(
        { weight: 3, arbitrary: fc.record({ id: keyIds, entry: entries }) },
        { weight: 2, arbitrary: fc.record({ id: keyIds }) },
      ),
      { maxLength: 400 },
    )
    fc.assert(
      fc.property(steps, (all) => {
        const table = new KeyTable()
        const model = new Map<KeyId, TableEntry>()
        for (const step of all) {
          if ('entry' in step) {
            table.set(step.id, step.entry)
            model.set(step.id, step.entry)
          } else {
            // Half of the time one that is there, which chance would seldom hit.
            const id = [...model.keys()][step.id.charCodeAt(3) % (2 * model.size + 1)] ?? step.id
            expect(table.delete(id)).toBe(model.delete(id))
          }
          expect(table.size).toBe(model.size)
        }
        for (const { id } of all) expect(plain(table.find(id))).toEqual(plain(model.get(id)))
      }),
    )
  })

  it('keeps 100,000 keys apart while half of them come and go, in less than 200 bytes each', () => {
    const table = new KeyTable()
    const idOf = (number: number) => number.toString(36).padStart(16, '0') as KeyId
    const entryOf = (number: number): TableEntry => ({
      account: number,
      organization: 0,
      pepperVersion: 1,
      expiresAt: number,
      digest: new Uint8Array(32).fill(number) as KeyDigest,
    })
    const count = 100_000
    for (let number = 0; number < count; number += 1) table.set(idOf(number), entryOf(number))
    for (let number = 0; number < count; number += 2) table.delete(idOf(number))
    for (let number = 0; number < count; number += 4) table.set(idOf(number), entryOf(number + 1))
    expect(table.size).toBe(count * 0.75)
    const wrong: number[] = []
    for (let number = 0; number < count; number += 1) {
      const expected = number % 4 === 0 ? number + 1 : number % 2 === 0 ? undefined : number
      if (table.find(idOf(number))?.account !== expected) wrong.push(number)
    }
    expect(wrong).toEqual([])
    expect(table.bytes / count).toBeLessThan(200)
  })

  it('tells a legacy ID of digits alone from every other ID', () => {
    const table = new KeyTable()
    table.set('0'.repeat(16) as KeyId, {
      account: 1,
      organization: 0,
      pepperVersion: 1,
      expiresAt: 0,
      digest: digest(1),
    })
    expect(table.find('0'.repeat(20) as KeyId)).toBeUndefined()
    table.set('0'.repeat(20) as KeyId, {
      account: 2,
      organization: 0,
      pepperVersion: 1,
      expiresAt: 0,
      digest: digest(2),
    })
    expect(table.find('0'.repeat(16) as KeyId)?.account).toBe(1)
    expect(table.find('0'.repeat(20) as KeyId)?.account).toBe(2)
  })

  it('forgets the digest of what is deleted', () => {
    const table = new KeyTable()
    const id = 'abcdefghijklmnop' as KeyId
    table.set(id, { account: 1, organization: 0, pepperVersion: 1, expiresAt: 0, digest: digest(7) })
    const view = table.find(id)?.digest
    table.delete(id)
    expect(view).toEqual(digest(0))
  })
})

const digest = (byte: number) => new Uint8Array(32).fill(byte) as KeyDigest
