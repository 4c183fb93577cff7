import { randomInt } from 'node:crypto'
import { createTestDatabase } from '@keystead/storage/testing/create-test-database'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type KillRun, runKillRounds } from './kill-rounds.ts'
import { readPostgresState, readSqliteState } from './stored-state.ts'

// A kill takes the process and leaves the kernel, which still writes what it was given: that a commit is on the disk
// before its answer (`synchronous = full`) shows only when the power goes.
//
// `KEYSTEAD_TEST_SEED` has an earlier run's decisions again: what is asked for, and after how many answers the kill comes.
const { KEYSTEAD_TEST_SEED } = process.env
const seed = KEYSTEAD_TEST_SEED === undefined ? randomInt(2 ** 32) : Number(KEYSTEAD_TEST_SEED)
const runTimeoutMs = 300_000

describe('kill -9 in the middle of 1,000 creates and deletes, 20 times over, on SQLite', () => {
  keepsItsPromises(20, () =>
    runKillRounds({ rounds: 20, seed, readStoredState: ({ dataFolder }) => readSqliteState(dataFolder) }),
  )
})

describe('kill -9 in the middle of 1,000 creates and deletes, 5 times over, on PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>
  beforeAll(async () => {
    database = await createTestDatabase(inject('postgresUrl'))
  })
  afterAll(() => database?.drop())

  keepsItsPromises(5, () =>
    runKillRounds({
      rounds: 5,
      seed,
      environment: { DATABASE_URL: database.url },
      readStoredState: () => readPostgresState(database.url),
    }),
  )
})

function keepsItsPromises(rounds: number, run: () => Promise<KillRun>): void {
  let outcome: KillRun
  beforeAll(async () => {
    const begun = performance.now()
    outcome = await run()
    console.log(summarize(outcome, performance.now() - begun))
  }, runTimeoutMs)

  it('happens amid work: changes of both kinds are acknowledged before every kill, and some are never answered', () => {
    expect(outcome.rounds).toHaveLength(rounds)
    for (const { creates, deletes } of outcome.rounds) {
      expect(creates.length).toBeGreaterThan(0)
      expect(deletes.length).toBeGreaterThan(0)
    }
    expect(countLost(outcome)).toBeGreaterThan(0)
  })

  it('every acknowledged create is there afterwards, listed by its name, and its token works', () => {
    expect(outcome.broken.createsKept).toEqual([])
  })

  it('every acknowledged delete is done afterwards: the key is not listed, and its token is refused', () => {
    expect(outcome.broken.deletesKept).toEqual([])
  })

  it('a change that was not acknowledged is there wholly or not at all', () => {
    expect(outcome.broken.allOrNothing).toEqual([])
  })

  it('a create whose answer was lost, repeated with its Idempotency-Key, gives exactly one key, whose token works', () => {
    expect(outcome.broken.repeatable).toEqual([])
  })

  it('the database opens, finds itself sound, and holds as many keys as were acknowledged', () => {
    expect(outcome.broken.sound).toEqual([])
  })
}

function summarize(outcome: KillRun, ms: number): string {
  const { rounds, doneWithoutAnswer, liveKeys } = outcome
  const creates = rounds.reduce((sum, round) => sum + round.creates.length, 0)
  const deletes = rounds.reduce((sum, round) => sum + round.deletes.length, 0)
  return (
    `seed ${seed}: ${rounds.length} kills, ${creates + deletes} acknowledged changes (${creates} creates, ${deletes} ` +
    `deletes), ${countLost(outcome)} requests without an answer, of which ${doneWithoutAnswer} were done; ` +
    `${liveKeys} keys in the end; ${(ms / 1000).toFixed(1)} s`
  )
}

function countLost({ rounds }: KillRun): number {
  return rounds.reduce((sum, { lostCreates, lostDeletes }) => sum + lostCreates.length + lostDeletes.length, 0)
}
