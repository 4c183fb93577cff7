import { describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import {
  insertKey,
  insertOrganization,
  insertServiceAccount,
  insertTeam,
  insertUser,
  organizationReference,
  sampleDeletion,
  sampleKeyId,
  sampleTime,
} from '../sample-accounts.ts'
import { storeForSuite } from './store-for-suite.ts'

export function describeBlocks(openStore: () => Promise<TestStore>): void {
  describe('a block of a key', () => {
    const suite = storeForSuite(openStore)
    const change = (work: Parameters<typeof suite.store.transact<boolean>>[0]) => suite.store.transact(work)

    it('is on the key wherever it is read, in the order of the organizations’ names, until it is taken back', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const [z, a] = [
        await insertOrganization(store, { name: 'Z block' }, [user]),
        await insertOrganization(store, { name: 'a block' }, [user]),
      ]
      // The user has teams, and has left one of these organizations: neither makes a block twice or unseen.
      const left = await insertOrganization(store, { name: 'm left' })
      await insertTeam(store, z, {}, [user])
      await insertTeam(store, z, {}, [user])
      const [key, sibling] = [await insertKey(store, user), await insertKey(store, user)]
      const everywhere = async (id: typeof key.id) => [
        (await store.findKey(id))?.blockedBy,
        (await store.findVerifiableKey(id))?.key.blockedBy,
        (await store.listKeys({ visibility: { kind: 'everything' }, text: id, limit: 2 }))[0]?.blockedBy,
      ]
      const expectBlockedBy = async (...organizations: (typeof a)[]) => {
        const expected = organizations.map(organizationReference)
        expect(await everywhere(key.id)).toEqual([expected, expected, expected])
      }
      await expectBlockedBy()
      for (const { id } of [z, left, a]) {
        expect(await change((transaction) => transaction.blockKey(key.id, id, sampleTime))).toBe(true)
      }
      await expectBlockedBy(a, left, z)
      expect(await everywhere(sibling.id)).toEqual([[], [], []])
      expect(await change((transaction) => transaction.unblockKey(key.id, left.id))).toBe(true)
      await expectBlockedBy(a, z)
    })

    it('is there once: blocking what is blocked, and unblocking what is not, answer false', async () => {
      const { store } = suite
      const [user, organization] = [await insertUser(store), await insertOrganization(store)]
      const key = await insertKey(store, user)
      await store.transact(async (transaction) => {
        expect(await transaction.unblockKey(key.id, organization.id)).toBe(false)
        expect(await transaction.blockKey(key.id, organization.id, sampleTime)).toBe(true)
        expect(await transaction.blockKey(key.id, organization.id, sampleTime + 1)).toBe(false)
        expect(await transaction.unblockKey(key.id, organization.id)).toBe(true)
        expect(await transaction.unblockKey(key.id, organization.id)).toBe(false)
      })
    })

    it('of a key that there is not (any more) is none, and the transaction goes on', async () => {
      const { store } = suite
      const [user, organization] = [await insertUser(store), await insertOrganization(store)]
      await store.transact(async (transaction) => {
        expect(await transaction.blockKey(sampleKeyId(), organization.id, sampleTime)).toBe(false)
        expect(await transaction.findUser(user.id)).toEqual(user)
      })
    })

    it('goes with its key', async () => {
      const { store } = suite
      const [user, organization] = [await insertUser(store), await insertOrganization(store)]
      const key = await insertKey(store, user)
      await change((transaction) => transaction.blockKey(key.id, organization.id, sampleTime))
      expect(await change((transaction) => transaction.deleteKey(key.id, sampleDeletion))).toBe(true)
      await insertKey(store, user, { id: key.id })
      expect((await store.findKey(key.id))?.blockedBy).toEqual([])
    })

    it('that meets the deletion of its key comes before it or is none, and neither fails', async () => {
      const { store } = suite
      const [user, organization] = [await insertUser(store), await insertOrganization(store)]
      const keys = await Promise.all(Array.from({ length: 20 }, () => insertKey(store, user)))
      await Promise.all(
        keys.flatMap(({ id }) => [
          change((transaction) => transaction.deleteKey(id, sampleDeletion)),
          change((transaction) => transaction.blockKey(id, organization.id, sampleTime)),
        ]),
      )
      expect(await store.listKeys({ visibility: { kind: 'everything' }, ownerId: user.id, limit: 20 })).toEqual([])
    })

    it('is on the key of a service account as on any other', async () => {
      const { store } = suite
      const organization = await insertOrganization(store)
      const account = await insertServiceAccount(store, organization, await insertTeam(store, organization))
      const key = await insertKey(store, account)
      await change((transaction) => transaction.blockKey(key.id, organization.id, sampleTime))
      const blockedBy = [organizationReference(organization)]
      expect(await store.findKey(key.id)).toMatchObject({ blockedBy })
      expect(await store.findVerifiableKey(key.id)).toMatchObject({ key: { blockedBy } })
    })
  })
}
