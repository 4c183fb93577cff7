import type { KeyId, KeyListQuery, NewApiKey, Organization, OrganizationId, User, UserId } from '@keystead/core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'
import { insertKey, insertOrganization, insertUser, sampleKeyId, sampleTime } from '../sample-accounts.ts'
import { storeForSuite } from './store-for-suite.ts'

const everything = { kind: 'everything' } as const

export function describeKeyLists(openStore: () => Promise<TestStore>): void {
  describe('a search for text', () => {
    const suite = storeForSuite(openStore)
    let owner: User
    let key: NewApiKey

    beforeAll(async () => {
      owner = await insertUser(suite.store, { username: 'ada.lovelace', email: 'ada@analytical-engine.example' })
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
      ['the owner’s full name, which is not searched', 'Sample User'],
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
      const visibility = { kind: 'some', own, administered: [] } as const
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
      const after = { createdAt: sampleTime - 2, id: keys['member personal'] as KeyId }
      const rest = Object.keys(keys).slice(3)
      expect(await names({ visibility: everything, after })).toEqual(rest)
      expect(await names({ visibility: everything, after: { createdAt: sampleTime - 2, id: '0' as KeyId } })).toEqual(
        rest,
      )
      const all = { createdAt: sampleTime + 1, id: sampleKeyId() }
      expect(await names({ visibility: everything, after: all })).toEqual(Object.keys(keys))
      expect(await names({ visibility: everything, after: { createdAt: 0, id: sampleKeyId() } })).toEqual([])
    })

    it('holds no more keys than asked for', async () => {
      for (const limit of [1, 3, 7, 8]) {
        const page = await suite.store.listKeys({ visibility: everything, limit })
        expect(page.map(({ name }) => name)).toEqual(Object.keys(keys).slice(0, limit))
      }
    })
  })
}
