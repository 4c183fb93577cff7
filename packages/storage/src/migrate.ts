import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { isTolerable } from './is-tolerable.ts'
import { accountsAndKeys } from './migrations/0001-accounts-and-keys.ts'
import { idempotentCreations } from './migrations/0002-idempotent-creations.ts'
import { organizationPolicies } from './migrations/0003-organization-policies.ts'
import { teamsAndAudit } from './migrations/0004-teams-and-audit.ts'
import { sessions } from './migrations/0005-sessions.ts'
import { changeFeed } from './migrations/0006-change-feed.ts'
import { keyLists } from './migrations/0007-key-lists.ts'
import { events } from './migrations/0008-events.ts'
import { consumers } from './migrations/0009-consumers.ts'
import { disabledKeys } from './migrations/0010-disabled-keys.ts'
import { rotations } from './migrations/0011-rotations.ts'
import { deviceAuthorizations } from './migrations/0012-device-authorizations.ts'
import { deletedKeys } from './migrations/0013-deleted-keys.ts'
import { refusals } from './migrations/0014-refusals.ts'
import { endedRotations } from './migrations/0015-ended-rotations.ts'
import { leakedKeys } from './migrations/0016-leaked-keys.ts'
import { nodePeppers } from './migrations/0017-node-peppers.ts'
import { keysByPlace } from './migrations/0018-keys-by-place.ts'
import type { ColumnTypes } from './migrations/migration-types.ts'

// In order, and only ever added to: a released migration is frozen, since databases hold what it made.
const migrations = {
  '0001_accounts_and_keys': accountsAndKeys,
  '0002_idempotent_creations': idempotentCreations,
  '0003_organization_policies': organizationPolicies,
  '0004_teams_and_audit': teamsAndAudit,
  '0005_sessions': sessions,
  '0006_change_feed': changeFeed,
  '0007_key_lists': keyLists,
  '0008_events': events,
  '0009_consumers': consumers,
  '0010_disabled_keys': disabledKeys,
  '0011_rotations': rotations,
  '0012_device_authorizations': deviceAuthorizations,
  '0013_deleted_keys': deletedKeys,
  '0014_refusals': refusals,
  '0015_ended_rotations': endedRotations,
  '0016_leaked_keys': leakedKeys,
  '0017_node_peppers': nodePeppers,
  '0018_keys_by_place': keysByPlace,
}

export type MigrationName = keyof typeof migrations

export const migrationNames = Object.keys(migrations) as MigrationName[]

/** A database that a newer Keystead has written, in a way that this one cannot go on with. */
export class DatabaseTooNewError extends Error {
  override readonly name = 'DatabaseTooNewError'
}

/**
 * Brings a database up to date, each migration once and in order. Several nodes may start at the same moment: the
 * migrator locks, and the others find the work done. Fails with {@link DatabaseTooNewError}.
 */
export async function migrate(database: Kysely<never>, types: ColumnTypes, until?: MigrationName): Promise<void> {
  const known: Record<string, Migration> = Object.fromEntries(
    Object.entries(migrations).map(([name, up]) => [name, { up: (db: Kysely<unknown>) => up(db, types) }]),
  )
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => known },
    migrationTableName: 'keystead_migrations',
    migrationLockTableName: 'keystead_migration_lock',
  })
  const executed = await findExecutedMigrations(database)
  const unknown = executed.filter((name) => !(name in known))
  const isWhole = migrationNames.every((name) => executed.includes(name))
  if (unknown.length > 0 && !(isWhole && unknown.every((name) => isTolerable(name, migrationNames.at(-1) ?? '')))) {
    throw new DatabaseTooNewError(`a newer Keystead has written this database (it knows ${unknown.join(', ')})`)
  }
  // The next release has brought it up to date, for us, too.
  if (unknown.length > 0) return
  const { error } = until === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(until)
  if (error !== undefined) throw error
}

async function findExecutedMigrations(database: Kysely<never>): Promise<string[]> {
  const tables = await database.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === 'keystead_migrations')) return []
  const rows = await (database as unknown as Kysely<{ keystead_migrations: { name: string } }>)
    .selectFrom('keystead_migrations')
    .select('name')
    .execute()
  return rows.map(({ name }) => name)
}
