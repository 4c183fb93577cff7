import type { KeyId, KeyListQuery, NewApiKey, OrganizationId, User, UserId } from '@keystead/core'
import fc from 'fast-check'
import type { Word, World } from './key-list-oracle.ts'
import { sampleKey, sampleOrganization, sampleTime, sampleUser } from './sample-accounts.ts'

// Each row is one letter in plain, and other ways of writing it that a search must not tell apart.
const letters: readonly (readonly [plain: string, ...others: string[]])[] = [
  ['a', 'A', 'ａ', 'Ａ'],
  ['b', 'B', 'Ｂ'],
  ['é', 'É', 'e\u0301', 'E\u0301'],
  ['ss', 'SS', 'ß', 'ẞ', 'sS'],
  ['σ', 'Σ', 'ς'],
  ['ж', 'Ж'],
  ['鍵'],
  ['カ', 'ｶ'],
  ['ガ', 'ｶﾞ', 'カ\u3099'],
  ['ー', 'ｰ'],
  ['%', '％'],
  ['_', '＿'],
  ['\\', '＼'],
  ["'"],
  ['1', '１', '①'],
  [' ', '\u3000', '\u00a0'],
  ['א'],
  ['🗝'],
]

type Spelling = readonly { readonly letter: number; readonly variant: number }[]

const anySpelling = (minLength: number) =>
  fc.array(fc.record({ letter: fc.nat(letters.length - 1), variant: fc.nat(4) }), { minLength, maxLength: 8 })

function spell(spelling: Spelling): Word {
  const rows = spelling.map(({ letter, variant }) => ({ row: letters[letter] ?? ['a'], variant }))
  return {
    text: rows.map(({ row, variant }) => row[variant % row.length]).join(''),
    plain: rows.map(({ row }) => row[0]).join(''),
  }
}

const base62 = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz']
const anyKeyId = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: fc.constantFrom(...base62), minLength: 16, maxLength: 16 }) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 20, maxLength: 20 }) },
) as fc.Arbitrary<KeyId>

// A few milliseconds for many keys: ties are the rule here, not the exception.
const anyTime = fc.nat(3).map((after) => sampleTime + after)

type KeyPlan = {
  id: KeyId
  name: Spelling
  owner: number
  organization: number | null
  createdAt: number
  expiresAt: number | null
}
type WorldPlan = { users: number; organizations: number; memberships: boolean[]; keys: KeyPlan[] }

const anyWorldPlan: fc.Arbitrary<WorldPlan> = fc.record({
  users: fc.integer({ min: 1, max: 4 }),
  organizations: fc.nat(3),
  memberships: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  keys: fc.uniqueArray(
    fc.record({
      id: anyKeyId,
      name: anySpelling(1),
      owner: fc.nat(3),
      organization: fc.option(fc.nat(2)),
      createdAt: anyTime,
      expiresAt: fc.option(anyTime),
    }),
    { selector: ({ id }) => id, maxLength: 24 },
  ),
})

function makeWorld(plan: WorldPlan): World {
  const users = Array.from({ length: plan.users }, () => sampleUser())
  const organizations = Array.from({ length: plan.organizations }, () => sampleOrganization())
  const pairs = users.flatMap((user) => organizations.map((organization) => ({ user, organization })))
  return {
    users,
    organizations,
    memberships: pairs.filter((_, index) => plan.memberships[index]),
    keys: plan.keys.map(({ id, name, owner, organization, createdAt, expiresAt }) => {
      const user = users[owner % users.length] as User
      const word = spell(name)
      const given: Partial<NewApiKey> = { id, name: word.text, createdAt, expiresAt }
      const of = organization === null ? undefined : organizations[organization % organizations.length]
      return { key: sampleKey(user, { ...given, organizationId: of?.id ?? null }), owner: user, name: word }
    }),
  }
}

type QueryPlan = {
  visibility: 'everything' | { own: number; confinedTo: number | null; administered: number[] }
  text: Spelling | { ofKey: number; from: number; length: number; variant: number } | 'email' | undefined
  rest: Pick<KeyListQuery, 'type' | 'state' | 'limit'>
  owner: number | undefined
  organization: number | undefined
  after: { createdAt: number; id: KeyId } | undefined
}

/** Most filters are left out most of the time: lists that nothing passes tell little. */
const sometimes = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })

const anyQueryPlan: fc.Arbitrary<QueryPlan> = fc.record({
  visibility: fc.oneof(
    fc.constant('everything' as const),
    fc.record({ own: fc.nat(4), confinedTo: fc.option(fc.nat(3)), administered: fc.uniqueArray(fc.nat(3)) }),
  ),
  text: sometimes(
    fc.oneof(
      anySpelling(0),
      fc.record({ ofKey: fc.nat(23), from: fc.nat(7), length: fc.integer({ min: 1, max: 4 }), variant: fc.nat(4) }),
      fc.constant('email' as const),
    ),
  ),
  rest: fc.record(
    {
      type: fc.constantFrom('personal' as const, 'organization' as const),
      state: fc.record({ is: fc.constantFrom('active' as const, 'expired' as const), at: anyTime }),
      limit: fc.integer({ min: 1, max: 30 }),
    },
    { requiredKeys: ['limit'] },
  ),
  owner: sometimes(fc.nat(4)),
  organization: sometimes(fc.nat(3)),
  after: sometimes(fc.record({ createdAt: anyTime, id: anyKeyId })),
})

export type ListCase = {
  readonly world: World
  readonly queries: readonly { query: KeyListQuery; text: string | undefined }[]
}

/** A small world, and questions about it, some of which are about people and organizations that it does not have. */
export const anyListCase: fc.Arbitrary<ListCase> = fc
  .record({ world: anyWorldPlan, queries: fc.array(anyQueryPlan, { minLength: 1, maxLength: 12 }) })
  .map(({ world: plan, queries }) => {
    const world = makeWorld(plan)
    return { world, queries: queries.map((query) => makeQuery(world, plan, query)) }
  })

function makeQuery(world: World, plan: WorldPlan, { visibility, text, rest, owner, organization, after }: QueryPlan) {
  const userId = (index: number) => world.users[index]?.id ?? ('usr_nobody' as UserId)
  const organizationId = (index: number) => world.organizations[index]?.id ?? ('org_nowhere' as OrganizationId)
  const word = makeText(world, plan, text)
  const query: KeyListQuery = {
    visibility:
      visibility === 'everything'
        ? { kind: 'everything' }
        : {
            kind: 'some',
            own: {
              ownerId: userId(visibility.own),
              organizationId: visibility.confinedTo === null ? null : organizationId(visibility.confinedTo),
            },
            administered: visibility.administered.map(organizationId),
          },
    ...rest,
    ...(word && { text: word.text }),
    ...(owner !== undefined && { ownerId: userId(owner) }),
    ...(organization !== undefined && { organizationId: organizationId(organization) }),
    ...(after && { after }),
  }
  return { query, text: word?.plain }
}

function makeText(world: World, plan: WorldPlan, text: QueryPlan['text']): Word | undefined {
  if (text === undefined) return undefined
  if (text === 'email') {
    const email = world.users[0]?.email ?? ''
    return { text: email.toUpperCase().slice(0, 8), plain: email.slice(0, 8) }
  }
  if (!('ofKey' in text)) return spell(text)
  // Part of a name that there is, if it has one, in another spelling.
  const name = plan.keys[text.ofKey]?.name ?? []
  return spell(name.slice(text.from, text.from + text.length).map(({ letter }) => ({ letter, variant: text.variant })))
}
