import type { Organization, ServiceAccount, Store, StoreTransaction, Team, User } from '@keystead/core'
import { defaultPolicies } from '@keystead/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FeedFollower } from '../feed-follower.ts'
import type { TestStore } from '../open-test-stores.ts'
import {
  insertOrganization,
  insertServiceAccount,
  insertTeam,
  insertUser,
  sampleDeletion,
  sampleDisablement,
  sampleKey,
  sampleTime,
} from '../sample-accounts.ts'
import { storeForSuite } from './store-for-suite.ts'

type World = {
  readonly users: readonly User[]
  readonly organizations: readonly Organization[]
  readonly teams: readonly Team[]
  readonly accounts: readonly ServiceAccount[]
}

async function makeWorld(store: Store): Promise<World> {
  const users = await Promise.all(Array.from({ length: 3 }, () => insertUser(store)))
  const organizations = await Promise.all([0, 1].map(() => insertOrganization(store, {}, users)))
  const teams = await Promise.all(organizations.flatMap((one) => [insertTeam(store, one), insertTeam(store, one)]))
  const accounts = await Promise.all(
    organizations.map(async (one) => insertServiceAccount(store, one, await insertTeam(store, one))),
  )
  return { users, organizations, teams, accounts }
}

/** What of the world a step is done to: the same numbers, whatever is left of it, mean the same. */
type Choice = { readonly some: number; readonly other: number; readonly isYes: boolean }
type Step = (transaction: StoreTransaction, world: World, choice: Choice) => Promise<unknown>

const pick = <Item>(items: readonly Item[], index: number) => items[index % items.length] as Item

const keysOf = (transaction: StoreTransaction) =>
  transaction.listKeys({ visibility: { kind: 'everything' }, limit: 50 })

/** Each in its turn may find that there is nothing left to do it to. */
const steps: Record<string, Step> = {
  async makeKey(transaction, { users, accounts }, { some }) {
    const owner = pick([...users, ...accounts], some)
    if (await transaction.lockAccount(owner.id, 'obey')) await transaction.insertKey(sampleKey(owner))
  },
  async deleteKey(transaction, _, { some }) {
    const keys = await keysOf(transaction)
    if (keys.length > 0) await transaction.deleteKey(pick(keys, some).id, sampleDeletion)
  },
  async blockKey(transaction, { organizations }, { some, other, isYes }) {
    const keys = await keysOf(transaction)
    if (keys.length === 0) return
    const [key, organization] = [pick(keys, some), pick(organizations, other)]
    if (isYes) await transaction.blockKey(key.id, organization.id, sampleTime)
    else await transaction.unblockKey(key.id, organization.id)
  },
  async disableKey(transaction, { users }, { some, other, isYes }) {
    const keys = await keysOf(transaction)
    if (keys.length === 0) return
    const { id } = pick(keys, some)
    const until = other % 2 === 0 ? null : sampleTime + other
    if (isYes) await transaction.disableKey(id, sampleDisablement(pick(users, other), until))
    else await transaction.enableKey(id)
  },
  updateUser: (transaction, { users }, { some, isYes }) =>
    transaction.updateUser(pick(users, some).id, { instanceAdmin: isYes, name: `named ${some}` }),
  async removeOwner(transaction, { users, accounts }, { some, isYes }) {
    const [user, account] = [pick(users, some), pick(accounts, some)]
    await transaction.deleteKeysOf(isYes ? user.id : account.id, sampleDeletion)
    if (isYes) await transaction.deleteUser(user.id)
    else await transaction.deleteServiceAccount(account.id)
  },
  async join(transaction, { users, organizations }, { some, other, isYes }) {
    const [user, organization] = [pick(users, some), pick(organizations, other)]
    if (!isYes) await transaction.deleteMembership(user.id, organization.id)
    else if (await transaction.lockAccount(user.id, 'obey')) {
      await transaction.insertMembership(user.id, organization.id, 'member')
      await transaction.updateMembership(user.id, organization.id, some % 2 === 0 ? 'admin' : 'viewer')
    }
  },
  async joinTeam(transaction, { users, teams }, { some, other, isYes }) {
    const [user, team] = [pick(users, some), pick(teams, other)]
    if (!isYes) await transaction.deleteTeamMembership(user.id, team.id)
    else if (await canJoin(transaction, user, team)) {
      await transaction.insertTeamMembership(user.id, team.id, 'member', sampleTime)
      await transaction.updateTeamMembership(user.id, team.id, some % 2 === 0 ? 'admin' : 'viewer')
    }
  },
  updateAccount: (transaction, { accounts }, { some, isYes }) =>
    transaction.updateServiceAccount(pick(accounts, some).id, { verifier: isYes, name: `robot ${some}` }),
  async rename(transaction, { organizations, teams }, { some, isYes }) {
    if (isYes) await transaction.renameOrganization(pick(organizations, some).id, `Renamed ${some}`)
    else await transaction.renameTeam(pick(teams, some).id, `Renamed ${some}`)
  },
  deleteTeam: (transaction, { teams }, { some }) => transaction.deleteTeam(pick(teams, some).id),
  writePolicies: (transaction, { organizations }, { some, isYes }) =>
    transaction.writePolicies(pick(organizations, some).id, { ...defaultPolicies, enforceOrganizationKeys: isYes }),
}

async function canJoin(transaction: StoreTransaction, user: User, team: Team): Promise<boolean> {
  const isThere = (await transaction.findTeam(team.organizationId, team.id)) !== undefined
  return isThere && (await transaction.findMember(team.organizationId, user.id)) !== undefined
}

const anyStep = fc.record({
  name: fc.constantFrom(...Object.keys(steps)),
  choice: fc.record({ some: fc.nat(11), other: fc.nat(11), isYes: fc.boolean() }),
})
const anyTransaction = fc.record({
  steps: fc.array(anyStep, { minLength: 1, maxLength: 5 }),
  end: fc.constantFrom('done', 'done', 'done', 'undone'),
  isFollowed: fc.boolean(),
})

const undone = new Error('undone')
// A failure is reported with the smallest example that was found by then, before the test's own time is up.
const limits = { numRuns: 25, interruptAfterTimeLimit: 20_000 }

export function describeChangeModel(openStore: () => Promise<TestStore>): void {
  describe('whoever follows the changes, whatever they are', () => {
    const suite = storeForSuite(openStore)

    it('knows what a fresh snapshot tells', async () => {
      const { store } = suite
      const isTold = fc.asyncProperty(fc.array(anyTransaction, { maxLength: 12 }), async (transactions) => {
        const world = await makeWorld(store)
        const follower = await FeedFollower.begin(store.changes)
        for (const { steps: chosen, end, isFollowed } of transactions) {
          const work = store.transact(async (transaction) => {
            for (const { name, choice } of chosen) await steps[name]?.(transaction, world, choice)
            if (end === 'undone') throw undone
          })
          await work.catch((error: unknown) => expect(error).toBe(undone))
          if (isFollowed) await follower.catchUp()
        }
        await follower.catchUp()
        const fresh = await FeedFollower.begin(store.changes)
        expect(follower.position).toEqual(fresh.position)
        expect(follower.records).toEqual(fresh.records)
      })
      await fc.assert(isTold, limits)
    })
  })
}
