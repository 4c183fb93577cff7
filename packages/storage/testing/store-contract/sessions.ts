import { type SessionId, sessionIdleMs, type User, type UserId } from '@keystead/core'
import { describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import {
  insertInvitation,
  insertKey,
  insertLink,
  insertOrganization,
  insertSession,
  insertTeam,
  insertUser,
  organizationReference,
  sampleSession,
  sampleTime,
  teamReference,
} from '../sample-accounts.ts'
import { unstorable } from './name-lists.ts'
import { storeForSuite } from './store-for-suite.ts'

export function describeSessions(openStore: () => Promise<TestStore>): void {
  describe('sessions', () => {
    const suite = storeForSuite(openStore)
    const idsOf = async (user: User, at = sampleTime) =>
      (await suite.store.listSessions(user.id, at)).map(({ id }) => id)

    it('are found as they were stored, with all about their user, and listed without their secret', async () => {
      const { store } = suite
      const user = await insertUser(store, { instanceAdmin: true, activatedAt: null })
      const [zoo, ant] = [
        await insertOrganization(store, { name: `zoo ${user.username}` }, [user], 'admin'),
        await insertOrganization(store, { name: `ant ${user.username}` }, [user], 'viewer'),
      ]
      const [second, first] = [
        await insertTeam(store, zoo, { name: `b ${user.username}` }, [user], 'admin'),
        await insertTeam(store, zoo, { name: `a ${user.username}` }, [user], 'viewer'),
      ]
      const stored = await insertSession(store, user, { pepperVersion: 3, lastSeenAt: sampleTime + 1 })
      const { digest, pepperVersion, ...session } = stored
      const found = await store.findSession(session.id)
      expect({ ...found, digest: [...(found?.digest ?? [])] }).toEqual({
        session,
        digest: [...digest],
        pepperVersion,
        account: {
          kind: 'user',
          user,
          memberships: [
            { organization: organizationReference(ant), role: 'viewer' },
            { organization: organizationReference(zoo), role: 'admin' },
          ],
          teamMemberships: [
            { team: teamReference(first), role: 'viewer' },
            { team: teamReference(second), role: 'admin' },
          ],
        },
      })
      expect(await store.listSessions(user.id, sampleTime)).toEqual([session])
    })

    it('are found for a user who belongs nowhere, and need neither address nor program', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const { id } = await insertSession(store, user, { ip: null, userAgent: null })
      expect(await store.findSession(id)).toMatchObject({
        session: { userId: user.id, ip: null, userAgent: null },
        account: { kind: 'user', user, memberships: [], teamMemberships: [] },
      })
      for (const none of [sampleSession(user).id, ...unstorable] as SessionId[]) {
        expect(await store.findSession(none)).toBeUndefined()
      }
    })

    it('are listed while they are live, to the millisecond, the one seen last first', async () => {
      const { store } = suite
      const [user, other] = [await insertUser(store), await insertUser(store)]
      await insertSession(store, other)
      const old = await insertSession(store, user, { expiresAt: sampleTime + 2 })
      const idle = await insertSession(store, user, { lastSeenAt: sampleTime + 1, expiresAt: Number.MAX_SAFE_INTEGER })
      const recent = await insertSession(store, user, { lastSeenAt: sampleTime + 5, expiresAt: sampleTime + 9 })
      expect(await idsOf(user, sampleTime + 1)).toEqual([recent.id, idle.id, old.id])
      expect(await idsOf(user, sampleTime + 2)).toEqual([recent.id, idle.id])
      expect(await idsOf(user, sampleTime + 9)).toEqual([idle.id])
      expect(await idsOf(user, sampleTime + sessionIdleMs)).toEqual([idle.id])
      expect(await idsOf(user, sampleTime + 1 + sessionIdleMs)).toEqual([])
    })

    it('are seen later, never earlier', async () => {
      const { store } = suite
      const { id } = await insertSession(store, await insertUser(store), { lastSeenAt: sampleTime })
      const seenAt = async () => (await store.findSession(id))?.session.lastSeenAt
      await store.touchSession(id, sampleTime + 2)
      await store.touchSession(id, sampleTime + 1)
      expect(await seenAt()).toBe(sampleTime + 2)
      await store.touchSession(sampleSession({ id: 'usr_none' as UserId }).id, sampleTime)
    })

    it('are deleted once: of twenty who do it at once, one is told that they did', async () => {
      const { store } = suite
      const { id } = await insertSession(store, await insertUser(store))
      const deletions = await Promise.all(
        Array.from({ length: 20 }, () => store.transact((transaction) => transaction.deleteSession(id))),
      )
      expect(deletions.filter((deleted) => deleted)).toHaveLength(1)
      expect(await store.findSession(id)).toBeUndefined()
    })

    it('are deleted all together, or all but one, of one user', async () => {
      const { store } = suite
      const [user, other] = [await insertUser(store), await insertUser(store)]
      const kept = await insertSession(store, user)
      for (const owner of [user, user, other]) await insertSession(store, owner)
      const remove = (except?: SessionId) =>
        store.transact((transaction) => transaction.deleteSessionsOf(user.id, except))
      expect(await remove(kept.id)).toBe(2)
      expect(await idsOf(user)).toEqual([kept.id])
      expect(await remove()).toBe(1)
      expect(await idsOf(user)).toEqual([])
      expect(await idsOf(other)).toHaveLength(1)
    })

    it('end with their user', async () => {
      const { store } = suite
      const user = await insertUser(store)
      const { id } = await insertSession(store, user)
      await store.transact((transaction) => transaction.deleteUser(user.id))
      expect(await store.findSession(id)).toBeUndefined()
    })

    it('keep the pepper version in use under which they were made, as links do', async () => {
      const { store } = suite
      const user = await insertUser(store)
      await insertKey(store, user, { pepperVersion: 51 })
      const session = await insertSession(store, user, { pepperVersion: 52 })
      const link = await insertLink(store, { pepperVersion: 53 })
      const inUse = async () => (await store.listPepperVersionsInUse()).filter((version) => version > 50).toSorted()
      expect(await inUse()).toEqual([51, 52, 53])
      await store.transact((transaction) => transaction.deleteSession(session.id))
      await store.transact((transaction) => transaction.deleteOneTimeLink(link.id))
      expect(await inUse()).toEqual([51])
    })
  })

  describe('what has ended is forgotten, to the millisecond', () => {
    const suite = storeForSuite(openStore)

    it.each(['sessions', 'idle sessions', 'links', 'invitations'] as const)('%s', async (what) => {
      const { store } = suite
      const user = await insertUser(store)
      const organization = await insertOrganization(store)
      const forever = Number.MAX_SAFE_INTEGER
      const make = {
        sessions: (expiresAt: number) => insertSession(store, user, { expiresAt }),
        'idle sessions': (endsAt: number) =>
          insertSession(store, user, { lastSeenAt: endsAt - sessionIdleMs, expiresAt: forever }),
        links: (expiresAt: number) => insertLink(store, { expiresAt }),
        invitations: (expiresAt: number) => insertInvitation(store, organization, { expiresAt }),
      }[what]
      const [ended, ending, lives] = [
        await make(sampleTime - 1),
        await make(sampleTime),
        await make(sampleTime + 1),
      ] as const
      await store.forgetEnded(sampleTime)
      const isThere = async ({ id }: { readonly id: string }) =>
        (await store.findSession(id as never)) !== undefined ||
        (await store.findOneTimeLink(id)) !== undefined ||
        (await store.findInvitation(id as never)) !== undefined
      expect([await isThere(ended), await isThere(ending), await isThere(lives)]).toEqual([false, false, true])
    })
  })
}
