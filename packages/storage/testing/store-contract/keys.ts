import { defaultPolicies, type KeyDigest, type KeyId, type NewApiKey } from '@keystead/core'
import { describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import {
  apiKeyOf,
  insertKey,
  insertOrganization,
  insertUser,
  sampleDeletion,
  sampleKey,
  sampleKeyId,
  sampleTime,
} from '../sample-accounts.ts'
import { storeForSuite } from './store-for-suite.ts'

// Names at the limit of 255 code points that core lets through, in scripts that take one to four bytes each.
const longNames = {
  ASCII: 'k'.repeat(255),
  Japanese: '鍵'.repeat(255),
  'emoji of one code point': '🗝'.repeat(255),
  'emoji of several code points': '👩‍🔬'.repeat(85),
  'right to left': 'מפתח_عربي'.repeat(29).slice(0, 255),
  'one that folds to 18 times its length': 'ﷺ'.repeat(255),
  'LIKE’s own characters': '%_\\'.repeat(85),
}

export function describeKeys(openStore: () => Promise<TestStore>): void {
  describe('keys', () => {
    const suite = storeForSuite(openStore)

    it('a key is found as it was stored: personal or of an organization, with or without expiry, in both formats', async () => {
      const { store } = suite
      const user = await insertUser(store, { name: 'Ada Lovelace 🗝' })
      const organization = await insertOrganization(store)
      const variants: Partial<NewApiKey>[] = [
        {},
        { organizationId: organization.id },
        { expiresAt: Date.UTC(9999, 11, 31, 23, 59, 59, 999) },
        { createdAt: 0 },
        { format: 'legacy', id: 'fffff0123456789abcde' as KeyId },
      ]
      for (const variant of variants) {
        const key = await insertKey(store, user, variant)
        const expected = apiKeyOf(key, user, key.organizationId === null ? null : organization)
        expect(await store.findKey(key.id)).toEqual(expected)
        expect(await store.findVerifiableKey(key.id)).toMatchObject({ key: expected, account: { user } })
        expect(await store.listKeys({ visibility: { kind: 'everything' }, text: key.id, limit: 2 })).toEqual([expected])
      }
    })

    it('a key that there is not is not found, nor one whose ID differs in letter case only', async () => {
      const { store } = suite
      const key = await insertKey(store, await insertUser(store), { id: 'CaseMattersHere1' as KeyId })
      for (const id of [sampleKeyId(), 'casemattershere1', 'CASEMATTERSHERE1', 'CaseMattersHere', ''] as KeyId[]) {
        expect(await store.findKey(id), id).toBeUndefined()
        expect(await store.findVerifiableKey(id), id).toBeUndefined()
      }
      expect(await store.findKey(key.id)).toBeDefined()
    })

    it('what a verification needs comes whole: key, digest, pepper version, owner, all of their memberships and what those take', async () => {
      const { store } = suite
      const user = await insertUser(store, { instanceAdmin: true })
      const lab = await insertOrganization(store, { name: 'whole-lab' }, [user])
      const other = await insertOrganization(store, { name: 'whole-other' }, [user, await insertUser(store)])
      const lenient = await insertOrganization(store, { name: 'whole-with-policies' }, [user])
      await store.transact(async (transaction) => {
        await transaction.writePolicies(other.id, { ...defaultPolicies, enforceOrganizationKeys: true })
        await transaction.writePolicies(lenient.id, { ...defaultPolicies, disableKeyCreation: true })
      })
      const key = await insertKey(store, user, { organizationId: lab.id, pepperVersion: 7 })
      expect(await store.findVerifiableKey(key.id)).toEqual({
        key: apiKeyOf(key, user, lab),
        digest: expect.toSatisfy((digest: KeyDigest) => Buffer.compare(digest, key.digest) === 0),
        pepperVersion: 7,
        account: {
          kind: 'user',
          user,
          memberships: [
            { organization: { id: lab.id, name: lab.name }, role: 'member' },
            { organization: { id: other.id, name: other.name }, role: 'member' },
            { organization: { id: lenient.id, name: lenient.name }, role: 'member' },
          ],
          teamMemberships: [],
        },
        closedToPersonalKeys: [other.id],
      })
    })

    it('the owner of a key that is verified may belong to no organization', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const key = await insertKey(store, user)
      expect(await store.findVerifiableKey(key.id)).toMatchObject({
        key: { id: key.id },
        account: { user, memberships: [], teamMemberships: [] },
        closedToPersonalKeys: [],
      })
    })

    it('a digest comes back byte for byte, whatever the bytes', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte)
      const digests = [
        everyByte,
        new Uint8Array(32),
        new Uint8Array(32).fill(255),
        new TextEncoder().encode("\\x27'\0"),
      ]
      for (const digest of digests as KeyDigest[]) {
        const key = await insertKey(store, user, { digest })
        const found = await store.findVerifiableKey(key.id)
        expect(found?.digest).toBeInstanceOf(Uint8Array)
        expect([...(found?.digest ?? [])]).toEqual([...digest])
      }
    })

    it.for(Object.entries(longNames))('a name is kept and found as it is: %s, 255 code points', async ([, name]) => {
      const { store } = suite
      expect([...name].length).toBe(255)
      const user = await insertUser(store)
      const key = await insertKey(store, user, { name })
      expect((await store.findKey(key.id))?.name).toBe(name)
      const search = { visibility: { kind: 'everything' }, ownerId: user.id, limit: 2 } as const
      expect((await store.listKeys({ ...search, text: name })).map(({ id }) => id)).toEqual([key.id])
      expect((await store.listKeys({ ...search, text: [...name].slice(100, 110).join('') })).length).toBe(1)
      expect(await store.listKeys({ ...search, text: `${name}x` })).toEqual([])
    })

    it('no two keys share an ID, and the second changes nothing of the first', async () => {
      const { store } = suite
      const [user, other] = [await insertUser(store), await insertUser(store)]
      const key = await insertKey(store, user)
      await expect(insertKey(store, other, { id: key.id, name: 'usurper' })).rejects.toThrow()
      expect(await store.findKey(key.id)).toEqual(apiKeyOf(key, user))
    })

    it('a renamed key is found by its new name, no more by its old one, and is else the same', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const key = await insertKey(store, user, { name: 'old name' })
      expect(await store.transact((transaction) => transaction.renameKey(key.id, '新しい Name'))).toBe(true)
      const renamed = { ...apiKeyOf(key, user), name: '新しい Name' }
      expect(await store.findKey(key.id)).toEqual(renamed)
      const search = (text: string) =>
        store.listKeys({ visibility: { kind: 'everything' }, ownerId: user.id, text, limit: 2 })
      expect(await search('old name')).toEqual([])
      expect(await search('しい NA')).toEqual([renamed])
      expect(await search(key.id.toUpperCase())).toEqual([renamed])
    })

    it('a deleted key is nowhere any more: not found, verified, listed, renamed', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const [key, sibling] = [await insertKey(store, user), await insertKey(store, user)]
      expect(await store.transact((transaction) => transaction.deleteKey(key.id, sampleDeletion))).toBe(true)
      expect(await store.findKey(key.id)).toBeUndefined()
      expect(await store.findVerifiableKey(key.id)).toBeUndefined()
      const left = await store.listKeys({ visibility: { kind: 'everything' }, ownerId: user.id, limit: 3 })
      expect(left.map(({ id }) => id)).toEqual([sibling.id])
      expect(await store.transact((transaction) => transaction.renameKey(key.id, 'ghost'))).toBe(false)
    })

    it('renaming or deleting what there is not answers false, and touches nothing else', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const key = await insertKey(store, user)
      const id = sampleKey(user).id
      await store.transact(async (transaction) => {
        expect(await transaction.renameKey(id, 'ghost')).toBe(false)
        expect(await transaction.deleteKey(id, sampleDeletion)).toBe(false)
      })
      expect(await store.findKey(key.id)).toEqual(apiKeyOf(key, user))
    })

    it('of fifty who delete one key at the same moment, one is told that they did it', async () => {
      const { store } = suite
      const key = await insertKey(store, await insertUser(store))
      const deletions = await Promise.all(
        Array.from({ length: 50 }, () =>
          store.transact((transaction) => transaction.deleteKey(key.id, sampleDeletion)),
        ),
      )
      expect(deletions.filter((deleted) => deleted)).toHaveLength(1)
    })

    it('a rename that meets a delete never brings the key back', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const keys = await Promise.all(Array.from({ length: 20 }, () => insertKey(store, user)))
      await Promise.all(
        keys.flatMap(({ id }) => [
          store.transact((transaction) => transaction.renameKey(id, 'renamed')),
          store.transact((transaction) => transaction.deleteKey(id, sampleDeletion)),
        ]),
      )
      expect(await store.listKeys({ visibility: { kind: 'everything' }, ownerId: user.id, limit: 20 })).toEqual([])
    })

    it('all of it is there after the database was opened anew', async () => {
      const user = await insertUser(suite.store)
      const organization = await insertOrganization(suite.store, {}, [user])
      const key = await insertKey(suite.store, user, { organizationId: organization.id, createdAt: sampleTime + 1 })
      const before = await suite.store.findVerifiableKey(key.id)
      await suite.reopen()
      expect(await suite.store.findVerifiableKey(key.id)).toEqual(before)
      expect(before).toMatchObject({ key: apiKeyOf(key, user, organization), account: { user } })
    })
  })
}
