import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type AccountId,
  type KeyId,
  type KeyListQuery,
  type OrganizationId,
  type ServiceAccountId,
  sortDirections,
  type TeamId,
  type UserId,
} from '@keystead/core'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createTestDatabase } from '../../testing/create-test-database.ts'
import { migrate } from '../migrate.ts'
import { postgresTypes, sqliteTypes } from '../migrations/migration-types.ts'
import { openDatabase as openPostgres } from '../postgres/open-postgres-store.ts'
import { postgresDialect } from '../postgres/postgres-dialect.ts'
import { openDatabase as openSqlite } from '../sqlite/open-sqlite-store.ts'
import { sqliteDialect } from '../sqlite/sqlite-dialect.ts'
import type { Tables } from '../tables.ts'
import { marksOf } from './key-conditions.ts'
import {
  partsOf,
  selectByMark,
  selectByText,
  selectEdge,
  selectFromBeginning,
  selectFromParts,
} from './list-key-page.ts'

// What lists cost is decided by how the databases go about them, so that is what is looked at here: no clock can tell it
// as well on a busy machine. What lists hold is the store contract's to say.

const member = 'usr_7' as UserId
const lab = 'org_1' as OrganizationId
const [robot, team] = ['sva_7' as ServiceAccountId, 'team_7' as TeamId]
const some = (
  administered: OrganizationId[],
  organizationId: OrganizationId | null = null,
  administeredTeams: TeamId[] = [],
  ownerId: AccountId = member,
) => ({ kind: 'some', own: { ownerId, organizationId }, administered, administeredTeams }) as const
const everything = { kind: 'everything' } as const

// By which index the keys of each part are found, and whether they have to be put in order afterwards.
const byUser = { index: 'api_keys_by_user', sorted: false }
const byServiceAccount = { index: 'api_keys_by_service_account', sorted: false }
const byTeam = { index: 'api_keys_by_team', sorted: false }
const byOrganization = { index: 'api_keys_by_organization', sorted: false }
const byEachMember = { index: 'api_keys_by_user', sorted: true }

type List = { name: string; query: Omit<KeyListQuery, 'limit'>; parts: { index: string; sorted: boolean }[] }

const lists: List[] = [
  { name: 'the keys of an owner', query: { visibility: everything, ownerId: member }, parts: [byUser] },
  { name: 'their own', query: { visibility: some([]) }, parts: [byUser] },
  { name: 'their own of one organization', query: { visibility: some([], lab) }, parts: [byUser] },
  {
    name: 'their own that reach an organization',
    query: { visibility: some([]), organizationId: lab },
    parts: [byUser],
  },
  {
    name: 'an organization',
    query: { visibility: everything, organizationId: lab },
    parts: [byOrganization, byEachMember],
  },
  { name: 'an admin', query: { visibility: some([lab]) }, parts: [byUser, byOrganization, byEachMember] },
  {
    name: 'an admin, of the organization, that mention a text',
    query: { visibility: some([lab]), organizationId: lab, text: 'text' },
    parts: [byOrganization, byEachMember],
  },
  { name: 'a service account', query: { visibility: everything, ownerId: robot }, parts: [byServiceAccount] },
  {
    name: 'a service account, of its own',
    query: { visibility: some([], lab, [], robot) },
    parts: [byServiceAccount],
  },
  { name: 'a team admin', query: { visibility: some([], null, [team]) }, parts: [byUser, byTeam] },
  {
    name: 'an admin of organization and team',
    query: { visibility: some([lab], null, [team]) },
    parts: [byUser, byOrganization, byEachMember, byTeam],
  },
  { name: 'an admin, of one owner', query: { visibility: some([lab]), ownerId: 'usr_8' as UserId }, parts: [byUser] },
]

/** What a long list may be asked for besides its order. */
const longLists: { name: string; query: Omit<KeyListQuery, 'limit'> }[] = [
  { name: 'everything', query: { visibility: everything } },
  { name: 'everything of a type', query: { visibility: everything, type: 'organization' } },
  { name: 'everything that is blocked', query: { visibility: everything, state: { is: 'blocked', at: 0 } } },
  {
    name: 'everything that was made and used before',
    query: { visibility: everything, createdBefore: 9_000, lastUsedBefore: 9_000 },
  },
  { name: 'everything that mentions a text', query: { visibility: everything, text: 'text' } },
  { name: 'an admin', query: { visibility: some([lab]), organizationId: lab, text: 'text' } },
]

const orders = [
  { by: 'createdAt', index: 'api_keys_by_creation', value: 5_000 },
  { by: 'name', index: 'api_keys_by_name', value: 'name' },
  { by: 'owner', index: 'api_keys_by_owner', value: 'owner' },
  { by: 'lastUsedAt', index: 'api_keys_by_last_use', value: null },
  { by: 'expiresAt', index: 'api_keys_by_expiry', value: 5_000 },
] as const
const longCases = longLists.flatMap((list) =>
  orders.flatMap(({ by, index, value }) =>
    sortDirections.map((direction) => ({ ...list, by, index, direction, value })),
  ),
)

const marks: { name: string; query: Omit<KeyListQuery, 'limit' | 'visibility'>; index: string }[] = [
  { name: 'blocked', query: { state: { is: 'blocked', at: 0 } }, index: 'sqlite_autoindex_api_keys_1' },
  { name: 'expired', query: { state: { is: 'expired', at: 10 } }, index: 'api_keys_by_expiry' },
  { name: 'soon expired', query: { expiresBefore: 10 }, index: 'api_keys_by_expiry' },
  { name: 'long unused', query: { lastUsedBefore: 10 }, index: 'api_keys_by_last_use' },
  { name: 'of who has left', query: { isOwnerGone: true }, index: 'sqlite_autoindex_api_keys_1' },
  { name: 'old', query: { createdBefore: 10 }, index: 'api_keys_by_creation' },
  { name: 'of teams', query: { type: 'team_service_account' }, index: 'api_keys_by_team' },
  {
    name: 'of service accounts',
    query: { type: 'organization_service_account' },
    index: 'api_keys_by_service_account',
  },
]

const pages = [
  { page: 'first', after: {} },
  { page: 'later', after: { after: { value: 5_000, id: '5000' as KeyId } } },
]
const cases = lists.flatMap((list) => pages.map((page) => ({ ...list, ...page })))

describe('SQLite finds each part of a short list by an index, and walks a long one by that of its order', () => {
  let directory: string
  let database: Kysely<Tables>

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'keystead-test-'))
    database = openSqlite(join(directory, 'plans.sqlite'))
    await migrate(database as unknown as Kysely<never>, sqliteTypes)
  })
  afterAll(async () => {
    await database.destroy()
    rmSync(directory, { recursive: true })
  })

  const explain = async (select: { explain: ReturnType<typeof selectEdge>['explain'] }) =>
    (await select.explain<{ detail: string }>(undefined, sql`query plan`)).map(({ detail }) => detail).join('\n')

  it.each(cases)('$name, $page page', async ({ query, after, parts }) => {
    const asked = { ...query, ...after, limit: 51 }
    const plan = await explain(selectFromParts(database, partsOf(asked) ?? [], asked))
    const found = [...plan.matchAll(/^CO-ROUTINE part$(.*?)^SCAN part$/gms)].map(([, steps = '']) => ({
      index: /^(?:SCAN|SEARCH) api_keys USING (?:COVERING )?INDEX (\w+)/m.exec(steps)?.[1],
      sorted: steps.includes('TEMP B-TREE'),
    }))
    expect(found).toEqual(parts)
    // The joins are made for the page alone.
    expect(plan).toMatch(/^SCAN (?:part|chosen)\nSEARCH api_keys USING INDEX sqlite_autoindex_api_keys_1/m)
  })

  it.each(longCases)('$name by $by, $direction, walks the index of the order', async ({ query, ...order }) => {
    const { by, direction, index, value } = order
    const asked = { ...query, order: { by, direction }, limit: 51 }
    for (const after of [{}, { after: { value, id: '5000' as KeyId } }]) {
      const edge = { value: value ?? 9, id: '9000' }
      const plan = await explain(selectFromBeginning(database, { ...asked, ...after }, edge))
      expect(plan.split('\n')[1]).toMatch(new RegExp(`^SEARCH api_keys USING (?:COVERING )?INDEX ${index} `))
      expect(plan).not.toContain('TEMP B-TREE FOR ORDER BY')
      // Where the walk is to end is told by the index alone.
      const end = await explain(selectEdge(database, sqliteDialect, { ...asked, ...after }))
      expect(end).toMatch(new RegExp(`^S\\w+ api_keys USING COVERING INDEX ${index}\\b.*$`))
    }
  })

  it.each(marks)('what is $name is found by that, in any order', async ({ query, index }) => {
    for (const { by } of orders) {
      const asked: KeyListQuery = { visibility: everything, ...query, order: { by, direction: 'asc' }, limit: 51 }
      const [mark] = marksOf(asked)
      if (mark === undefined) throw new Error('the query has a mark')
      const plan = await explain(selectByMark(database, mark, asked))
      expect(plan).toMatch(
        new RegExp(`^MATERIALIZE matching\nSEARCH api_keys USING (?:COVERING )?INDEX ${index}\\b`, 'm'),
      )
    }
  })

  it('who has left is told by indexes alone, and their keys are found by them', async () => {
    const asked: KeyListQuery = { visibility: everything, isOwnerGone: true, limit: 51 }
    const [mark] = marksOf(asked)
    if (mark === undefined) throw new Error('the query has a mark')
    const plan = await explain(selectByMark(database, mark, asked))
    expect(plan).toMatch(/^SEARCH personal USING INDEX api_keys_by_user /m)
    expect(plan).toMatch(/^S\w+ confined USING COVERING INDEX api_keys_by_place\b/m)
    expect(plan).not.toMatch(/^SCAN api_keys\b/m)
  })

  it.each(['tex', 'text', 'te'])('the text %s is found by its own index', async (text) => {
    const asked: KeyListQuery = { visibility: some([lab]), text, limit: 51 }
    const plan = await explain(selectByText(database, sqliteDialect, text, asked))
    expect(plan).toMatch(/^SCAN key_trigram(?:s|_places) VIRTUAL TABLE INDEX/m)
    expect(plan).not.toMatch(/^SCAN (?:api_keys|key_numbers)\b/m)
  })
})

describe('PostgreSQL goes through no table for the keys of one owner, for the first of all, or for a text', () => {
  let drop: () => Promise<void>
  let database: Kysely<Tables>

  beforeAll(async () => {
    const created = await createTestDatabase(inject('postgresUrl'))
    drop = created.drop
    database = openPostgres(created.url, () => {}, { connectMs: 5_000, statementMs: 0, silenceMs: 0 })
    await migrate(database as unknown as Kysely<never>, postgresTypes)
    // 30,000 keys of 1,000 users, half of them in each of two organizations.
    for (const statement of [
      sql`insert into users select 'usr_' || n, 'user ' || n, 'e-mail ' || n, '', '', 0, n, n from generate_series(1, 1000) n`,
      sql`insert into organizations select 'org_' || n, 'org ' || n, 'ORG ' || n, 0 from generate_series(1, 2) n`,
      sql`insert into memberships select 'usr_' || n, 'org_' || 1 + n % 2, 'member' from generate_series(1, 1000) n`,
      sql`insert into api_keys
          (id, name, search_text, user_id, organization_id, format, digest, pepper_version, created_at)
          select n, '', '', 'usr_' || 1 + n % 1000, case when n % 3 = 0 then 'org_' || 1 + (1 + n) % 2 end, 'v1', '', 1, n
          from generate_series(1, 30000) n`,
      // And 3,000 keys of 100 service accounts, each second of which belongs to one of 10 teams.
      sql`insert into teams select 'team_' || n, 'org_' || 1 + n % 2, 't', n, 0 from generate_series(1, 10) n`,
      sql`insert into service_accounts
          select 'sva_' || n, 'org_' || 1 + (n % 10 + 1) % 2, case when n % 2 = 0 then 'team_' || n % 10 + 1 end,
            'team_' || n % 10 + 1, '', '', 0, n
          from generate_series(1, 100) n`,
      sql`insert into api_keys (id, name, search_text, service_account_id, team_id, organization_id, format, digest,
            pepper_version, created_at)
          select 's' || n, '', '', service_accounts.id, team_id, organization_id, 'v1', '', 1, n
          from generate_series(1, 3000) n join service_accounts on service_accounts.id = 'sva_' || 1 + n % 100`,
      // What was vacuumed can be told by an index alone.
      sql`vacuum analyze`,
    ]) {
      await statement.execute(database)
    }
  })
  afterAll(async () => {
    await database.destroy()
    await drop()
  })

  const explain = async (select: { explain: ReturnType<typeof selectEdge>['explain'] }) =>
    (await select.explain<{ 'QUERY PLAN': string }>()).map((row) => row['QUERY PLAN']).join('\n')

  const narrow = cases.filter(({ parts: [first, ...others] }) => others.length === 0 && first !== undefined)

  it.each(narrow)('$name, $page page', async ({ query, after }) => {
    const asked = { ...query, ...after, limit: 51 }
    const plan = await explain(selectFromParts(database, partsOf(asked) ?? [], asked))
    expect(plan).toContain('Index')
    expect(plan).not.toMatch(/Seq Scan on api_keys/)
  })

  it.each(longCases)('$name by $by, $direction, walks the index of the order', async ({ query, ...order }) => {
    const { by, direction, index } = order
    const plan = await explain(selectFromBeginning(database, { ...query, order: { by, direction }, limit: 51 }))
    expect(plan).toMatch(new RegExp(`Index (?:Only )?Scan (?:Backward )?using ${index} on api_keys`))
    expect(plan).not.toMatch(/Seq Scan on api_keys/)
  })

  it('who has left is told by an index, too', async () => {
    const asked: KeyListQuery = { visibility: everything, isOwnerGone: true, limit: 51 }
    const [mark] = marksOf(asked)
    if (mark === undefined) throw new Error('the query has a mark')
    const plan = await explain(selectByMark(database, mark, asked))
    expect(plan).toContain('using api_keys_by_place on api_keys confined')
    expect(plan).not.toMatch(/Seq Scan on api_keys/)
  })

  it.each(['tex', 'text', 'te'])('the text %s is found by its own index', async (text) => {
    const asked: KeyListQuery = { visibility: everything, text, limit: 51 }
    const plan = await explain(selectByText(database, postgresDialect, text, asked))
    expect(plan).toContain('Bitmap Index Scan on api_keys_by_trigram')
  })
})
