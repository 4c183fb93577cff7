import type { KeyListQuery, UserId } from '@keystead/core'
import { describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import {
  apiKeyOf,
  insertKey,
  insertOrganization,
  insertServiceAccount,
  insertTeam,
  insertUser,
  organizationReference,
  sampleDeletion,
  sampleDisablement,
  sampleKeyId,
  sampleTime,
} from '../sample-accounts.ts'
import { storeForSuite } from './store-for-suite.ts'

const everything: KeyListQuery['visibility'] = { kind: 'everything' }

export function describeDeletedKeys(openStore: () => Promise<TestStore>): void {
  describe('a deleted key', () => {
    const suite = storeForSuite(openStore)

    it('is among the deleted ones, and brought back it is what it was: blocked, disabled and used', async () => {
      const { store } = suite
      const [user, organization] = [await insertUser(store), await insertOrganization(store)]
      const key = await insertKey(store, user, { expiresAt: sampleTime + 9, pepperVersion: 3 })
      await store.transact(async (transaction) => {
        await transaction.blockKey(key.id, organization.id, sampleTime)
        await transaction.disableKey(key.id, sampleDisablement(user, sampleTime + 4))
      })
      const before = await store.findVerifiableKey(key.id)
      const deletion = { at: sampleTime + 5, by: { id: user.id, name: user.name } }
      expect(await store.transact((transaction) => transaction.deleteKey(key.id, deletion))).toBe(true)
      expect(await store.findVerifiableKey(key.id)).toBeUndefined()
      expect(await store.findDeletedKey(key.id)).toEqual({
        ...apiKeyOf(key, user),
        blockedBy: [organizationReference(organization)],
        disabled: sampleDisablement(user, sampleTime + 4),
        pepperVersion: 3,
        deletion,
      })
      expect(await store.transact((transaction) => transaction.restoreKey(key.id))).toBe(true)
      expect(await store.findVerifiableKey(key.id)).toEqual(before)
      expect(await store.findDeletedKey(key.id)).toBeUndefined()
      const found = await store.listKeys({ visibility: everything, text: key.name, ownerId: user.id, limit: 2 })
      expect(found.map(({ id }) => id)).toEqual([key.id])
    })

    it('is brought back once, and none is that there is not', async () => {
      const { store } = suite
      const key = await insertKey(store, await insertUser(store))
      await store.transact((transaction) => transaction.deleteKey(key.id, sampleDeletion))
      const restored = await Promise.all(
        [key.id, key.id, key.id, sampleKeyId()].map((id) =>
          store.transact((transaction) => transaction.restoreKey(id)),
        ),
      )
      expect(restored.filter(Boolean)).toEqual([true])
    })

    it('goes with its owner, for good', async () => {
      const { store } = suite
      const organization = await insertOrganization(store)
      const account = await insertServiceAccount(store, organization, await insertTeam(store, organization))
      const user = await insertUser(store)
      const keys = [await insertKey(store, account), await insertKey(store, user)]
      await store.transact(async (transaction) => {
        await transaction.deleteKeysOf(account.id, sampleDeletion)
        await transaction.deleteKeysOf(user.id, sampleDeletion)
      })
      for (const { id } of keys) expect(await store.findDeletedKey(id)).toMatchObject({ id, deletion: sampleDeletion })
      await store.transact(async (transaction) => {
        await transaction.deleteServiceAccount(account.id)
        await transaction.deleteUser(user.id)
      })
      for (const { id } of keys) {
        expect(await store.findDeletedKey(id)).toBeUndefined()
        expect(await store.transact((transaction) => transaction.restoreKey(id))).toBe(false)
      }
    })

    it('is listed to whoever would see it, the last one first, page by page, and forgotten after 30 days', async () => {
      const { store } = suite
      const [user, other] = [await insertUser(store), await insertUser(store)]
      const organization = await insertOrganization(store, {}, [user])
      const keys = [await insertKey(store, user), await insertKey(store, user), await insertKey(store, other)]
      for (const [index, { id }] of keys.entries()) {
        await store.transact((transaction) => transaction.deleteKey(id, { at: sampleTime + index, by: null }))
      }
      const own = { ownerId: 'usr_nobody' as UserId, organizationId: null }
      const visibility = { kind: 'some', own, administered: [organization.id], administeredTeams: [] } as const
      const list = async (query: Partial<Parameters<typeof store.listDeletedKeys>[0]> = {}) => {
        const found = await store.listDeletedKeys({ visibility, since: 0, limit: 9, ...query })
        return found.map(({ id }) => id)
      }
      const [first, second, third] = keys.map(({ id }) => id)
      expect(await list()).toEqual([second, first])
      expect(await list({ limit: 1 })).toEqual([second])
      expect(await list({ after: { deletedAt: sampleTime + 1, id: second ?? sampleKeyId() } })).toEqual([first])
      expect(await list({ since: sampleTime })).toEqual([second])
      expect(await list({ visibility: { ...visibility, own: { ...own, ownerId: other.id } } })).toEqual([
        third,
        second,
        first,
      ])
      // Of the organization, even for whoever sees all.
      expect(await list({ visibility: everything, organizationId: organization.id })).toEqual([second, first])
      const month = 30 * 24 * 60 * 60_000
      await store.forgetEnded(sampleTime + month)
      expect(await list()).toEqual([second])
      await store.forgetEnded(sampleTime + 2 + month)
      expect(await list({ visibility: everything })).not.toContain(third)
    })
  })
}
