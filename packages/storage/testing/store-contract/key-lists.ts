import type {
  KeyId,
  KeyListQuery,
  KeyState,
  KeyVisibility,
  NewApiKey,
  Organization,
  OrganizationId,
  ServiceAccount,
  Team,
  TeamId,
  User,
  UserId,
} from '@keystead/core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import {
  insertKey,
  insertOrganization,
  insertServiceAccount,
  insertTeam,
  insertUser,
  type SampleOwner,
  sampleKeyId,
  sampleTime,
} from '../sample-accounts.ts'
import { recordUse } from '../sample-uses.ts'
import { storeForSuite } from './store-for-suite.ts'

const everything = { kind: 'everything' } as const

export function describeKeyLists(openStore: () => Promise<TestStore>): void {
  describe('the owners of keys', () => {
    const suite = storeForSuite(openStore)

    it('are listed once each, in the order of their IDs and page by page, and nobody without a key', async () => {
      const organization = await insertOrganization(suite.store)
      const team = await insertTeam(suite.store, organization)
      const owners: SampleOwner[] = []
      for (let count = 0; count < 3; count += 1) {
        owners.push(await insertUser(suite.store), await insertServiceAccount(suite.store, organization, team))
      }
      await insertUser(suite.store)
      for (const owner of [...owners, ...owners]) await insertKey(suite.store, owner)
      const ids = owners.map(({ id }) => id).sort()
      expect(await suite.store.listKeyOwners({ after: '', limit: 99 })).toEqual(ids)
      for (const [index, after] of ids.entries()) {
        expect(await suite.store.listKeyOwners({ after, limit: 2 })).toEqual(ids.slice(index + 1, index + 3))
      }
    })
  })

  describe('a search for text', () => {
    const suite = storeForSuite(openStore)
    let owner: User
    let key: NewApiKey

    beforeAll(async () => {
      owner = await insertUser(suite.store, {
        username: 'ada.lovelace',
        email: 'ada@analytical-engine.example',
        name: 'Augusta Ada King',
      })
      const name = 'Trainings-ＧＰＵ ﾊﾞｯﾁ 学習 100%_ \\o/ Σίσυφος Straße 🗝'
      key = await insertKey(suite.store, owner, { name, id: 'AbCdEfGhIjKlMnOp' as KeyId })
      const other = await insertUser(suite.store, { username: 'grace', email: 'grace@cobol.example' })
      await insertKey(suite.store, other, { name: 'decoy', id: 'zzzzzzzzzzzzzzzz' as KeyId })
    })

    it.for<[string, string]>([
      ['the whole name', 'Trainings-ＧＰＵ ﾊﾞｯﾁ 学習 100%_ \\o/ Σίσυφος Straße 🗝'],
      ['other letter case', 'tRAININGS-'],
      ['half-width for full-width', 'gpu'],
      ['full-width for half-width', 'ｔｒａｉｎ'],
      ['half-width katakana', 'ﾊﾞｯﾁ'],
      ['full-width katakana for half-width', 'バッチ'],
      ['kanji', '学習'],
      ['a literal %', '100%'],
      ['a literal _', '%_'],
      ['a literal backslash', '\\o'],
      ['all of LIKE’s characters', '%_ \\'],
      ['an ideographic space for a space', '学習　100'],
      ['the beginning of a Greek word, where a capital sigma ends what is typed', 'ΣΊΣ'],
      ['capital letters where the small one has none of its own', 'STRASSE'],
      ['an emoji', '🗝'],
      ['part of the key ID', 'EfGh'],
      ['part of the key ID in any case', 'efgHIJKLMNOP'],
      ['part of the owner’s user name', 'LOVELACE'],
      ['part of the owner’s e-mail', 'Analytical-Engine'],
      ['part of the owner’s name', 'AUGUSTA'],
    ])('finds a key by %s', async ([, text]) => {
      const found = await suite.store.listKeys({ visibility: everything, text, limit: 3 })
      expect(found.map(({ id }) => id)).toEqual([key.id])
    })

    it.for<[string, string]>([
      ['% for anything', 'Train%GPU'],
      ['_ for one character', 'Tra_nings'],
      ['a name and an ID in one', 'ABC🗝'],
      ['what a line break would hold together', '🗝\nABCD'],
      ['parts in another order', 'GPU-Trainings'],
      ['voiceless katakana for voiced', 'ハッチ'],
      ['the owner’s ID, which is not searched', 'usr_'],
      ['NUL', '\0'],
      ['text around a NUL', 'Train\0ings'],
      ['half an emoji', '🗝'.slice(0, 1)],
      ['more than any name holds', 'Trainings'.repeat(10_000)],
      ['more than any name holds, once it is folded', 'ﷺ'.repeat(5_000)],
    ])('does not take %s', async ([, text]) => {
      expect(await suite.store.listKeys({ visibility: everything, text, limit: 3 })).toEqual([])
    })

    it('for nothing finds everything', async () => {
      expect(await suite.store.listKeys({ visibility: everything, text: '', limit: 3 })).toHaveLength(2)
    })

    it('finds what the caller may see, and not one key more', async () => {
      const stranger = await insertUser(suite.store)
      const own = { ownerId: stranger.id, organizationId: null }
      const visibility = { kind: 'some', own, administered: [], administeredTeams: [] } as const
      expect(await suite.store.listKeys({ visibility, text: 'Trainings', limit: 3 })).toEqual([])
    })
  })

  describe('a list of keys', () => {
    const suite = storeForSuite(openStore)
    let [admin, member, outsider]: User[] = []
    let [lab, elsewhere]: Organization[] = []
    const keys: Record<string, KeyId> = {}

    beforeAll(async () => {
      const { store } = suite
      admin = await insertUser(store)
      member = await insertUser(store)
      outsider = await insertUser(store)
      lab = await insertOrganization(store, { name: 'lab' }, [admin, member])
      elsewhere = await insertOrganization(store, { name: 'elsewhere' }, [member, outsider])
      const kinds: [string, User, Partial<NewApiKey>][] = [
        ['admin personal', admin, {}],
        ['admin lab', admin, { organizationId: lab.id }],
        ['member personal', member, { expiresAt: sampleTime }],
        ['member lab', member, { organizationId: lab.id, expiresAt: sampleTime + 1 }],
        ['member elsewhere', member, { organizationId: elsewhere.id }],
        ['outsider personal', outsider, {}],
        ['outsider elsewhere', outsider, { organizationId: elsewhere.id }],
      ]
      // The first is the newest, so that lists come in the order above.
      for (const [index, [name, owner, given]] of kinds.entries()) {
        const key = await insertKey(store, owner, { name, createdAt: sampleTime - index, ...given })
        keys[name] = key.id
      }
    })

    const names = async (query: Omit<KeyListQuery, 'limit'>) =>
      (await suite.store.listKeys({ ...query, limit: 100 })).map(({ name }) => name)
    const some = (
      user: User | undefined,
      organization: Organization | null = null,
      administered: Organization[] = [],
    ) =>
      ({
        kind: 'some',
        own: { ownerId: user?.id as UserId, organizationId: organization?.id ?? null },
        administered: administered.map(({ id }) => id),
        administeredTeams: [],
      }) as const

    it('holds everything for whoever sees everything, newest first', async () => {
      expect(await names({ visibility: everything })).toEqual(Object.keys(keys))
    })

    it('holds their own keys for a member, of all organizations', async () => {
      expect(await names({ visibility: some(member) })).toEqual(['member personal', 'member lab', 'member elsewhere'])
    })

    it('holds the keys of one organization only, for a credential that reaches one only', async () => {
      expect(await names({ visibility: some(member, lab) })).toEqual(['member lab'])
      expect(await names({ visibility: some(outsider, lab) })).toEqual([])
    })

    it('holds for an admin the organization’s keys and the personal keys of its members, and none of elsewhere', async () => {
      const visibility = some(admin, null, lab && [lab])
      const expected = ['admin personal', 'admin lab', 'member personal', 'member lab']
      expect(await names({ visibility })).toEqual(expected)
      expect(await names({ visibility: some(admin, lab, lab && [lab]) })).toEqual(expected)
    })

    it('holds each key once for the admin of several organizations that share members', async () => {
      const visibility = some(member, null, [lab, elsewhere] as Organization[])
      expect(await names({ visibility })).toEqual(Object.keys(keys))
    })

    it('by owner: keeps to what the caller sees', async () => {
      expect(await names({ visibility: everything, ownerId: outsider?.id as UserId })).toEqual([
        'outsider personal',
        'outsider elsewhere',
      ])
      const visibility = some(admin, null, lab && [lab])
      expect(await names({ visibility, ownerId: member?.id as UserId })).toEqual(['member personal', 'member lab'])
      expect(await names({ visibility, ownerId: outsider?.id as UserId })).toEqual([])
      expect(await names({ visibility, ownerId: 'usr_nobody' as UserId })).toEqual([])
      expect(await names({ visibility: everything, ownerId: 'usr_\0' as UserId })).toEqual([])
    })

    it('by organization: the keys that reach it, the members’ personal keys included', async () => {
      const organizationId = elsewhere?.id as OrganizationId
      const reaching = ['member personal', 'member elsewhere', 'outsider personal', 'outsider elsewhere']
      expect(await names({ visibility: everything, organizationId })).toEqual(reaching)
      expect(await names({ visibility: some(member), organizationId })).toEqual(['member personal', 'member elsewhere'])
      expect(await names({ visibility: some(admin, null, lab && [lab]), organizationId })).toEqual(['member personal'])
      expect(await names({ visibility: everything, organizationId: 'org_none' as OrganizationId })).toEqual([])
      expect(await names({ visibility: everything, organizationId: 'org_\0' as OrganizationId })).toEqual([])
    })

    it('by type: personal keys, or those of an organization', async () => {
      const visibility = some(member)
      expect(await names({ visibility, type: 'personal' })).toEqual(['member personal'])
      expect(await names({ visibility, type: 'organization' })).toEqual(['member lab', 'member elsewhere'])
    })

    it('by state: a key is expired from its expiry on, the very millisecond included', async () => {
      const visibility = some(member)
      const at = (is: 'active' | 'expired', time: number) => names({ visibility, state: { is, at: time } })
      expect(await at('expired', sampleTime - 1)).toEqual([])
      expect(await at('expired', sampleTime)).toEqual(['member personal'])
      expect(await at('active', sampleTime)).toEqual(['member lab', 'member elsewhere'])
      expect(await at('expired', sampleTime + 1)).toEqual(['member personal', 'member lab'])
      expect(await at('active', sampleTime + 1)).toEqual(['member elsewhere'])
    })

    it('starts after a position, whether or not there is a key at it', async () => {
      const after = { value: sampleTime - 2, id: keys['member personal'] as KeyId }
      const rest = Object.keys(keys).slice(3)
      expect(await names({ visibility: everything, after })).toEqual(rest)
      expect(await names({ visibility: everything, after: { value: sampleTime - 2, id: '0' as KeyId } })).toEqual(rest)
      const all = { value: sampleTime + 1, id: sampleKeyId() }
      expect(await names({ visibility: everything, after: all })).toEqual(Object.keys(keys))
      expect(await names({ visibility: everything, after: { value: 0, id: sampleKeyId() } })).toEqual([])
    })

    it('holds no more keys than asked for', async () => {
      for (const limit of [1, 3, 7, 8]) {
        const page = await suite.store.listKeys({ visibility: everything, limit })
        expect(page.map(({ name }) => name)).toEqual(Object.keys(keys).slice(0, limit))
      }
    })
  })

  describe('a list of keys, where there are service accounts', () => {
    const suite = storeForSuite(openStore)
    let [teamAdmin, orgAdmin]: User[] = []
    let lab: Organization | undefined
    let [blue, red]: Team[] = []
    let [blueRobot, redRobot, courier]: ServiceAccount[] = []

    beforeAll(async () => {
      const { store } = suite
      teamAdmin = await insertUser(store)
      orgAdmin = await insertUser(store)
      lab = await insertOrganization(store, {}, [teamAdmin, orgAdmin])
      const elsewhere = await insertOrganization(store, {}, [teamAdmin])
      blue = await insertTeam(store, lab, {}, [teamAdmin], 'admin')
      red = await insertTeam(store, lab)
      blueRobot = await insertServiceAccount(store, lab, blue, { name: 'Ｂlue robot' })
      redRobot = await insertServiceAccount(store, lab, red, { name: 'red robot' })
      courier = await insertServiceAccount(store, lab, blue, { team: null, name: 'courier' })
      const stranger = await insertServiceAccount(store, elsewhere, await insertTeam(store, elsewhere))
      const owners: [string, SampleOwner, Partial<NewApiKey>][] = [
        ['personal', teamAdmin, {}],
        ['organization', teamAdmin, { organizationId: lab.id }],
        ['blue', blueRobot, { expiresAt: sampleTime + 5 }],
        ['blue, too', blueRobot, {}],
        ['red', redRobot, { expiresAt: sampleTime + 6 }],
        ['of the organization', courier, {}],
        ['elsewhere', stranger, {}],
      ]
      for (const [index, [name, owner, given]] of owners.entries()) {
        const key = await insertKey(store, owner, { name, createdAt: sampleTime - index, ...given })
        if (['blue', 'red'].includes(name)) await recordUse(store, { keyId: key.id, usedAt: sampleTime + index })
      }
    })

    const names = async (query: Partial<KeyListQuery>) =>
      (await suite.store.listKeys({ visibility: everything, limit: 100, ...query })).map(({ name }) => name)
    const some = (
      ownerId: string | undefined,
      parts: { confinedTo?: string | undefined; administered?: string[]; teams?: (Team | undefined)[] },
    ): KeyVisibility => ({
      kind: 'some',
      own: { ownerId: ownerId as UserId, organizationId: (parts.confinedTo ?? null) as OrganizationId | null },
      administered: (parts.administered ?? []) as OrganizationId[],
      administeredTeams: (parts.teams ?? []).map((team) => team?.id as TeamId),
    })

    it('holds for a team admin the keys of their teams’ service accounts, and of no others', async () => {
      const own = ['personal', 'organization']
      expect(await names({ visibility: some(teamAdmin?.id, { teams: [blue] }) })).toEqual([...own, 'blue', 'blue, too'])
      expect(await names({ visibility: some(teamAdmin?.id, {}) })).toEqual(own)
      const both = some(orgAdmin?.id, { teams: [red, blue] })
      expect(await names({ visibility: both })).toEqual(['blue', 'blue, too', 'red'])
      expect(await names({ visibility: both, ownerId: blueRobot?.id as string })).toEqual(['blue', 'blue, too'])
      expect(await names({ visibility: both, ownerId: courier?.id as string })).toEqual([])
      expect(await names({ visibility: both, organizationId: lab?.id as OrganizationId })).toHaveLength(3)
    })

    it('holds for an organization admin the keys of all of its service accounts', async () => {
      const all = ['personal', 'organization', 'blue', 'blue, too', 'red', 'of the organization']
      const visibility = some(orgAdmin?.id, { administered: [lab?.id as string], teams: [blue] })
      expect(await names({ visibility })).toEqual(all)
      expect(await names({ visibility, organizationId: lab?.id as OrganizationId })).toEqual(all)
    })

    it('holds for a service account its own keys', async () => {
      const visibility = some(blueRobot?.id, { confinedTo: lab?.id })
      expect(await names({ visibility })).toEqual(['blue', 'blue, too'])
      expect(await names({ visibility: some(redRobot?.id, { confinedTo: 'org_nowhere' }) })).toEqual([])
    })

    it('by type: each key is of exactly one', async () => {
      expect(await names({ type: 'personal' })).toEqual(['personal'])
      expect(await names({ type: 'organization' })).toEqual(['organization'])
      expect(await names({ type: 'team_service_account' })).toEqual(['blue', 'blue, too', 'red', 'elsewhere'])
      expect(await names({ type: 'organization_service_account' })).toEqual(['of the organization'])
    })

    it('by text: finds the keys of a service account by its name', async () => {
      expect(await names({ text: 'BLUE ROBOT' })).toEqual(['blue', 'blue, too'])
      expect(await names({ text: 'sva_' })).toEqual([])
    })

    it('by expiry and by last use: to the millisecond, what never expires and what was never used', async () => {
      expect(await names({ expiresBefore: sampleTime + 5 })).toEqual([])
      expect(await names({ expiresBefore: sampleTime + 6 })).toEqual(['blue'])
      expect(await names({ expiresBefore: sampleTime + 7 })).toEqual(['blue', 'red'])
      const unused = ['personal', 'organization', 'blue, too', 'of the organization', 'elsewhere']
      expect(await names({ lastUsedBefore: 0 })).toEqual(unused)
      expect((await names({ lastUsedBefore: sampleTime + 2 })).toSorted()).toEqual(unused.toSorted())
      expect(await names({ lastUsedBefore: sampleTime + 3 })).toEqual(unused.toSpliced(2, 0, 'blue'))
      expect(await names({ lastUsedBefore: sampleTime + 5 })).toHaveLength(7)
    })

    it('by creation: before a millisecond, which itself does not count', async () => {
      expect(await names({ createdBefore: sampleTime - 4 })).toEqual(['of the organization', 'elsewhere'])
      expect(await names({ createdBefore: sampleTime + 1 })).toHaveLength(7)
    })

    it('by state: a key is blocked by the one organization that it reaches, and expired before that', async () => {
      const { store } = suite
      const find = async (name: string) => {
        const found = (await store.listKeys({ visibility: everything, limit: 9 })).find((key) => key.name === name)
        return found?.id as KeyId
      }
      const blocked = ['personal', 'organization', 'blue', 'of the organization']
      const ids = await Promise.all(blocked.map(find))
      await store.transact(async (transaction) => {
        for (const id of ids) await transaction.blockKey(id, lab?.id as OrganizationId, sampleTime)
      })
      const at = (is: KeyState, time: number) => names({ state: { is, at: time } })
      const active = ['personal', 'blue, too', 'red', 'elsewhere']
      expect(await at('blocked', sampleTime)).toEqual(['organization', 'blue', 'of the organization'])
      expect(await at('active', sampleTime)).toEqual(active)
      expect(await at('expired', sampleTime)).toEqual([])
      expect(await at('blocked', sampleTime + 5)).toEqual(['organization', 'of the organization'])
      expect(await at('expired', sampleTime + 5)).toEqual(['blue'])
      await store.transact(async (transaction) => {
        for (const id of ids) await transaction.unblockKey(id, lab?.id as OrganizationId)
      })
      expect(await at('blocked', sampleTime)).toEqual([])
    })
  })
}
