import {
  type AccountId,
  type KeyId,
  type KeyListOrder,
  type KeyListQuery,
  type KeySort,
  keySorts,
  keyStates,
  keyTypes,
  type OrganizationId,
  type ServiceAccountId,
  sortDirections,
  type TeamId,
  type UserId,
} from '@keystead/core'
import fc from 'fast-check'
import { placeOf, plainValue, type Question, type Word, type World } from './key-list-oracle.ts'
import {
  isUser,
  sampleDisablement,
  sampleKey,
  sampleOrganization,
  sampleServiceAccount,
  sampleTeam,
  sampleTime,
  sampleUser,
} from './sample-accounts.ts'

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
  /** Users first, then service accounts. */
  owner: number
  organization: number | null
  createdAt: number
  expiresAt: number | null
  blockedBy: number[]
  /** Until when, or null for as long as nobody enables it. */
  disabled: { until: number | null } | undefined
}
type AccountPlan = { name: Spelling; team: number; ofTeam: boolean }
type WorldPlan = {
  users: number
  organizations: number
  memberships: boolean[]
  teams: number[]
  accounts: AccountPlan[]
  keys: KeyPlan[]
}

const anyWorldPlan: fc.Arbitrary<WorldPlan> = fc.record({
  users: fc.integer({ min: 1, max: 4 }),
  organizations: fc.nat(3),
  memberships: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  // The organization of each.
  teams: fc.array(fc.nat(2), { maxLength: 4 }),
  accounts: fc.array(fc.record({ name: anySpelling(1), team: fc.nat(3), ofTeam: fc.boolean() }), { maxLength: 4 }),
  keys: fc.uniqueArray(
    fc.record({
      id: anyKeyId,
      name: anySpelling(1),
      owner: fc.nat(7),
      organization: fc.option(fc.nat(2)),
      createdAt: anyTime,
      expiresAt: fc.option(anyTime),
      blockedBy: fc.oneof(fc.constant<number[]>([]), fc.uniqueArray(fc.nat(2), { maxLength: 3 })),
      disabled: fc.option(fc.record({ until: fc.option(anyTime) }), { nil: undefined }),
    }),
    { selector: ({ id }) => id, maxLength: 24 },
  ),
})

function makeWorld(plan: WorldPlan): World {
  const users = Array.from({ length: plan.users }, (_, index) =>
    sampleUser({ name: index % 2 === 0 ? 'Person' : 'Anybody' }),
  )
  const organizations = Array.from({ length: plan.organizations }, () => sampleOrganization())
  const pairs = users.flatMap((user) => organizations.map((organization) => ({ user, organization })))
  const organizationAt = (index: number) => organizations[index % organizations.length]
  const teams = plan.teams.flatMap((index) => {
    const organization = organizationAt(index)
    return organization === undefined ? [] : [sampleTeam(organization)]
  })
  const serviceAccounts = plan.accounts.flatMap(({ name, team: index, ofTeam }) => {
    const team = teams[index % teams.length]
    const organization = organizations.find(({ id }) => id === team?.organizationId)
    if (team === undefined || organization === undefined) return []
    const word = spell(name)
    const given = { name: word.text, ...(ofTeam ? {} : { team: null }) }
    return [{ account: sampleServiceAccount(organization, team, given), name: word }]
  })
  const owners = [
    // User names and e-mails of these worlds are ASCII.
    ...users.map((user) => ({ owner: user, names: [user.username, user.email, user.name.toLowerCase()] })),
    ...serviceAccounts.map(({ account, name }) => ({ owner: account, names: [name.plain] })),
  ]
  return {
    users,
    organizations,
    memberships: pairs.filter((_, index) => plan.memberships[index]),
    teams,
    serviceAccounts,
    keys: plan.keys.map(({ owner: index, organization, blockedBy, disabled, name, ...given }) => {
      const { owner, names } = owners[index % owners.length] as (typeof owners)[number]
      const word = spell(name)
      const confinement =
        organization === null || !isUser(owner) ? {} : { organizationId: organizationAt(organization)?.id ?? null }
      return {
        key: sampleKey(owner, { ...given, ...confinement, name: word.text }),
        owner,
        name: word,
        ownerNames: names,
        blockedBy: blockedBy.flatMap((block) => organizations[block] ?? []),
        disabled: disabled === undefined ? null : sampleDisablement(owner, disabled.until),
      }
    }),
  }
}

type QueryPlan = {
  visibility: 'everything' | { own: number; confinedTo: number | null; administered: number[]; teams: number[] }
  text: Spelling | { named: number; from: number; length: number; variant: number } | 'email' | undefined
  rest: Pick<KeyListQuery, 'type' | 'state' | 'createdBefore' | 'expiresBefore' | 'isOwnerGone'>
  limit: number
  owner: number | undefined
  organization: number | undefined
  order: KeyListOrder | undefined
  /** Some value that fits the order, and an ID: or where a key of the world stands. */
  after: { key: number; time: number | null; name: Spelling; id: KeyId } | undefined
}

/** Most filters are left out most of the time: lists that nothing passes tell little. */
const sometimes = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })

const rarely = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })

type WithoutGaps<Given> = { [Name in keyof Given]?: Exclude<Given[Name], undefined> }

function withoutGaps<Given extends object>(given: Given): WithoutGaps<Given> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as WithoutGaps<Given>
}

const anyQueryPlan: fc.Arbitrary<QueryPlan> = fc.record({
  visibility: fc.oneof(
    fc.constant('everything' as const),
    fc.record({
      own: fc.nat(8),
      confinedTo: fc.option(fc.nat(3)),
      administered: fc.uniqueArray(fc.nat(3)),
      teams: fc.uniqueArray(fc.nat(4)),
    }),
  ),
  text: sometimes(
    fc.oneof(
      anySpelling(0),
      fc.record({ named: fc.nat(27), from: fc.nat(7), length: fc.integer({ min: 1, max: 4 }), variant: fc.nat(4) }),
      fc.constant('email' as const),
    ),
  ),
  rest: fc
    .record({
      type: sometimes(fc.constantFrom(...keyTypes)),
      state: sometimes(fc.record({ is: fc.constantFrom(...keyStates), at: anyTime })),
      createdBefore: rarely(anyTime),
      expiresBefore: rarely(anyTime),
      isOwnerGone: rarely(fc.constant(true as const)),
    })
    .map(withoutGaps),
  limit: fc.integer({ min: 1, max: 30 }),
  owner: sometimes(fc.nat(8)),
  organization: sometimes(fc.nat(3)),
  order: sometimes(fc.record({ by: fc.constantFrom(...keySorts), direction: fc.constantFrom(...sortDirections) })),
  after: sometimes(fc.record({ key: fc.nat(47), time: fc.option(anyTime), name: anySpelling(1), id: anyKeyId })),
})

export type ListCase = {
  readonly world: World
  readonly queries: readonly Question[]
}

/** A small world, and questions about it, some of which are about people and organizations that it does not have. */
export const anyListCase: fc.Arbitrary<ListCase> = fc
  .record({ world: anyWorldPlan, queries: fc.array(anyQueryPlan, { minLength: 1, maxLength: 12 }) })
  .map(({ world: plan, queries }) => {
    const world = makeWorld(plan)
    return { world, queries: queries.map((query) => makeQuery(world, plan, query)) }
  })

function makeQuery(world: World, plan: WorldPlan, { visibility, text, ...given }: QueryPlan): Question {
  const ownerIds = [...world.users.map(({ id }) => id), ...world.serviceAccounts.map(({ account }) => account.id)]
  const strangers = ['usr_nobody' as UserId, 'sva_nobody' as ServiceAccountId]
  const ownerIdAt = (index: number) => ownerIds[index] ?? strangers[index % 2] ?? 'usr_nobody'
  const teamId = (index: number) => world.teams[index]?.id ?? ('team_none' as TeamId)
  const organizationId = (index: number) => world.organizations[index]?.id ?? ('org_nowhere' as OrganizationId)
  const word = makeText(world, plan, text)
  const { rest, limit, owner, organization, order } = given
  const after = given.after && makePosition(world, order?.by ?? 'createdAt', given.after)
  const query: KeyListQuery = {
    visibility:
      visibility === 'everything'
        ? { kind: 'everything' }
        : {
            kind: 'some',
            own: {
              ownerId: ownerIdAt(visibility.own) as AccountId,
              organizationId: visibility.confinedTo === null ? null : organizationId(visibility.confinedTo),
            },
            administered: visibility.administered.map(organizationId),
            administeredTeams: visibility.teams.map(teamId),
          },
    ...rest,
    limit,
    ...(word && { text: word.text }),
    ...(owner !== undefined && { ownerId: ownerIdAt(owner) }),
    ...(organization !== undefined && { organizationId: organizationId(organization) }),
    ...(order && { order }),
    ...(after && { after: after.position }),
  }
  return { query, text: word?.plain, ...(after && { after: after.place }) }
}

/** As a query has it, and in plain. */
function makePosition(world: World, by: KeySort, given: NonNullable<QueryPlan['after']>) {
  const { name, time } = given
  const each = world.keys[given.key]
  const id = each?.key.id ?? given.id
  switch (by) {
    case 'name':
    case 'owner': {
      // Of a key that is there, the very value; else a name in any spelling.
      const there = each && (by === 'name' ? each.key.name : each.owner.name)
      const word = spell(name)
      const value = each ? placeOf(each, by).value : plainValue(word.plain)
      return { position: { value: there ?? word.text, id }, place: { value, id } }
    }
    case 'createdAt': {
      const value = each?.key.createdAt ?? time ?? 0
      return { position: { value, id }, place: { value, id } }
    }
    case 'lastUsedAt': {
      const value = each ? null : time
      return { position: { value, id }, place: { value: value ?? Number.NEGATIVE_INFINITY, id } }
    }
    case 'expiresAt': {
      const value = each ? each.key.expiresAt : time
      return { position: { value, id }, place: { value: value ?? Number.POSITIVE_INFINITY, id } }
    }
  }
}

function makeText(world: World, plan: WorldPlan, text: QueryPlan['text']): Word | undefined {
  if (text === undefined) return undefined
  if (text === 'email') {
    const email = world.users[0]?.email ?? ''
    return { text: email.toUpperCase().slice(0, 8), plain: email.slice(0, 8) }
  }
  if (!('named' in text)) return spell(text)
  // Part of a name that there is, if it has one, in another spelling.
  const name = [...plan.accounts, ...plan.keys][text.named]?.name ?? []
  return spell(name.slice(text.from, text.from + text.length).map(({ letter }) => ({ letter, variant: text.variant })))
}
