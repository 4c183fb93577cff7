import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuditQuery, OrganizationId } from '@keystead/core'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createTestDatabase } from '../../testing/create-test-database.ts'
import { migrate } from '../migrate.ts'
import { postgresTypes, sqliteTypes } from '../migrations/migration-types.ts'
import { openDatabase as openPostgres } from '../postgres/open-postgres-store.ts'
import { openDatabase as openSqlite } from '../sqlite/open-sqlite-store.ts'
import type { Tables } from '../tables.ts'
import { selectAuditPage } from './list-audit-page.ts'

// As with lists of keys: what a list costs is decided by how the databases go about it, and no clock tells it as well.

const [lab, other] = ['org_1', 'org_2'] as [OrganizationId, OrganizationId]

const byNumber = 'audit_events_by_number'
const byOrganization = 'audit_events_by_organization'

type List = { name: string; query: Omit<AuditQuery, 'order' | 'limit'>; parts: string[] }

const lists: List[] = [
  { name: 'one organization', query: { organizationIds: [lab] }, parts: [byOrganization] },
  { name: 'each of several', query: { organizationIds: [lab, other] }, parts: [byOrganization, byOrganization] },
  { name: 'an action', query: { organizationIds: [lab], action: 'key.create' }, parts: [byOrganization] },
  { name: 'a noun', query: { organizationIds: [lab], action: 'key.' }, parts: [byOrganization] },
  { name: 'what was refused', query: { organizationIds: [lab], outcome: 'refused' }, parts: [byOrganization] },
  { name: 'a time', query: { organizationIds: [lab], from: 5, until: 6 }, parts: [byOrganization] },
  { name: 'a later page', query: { organizationIds: [lab], beyond: 500 }, parts: [byOrganization] },
  { name: 'an actor', query: { organizationIds: [lab], actorId: 'usr_1' }, parts: ['audit_events_by_actor'] },
  {
    name: 'a subject',
    query: { organizationIds: [lab], actorId: 'usr_1', subjectId: 'key' },
    parts: ['audit_events_by_target', 'audit_events_by_key'],
  },
  { name: 'what was refused, of everything', query: { outcome: 'refused', from: 5 }, parts: [byNumber] },
]
const orders = ['newest-first', 'oldest-first'] as const
const cases = lists.flatMap((list) => orders.map((order) => ({ ...list, order })))

describe('SQLite finds each part of the audit trail in its order by an index, and sorts none', () => {
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

  it.each(cases)('$name, $order', async ({ query, parts, order }) => {
    const select = selectAuditPage(database, { ...query, order, limit: 51 })
    const rows = await select.explain<{ detail: string }>(undefined, sql`query plan`)
    const plan = rows.map(({ detail }) => detail).join('\n')
    const found = [...plan.matchAll(/^(?:SCAN|SEARCH) audit_events USING (?:COVERING )?INDEX (\w+).*(\nUSE TEMP)?/gm)]
    expect(found.map(([, index, sorted]) => ({ index, sorted }))).toEqual(
      parts.map((index) => ({ index, sorted: undefined })),
    )
    expect(plan).toContain('SEARCH audit_events USING INTEGER PRIMARY KEY')
  })
})

describe('PostgreSQL goes through no table for the audit trail of an organization', () => {
  let drop: () => Promise<void>
  let database: Kysely<Tables>

  beforeAll(async () => {
    const created = await createTestDatabase(inject('postgresUrl'))
    drop = created.drop
    database = openPostgres(created.url, () => {}, { connectMs: 5_000, statementMs: 0, silenceMs: 0 })
    await migrate(database as unknown as Kysely<never>, postgresTypes)
    for (const statement of [
      sql`insert into audit_events
            (number, at, action, outcome, actor_type, actor_id, actor_key_id, organization_id, organization_name,
             target_type, target_id, details, mac_key_id, mac)
          select n, n, case when n % 3 = 0 then 'key.create' else 'team.create' end, 'done', 'user',
            'usr_' || n % 1000, 'key' || n % 1000, 'org_' || 1 + n % 2, 'o', 'key', 'k' || n, '{}', 1, ''
          from generate_series(1, 30000) n`,
      sql`analyze`,
    ]) {
      await statement.execute(database)
    }
  })
  afterAll(async () => {
    await database.destroy()
    await drop()
  })

  // To find nothing in a whole table that is this small, PostgreSQL rightly goes through it.
  const ofOrganizations = cases.filter(({ query }) => query.organizationIds !== undefined)

  it.each(ofOrganizations)('$name, $order', async ({ query, order }) => {
    const select = selectAuditPage(database, { ...query, order, limit: 51 })
    const rows = await select.explain<{ 'QUERY PLAN': string }>()
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toContain('Index')
    expect(plan).not.toMatch(/Seq Scan on audit_events/)
  })
})
