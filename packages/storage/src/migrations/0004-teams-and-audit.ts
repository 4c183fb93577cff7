import { type Kysely, sql } from 'kysely'
import { searchTextOf } from '../search-text.ts'
import type { ColumnTypes } from './migration-types.ts'

export async function teamsAndAudit(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await extendAccounts(database, types)
  await addTeams(database, types)
  await addServiceAccounts(database, types)
  await rebuildKeys(database, types)
  await rebuildCreations(database, types)
  await addInvitations(database, types)
  await addAuditTrail(database, types)
}

async function extendAccounts(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { schema } = database
  await schema.alterTable('users').addColumn('activated_at', types.time).execute()
  await sql`update users set activated_at = created_at`.execute(database)
  await searchNames(database)
  for (const policy of ['disable_viewer_key_creation', 'disable_team_service_account_creation']) {
    await schema
      .alterTable('organization_policies')
      .addColumn(policy, types.integer, (column) => column.notNull().defaultTo(0))
      .execute()
  }
}

/** Until now people were found by user name and e-mail only. */
async function searchNames(database: Kysely<unknown>): Promise<void> {
  const some = 1_000
  for (let last = ''; ; ) {
    const { rows } = await sql<{ id: string; username: string; email: string; name: string }>`
      select id, username, email, name from users where id > ${last} order by id limit ${some}
    `.execute(database)
    for (const { id, username, email, name } of rows) {
      const searchText = searchTextOf(username, email, name)
      await sql`update users set search_text = ${searchText} where id = ${id}`.execute(database)
    }
    const end = rows.at(-1)
    if (end === undefined || rows.length < some) return
    last = end.id
  }
}

async function addTeams(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { schema } = database
  await schema
    .createTable('teams')
    .addColumn('id', types.text, (column) => column.primaryKey())
    .addColumn('organization_id', types.text, (column) => column.notNull().references('organizations.id'))
    .addColumn('name', types.text, (column) => column.notNull())
    .addColumn('folded_name', types.text, (column) => column.notNull())
    .addColumn('created_at', types.time, (column) => column.notNull())
    .addUniqueConstraint('teams_name_key', ['organization_id', 'folded_name'])
    .modifyEnd(types.tableEnd)
    .execute()
  await schema
    .createTable('team_memberships')
    .addColumn('user_id', types.text, (column) => column.notNull())
    .addColumn('team_id', types.text, (column) => column.notNull().references('teams.id').onDelete('cascade'))
    // That of the team, which never changes: whoever is in a team is in its organization, and leaves both together.
    .addColumn('organization_id', types.text, (column) => column.notNull())
    .addColumn('role', types.text, (column) => column.notNull())
    .addColumn('created_at', types.time, (column) => column.notNull())
    .addPrimaryKeyConstraint('team_memberships_pk', ['user_id', 'team_id'])
    .addForeignKeyConstraint(
      'team_memberships_of_members_fk',
      ['user_id', 'organization_id'],
      'memberships',
      ['user_id', 'organization_id'],
      (reference) => reference.onDelete('cascade'),
    )
    .modifyEnd(types.tableEnd)
    .execute()
  await schema.createIndex('team_memberships_by_team').on('team_memberships').column('team_id').execute()
}

async function addServiceAccounts(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { schema } = database
  await schema
    .createTable('service_accounts')
    .addColumn('id', types.text, (column) => column.primaryKey())
    .addColumn('organization_id', types.text, (column) => column.notNull().references('organizations.id'))
    .addColumn('team_id', types.text, (column) => column.references('teams.id'))
    .addColumn('default_team_id', types.text, (column) => column.notNull().references('teams.id'))
    .addColumn('name', types.text, (column) => column.notNull())
    .addColumn('folded_name', types.text, (column) => column.notNull())
    .addColumn('verifier', types.integer, (column) => column.notNull())
    .addColumn('created_at', types.time, (column) => column.notNull())
    .modifyEnd(types.tableEnd)
    .execute()
  await schema
    .createIndex('service_accounts_by_name')
    .on('service_accounts')
    .columns(['organization_id', 'folded_name', 'id'])
    .execute()
  await schema.createIndex('service_accounts_by_team').on('service_accounts').column('team_id').execute()
  await schema
    .createIndex('service_accounts_by_default_team')
    .on('service_accounts')
    .column('default_team_id')
    .execute()
}

async function rebuildKeys(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { schema } = database
  await setAside(database, 'api_keys')
  await schema
    .createTable('api_keys')
    .addColumn('id', types.text, (column) => column.primaryKey())
    .addColumn('name', types.text, (column) => column.notNull())
    .addColumn('search_text', types.text, (column) => column.notNull())
    .addColumn('user_id', types.text, (column) => column.references('users.id'))
    .addColumn('service_account_id', types.text, (column) => column.references('service_accounts.id'))
    // That of the service account, which never changes: here it can be in an index that has a team's keys by age.
    .addColumn('team_id', types.text, (column) => column.references('teams.id'))
    .addColumn('organization_id', types.text, (column) => column.references('organizations.id'))
    .addColumn('format', types.text, (column) => column.notNull())
    .addColumn('digest', types.bytes, (column) => column.notNull())
    .addColumn('pepper_version', types.integer, (column) => column.notNull())
    .addColumn('created_at', types.time, (column) => column.notNull())
    .addColumn('expires_at', types.time)
    .addColumn('last_used_at', types.time)
    .addCheckConstraint('api_keys_have_one_owner', sql`(user_id is null) <> (service_account_id is null)`)
    .addCheckConstraint(
      'api_keys_of_service_accounts_are_confined',
      sql`service_account_id is null or organization_id is not null`,
    )
    .addCheckConstraint(
      'api_keys_of_teams_are_of_service_accounts',
      sql`team_id is null or service_account_id is not null`,
    )
    .modifyEnd(types.tableEnd)
    .execute()
  await sql`
    insert into api_keys (id, name, search_text, user_id, organization_id, format, digest, pepper_version, created_at,
      expires_at, last_used_at)
    select id, name, search_text, owner_id, organization_id, format, digest, pepper_version, created_at,
      expires_at, last_used_at
    from api_keys_before
  `.execute(database)
  await schema.dropTable('api_keys_before').execute()
  await schema.createIndex('api_keys_by_creation').on('api_keys').columns(['created_at', 'id']).execute()
  const finders = {
    user: 'user_id',
    service_account: 'service_account_id',
    team: 'team_id',
    organization: 'organization_id',
  }
  for (const [name, column] of Object.entries(finders)) {
    await schema
      .createIndex(`api_keys_by_${name}`)
      .on('api_keys')
      .columns([column, 'created_at', 'id'])
      // The keys without one would be one large entry, which SQLite, expecting a small one, would go through.
      .where(sql.ref(column), 'is not', null)
      .execute()
  }
  await schema
    .createTable('key_blocks')
    .addColumn('key_id', types.text, (column) => column.notNull().references('api_keys.id').onDelete('cascade'))
    .addColumn('organization_id', types.text, (column) => column.notNull().references('organizations.id'))
    .addColumn('blocked_at', types.time, (column) => column.notNull())
    .addPrimaryKeyConstraint('key_blocks_pk', ['key_id', 'organization_id'])
    .modifyEnd(types.tableEnd)
    .execute()
}

async function rebuildCreations(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { schema } = database
  await setAside(database, 'idempotent_creations')
  await schema
    .createTable('idempotent_creations')
    // No reference: a user or a service account, and forgotten after a day.
    .addColumn('caller_id', types.text, (column) => column.notNull())
    .addColumn('lookup', types.text, (column) => column.notNull())
    .addColumn('request_hash', types.text, (column) => column.notNull())
    // No reference: a creation is remembered longer than a key that is deleted at once.
    .addColumn('key_id', types.text, (column) => column.notNull())
    .addColumn('sealed_token', types.bytes)
    .addColumn('created_at', types.time, (column) => column.notNull())
    .addPrimaryKeyConstraint('idempotent_creations_pk', ['caller_id', 'lookup'])
    .modifyEnd(types.tableEnd)
    .execute()
  await sql`
    insert into idempotent_creations (caller_id, lookup, request_hash, key_id, sealed_token, created_at)
    select owner_id, lookup, request_hash, key_id, sealed_token, created_at from idempotent_creations_before
  `.execute(database)
  await schema.dropTable('idempotent_creations_before').execute()
  await schema.createIndex('idempotent_creations_by_key').on('idempotent_creations').column('key_id').execute()
  await schema.createIndex('idempotent_creations_by_creation').on('idempotent_creations').column('created_at').execute()
}

/**
 * Keeps the rows of a table while it is made anew: SQLite cannot change its columns. Copied, not renamed, since constraints
 * and indexes would keep their names with the old table, and leave others to the new one.
 */
async function setAside(database: Kysely<unknown>, table: string): Promise<void> {
  await sql`create table ${sql.ref(`${table}_before`)} as select * from ${sql.ref(table)}`.execute(database)
  await database.schema.dropTable(table).execute()
}

async function addInvitations(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { schema } = database
  await schema
    .createTable('invitations')
    .addColumn('id', types.text, (column) => column.primaryKey())
    .addColumn('email', types.text, (column) => column.notNull())
    .addColumn('organization_id', types.text, (column) => column.notNull().references('organizations.id'))
    .addColumn('role', types.text, (column) => column.notNull())
    .addColumn('team_id', types.text, (column) => column.references('teams.id').onDelete('cascade'))
    .addColumn('team_role', types.text)
    // No reference: an invitation outlives who made it.
    .addColumn('invited_by', types.text, (column) => column.notNull())
    .addColumn('digest', types.bytes, (column) => column.notNull())
    .addColumn('pepper_version', types.integer, (column) => column.notNull())
    .addColumn('created_at', types.time, (column) => column.notNull())
    .addColumn('expires_at', types.time, (column) => column.notNull())
    .addCheckConstraint('invitations_to_teams_have_roles', sql`(team_id is null) = (team_role is null)`)
    .modifyEnd(types.tableEnd)
    .execute()
  await schema
    .createIndex('invitations_by_organization')
    .on('invitations')
    .columns(['organization_id', 'created_at', 'id'])
    .execute()
  await schema.createIndex('invitations_by_team').on('invitations').column('team_id').execute()
}

async function addAuditTrail(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { schema } = database
  await schema
    .createTable('audit_events')
    .addColumn('number', types.count, (column) => column.primaryKey())
    .addColumn('at', types.time, (column) => column.notNull())
    .addColumn('action', types.text, (column) => column.notNull())
    .addColumn('outcome', types.text, (column) => column.notNull())
    .addColumn('code', types.text)
    .addColumn('actor_type', types.text, (column) => column.notNull())
    .addColumn('actor_id', types.text)
    .addColumn('actor_name', types.text)
    .addColumn('actor_email', types.text)
    .addColumn('actor_key_id', types.text)
    .addColumn('ip', types.text)
    .addColumn('request_id', types.text)
    .addColumn('organization_id', types.text)
    .addColumn('organization_name', types.text)
    .addColumn('team_id', types.text)
    .addColumn('team_name', types.text)
    .addColumn('target_type', types.text, (column) => column.notNull())
    .addColumn('target_id', types.text)
    .addColumn('target_name', types.text)
    .addColumn('target_email', types.text)
    .addColumn('details', types.text, (column) => column.notNull())
    .addColumn('mac_key_id', types.integer, (column) => column.notNull())
    .addColumn('mac', types.text, (column) => column.notNull())
    .modifyEnd(types.tableEnd)
    .execute()
  // What most filters ask for stands behind the number: whoever looks for something rare goes through the index alone.
  const asked = ['at', 'action', 'outcome']
  await schema
    .createIndex('audit_events_by_number')
    .on('audit_events')
    .columns(['number', ...asked])
    .execute()
  await schema
    .createIndex('audit_events_by_organization')
    .on('audit_events')
    .columns(['organization_id', 'number', ...asked])
    .where(sql.ref('organization_id'), 'is not', null)
    .execute()
  for (const [name, column] of Object.entries({ actor: 'actor_id', key: 'actor_key_id', target: 'target_id' })) {
    await schema
      .createIndex(`audit_events_by_${name}`)
      .on('audit_events')
      .columns([column, 'number'])
      .where(sql.ref(column), 'is not', null)
      .execute()
  }
  await schema
    .createTable('audit_head')
    .addColumn('singleton', types.integer, (column) => column.primaryKey())
    .addColumn('number', types.count, (column) => column.notNull())
    .addColumn('mac', types.text, (column) => column.notNull())
    .modifyEnd(types.tableEnd)
    .execute()
  // There from the beginning, so that whoever writes the first event has something to lock.
  await sql`insert into audit_head (singleton, number, mac) values (1, 0, '')`.execute(database)
}
