import { randomInt } from 'node:crypto'
import type { AuditQuery, KeyId, KeyListQuery, Store } from '@keystead/core'
import { describe, expect, it } from 'vitest'
import { alterStore } from '../../packages/server/testing/altered-store.ts'
import { findDifferences } from './run/differences.ts'
import { runWorld, type WorldRun } from './run/run-world.ts'
import { shorten } from './run/shorten.ts'
import { type WorldDatabase, worldDatabases } from './run/world-databases.ts'

// A checker that lets mistakes pass is worse than none: here the server is given some.

type Mistake = readonly [
  name: string,
  alter: (store: Store) => Partial<Record<keyof Store, (...args: never[]) => unknown>>,
]

const mistakes: readonly Mistake[] = [
  [
    'a key that goes on where it is blocked',
    (store) => ({
      async findVerifiableKey(id: KeyId) {
        const found = await store.findVerifiableKey(id)
        return found && { ...found, key: { ...found.key, blockedBy: [] } }
      },
    }),
  ],
  [
    'personal keys that reach organizations which take none',
    (store) => ({
      async findVerifiableKey(id: KeyId) {
        const found = await store.findVerifiableKey(id)
        return found && { ...found, closedToPersonalKeys: [] }
      },
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
