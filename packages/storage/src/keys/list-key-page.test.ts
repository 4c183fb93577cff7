import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccountId, KeyId, KeyListQuery, OrganizationId, ServiceAccountId, TeamId, UserId } from '@keystead/core'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createTestDatabase } from '../../testing/create-test-database.ts'
import { migrate } from '../migrate.ts'
import { postgresTypes, sqliteTypes } from '../migrations/migration-types.ts'
import { openDatabase as openPostgres } from '../postgres/open-postgres-store.ts'
import { openDatabase as openSqlite } from '../sqlite/open-sqlite-store.ts'
import type { Tables } from '../tables.ts'
import { selectKeyPage } from './list-key-page.ts'

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
const byCreation = { index: 'api_keys_by_creation', sorted: false }
const byUser = { index: 'api_keys_by_user', sorted: false }
const byServiceAccount = { index: 'api_keys_by_service_account', sorted: false }
const byTeam = { index: 'api_keys_by_team', sorted: false }
const byOrganization = { index: 'api_keys_by_organization', sorted: false }
const byEachMember = { index: 'api_keys_by_user', sorted: true }

type List = { name: string; query: Omit<KeyListQuery, 'limit'>; parts: { index: string; sorted: boolean }[] }

const lists: List[] = [
  { name: 'everything', query: { visibility: everything }, parts: [byCreation] },
  { name: 'everything of a type', query: { visibility: everything, type: 'organization' }, parts: [byCreation] },
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
    name: 'an admin, of the organization',
    query: { visibility: some([lab]), organizationId: lab },
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
  {
    name: 'everything that is blocked',
    query: { visibility: everything, state: { is: 'blocked', at: 0 } },
    parts: [byCreation],
  },
  {
    name: 'everything that was made and used before',
    query: { visibility: everything, createdBefore: 9_000, lastUsedBefore: 9_000 },
    parts: [byCreation],
  },
  { name: 'an admin, of one owner', query: { visibility: some([lab]), ownerId: 'usr_8' as UserId }, parts: [byUser] },
]

const pages = [
  { page: 'first', after: {} },
  { page: 'later', after: { after: { createdAt: 5_000, id: '5000' as KeyId } } },
]
const cases = lists.flatMap((list) => pages.map((page) => ({ ...list, ...page })))

describe('SQLite finds each part of a list newest first by an index, and sorts no more than the members’ keys', () => {
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

  it.each(cases)('$name, $page page', async ({ query, after, parts }) => {
    const select = selectKeyPage(database, { ...query, ...after, limit: 51 })
    const rows = await select.explain<{ detail: string }>(undefined, sql`query plan`)
    const plan = rows.map(({ detail }) => detail).join('\n')
    const found = [...plan.matchAll(/^CO-ROUTINE part$(.*?)^SCAN part$/gms)].map(([, steps = '']) => ({
      index: /^(?:SCAN|SEARCH) api_keys USING (?:COVERING )?INDEX (\w+)/m.exec(steps)?.[1],
      sorted: steps.includes('TEMP B-TREE'),
    }))
    expect(found).toEqual(parts)
    // The joins are made for the page alone.
    expect(plan).toMatch(/^SCAN (?:part|chosen)\nSEARCH api_keys USING INDEX sqlite_autoindex_api_keys_1/m)
  })
})

describe('PostgreSQL goes through no table for the keys of one owner, or for the newest of all', () => {
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
      sql`analyze`,
    ]) {
      await statement.execute(database)
    }
  })
  afterAll(async () => {
    await database.destroy()
    await drop()
  })

  const narrow = cases.filter(({ parts: [first, ...others] }) => others.length === 0 && first !== undefined)

  it.each(narrow)('$name, $page page', async ({ query, after }) => {
    const select = selectKeyPage(database, { ...query, ...after, limit: 51 })
    const rows = await select.explain<{ 'QUERY PLAN': string }>()
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toContain('Index')
    expect(plan).not.toMatch(/Seq Scan on api_keys/)
  })
})
