// What time and outages do to the index: with a feed and a clock that the test moves, since no database can be made to fail at
// a given instant. `e2e/faults` does the same to a real one, at random instants.

import { randomBytes } from 'node:crypto'
import {
  type AccountRecord,
  type ChangeFeed,
  type FeedAnswer,
  type FeedPosition,
  type Instance,
  type KeyId,
  type KeyRecord,
  KeysteadError,
  makePepper,
  mintKey,
  type OrganizationId,
  Peppers,
  type RecordChanges,
  type Store,
  type User,
  type UserId,
  type VerifiableKey,
  type Verification,
} from '@keystead/core'
import { beforeEach, describe, expect, it } from 'vitest'
import { ChangeFollower } from './change-follower.ts'
import { type AnswerSource, Verifier } from './verifier.ts'

const leaseMs = 2_000
const owner = 'usr_ada' as UserId
const acme = { id: 'org_acme' as OrganizationId, name: 'acme', closedToPersonalKeys: false }
const user: User = {
  id: owner,
  username: 'ada',
  email: 'a@example.com',
  name: '',
  instanceAdmin: false,
  createdAt: 0,
  activatedAt: 0,
}
const ada: AccountRecord = {
  kind: 'user',
  user,
  memberships: [{ organizationId: acme.id, role: 'member' }],
  teamMemberships: [],
}

const instanceParts = {
  clock: { now: () => 1_000 },
  randomness: { bytes: randomBytes },
  peppers: new Peppers([makePepper(1, randomBytes(32))]),
  tokens: { prefix: 'ksd', legacyKeys: false },
  passwords: { hash: async () => '', verify: async () => false },
}

function mint() {
  const { keyId: id, token, digest, pepperVersion } = mintKey(instanceParts, 'v1')
  const record: KeyRecord = {
    id,
    ownerId: owner,
    organizationId: null,
    expiresAt: null,
    blockedBy: [],
    disabledUntil: null,
    digest,
    pepperVersion,
  }
  return { id, text: token.reveal(), record }
}

describe('the lease', () => {
  let now = 0
  let number = 0
  let live: Map<KeyId, KeyRecord>
  let history: { number: number; id: KeyId }[]
  /** What the database does with the next questions; undefined: it answers. */
  let trouble: (() => Promise<never>) | undefined
  let asked = 0
  let keysAsked = 0
  let failures: unknown[]
  let outcomes: [Verification, AnswerSource][]
  let follower: ChangeFollower
  let verifier: Verifier

  const commit = (id: KeyId, record: KeyRecord | undefined) => {
    number += 1
    history.push({ number, id })
    if (record === undefined) live.delete(id)
    else live.set(id, record)
  }
  const changesSince = (since: FeedPosition): FeedAnswer => {
    if (since.tag !== 'here' || since.number > number) return { kind: 'lost' }
    if (since.number === number) return { kind: 'unchanged' }
    const ids = history.filter((change) => change.number > since.number).map(({ id }) => id)
    const keys = new Map(ids.map((id) => [id, live.get(id)]))
    const records: RecordChanges = { keys, accounts: new Map(), organizations: new Map(), teams: new Map() }
    return { kind: 'changed', position: { number, tag: 'here' }, records }
  }
  const feed = {
    exclusive: false,
    async readSnapshot(sink) {
      await trouble?.()
      sink.organizations([acme])
      sink.accounts([ada])
      sink.keys([...live.values()])
      return { number, tag: 'here' }
    },
    async readChanges(since) {
      asked += 1
      await trouble?.()
      return changesSince(since)
    },
    listen: () => () => {},
  } as Partial<ChangeFeed> as ChangeFeed
  const store = {
    changes: feed,
    async findVerifiableKey(id: KeyId): Promise<VerifiableKey | undefined> {
      keysAsked += 1
      await trouble?.()
      const record = live.get(id)
      if (record === undefined) return undefined
      const account = {
        kind: 'user',
        user,
        memberships: [],
        teamMemberships: [],
      } as const
      return {
        ...record,
        key: { ...record, organization: null, blockedBy: [], disabled: null },
        account,
        closedToPersonalKeys: [],
      }
    },
  } as Partial<Store> as Store
  const away = () => Promise.reject(new KeysteadError('UNAVAILABLE'))

  const startVerifier = async (staleLimitMs = 0) => {
    follower = new ChangeFollower({
      feed,
      monotonicNow: () => now,
      leaseMs,
      onFailure: (error) => failures.push(error),
    })
    await follower.start()
    const instance: Instance = { ...instanceParts, store }
    verifier = new Verifier({
      instance,
      follower,
      staleLimitMs,
      onUse: () => {},
      onOutcome: (outcome, source) => outcomes.push([outcome, source]),
    })
    asked = 0
    keysAsked = 0
  }

  beforeEach(() => {
    now = 1_000_000
    number = 0
    live = new Map()
    history = []
    trouble = undefined
    failures = []
    outcomes = []
  })

  it('lets a good key be answered from memory to its last millisecond, without a question', async () => {
    const key = mint()
    live.set(key.id, key.record)
    await startVerifier()
    now += leaseMs
    expect(await verifier.verify(key.text)).toMatchObject({ valid: true })
    expect([asked, keysAsked]).toEqual([0, 0])
    expect(outcomes[0]?.[1]).toBe('index')
  })

  it('ends: from then on each key is asked of the database, and a deleted one refused', async () => {
    const key = mint()
    live.set(key.id, key.record)
    await startVerifier()
    now += leaseMs + 1
    expect(await verifier.verify(key.text)).toMatchObject({ valid: true })
    live.delete(key.id)
    expect(await verifier.verify(key.text)).toMatchObject({ valid: false, reason: 'unknown' })
    expect(outcomes.map(([, source]) => source)).toEqual(['database', 'database'])
  })

  it('is counted from when the database was asked, not from when it answered', async () => {
    const key = mint()
    live.set(key.id, key.record)
    await startVerifier()
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const readChanges = feed.readChanges
    feed.readChanges = async (since) => {
      const answer = changesSince(since)
      begin()
      await held
      return answer
    }
    const reading = follower.catchUp()
    await begun
    now += leaseMs
    release()
    await reading
    feed.readChanges = readChanges
    expect(follower.ageMs).toBe(leaseMs)
    now += 1
    expect(follower.isFresh).toBe(false)
  })

  it('does not let a refusal be given from memory alone: a key that was made elsewhere a moment ago is good', async () => {
    await startVerifier()
    const key = mint()
    commit(key.id, key.record)
    expect(await verifier.verify(key.text)).toMatchObject({ valid: true, key: { id: key.id } })
    expect([asked, keysAsked]).toEqual([1, 0])
  })

  it('lets all who are refused at once share two readings at most', async () => {
    await startVerifier()
    const made = Array.from({ length: 1_000 }, () => mint().text)
    const answers = await Promise.all(made.map((text) => verifier.verify(text)))
    expect(answers.filter(({ valid }) => valid)).toEqual([])
    expect(asked).toBeLessThanOrEqual(2)
    expect(keysAsked).toBe(0)
  })

  it('refuses nobody while the database is away: what is not known to be good cannot be known to be bad', async () => {
    await startVerifier()
    trouble = away
    await expect(verifier.verify(mint().text)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(outcomes).toEqual([])
  })

  it('still lets nobody wait for a database that does not answer at all', async () => {
    const key = mint()
    live.set(key.id, key.record)
    await startVerifier()
    trouble = () => new Promise(() => {})
    expect(await verifier.verify(key.text)).toMatchObject({ valid: true })
    await expect(verifier.verify(mint().text)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })

  it('is over at once for a change of this node that its own index could not take in', async () => {
    const key = mint()
    live.set(key.id, key.record)
    await startVerifier()
    commit(key.id, undefined)
    trouble = away
    await follower.follow(number)
    expect(follower.isFresh).toBe(false)
    await expect(verifier.verify(key.text)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    trouble = undefined
    await follower.catchUp()
    expect(follower.isFresh).toBe(true)
    expect(await verifier.verify(key.text)).toMatchObject({ valid: false })
  })

  it('may be outlived where the operator allows it, for what is known and good, and not a millisecond longer', async () => {
    const key = mint()
    live.set(key.id, key.record)
    await startVerifier(60_000)
    trouble = away
    now += 60_000
    expect(await verifier.verify(key.text)).toMatchObject({ valid: true })
    expect(outcomes.map(([, source]) => source)).toEqual(['stale'])
    await expect(verifier.verify(mint().text)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    now += 1
    await expect(verifier.verify(key.text)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })

  it('begins anew with a new index when the history is another', async () => {
    const [kept, lost] = [mint(), mint()]
    for (const { id, record } of [kept, lost]) commit(id, record)
    await startVerifier()
    // Restored from a backup: fewer changes than this node has seen.
    number = 1
    live.delete(lost.id)
    await follower.catchUp()
    expect(follower.state).toMatchObject({ keys: 1, appliedNumber: 1, fresh: true, rebuilds: 2 })
    expect(await verifier.verify(lost.text)).toMatchObject({ valid: false })
    expect(await verifier.verify(kept.text)).toMatchObject({ valid: true })
  })

  it('is over, and the index read again, when a change cannot be taken in', async () => {
    const key = mint()
    await startVerifier()
    commit(key.id, { ...key.record, ownerId: 'usr_nobody' as UserId })
    expect(await follower.catchUp()).toBe(false)
    expect(follower.isFresh).toBe(false)
    commit(key.id, key.record)
    expect(await follower.catchUp()).toBe(true)
    expect(follower.state).toMatchObject({ fresh: true, rebuilds: 2 })
    expect(await verifier.verify(key.text)).toMatchObject({ valid: true })
  })
})
