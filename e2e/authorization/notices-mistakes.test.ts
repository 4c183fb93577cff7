import { randomInt } from 'node:crypto'
import type { AuditQuery, ChangeFeed, KeyListQuery, KeyRecord, OrganizationRecord, Store } from '@keystead/core'
import { describe, expect, it } from 'vitest'
import { alterStore } from '../../packages/server/testing/altered-store.ts'
import { findDifferences } from './run/differences.ts'
import { runWorld, type WorldRun } from './run/run-world.ts'
import { shorten } from './run/shorten.ts'
import { type WorldDatabase, worldDatabases } from './run/world-databases.ts'

// A checker that lets mistakes pass is worse than none: here the server is given some.

type Mistake = readonly [name: string, alter: (store: Store) => ReturnType<typeof alterStore>['altered']]

/** What each record of the index is taken for. */
type Delusion = {
  readonly key?: (record: KeyRecord) => KeyRecord
  readonly organization?: (record: OrganizationRecord) => OrganizationRecord
}

const same = <SomeRecord>(record: SomeRecord) => record

/** A feed that tells of records as they are not. */
function deludedFeed(feed: ChangeFeed, { key = same, organization = same }: Delusion): ChangeFeed {
  const told: Partial<ChangeFeed> = {
    readSnapshot: (sink) =>
      feed.readSnapshot({
        organizations: (records) => sink.organizations(records.map(organization)),
        teams: (records) => sink.teams(records),
        accounts: (records) => sink.accounts(records),
        keys: (records) => sink.keys(records.map(key)),
      }),
    async readChanges(since) {
      const answer = await feed.readChanges(since)
      if (answer.kind !== 'changed') return answer
      const { keys, organizations } = answer.records
      const records = {
        ...answer.records,
        keys: new Map([...keys].map(([id, record]) => [id, record && key(record)])),
        organizations: new Map([...organizations].map(([id, record]) => [id, record && organization(record)])),
      }
      return { ...answer, records }
    },
  }
  return new Proxy(feed, { get: (target, property) => Reflect.get(property in told ? told : target, property) })
}

const mistakes: readonly Mistake[] = [
  [
    'a key that goes on where it is blocked',
    ({ changes }) => ({ changes: deludedFeed(changes, { key: (record) => ({ ...record, blockedBy: [] }) }) }),
  ],
  [
    'a key that goes on while it is disabled',
    ({ changes }) => ({ changes: deludedFeed(changes, { key: (record) => ({ ...record, disabledUntil: null }) }) }),
  ],
  [
    'personal keys that reach organizations which take none',
    ({ changes }) => ({
      changes: deludedFeed(changes, { organization: (record) => ({ ...record, closedToPersonalKeys: false }) }),
    }),
  ],
  [
    'a list that holds keys which the caller may not see',
    (store) => ({
      listKeys: (query: KeyListQuery) => store.listKeys({ ...query, visibility: { kind: 'everything' } }),
    }),
  ],
  [
    'an audit trail that shows what others did',
    (store) => ({
      listAuditEvents: ({ organizationIds: _, ...query }: AuditQuery) => store.listAuditEvents(query),
    }),
  ],
]

describe('the worlds of chance', () => {
  it.each(mistakes)('notice %s', { timeout: 120_000 }, async (_, alter) => {
    const [sqlite] = worldDatabases as [WorldDatabase]
    const mistaken: WorldDatabase = {
      ...sqlite,
      async open() {
        const opened = await sqlite.open()
        const { store, altered } = alterStore(opened.store)
        Object.assign(altered, alter(opened.store))
        return { ...opened, store }
      },
    }
    const seed = randomInt(2 ** 31)
    let run: WorldRun | undefined
    for (let index = 0; index < 10 && run?.mismatch === undefined; index += 1) {
      run = await runWorld(mistaken, seed + index, 420)
    }
    expect(run?.mismatch, `seed ${seed}`).toBeDefined()
  })
})

describe('an answer', () => {
  const foretold = {
    keys: [
      { id: 'a', name: 'one' },
      { id: 'b', name: 'two', blockedBy: [] },
    ],
  }

  it.each([
    ['lacks an item', { keys: [{ id: 'a', name: 'one' }] }],
    ['has one too many', { keys: [...foretold.keys, { id: 'c' }] }],
    ['has one twice', { keys: [...foretold.keys, foretold.keys[0]] }],
    [
      'tells of another name',
      {
        keys: [
          { id: 'a', name: 'one' },
          { id: 'b', name: 'other', blockedBy: [] },
        ],
      },
    ],
    [
      'tells more in an inner list',
      {
        keys: [
          { id: 'a', name: 'one' },
          { id: 'b', name: 'two', blockedBy: ['c'] },
        ],
      },
    ],
    ['has no list', { keys: null }],
    ['is empty', undefined],
  ])('differs that %s', (_, answered) => {
    expect(findDifferences(foretold, answered)).toHaveLength(1)
  })

  it('is as foretold in another order, and with more fields', () => {
    expect(findDifferences(foretold, { keys: [{ ...foretold.keys[1], format: 'v1' }, foretold.keys[0]] })).toEqual([])
  })
})

describe('a way to a mismatch', () => {
  it('is shortened to the steps that it needs', async () => {
    const steps = Array.from(
      { length: 100 },
      (_, index) => ({ number: index, action: 'get a key', by: null, input: {} }) as const,
    )
    const needed = [3, 50, 51, 99]
    const fails = async (some: readonly { number: number }[]) =>
      needed.every((number) => some.some((step) => step.number === number))
    expect((await shorten(steps, fails, 10_000)).map(({ number }) => number)).toEqual(needed)
  })
})
