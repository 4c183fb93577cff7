import { randomInt } from 'node:crypto'
import { dayMs } from '@keystead/core'
import { describe, expect, it } from 'vitest'
import { drawCrowd, drawFleet, drawMislabelledFleet } from './draw-fleet.ts'
import { runMany } from './run-many.ts'
import type { Judge } from './run-rotation.ts'
import { summarize } from './summarize.ts'

// `KEYSTEAD_TEST_SEED` has earlier rotations again: the seed that is printed with what went wrong, and one rotation.
const { KEYSTEAD_TEST_SEED, KEYSTEAD_TEST_ROTATIONS = '100', KEYSTEAD_TEST_CROWD = '1000' } = process.env
const seed = KEYSTEAD_TEST_SEED === undefined ? randomInt(2 ** 30) : Number(KEYSTEAD_TEST_SEED)
const rotations = Number(KEYSTEAD_TEST_ROTATIONS)
const limitMs = 60_000 + rotations * 200

describe(`${rotations} rotations of fleets with habits, under a virtual clock`, () => {
  it('cut off no live consumer when they complete by themselves', { timeout: limitMs }, () => {
    console.log(`seed ${seed}`)
    const run = runMany({ seed, rotations, drawFleet, judge: ({ isProven }) => isProven })
    console.log(summarize(run.outcomes))
    expect(run.violations).toEqual([])
    expect(run.outcomes.filter(({ completedAt }) => completedAt !== null).length).toBeGreaterThan(rotations / 5)
  })

  it.each(['one address', 'labels'] as const)(
    'cut off none of a crowd behind %s',
    (kind) => {
      const crowd = (chance: Parameters<typeof drawFleet>[0]) => drawCrowd(Number(KEYSTEAD_TEST_CROWD), kind, chance)
      const run = runMany({ seed, rotations: 2, drawFleet: crowd, judge: ({ isProven }) => isProven })
      expect(run.violations).toEqual([])
    },
    limitMs,
  )
})

describe('a label that several machines have, each with a configuration of its own', () => {
  it('is a promise that is broken, and may cost one of them its key', { timeout: limitMs }, () => {
    const run = runMany({ seed, rotations, drawFleet: drawMislabelledFleet, judge: ({ isProven }) => isProven })
    console.log(`${run.violations.length} of ${rotations} rotations of mislabelled fleets would cut somebody off`)
    expect(run.violations.length).toBeLessThan(rotations / 20)
  })
})

describe('a rule that is too quick', () => {
  const mistakes: readonly [string, Judge][] = [
    ['that lets nobody look at what is ready', ({ isReady }) => isReady],
    [
      'for which one use of the new key is enough',
      ({ consumers }) => consumers.every((consumer) => consumer.new !== null),
    ],
    [
      'for which a month without the old key is enough',
      ({ consumers }, now) => consumers.every(({ old }) => old.lastSeenAt < now - 31 * dayMs),
    ],
  ]
  it.each(mistakes)('is found out: one %s', { timeout: limitMs }, (_, judge) => {
    const run = runMany({ seed: 1, rotations: 1_000, drawFleet, judge, stopsAtFirst: true })
    expect(run.violations).not.toEqual([])
  })
})
