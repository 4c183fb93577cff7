import { defaultPolicies, type OrganizationId, type Policies } from '@keystead/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import { insertOrganization } from '../sample-accounts.ts'

export function describePolicies(openStore: () => Promise<TestStore>): void {
  describe('policies', () => {
    let suite: TestStore
    beforeAll(async () => {
      suite = await openStore()
    })
    afterAll(() => suite.close())

    const decided: Policies = {
      disableKeyCreation: true,
      disableViewerKeyCreation: true,
      enforceOrganizationKeys: true,
      disableTeamServiceAccountCreation: true,
      maximumKeyLifetimeMs: 90 * 24 * 60 * 60_000,
      onLeak: 'rotate',
      leakGraceMs: 60 * 60_000,
    }
    const write = (id: OrganizationId, policies: Policies) =>
      suite.store.transact((transaction) => transaction.writePolicies(id, policies))

    it('are the default ones until an organization has decided, and there are none of one that does not exist', async () => {
      const { id } = await insertOrganization(suite.store)
      const nowhere = 'org_nowhere' as OrganizationId
      expect(await suite.store.findPolicies([id, nowhere])).toEqual(new Map([[id, defaultPolicies]]))
      expect(await suite.store.findPolicies([])).toEqual(new Map())
    })

    it('do not change under a transaction that obeys them: who changes them comes before it or after it', async () => {
      const { id } = await insertOrganization(suite.store)
      const order: string[] = []
      const reading = Promise.withResolvers<void>()
      // Both transactions find a connection waiting, so that nothing but the lock decides who is first.
      const warmUp = () => suite.store.transact((transaction) => transaction.findOrganization(id))
      await Promise.all([warmUp(), warmUp()])
      const obeying = suite.store.transact(async (transaction) => {
        await transaction.lockOrganizations([id], 'obey')
        const before = (await transaction.findPolicies([id])).get(id)
        reading.resolve()
        // Many turns, in which a change that did not wait would be done.
        for (let turn = 0; turn < 300; turn += 1) await transaction.findOrganization(id)
        expect((await transaction.findPolicies([id])).get(id)).toEqual(before)
        order.push('obeyed')
      })
      await reading.promise
      const changing = suite.store.transact(async (transaction) => {
        await transaction.lockOrganizations([id], 'change')
        await transaction.writePolicies(id, decided)
        order.push('changed')
      })
      await Promise.all([obeying, changing])
      expect(order).toEqual(['obeyed', 'changed'])
    })

    it('can be changed by many at once, one after the other, none lost', async () => {
      const { id } = await insertOrganization(suite.store)
      const addMinute = () =>
        suite.store.transact(async (transaction) => {
          await transaction.lockOrganizations([id], 'change')
          const current = (await transaction.findPolicies([id])).get(id) ?? defaultPolicies
          const maximumKeyLifetimeMs = (current.maximumKeyLifetimeMs ?? 0) + 60_000
          await transaction.writePolicies(id, { ...current, maximumKeyLifetimeMs })
        })
      await Promise.all(Array.from({ length: 20 }, addMinute))
      expect((await suite.store.findPolicies([id])).get(id)?.maximumKeyLifetimeMs).toBe(20 * 60_000)
    })

    it('are kept as they were written last, for each organization apart, also after the store was opened anew', async () => {
      const [one, other] = [await insertOrganization(suite.store), await insertOrganization(suite.store)]
      await write(one.id, { ...decided, disableKeyCreation: false })
      await write(one.id, decided)
      const store = await suite.reopen()
      expect(await store.findPolicies([one.id, other.id])).toEqual(
        new Map([
          [one.id, decided],
          [other.id, defaultPolicies],
        ]),
      )
    })
  })
}
