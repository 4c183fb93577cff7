import type { InvitationId, OrganizationId, StoredInvitation } from '@keystead/core'
import { describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import {
  insertInvitation,
  insertKey,
  insertOrganization,
  insertTeam,
  insertUser,
  sampleInvitation,
  sampleTime,
  teamReference,
} from '../sample-accounts.ts'
import { unstorable } from './name-lists.ts'
import { storeForSuite } from './store-for-suite.ts'

const withoutSecret = ({ digest: _, pepperVersion: __, ...invitation }: StoredInvitation) => invitation

export function describeInvitations(openStore: () => Promise<TestStore>): void {
  describe('invitations', () => {
    const suite = storeForSuite(openStore)

    it('are found as they were stored, with or without a team, and listed without their secret', async () => {
      const { store } = suite
      const organization = await insertOrganization(store)
      const team = await insertTeam(store, organization)
      const variants: Partial<StoredInvitation>[] = [
        { role: 'billing_admin', pepperVersion: 7 },
        { team: { team: teamReference(team), role: 'viewer' }, createdAt: sampleTime - 1 },
      ]
      const stored: StoredInvitation[] = []
      for (const given of variants) stored.push(await insertInvitation(store, organization, given))
      for (const invitation of stored) {
        const found = await store.findInvitation(invitation.id)
        expect({ ...found, digest: [...(found?.digest ?? [])] }).toEqual({
          ...invitation,
          digest: [...invitation.digest],
        })
      }
      expect(await store.listInvitations(organization.id, sampleTime, 9)).toEqual(stored.map(withoutSecret))
      for (const id of [sampleInvitation(organization).id, ...unstorable] as InvitationId[]) {
        expect(await store.findInvitation(id)).toBeUndefined()
      }
    })

    it('are listed newest first, of one organization, until the millisecond of their expiry, no more than asked for', async () => {
      const { store } = suite
      const organization = await insertOrganization(store)
      await insertInvitation(store, await insertOrganization(store))
      const stored: StoredInvitation[] = []
      for (const after of [0, 1, 1, 2]) {
        const times = { createdAt: sampleTime + after, expiresAt: sampleTime + 10 + after }
        stored.push(await insertInvitation(store, organization, times))
      }
      const newestFirst = stored.toReversed().map(({ id }) => id)
      const list = async (at: number, limit = 9) =>
        (await store.listInvitations(organization.id, at, limit)).map(({ id }) => id)
      expect(await list(sampleTime + 9)).toEqual(newestFirst)
      expect(await list(sampleTime + 10)).toEqual(newestFirst.slice(0, 3))
      expect(await list(sampleTime + 11)).toEqual(newestFirst.slice(0, 1))
      expect(await list(sampleTime + 12)).toEqual([])
      expect(await list(sampleTime, 2)).toEqual(newestFirst.slice(0, 2))
      expect(await store.listInvitations('\0' as OrganizationId, sampleTime, 9)).toEqual([])
    })

    it('are deleted once: of twenty who do it at once, one is told that they did', async () => {
      const { store } = suite
      const { id } = await insertInvitation(store, await insertOrganization(store))
      const deletions = await Promise.all(
        Array.from({ length: 20 }, () => store.transact((transaction) => transaction.deleteInvitation(id))),
      )
      expect(deletions.filter((deleted) => deleted)).toHaveLength(1)
      expect(await store.findInvitation(id)).toBeUndefined()
    })

    it('survive whoever made them', async () => {
      const { store } = suite
      const inviter = await insertUser(store)
      const { id } = await insertInvitation(store, await insertOrganization(store), { invitedBy: inviter.id })
      await store.transact((transaction) => transaction.deleteUser(inviter.id))
      expect((await store.findInvitation(id))?.invitedBy).toBe(inviter.id)
    })

    it('keep the pepper version in use under which they were made, as keys do', async () => {
      const { store } = suite
      const { id } = await insertInvitation(store, await insertOrganization(store), { pepperVersion: 41 })
      await insertKey(store, await insertUser(store), { pepperVersion: 41 })
      const last = await insertInvitation(store, await insertOrganization(store), { pepperVersion: 42 })
      const inUse = async () => (await store.listPepperVersionsInUse()).filter((version) => version > 40).toSorted()
      expect(await inUse()).toEqual([41, 42])
      await store.transact((transaction) => transaction.deleteInvitation(id))
      await store.transact((transaction) => transaction.deleteInvitation(last.id))
      expect(await inUse()).toEqual([41])
    })
  })
}
