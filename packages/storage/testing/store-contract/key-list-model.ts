import { type ApiKey, keyPositionOf, type StoreTransaction } from '@keystead/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compare, expectedKeys, type World } from '../key-list-oracle.ts'
import { anyListCase } from '../key-world-arbitrary.ts'
import type { TestStore } from '../open-test-stores.ts'
import { insertKeys, sampleDeletion, sampleKey, sampleTime } from '../sample-accounts.ts'
import { storeForSuite } from './store-for-suite.ts'

async function buildWorld(transaction: StoreTransaction, world: World): Promise<void> {
  for (const user of world.users) await transaction.insertUser(user)
  for (const organization of world.organizations) await transaction.insertOrganization(organization)
  for (const { user, organization } of world.memberships) {
    await transaction.insertMembership(user.id, organization.id, 'member')
  }
  for (const team of world.teams) await transaction.insertTeam(team)
  for (const { account } of world.serviceAccounts) await transaction.insertServiceAccount(account)
  await insertKeys(
    transaction,
    world.keys.map(({ key }) => key),
  )
  for (const { key, blockedBy, disabled } of world.keys) {
    if (disabled !== null) await transaction.disableKey(key.id, disabled)
    for (const { id } of blockedBy) await transaction.blockKey(key.id, id, sampleTime)
  }
}

// A failure is reported with the smallest example that was found by then, before the test's own time is up.
const limits = { interruptAfterTimeLimit: 20_000 }

export function describeKeyListModel(openStore: () => Promise<TestStore>): void {
  describe('a list of keys, in any world', () => {
    const suite = storeForSuite(openStore)
    const undone = new Error('each world is undone, so that the next one is alone')

    /** Looks into a world that is there for this look only. */
    async function lookInto(world: World, look: (transaction: StoreTransaction) => Promise<void>): Promise<void> {
      const looked = suite.store.transact(async (transaction) => {
        await buildWorld(transaction, world)
        await look(transaction)
        throw undone
      })
      await looked.catch((error: unknown) => {
        if (error !== undone) throw error
      })
    }

    it('holds exactly the keys that the query asks for and the caller may see, in their order', async () => {
      let [worlds, found] = [0, 0]
      const property = fc.asyncProperty(anyListCase, async ({ world, queries }) => {
        worlds += 1
        await lookInto(world, async (transaction) => {
          for (const question of queries) {
            const keys = await transaction.listKeys(question.query)
            expect(keys, JSON.stringify(question.query)).toEqual(expectedKeys(world, question))
            found += keys.length
          }
        })
      })
      await fc.assert(property, { numRuns: 300, ...limits })
      // The worlds and questions fit each other: not all of these lists were empty.
      expect(found).toBeGreaterThan(worlds)
    })

    it('paged through, has every key that was there all the time once, whatever comes and goes meanwhile', async () => {
      const change = fc.record({ kind: fc.constantFrom('insert', 'delete'), after: fc.nat(4), key: fc.nat(23) })
      const anyChanges = fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 12 })
      const property = fc.asyncProperty(anyListCase, anyChanges, async ({ world, queries }, changes) => {
        const [question] = queries
        const [owner] = world.users
        if (question === undefined || owner === undefined) return
        await lookInto(world, async (transaction) => {
          const { after: _, ...query } = question.query
          const { by } = query.order ?? { by: 'createdAt' }
          const unlimited = { ...query, limit: Number.POSITIVE_INFINITY }
          const all = expectedKeys(world, { query: unlimited, text: question.text })
          const gone = new Set<string>()
          const pages: ApiKey[] = []
          for (let turn = 0; ; turn += 1) {
            const last = pages.at(-1)
            const page = await transaction.listKeys(
              last === undefined ? query : { ...query, after: keyPositionOf(last, by) },
            )
            pages.push(...page)
            if (page.length < query.limit) break
            expect(turn, 'the list has no end').toBeLessThan(100)
            for (const { kind, after, key } of changes[turn] ?? []) {
              const victim = world.keys[key]?.key.id
              if (kind === 'insert') await transaction.insertKey(sampleKey(owner, { createdAt: sampleTime + after }))
              else if (victim !== undefined && (await transaction.deleteKey(victim, sampleDeletion))) gone.add(victim)
            }
          }
          const ids = pages.map(({ id }) => id)
          expect(new Set(ids).size).toBe(ids.length)
          if (query.order === undefined) expect(pages).toEqual(pages.toSorted(compare))
          const there = new Set(all.map(({ id }) => id))
          expect(ids.filter((id) => there.has(id))).toEqual(all.map(({ id }) => id).filter((id) => ids.includes(id)))
          expect(ids).toEqual(expect.arrayContaining(all.map(({ id }) => id).filter((id) => !gone.has(id))))
        })
      })
      await fc.assert(property, { numRuns: 150, ...limits })
    })
  })
}
