import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyNote, completeNote, leavesOf, otherValues, valueAt, withLeaf } from '../../testing/audit-events.ts'
import { continueTrail, emptyTrail, type Trail, trailStore } from '../../testing/audit-trail.ts'
import { seededRandomness } from '../../testing/seeded-randomness.ts'
import type { Instance } from '../instance.ts'
import type { AuditEvent, AuditNote } from '../model/audit-event.ts'
import { makePepper, type Pepper, Peppers } from '../token/pepper.ts'
import type { AuditAnchor } from './audit-chain.ts'
import { verifyTrail } from './verify-trail.ts'

const pepper = makePepper(1, seededRandomness('pepper').bytes(32))
const nextPepper = makePepper(2, seededRandomness('next pepper').bytes(32))
const lostPepper = makePepper(3, seededRandomness('lost pepper').bytes(32))

function instanceWith(current: () => Trail, { pageSize, peppers }: { pageSize?: number; peppers?: Pepper[] } = {}) {
  return { store: trailStore(current, pageSize), peppers: new Peppers(peppers ?? [pepper, nextPepper]) } as Instance
}

const verify = (trail: Trail, anchor?: AuditAnchor, pageSize?: number) =>
  verifyTrail(
    instanceWith(() => trail, pageSize === undefined ? {} : { pageSize }),
    anchor,
  )

const notes = (count: number): AuditNote[] =>
  Array.from({ length: count }, (_, index) => ({ ...completeNote, at: completeNote.at + index }))

const fiveEvents = continueTrail(emptyTrail, notes(5), pepper)

/** An event that is known to be there. */
function eventAt({ events }: Trail, index: number): AuditEvent {
  const event = events.at(index)
  if (event === undefined) throw new Error(`the trail has no event ${index}`)
  return event
}

const anchorAt = (trail: Trail, index: number): AuditAnchor => {
  const { number, mac } = eventAt(trail, index)
  return { number, mac }
}

/** Trails of two events or more, the later ones written after the pepper was replaced. */
const trails = fc
  .tuple(fc.array(anyNote, { minLength: 1, maxLength: 8 }), fc.array(anyNote, { minLength: 1, maxLength: 8 }))
  .map(([before, after]) => continueTrail(continueTrail(emptyTrail, before, pepper), after, nextPepper))
const pageSizes = fc.integer({ min: 1, max: 20 })

describe('a trail that nobody has touched', () => {
  it('is found to be without fault, on pages of any size, with any of its events as anchor', async () => {
    await fc.assert(
      fc.asyncProperty(trails, pageSizes, fc.nat(), async (trail, pageSize, place) => {
        const anchor = anchorAt(trail, place % trail.events.length)
        for (const given of [undefined, anchor, { number: 0, mac: '' }]) {
          expect(await verify(trail, given, pageSize)).toEqual({
            events: trail.events.length,
            head: trail.head,
            faults: [],
          })
        }
      }),
    )
  })

  it('may be empty', async () => {
    expect(await verify(emptyTrail)).toEqual({ events: 0, head: null, faults: [] })
  })

  it('may be longer than one page, of whatever length it is read in', async () => {
    const long = continueTrail(emptyTrail, notes(2_500), pepper)
    const progress: [number, number][] = []
    const report = await verifyTrail(
      instanceWith(() => long),
      anchorAt(long, 1_700),
      (...step) => {
        progress.push(step)
      },
    )
    expect(report).toEqual({ events: 2_500, head: long.head, faults: [] })
    expect(progress).toEqual([
      [1_000, 2_500],
      [2_000, 2_500],
      [2_500, 2_500],
    ])
  })

  it('may be written to meanwhile: what comes after the end is left for the next time', async () => {
    let trail = fiveEvents
    const goOn = () => {
      const before = trail
      trail = continueTrail(trail, notes(1), pepper)
      return before
    }
    for (const pageSize of [1, 3, 100]) {
      const { head } = trail
      expect(await verifyTrail(instanceWith(goOn, { pageSize }))).toEqual({
        events: head?.number,
        head,
        faults: [],
      })
    }
  })
})

/** What somebody who writes to the database, and has no pepper, makes of a trail. `at` and `value` are any numbers. */
type Tampering = (trail: Trail, at: number, value: number) => Trail

const renumber = (events: readonly AuditEvent[]): AuditEvent[] =>
  events.map((event, index) => ({ ...event, number: index + 1 }))

const withEvents = (events: readonly AuditEvent[]): Trail => {
  const last = events.at(-1)
  return { events, head: last && { number: last.number, mac: last.mac } }
}

/** What they would forge: everything is right but the MAC, which they take from somewhere. */
function forge(trail: Trail, at: number, number: number): AuditEvent {
  const copied = eventAt(trail, at % trail.events.length)
  const mac = [copied.mac, '', 'x'.repeat(43), trail.head?.mac ?? ''][at % 4] ?? ''
  return { ...copied, number, mac, at: copied.at + 1 }
}

const place = ({ events }: Trail, at: number) => at % events.length

const tamperings: Record<string, Tampering> = {
  'an event is edited, whatever is changed in it'(trail, at, value) {
    const index = place(trail, at)
    const event = eventAt(trail, index)
    // Numbers are told apart below: the database has a number once.
    const leaves = leavesOf(event).filter(([name]) => name !== 'number')
    const leaf = leaves[value % leaves.length] ?? []
    const others = otherValues(valueAt(event, leaf)).filter((other) => leaf[0] !== 'mac' || typeof other === 'string')
    const edited = withLeaf(event, leaf, others[value % others.length])
    return { ...trail, events: trail.events.with(index, edited) }
  },
  'an event is put between two others, and those behind it are numbered anew'(trail, at) {
    const { events } = trail
    return withEvents(renumber(events.toSpliced(place(trail, at), 0, forge(trail, at, 0))))
  },
  'an event is put at the end'(trail, at) {
    return withEvents([...trail.events, forge(trail, at, trail.events.length + 1)])
  },
  'an event is put behind the end, which is left where it is'(trail, at) {
    return { ...trail, events: [...trail.events, forge(trail, at, trail.events.length + 1 + (at % 3))] }
  },
  'an event is put before the first'(trail, at, value) {
    return { ...trail, events: [forge(trail, at, -(value % 5)), ...trail.events] }
  },
  'an event is taken out'(trail, at) {
    return { ...trail, events: trail.events.toSpliced(place(trail, at), 1) }
  },
  'an event is taken out, and those behind it are numbered anew'(trail, at) {
    // Without the last it is a trail that was cut, which only an anchor tells.
    const index = at % (trail.events.length - 1)
    return withEvents(renumber(trail.events.toSpliced(index, 1)))
  },
  'the first events are taken out'(trail, at) {
    return { ...trail, events: trail.events.slice(1 + place(trail, at)) }
  },
  'two events change places'(trail, at, value) {
    const { events } = trail
    const [one, other] = [place(trail, at), (at + 1 + (value % (events.length - 1))) % events.length]
    return {
      ...trail,
      events: events.with(one, { ...eventAt(trail, other), number: one + 1 }).with(other, {
        ...eventAt(trail, one),
        number: other + 1,
      }),
    }
  },
  'an event is given another number'(trail, at) {
    const index = place(trail, at)
    return { ...trail, events: trail.events.with(index, { ...eventAt(trail, index), number: trail.events.length + 5 }) }
  },
  'the tail is cut off'(trail, at) {
    return { ...trail, events: trail.events.slice(0, place(trail, at)) }
  },
  'the end is set back, and the events are left'(trail, at) {
    const index = place(trail, at)
    return { ...trail, head: index === 0 ? undefined : anchorAt(trail, index - 1) }
  },
  'the end is set forward'(trail, at) {
    return { ...trail, head: { number: trail.events.length + 1 + at, mac: trail.head?.mac ?? '' } }
  },
  'the end is given another MAC'(trail, at) {
    return { ...trail, head: { number: trail.events.length, mac: anchorAt(trail, place(trail, at)).mac.slice(1) } }
  },
  'all is forgotten but the end'(trail) {
    return { ...trail, events: [] }
  },
}

describe('it is found, by who has nothing but the pepper and the database, that', () => {
  it.each(Object.entries(tamperings))('%s', async (_, tamper) => {
    await fc.assert(
      fc.asyncProperty(trails, fc.nat({ max: 1_000 }), fc.nat({ max: 1_000 }), pageSizes, async (...given) => {
        const [trail, at, value, pageSize] = given
        const tampered = tamper(trail, at, value)
        expect(tampered).not.toEqual(trail)
        expect((await verify(tampered, undefined, pageSize)).faults).not.toEqual([])
        // An anchor hides nothing.
        expect((await verify(tampered, anchorAt(trail, place(trail, value)), pageSize)).faults).not.toEqual([])
      }),
      { numRuns: 200 },
    )
  })
})

describe('it is found by an anchor alone that', () => {
  it('a trail was cut off, with its end', async () => {
    await fc.assert(
      fc.asyncProperty(trails, fc.nat(), pageSizes, async (trail, at, pageSize) => {
        const cut = withEvents(trail.events.slice(0, place(trail, at)))
        expect((await verify(cut, undefined, pageSize)).faults).toEqual([])
        expect((await verify(cut, anchorAt(trail, -1), pageSize)).faults).toEqual([
          { kind: 'cut', number: cut.events.length + 1 },
        ])
      }),
    )
  })

  it('a trail was written anew from some event on, by who had the pepper', async () => {
    await fc.assert(
      fc.asyncProperty(trails, anyNote, fc.nat(), fc.nat(), pageSizes, async (trail, note, at, later, pageSize) => {
        const from = place(trail, at)
        const kept = withEvents(trail.events.slice(0, from))
        const others = trail.events.slice(from + 1).map(({ number, macKeyId, mac, ...rest }) => rest)
        const another = { ...note, requestId: 'this is what was to be hidden' }
        const rewritten = continueTrail(kept, [another, ...others], nextPepper)
        const anchor = anchorAt(trail, from + (later % (trail.events.length - from)))
        expect((await verify(rewritten, undefined, pageSize)).faults).toEqual([])
        expect((await verify(rewritten, anchor, pageSize)).faults).toEqual([{ kind: 'anchor', number: anchor.number }])
      }),
    )
  })

  it('a trail was cut and continued', async () => {
    const cut = withEvents(fiveEvents.events.slice(0, 2))
    const continued = continueTrail(cut, notes(7).slice(5), pepper)
    expect((await verify(continued)).faults).toEqual([])
    expect((await verify(continued, anchorAt(fiveEvents, -1))).faults).toEqual([{ kind: 'cut', number: 5 }])
    expect((await verify(continued, anchorAt(fiveEvents, 2))).faults).toEqual([{ kind: 'anchor', number: 3 }])
    expect((await verify(continued, anchorAt(fiveEvents, 1))).faults).toEqual([])
  })

  it('all of a trail is gone', async () => {
    expect((await verify(emptyTrail, anchorAt(fiveEvents, -1))).faults).toEqual([{ kind: 'cut', number: 1 }])
  })
})

describe('what was done to a trail is told by', () => {
  const { events, head } = fiveEvents
  const third = eventAt(fiveEvents, 2)

  it('the one event that was edited, and not those behind it', async () => {
    const edited = { ...fiveEvents, events: events.with(2, { ...third, code: null }) }
    expect((await verify(edited)).faults).toEqual([{ kind: 'altered', number: 3 }])
  })

  it('the events that are missing, up to the next that is there', async () => {
    const gap = { ...fiveEvents, events: events.toSpliced(1, 2) }
    expect((await verify(gap)).faults).toEqual([
      { kind: 'missing', number: 2, until: 4 },
      { kind: 'altered', number: 4 },
    ])
  })

  it('where it was cut off', async () => {
    expect((await verify({ ...fiveEvents, events: events.slice(0, 3) })).faults).toEqual([{ kind: 'cut', number: 4 }])
  })

  it('the newest event, where the end was set back', async () => {
    const setBack = { events, head: anchorAt(fiveEvents, 1) }
    expect(await verify(setBack)).toEqual({ events: 2, head: setBack.head, faults: [{ kind: 'altered', number: 5 }] })
  })

  it('what was put before the first event', async () => {
    const before = [{ ...third, number: 0 }, ...events]
    expect((await verify({ events: before, head })).faults).toEqual([{ kind: 'altered', number: 0 }])
  })

  it('the anchor that was taken out', async () => {
    const gap = { ...fiveEvents, events: events.toSpliced(2, 1) }
    const { faults } = await verify(gap, anchorAt(fiveEvents, 2))
    expect(faults).toContainEqual({ kind: 'anchor', number: 3 })
  })

  it('the first of very many faults', async () => {
    const long = continueTrail(emptyTrail, notes(100), pepper)
    const edited = { ...long, events: long.events.map((event) => ({ ...event, ip: null })) }
    const { faults } = await verify(edited)
    expect(faults).toEqual(Array.from({ length: 20 }, (_, index) => ({ kind: 'altered', number: index + 1 })))
  })
})

describe('a pepper that this instance does not have', () => {
  it('is told with its version, and hides nothing that was done to the events of others', async () => {
    const known = continueTrail(emptyTrail, notes(2), pepper)
    const trail = continueTrail(continueTrail(known, notes(2), lostPepper), notes(2), nextPepper)
    const unknown = { kind: 'unknown-key', number: 3, pepperVersion: 3 }
    expect((await verify(trail)).faults).toEqual([unknown])
    const edited = { ...trail, events: trail.events.with(5, { ...eventAt(trail, 5), ip: null }) }
    expect((await verify(edited)).faults).toEqual([unknown, { kind: 'altered', number: 6 }])
    const every = instanceWith(() => trail, { peppers: [pepper, nextPepper, lostPepper] })
    expect((await verifyTrail(every)).faults).toEqual([])
  })

  it('is not taken for another of the same version', async () => {
    const other = makePepper(1, seededRandomness('a pepper of another instance').bytes(32))
    const { faults } = await verifyTrail(instanceWith(() => fiveEvents, { peppers: [other] }))
    expect(faults).toHaveLength(5)
  })

  it('does not let through what claims to be written under it, wherever that stands', async () => {
    await fc.assert(
      fc.asyncProperty(trails, fc.nat(), pageSizes, async (trail, at, pageSize) => {
        const index = place(trail, at)
        const claimed = { ...eventAt(trail, index), macKeyId: 9, ip: 'forged' }
        const tampered = { ...trail, events: trail.events.with(index, claimed) }
        expect((await verify(tampered, undefined, pageSize)).faults).toContainEqual({
          kind: 'unknown-key',
          number: index + 1,
          pepperVersion: 9,
        })
      }),
    )
  })
})
