import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  anyNote,
  completeNote,
  type Leaf,
  leavesOf,
  otherValues,
  valueAt,
  withLeaf,
} from '../../testing/audit-events.ts'
import { seededRandomness } from '../../testing/seeded-randomness.ts'
import type { AuditEvent, AuditNote } from '../model/audit-event.ts'
import { makePepper } from '../token/pepper.ts'
import { deriveAuditKey, isAuthentic, sealAuditNote, trailStart } from './audit-chain.ts'

const pepper = makePepper(1, seededRandomness('pepper').bytes(32))
const otherPepper = makePepper(1, seededRandomness('another pepper').bytes(32))
const key = deriveAuditKey(pepper)
const previous = { number: 41, mac: 'mac-of-the-one-before' }
const seal = (note: AuditNote, after = previous) => sealAuditNote(note, after, pepper)
const event = seal(completeNote)

/** The leaves of an event for which some other value would go unnoticed. */
function uncoveredLeaves(sealed: AuditEvent): string[] {
  const isUnnoticed = (value: AuditEvent) => isAuthentic(value, previous.mac, key)
  return leavesOf(sealed)
    .filter((leaf) => changesOf(sealed, leaf).some((value) => isUnnoticed(withLeaf(sealed, leaf, value))))
    .map((leaf) => leaf.join('.'))
}

function changesOf(sealed: AuditEvent, leaf: Leaf): unknown[] {
  const values = otherValues(valueAt(sealed, leaf))
  // The one column that is compared as it is: a text, as the database says.
  return leaf.join() === 'mac' ? values.filter((value) => typeof value === 'string') : values
}

describe('a sealed event', () => {
  it('is authentic as it was written, in its place', () => {
    expect(isAuthentic(event, previous.mac, key)).toBe(true)
    expect(event).toEqual({ ...completeNote, number: 42, macKeyId: 1, mac: expect.stringMatching(/^[\w-]{43}$/) })
  })

  it('begins the trail where there is none before it', () => {
    const first = seal(completeNote, trailStart)
    expect(first.number).toBe(1)
    expect(isAuthentic(first, '', key)).toBe(true)
  })

  it('is authentic after a way through a database, which knows no order of fields', () => {
    const backwards = Object.fromEntries(Object.entries(event).reverse()) as AuditEvent
    const details = Object.fromEntries(Object.entries(event.details).reverse())
    expect(Object.keys(details)).not.toEqual(Object.keys(event.details))
    expect(isAuthentic({ ...backwards, details }, previous.mac, key)).toBe(true)
    expect(isAuthentic(JSON.parse(JSON.stringify(event)), previous.mac, key)).toBe(true)
  })

  // Every field there is, found by looking: one that is added to events and forgotten in the encoding turns up here.
  it.each(leavesOf(event).map((leaf) => leaf.join('.')))('is no longer authentic after a change of %s', (name) => {
    expect(uncoveredLeaves(event)).not.toContain(name)
  })

  it('would be found to have a field that the MAC does not cover', () => {
    const withMore = { ...event, actor: { ...event.actor, surprise: 'x' }, another: null }
    expect(uncoveredLeaves(withMore)).toEqual(['actor.surprise', 'another'])
  })

  it('tells nothing from an empty text, and from the word null, wherever it stands', () => {
    for (const leaf of leavesOf(completeNote)) {
      const macs = [null, '', 'null'].map((value) => seal(withLeaf(completeNote, leaf, value)).mac)
      expect(new Set(macs), leaf.join('.')).toHaveProperty('size', 3)
    }
  })

  it.each(['organization', 'team'] as const)('tells no %s from one of which nothing is known', (part) => {
    const none = seal({ ...completeNote, [part]: null })
    const unknown = [{ id: null, name: null }, { id: '', name: '' }, {}, []]
    for (const value of unknown) {
      expect(isAuthentic(withLeaf(none, [part], value), previous.mac, key)).toBe(false)
    }
  })

  it.each([
    ['one more', { ...completeNote.details, more: null }],
    ['one less', { fromName: 'laptop', toName: 'desktop', keys: 3 }],
    ['none', {}],
    ['another name for one', { ...completeNote.details, fromName: 'desktop', toName: 'laptop' }],
    ['a number as a text', { ...completeNote.details, keys: '3' }],
    ['a truth value as a text', { ...completeNote.details, verifier: 'true' }],
  ])('is no longer authentic with other details: %s', (_, details) => {
    expect(isAuthentic({ ...event, details }, previous.mac, key)).toBe(false)
  })

  it('is not authentic behind another event, or under another pepper', () => {
    expect(isAuthentic(event, '', key)).toBe(false)
    expect(isAuthentic(event, `${previous.mac}x`, key)).toBe(false)
    expect(isAuthentic(event, event.mac, key)).toBe(false)
    expect(isAuthentic(event, previous.mac, deriveAuditKey(otherPepper))).toBe(false)
  })

  it.each(['', 'x', 'é'.repeat(43), `${event.mac}=`, event.mac.slice(0, -1), ` ${event.mac}`])(
    'is not authentic, and breaks nothing, with the MAC %j',
    (mac) => {
      expect(isAuthentic({ ...event, mac }, previous.mac, key)).toBe(false)
    },
  )

  it('keeps what it was given: nothing is added to a note or taken from it', () => {
    fc.assert(
      fc.property(anyNote, (note) => {
        const { number, macKeyId, mac, ...rest } = seal(note)
        expect(rest).toEqual(note)
        expect([number, macKeyId, mac.length]).toEqual([42, 1, 43])
      }),
    )
  })
})

describe('the MAC of an event', () => {
  it('depends on the MAC before it, its number, the version of the pepper, and the pepper', () => {
    const macs = [
      event,
      seal(completeNote, { ...previous, mac: 'another' }),
      seal(completeNote, { ...previous, number: 40 }),
      sealAuditNote(completeNote, previous, { ...pepper, version: 2 }),
      sealAuditNote(completeNote, previous, otherPepper),
    ].map(({ mac }) => mac)
    expect(new Set(macs).size).toBe(macs.length)
  })

  it('is the same whatever the order of the details', () => {
    fc.assert(
      fc.property(anyNote, ({ details, ...note }) => {
        const backwards = Object.fromEntries(Object.entries(details).reverse())
        expect(seal({ ...note, details: backwards }).mac).toBe(seal({ ...note, details }).mac)
      }),
    )
  })

  it('is made with a key of its own: what a pepper does elsewhere helps nobody to forge one', () => {
    expect(key.export().equals(pepper.secret.export())).toBe(false)
    expect(key.export()).toHaveLength(32)
  })
})

describe('two different events', () => {
  const sameEncoding = (one: AuditNote, other: AuditNote) => seal(one).mac === seal(other).mac

  it('never have one encoding', () => {
    fc.assert(
      fc.property(anyNote, anyNote, (one, other) => {
        expect(sameEncoding(one, other)).toBe(isDeepStrictEqual(one, other))
      }),
      { numRuns: 1_000 },
    )
  })

  it('never have one encoding where they differ in a single place', () => {
    fc.assert(
      fc.property(anyNote, fc.nat(), fc.nat(), (note, place, choice) => {
        const leaves = leavesOf(note)
        const leaf = leaves[place % leaves.length] ?? []
        const values = otherValues(valueAt(note, leaf))
        const value = values[choice % values.length]
        expect(sameEncoding(note, withLeaf(note, leaf, value))).toBe(false)
      }),
      { numRuns: 2_000 },
    )
  })

  it('never have one encoding where only the border between two fields was moved', () => {
    const texts = fc.array(fc.constantFrom('a', '"', ',', '","', '",null,"', '\\', '],['), {
      minLength: 2,
      maxLength: 6,
    })
    const leaves = leavesOf(completeNote)
    fc.assert(
      fc.property(texts, fc.nat({ max: leaves.length - 2 }), (parts, place) => {
        const [left = [], right = []] = leaves.slice(place)
        const macs = parts.map((_, border) => {
          const withLeft = withLeaf(completeNote, left, parts.slice(0, border).join(''))
          return seal(withLeaf(withLeft, right, parts.slice(border).join(''))).mac
        })
        expect(new Set(macs).size).toBe(parts.length)
      }),
      { numRuns: 1_000 },
    )
  })

  it('never have one encoding where names and values of details changed places', () => {
    const details: AuditNote['details'][] = [
      { a: 'b' },
      { b: 'a' },
      { a: 'b', b: 'a' },
      { a: 'b,b', b: '' },
      { 'a,b': '' },
      { '': 'a,b' },
      { a: null },
      { a: 'null' },
      { null: 'a' },
      { a: '', b: '' },
      { ab: '' },
      {},
    ]
    const macs = details.map((given) => seal({ ...completeNote, details: given }).mac)
    expect(new Set(macs).size).toBe(details.length)
  })
})
