// A repeated token beside its text, which is read anew each time: whatever happens between two requests, one is never good for
// longer than the other.

import { randomBytes } from 'node:crypto'
import {
  type AccountRecord,
  type ChangeFeed,
  type FeedPosition,
  type Instance,
  type KeyRecord,
  type KeyToken,
  makePepper,
  mintKey,
  type OrganizationId,
  type OrganizationRecord,
  Peppers,
  type Store,
  type UserId,
} from '@keystead/core'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ChangeFollower } from './change-follower.ts'
import type { RepeatedToken } from './repeated-token.ts'
import { Verifier } from './verifier.ts'

const leaseMs = 2_000
const owner = 'usr_ada' as UserId
const acme: OrganizationRecord = { id: 'org_acme' as OrganizationId, name: 'acme', closedToPersonalKeys: false }
const ada = (...places: OrganizationId[]): AccountRecord => ({
  kind: 'user',
  user: { id: owner, username: 'ada', email: 'a@b.c', name: '', instanceAdmin: false, createdAt: 0, activatedAt: 0 },
  memberships: places.map((organizationId) => ({ organizationId, role: 'member' })),
  teamMemberships: [],
})

describe.each([true, false])('a repeated token, where it is %s that nobody else writes', (exclusive) => {
  const secret = randomBytes(32)
  let now: number
  let steadyNow: number
  let database: { key: KeyRecord | undefined; account: AccountRecord; position: FeedPosition; isAway: boolean }
  let instance: Instance
  let peppers: Peppers
  let follower: ChangeFollower
  let verifier: Verifier
  let uses: unknown[]
  let original: KeyRecord
  let token: KeyToken
  let repeated: RepeatedToken

  const readAll = () => {
    if (database.isAway) throw new Error('away')
    return database
  }
  const feed = {
    exclusive,
    async readSnapshot(sink) {
      const { key, account, position } = readAll()
      sink.organizations([acme])
      sink.accounts([account])
      if (key !== undefined) sink.keys([key])
      return position
    },
    async readChanges(since) {
      const { key, account, position } = readAll()
      if (since.tag !== position.tag) return { kind: 'lost' }
      if (since.number === position.number) return { kind: 'unchanged' }
      const [keys, accounts] = [new Map([[original.id, key]]), new Map([[owner, account]])]
      return {
        kind: 'changed',
        position,
        records: { keys, accounts, organizations: new Map(), teams: new Map() },
      }
    },
    listen: () => () => {},
  } as Partial<ChangeFeed> as ChangeFeed

  async function start(): Promise<void> {
    now = steadyNow = 1_000_000
    peppers = new Peppers([makePepper(1, secret)])
    instance = {
      store: { changes: feed } as Partial<Store> as Store,
      clock: { now: () => now },
      randomness: { bytes: randomBytes },
      peppers,
      tokens: { prefix: 'ksd', legacyKeys: false },
      passwords: { hash: async () => '', verify: async () => false },
    }
    const minted = mintKey(instance, 'v1')
    token = minted.token
    original = {
      id: minted.keyId,
      ownerId: owner,
      organizationId: acme.id,
      expiresAt: null,
      blockedBy: [],
      disabledUntil: null,
      digest: minted.digest,
      pepperVersion: 1,
    }
    database = { key: original, account: ada(acme.id), position: { number: 1, tag: 'here' }, isAway: false }
    follower = new ChangeFollower({ feed, monotonicNow: () => steadyNow, leaseMs, onFailure: () => {} })
    await follower.start()
    uses = []
    const onUse = (...use: unknown[]) => void uses.push(use)
    verifier = new Verifier({ instance, follower, onUse, onOutcome: () => {} })
    repeated = verifier.expectAgain(token.reveal())
  }
  const commit = (changed: Partial<Pick<typeof database, 'key' | 'account'>>) => {
    const { number, tag } = database.position
    database = { ...database, ...changed, position: { number: number + 1, tag } }
  }
  const outcomeOf = (presented: string | RepeatedToken) => {
    try {
      return verifier.verifyNow(presented, {}, { ip: '192.0.2.1' })
    } catch (error) {
      return error
    }
  }

  beforeEach(start)
  afterEach(() => follower.close())

  it('is compared once as long as nothing changes, and each use of it is told', () => {
    const compare = vi.spyOn(peppers.current.keyedHash, 'matches')
    for (let time = 1; time <= 3; time += 1) {
      now += 1
      expect(verifier.verifyNow(repeated)).toMatchObject({ valid: true })
      expect(uses).toHaveLength(time)
      expect(uses.at(-1)).toEqual([original.id, now, undefined])
    }
    expect(compare).toHaveBeenCalledTimes(1)
  })

  it('is compared each time while it is no good', async () => {
    repeated = verifier.expectAgain(mintKey(instance, 'v1').token.reveal())
    const compare = vi.spyOn(peppers.current.keyedHash, 'matches')
    for (let time = 1; time <= 2; time += 1) expect(verifier.verifyNow(repeated)?.valid).not.toBe(true)
    expect(compare).toHaveBeenCalledTimes(2)
  })

  const key = (changed: Partial<KeyRecord>) => () => commit({ key: { ...original, ...changed } })
  const follow = async () => void (await follower.catchUp())
  const events: Record<string, () => unknown> = {
    nothing: () => {},
    'it is deleted': () => commit({ key: undefined }),
    'it is as it was': key({}),
    'it is switched off': key({ disabledUntil: Number.POSITIVE_INFINITY }),
    'it is switched off for a while': () => key({ disabledUntil: now + 500 })(),
    'it is to expire': () => key({ expiresAt: now + 500 })(),
    'it is blocked': key({ blockedBy: [acme.id] }),
    'its digest is another': () => key({ digest: mintKey(instance, 'v1').digest })(),
    'its owner is none': key({ ownerId: 'usr_nobody' as UserId }),
    'its owner leaves': () => commit({ account: ada() }),
    'its owner comes back': () => commit({ account: ada(acme.id) }),
    'the changes are read': follow,
    'the changes are read again': follow,
    'half a lease goes by': () => {
      now += leaseMs / 2
      steadyNow += leaseMs / 2
    },
    'a lease goes by': () => {
      now += leaseMs + 1
      steadyNow += leaseMs + 1
    },
    'the clock is set back': () => {
      now -= 5_000
    },
    'the database goes away': () => {
      database.isAway = true
    },
    'the database comes back': () => {
      database.isAway = false
    },
    'the history is another': () => {
      database = { ...database, position: { number: database.position.number, tag: crypto.randomUUID() } }
    },
    'the pepper is read again': () => peppers.replaceBy(new Peppers([makePepper(1, secret)])),
    'the pepper is another': () => peppers.replaceBy(new Peppers([makePepper(1, randomBytes(32))])),
    'the pepper is gone': () => peppers.replaceBy(new Peppers([makePepper(2, secret)])),
  }

  it('is answered as its text is, whatever happens between one request and the next', async () => {
    const story = fc.array(fc.constantFrom(...Object.keys(events)), { maxLength: 25 })
    await fc.assert(
      fc.asyncProperty(story, async (names) => {
        await start()
        for (const name of names) {
          await events[name]?.()
          const [ofText, told] = [outcomeOf(token.reveal()), uses.splice(0)]
          expect(outcomeOf(repeated)).toEqual(ofText)
          expect(uses.splice(0)).toEqual(told)
        }
        await follower.close()
      }),
      { numRuns: 300 },
    )
  })

  it.each(Object.keys(events))('is answered as its text is right after: %s', async (name) => {
    expect(verifier.verifyNow(repeated)).toMatchObject({ valid: true })
    await events[name]?.()
    expect(outcomeOf(repeated)).toEqual(outcomeOf(token.reveal()))
    await follow()
    expect(outcomeOf(repeated)).toEqual(outcomeOf(token.reveal()))
  })
})
