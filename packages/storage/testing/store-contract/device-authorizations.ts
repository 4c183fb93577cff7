import type { SessionId, Store, StoredDeviceAuthorization } from '@keystead/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import { sampleDeviceAuthorization } from '../sample-accounts.ts'

/** With its digest as numbers: databases give bytes as different kinds of arrays. */
const plain = (authorization: StoredDeviceAuthorization | undefined) =>
  authorization && { ...authorization, digest: [...authorization.digest] }

export function describeDeviceAuthorizations(openStore: () => Promise<TestStore>): void {
  describe('programs that ask for a key', () => {
    let opened: TestStore
    let store: Store
    beforeAll(async () => {
      opened = await openStore()
      store = opened.store
    })
    afterAll(() => opened.close())

    const insert = (authorization: StoredDeviceAuthorization) =>
      store.transact((transaction) => transaction.insertDeviceAuthorization(authorization))

    it('are found by ID and by what stands for their code, as they were', async () => {
      const authorization = sampleDeviceAuthorization({ name: '名前', ip: null })
      expect(await insert(authorization)).toBe(true)
      expect(plain(await store.findDeviceAuthorization(authorization.id))).toEqual(plain(authorization))
      expect(plain(await store.findDeviceAuthorizationByCode(authorization.userCodeName))).toEqual(plain(authorization))
      for (const nothing of ['none', '', '\0']) {
        expect(await store.findDeviceAuthorization(nothing)).toBeUndefined()
        expect(await store.findDeviceAuthorizationByCode(nothing)).toBeUndefined()
      }
    })

    it('share no code', async () => {
      const first = sampleDeviceAuthorization()
      await insert(first)
      expect(await insert(sampleDeviceAuthorization({ userCodeName: first.userCodeName }))).toBe(false)
      expect(plain(await store.findDeviceAuthorizationByCode(first.userCodeName))).toEqual(plain(first))
    })

    it('are decided once, by one of many at once', async () => {
      const authorization = sampleDeviceAuthorization()
      await insert(authorization)
      const decisions = Array.from({ length: 8 }, (_, place) => ({ approvedBy: `ses_${place}` as SessionId }))
      const decided = await Promise.all(
        decisions.map((decision) =>
          store.transact((transaction) => transaction.decideDeviceAuthorization(authorization.id, decision)),
        ),
      )
      expect(decided.filter(Boolean)).toHaveLength(1)
      const kept = await store.findDeviceAuthorization(authorization.id)
      expect(kept?.decision).toEqual(decisions[decided.indexOf(true)])
      expect(await store.transact((transaction) => transaction.decideDeviceAuthorization('none', 'denied'))).toBe(false)
    })

    it('are forgotten when a later one is made', async () => {
      const past = sampleDeviceAuthorization()
      await insert(past)
      const later = { createdAt: past.expiresAt, expiresAt: past.expiresAt + 1 }
      await insert(sampleDeviceAuthorization(later))
      expect(await store.findDeviceAuthorization(past.id)).toBeUndefined()
    })
  })
}
