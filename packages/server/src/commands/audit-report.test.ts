import type { TrailFault, TrailReport } from '@keystead/core'
import { describe, expect, it } from 'vitest'
import { parseAuditArguments } from './audit.ts'
import { describeReport } from './audit-report.ts'
import { openProgressLine } from './progress-line.ts'
import { UsageError } from './usage-error.ts'

const mac = 'A'.repeat(43)
const report = (faults: readonly TrailFault[], rest: Partial<TrailReport> = {}): TrailReport => ({
  events: 12,
  head: { number: 12, mac },
  faults,
  ...rest,
})
const anchorAt = (number: number) => ({ number, mac })

describe('what keystead audit verify says', () => {
  it('of an untouched trail: so, how long it is, and what to keep', () => {
    const text = describeReport(report([], { events: 1_234_567 }), null)
    expect(text).toMatch(/^The audit trail is untouched: 1,234,567 events, .+\n/)
    expect(text).toContain(`Its end is 12:${mac}\n`)
    expect(text).toContain('Without --anchor, this cannot tell')
  })

  it('of an untouched trail with its anchor: up to where the anchor reaches', () => {
    const text = describeReport(report([]), anchorAt(7))
    expect(text).toContain('The anchor is in it: up to event 7 ')
    expect(text).not.toContain('Without --anchor')
  })

  it('of one without events: that this is hardly right', () => {
    expect(describeReport(report([], { events: 0, head: null }), null)).toMatch(/^The audit trail holds no event\. .+$/)
  })

  it.each([
    [[{ kind: 'altered', number: 7 }], null, 'Event 7 was altered: it is not what Keystead wrote in this place.'],
    [
      [{ kind: 'altered', number: 0 }],
      null,
      "Event 0 was put in: Keystead counts from 1, so it is none of Keystead's.",
    ],
    [[{ kind: 'altered', number: 15 }], null, 'Event 15 lies beyond the end that the database has on record (12)'],
    [[{ kind: 'missing', number: 7, until: 8 }], null, 'Event 7 is missing: somebody deleted it'],
    [[{ kind: 'missing', number: 7, until: 10 }], null, 'Events 7 to 9 are missing: somebody deleted them'],
    [
      [{ kind: 'cut', number: 10 }],
      null,
      'stops after event 9, and the database has on record that it once went on to event 12',
    ],
    [
      [{ kind: 'cut', number: 13 }],
      anchorAt(20),
      'stops after event 12, and the anchor says that it once went on to event 20',
    ],
    [[{ kind: 'anchor', number: 7 }], anchorAt(7), 'Event 7 is not the one that the anchor names.'],
  ] as const satisfies readonly [TrailFault[], unknown, string][])('of %j: what it means', (faults, anchor, words) => {
    const text = describeReport(report(faults), anchor)
    expect(text).toMatch(/^The audit trail is NOT as it was written\. In 12 events:\n/)
    expect(text).toContain(words)
    expect(text).toContain(`Do not rely on the trail from event ${Math.max(1, faults[0].number)} on.`)
  })

  it('of an event that only follows from another fault: just that', () => {
    const gap = describeReport(
      report([
        { kind: 'missing', number: 7, until: 10 },
        { kind: 'altered', number: 10 },
      ]),
      null,
    )
    expect(gap).toContain('Event 10 follows that gap: whether it was altered, too, cannot be told')
    const next = describeReport(
      report([
        { kind: 'altered', number: 7 },
        { kind: 'altered', number: 8 },
      ]),
      null,
    )
    expect(next).toContain('Event 8 was altered, or only does not fit event 7 any more.')
  })

  it('of a pepper that is gone: which, and that nobody need be suspected', () => {
    const text = describeReport(report([{ kind: 'unknown-key', number: 5, pepperVersion: 2 }]), null)
    expect(text).toMatch(/^The audit trail cannot be checked as a whole\./)
    expect(text).toContain(
      'From event 5 on, events are sealed under pepper version 2, which the pepper file does not hold',
    )
    expect(text).not.toContain('Do not rely')
  })

  it('of very many faults: that these are only the first', () => {
    const faults = Array.from({ length: 20 }, (_, index): TrailFault => ({ kind: 'altered', number: index + 1 }))
    expect(describeReport(report(faults), null)).toContain('only the first are listed')
  })
})

describe('the arguments of keystead audit', () => {
  it('are verify, with an anchor or without, or anchor', () => {
    expect(parseAuditArguments(['verify'])).toEqual({ verb: 'verify', anchor: null, json: false })
    expect(parseAuditArguments(['verify', '--json', '--anchor', `12:${mac}`])).toEqual({
      verb: 'verify',
      anchor: { number: 12, mac },
      json: true,
    })
    // As a file keeps it.
    expect(parseAuditArguments(['verify', '--anchor', `12:${mac}\n`])).toMatchObject({ anchor: { number: 12 } })
    expect(parseAuditArguments(['anchor'])).toEqual({ verb: 'anchor' })
  })

  it.each([
    [],
    ['hunter2'],
    ['verify', 'hunter2'],
    ['verify', '--hunter2'],
    ['verify', '--anchor'],
    ['verify', '--anchor', 'hunter2'],
    ['verify', '--anchor', '12'],
    ['verify', '--anchor', `12:${mac}hunter2`],
    ['verify', '--anchor', `0:${mac}`],
    ['verify', '--anchor', `-1:${mac}`],
    ['verify', '--json=hunter2'],
    ['anchor', 'hunter2'],
  ])('are refused as %j, without a word of them', (...args) => {
    let message = ''
    try {
      parseAuditArguments(args)
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError)
      message = String(error)
    }
    expect(message).not.toBe('')
    expect(message).not.toContain('hunter2')
  })
})

describe('the progress line', () => {
  const screenOf = (isTTY: boolean) => {
    const written: string[] = []
    return { written, screen: { isTTY, write: (text: string) => written.push(text) } }
  }

  it('says on a screen how far a long command is, and is gone at the end', async () => {
    const { written, screen } = screenOf(true)
    let now = 0
    const line = openProgressLine(screen, 'checking', () => now)
    await line.report(1_000, 4_000)
    expect(written).toEqual([])
    for (const [at, done] of [
      [1_000, 2_000],
      [1_050, 3_000],
      [1_200, 4_000],
    ] as const) {
      now = at
      await line.report(done, 4_000)
    }
    line.clear()
    expect(written).toEqual([
      '\rchecking: 50 % (2,000 of 4,000)',
      '\rchecking: 100 % (4,000 of 4,000)',
      `\r${' '.repeat('checking: 100 % (4,000 of 4,000)'.length)}\r`,
    ])
  })

  it('is not written into files and pipes, nor for what is done before anybody wonders', async () => {
    for (const isTTY of [true, false]) {
      const { written, screen } = screenOf(isTTY)
      let now = 0
      const line = openProgressLine(screen, 'checking', () => now)
      now = isTTY ? 100 : 10_000
      await line.report(1, 2)
      line.clear()
      expect(written).toEqual([])
    }
  })
})
