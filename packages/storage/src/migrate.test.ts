import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { dayOf, defaultPolicies, type NewApiKey, type Store } from '@keystead/core'
import type { Kysely } from 'kysely'
import { Client } from 'pg'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { createTestDatabase } from '../testing/create-test-database.ts'
import { describePostgresSchema, describeSqliteSchema, type SchemaDescription } from '../testing/describe-schema.ts'
import { type Dialect, isReleased, loadIntoPostgres, loadIntoSqlite } from '../testing/released-schema.ts'
import { apiKeyOf, organizationReference, teamReference } from '../testing/sample-accounts.ts'
import {
  ada,
  fillSampleDatabase,
  frozenAccountKeys,
  frozenBlock,
  frozenConsumerUse,
  frozenEvent,
  frozenGoneMark,
  frozenInvitation,
  frozenKeys,
  frozenLinks,
  frozenOccurrence,
  frozenPassword,
  frozenPepperCheck,
  frozenRotation,
  frozenSession,
  frozenSignIn,
  frozenUse,
  frozenWebhook,
  lab,
  mei,
  sensors,
} from '../testing/sample-database.ts'
import { DatabaseTooNewError, type MigrationName, migrate, migrationNames } from './migrate.ts'
import { postgresTypes, sqliteTypes } from './migrations/migration-types.ts'
import { openDatabase as openPostgres, openPostgresStore } from './postgres/open-postgres-store.ts'
import { databaseFileName, openDatabase as openSqlite, openSqliteStore } from './sqlite/open-sqlite-store.ts'
import type { Tables } from './tables.ts'

const released = migrationNames.slice(0, -1)
const sinceTeams = migrationNames.slice(3)
const sinceSessions = migrationNames.slice(4)
const sinceRotations = migrationNames.slice(migrationNames.indexOf('0011_rotations'))
const sinceConsumers = migrationNames.slice(migrationNames.indexOf('0009_consumers'))
const sinceEvents = migrationNames.slice(migrationNames.indexOf('0008_events'))

/** An empty database, and what one can do to it below the store. */
type Database = {
  open(): Promise<Store>
  migrateTo(migration: MigrationName): Promise<void>
  load(released: MigrationName): Promise<void>
  execute(...statements: string[]): Promise<void>
  ask(statement: string): Promise<unknown[]>
  describe(): Promise<SchemaDescription>
}

const cleanUps: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

async function migrateAndClose(database: Kysely<Tables>, types: typeof sqliteTypes, until: MigrationName) {
  await migrate(database as unknown as Kysely<never>, types, until)
  await database.destroy()
}

async function makeSqlite(): Promise<Database> {
  const directory = mkdtempSync(join(tmpdir(), 'keystead-test-'))
  cleanUps.push(() => rmSync(directory, { recursive: true }))
  const file = join(directory, databaseFileName)
  const use = <Result>(work: (database: DatabaseSync) => Result): Result => {
    const database = new DatabaseSync(file)
    try {
      return work(database)
    } finally {
      database.close()
    }
  }
  return {
    open: () => openSqliteStore(directory),
    migrateTo: (migration) => migrateAndClose(openSqlite(file), sqliteTypes, migration),
    load: async (migration) => loadIntoSqlite(file, migration),
    execute: async (...statements) => use((database) => database.exec(statements.join(';'))),
    ask: async (statement) => use((database) => database.prepare(statement).all()),
    describe: async () => describeSqliteSchema(file),
  }
}

async function makePostgres(): Promise<Database> {
  const { url, drop } = await createTestDatabase(inject('postgresUrl'))
  const client = new Client(url)
  await client.connect()
  cleanUps.push(drop, () => client.end())
  const patience = { connectMs: 5_000, statementMs: 0, silenceMs: 0 }
  return {
    open: () => openPostgresStore(url, () => {}),
    migrateTo: (migration) =>
      migrateAndClose(
        openPostgres(url, () => {}, patience),
        postgresTypes,
        migration,
      ),
    load: (migration) => loadIntoPostgres(url, migration),
    execute: async (...statements) => void (await client.query(statements.join(';'))),
    ask: async (statement) => (await client.query(statement)).rows,
    describe: () => describePostgresSchema(url),
  }
}

const databases: readonly { name: string; dialect: Dialect; make(): Promise<Database> }[] = [
  { name: 'SQLite', dialect: 'sqlite', make: makeSqlite },
  { name: 'PostgreSQL', dialect: 'postgres', make: makePostgres },
]

const blockedBy = (key: NewApiKey) =>
  key.id === frozenBlock.keyId ? [organizationReference(frozenBlock.organization)] : []

/** What every released database was filled with. */
async function expectSample(store: Store): Promise<void> {
  for (const { key, owner } of frozenKeys) {
    const {
      blockedBy: _,
      rotationId: __,
      ...expected
    } = {
      ...apiKeyOf(key, owner, key.organizationId === null ? null : lab),
      lastUsedAt: key.id === frozenUse.keyId ? frozenUse.usedAt : null,
    }
    const found = await store.findVerifiableKey(key.id)
    expect(found).toMatchObject({ key: expected, account: { user: owner }, pepperVersion: key.pepperVersion })
    expect([...(found?.digest ?? [])]).toEqual([...key.digest])
    const listed = await store.listKeys({ visibility: { kind: 'everything' }, text: key.id, limit: 2 })
    expect(listed).toEqual([found?.key])
  }
  const ofLab = { organization: organizationReference(lab) }
  expect(await store.listMemberships(ada.id)).toEqual([{ ...ofLab, role: 'admin' }])
  expect(await store.listMemberships(mei.id)).toEqual([{ ...ofLab, role: 'member' }])
  expect(await store.findOrganization('LAB')).toEqual(lab)
  expect(await store.listUsers({ text: 'ada lovelace', limit: 2 })).toEqual([ada])
  expect(await store.findPolicies([lab.id])).toEqual(new Map([[lab.id, defaultPolicies]]))
  expect(await store.rememberPepperCheck(frozenPepperCheck.version, 'other')).toBe(frozenPepperCheck.value)
  expect(await store.transact((transaction) => transaction.claimBootstrap(0))).toBe(false)
}

/** What it was filled with besides since there are teams. */
async function expectSampleOfTeams(store: Store): Promise<void> {
  for (const { key, owner } of [...frozenKeys, ...frozenAccountKeys]) {
    expect((await store.findKey(key.id))?.blockedBy, owner.name).toEqual(blockedBy(key))
  }
  for (const { key, owner } of frozenAccountKeys) {
    expect(await store.findVerifiableKey(key.id)).toMatchObject({
      key: apiKeyOf(key, owner),
      account: { kind: 'service_account', serviceAccount: owner },
    })
  }
  expect(await store.findTeam(lab.id, 'SENSORS')).toEqual(sensors)
  expect(await store.listTeamMemberships(mei.id)).toEqual([{ team: teamReference(sensors), role: 'admin' }])
  const { digest, ...invitation } = frozenInvitation
  const found = await store.findInvitation(frozenInvitation.id)
  expect(found).toMatchObject(invitation)
  expect([...(found?.digest ?? [])]).toEqual([...digest])
  expect(await store.listAuditEvents({ order: 'newest-first', limit: 2 })).toEqual([frozenEvent])
  expect(await store.findAuditHead()).toEqual({ number: 1, mac: frozenEvent.mac })
}

/** And since there are events. */
async function expectSampleOfEvents(store: Store): Promise<void> {
  const { secrets, ...webhook } = frozenWebhook
  const found = await store.findWebhook(frozenWebhook.id)
  expect(found).toMatchObject(webhook)
  expect([...(found?.secrets.current ?? [])]).toEqual([...secrets.current])
  const { id, type, at } = frozenOccurrence
  expect(await store.listDeliveries(frozenWebhook.id, { limit: 2 })).toMatchObject([{ event: { id, type, at } }])
}

/** And since consumers are known. */
async function expectSampleOfConsumers(store: Store): Promise<void> {
  const { keyId, consumer, firstAt, lastAt, count, pauses } = frozenConsumerUse
  expect(await store.listConsumers(keyId)).toEqual([
    { ...consumer, firstSeenAt: firstAt, lastSeenAt: lastAt, count, pauses },
  ])
  expect(await store.listUseDays(keyId, 0)).toEqual([{ day: dayOf(lastAt), count }])
}

/** And since keys are rotated. */
async function expectSampleOfRotations(store: Store): Promise<void> {
  expect(await store.findRotation(frozenRotation.id)).toEqual(frozenRotation)
  expect(await store.listGoneMarks(frozenRotation.id)).toEqual([frozenGoneMark])
}

/** And since people sign in. */
async function expectSampleOfSessions(store: Store): Promise<void> {
  expect(await store.findPasswordHash(frozenPassword.user.id)).toBe(frozenPassword.hash)
  expect(await store.hasSignedInFrom(frozenSignIn.user.id, frozenSignIn.network)).toBe(true)
  const { digest, pepperVersion, ...session } = frozenSession
  const found = await store.findSession(frozenSession.id)
  expect(found).toMatchObject({ session, pepperVersion, account: { user: ada } })
  expect([...(found?.digest ?? [])]).toEqual([...digest])
  for (const { digest, ...link } of frozenLinks) {
    const found = await store.findOneTimeLink(link.id)
    expect(found).toMatchObject(link)
    expect([...(found?.digest ?? [])]).toEqual([...digest])
  }
}

it('migrations are numbered from 0001 on without a gap, in the order in which they are listed', () => {
  const numbers = migrationNames.map((name) => name.slice(0, 5))
  expect(numbers).toEqual(migrationNames.map((_, index) => `${String(index + 1).padStart(4, '0')}_`))
})

describe.each(databases)('migrating $name', ({ dialect, make }) => {
  it('what a released migration left is written down: run freeze-schema.ts before adding another migration', () => {
    expect(released.filter((migration) => !isReleased(dialect, migration))).toEqual([])
  })

  it.each(released)('%s still makes what it made when it was released', async (migration) => {
    const [fresh, frozen] = [await make(), await make()]
    await fresh.migrateTo(migration)
    await frozen.load(migration)
    expect(await fresh.describe()).toEqual(await frozen.describe())
  })

  it.each(released)('a database of %s becomes what a fresh one is, and keeps its data', async (migration) => {
    const [fresh, old] = [await make(), await make()]
    await (await fresh.open()).close()
    await old.load(migration)
    const store = await old.open()
    expect(await old.describe()).toEqual(await fresh.describe())

    await expectSample(store)
    if (sinceTeams.includes(migration)) await expectSampleOfTeams(store)
    if (sinceSessions.includes(migration)) await expectSampleOfSessions(store)
    if (sinceEvents.includes(migration)) await expectSampleOfEvents(store)
    if (sinceConsumers.includes(migration)) await expectSampleOfConsumers(store)
    if (sinceRotations.includes(migration)) await expectSampleOfRotations(store)
    await store.close()
  })

  it('what is put into a database before it is frozen is all found there', async () => {
    const store = await (await make()).open()
    await fillSampleDatabase(store)
    await expectSample(store)
    await expectSampleOfTeams(store)
    await expectSampleOfSessions(store)
    await expectSampleOfEvents(store)
    await expectSampleOfConsumers(store)
    await expectSampleOfRotations(store)
    await store.close()
  })

  it('a database is left alone that a newer Keystead has written', async () => {
    const database = await make()
    await database.migrateTo('0001_accounts_and_keys')
    await database.execute(`insert into keystead_migrations values ('9999_of_the_future', '2099-01-01T00:00:00.000Z')`)
    const look = async () => [await database.describe(), await database.ask('select * from keystead_migrations')]
    const before = await look()
    await expect(database.open()).rejects.toThrow(DatabaseTooNewError)
    await expect(database.open()).rejects.toThrow('9999_of_the_future')
    expect(await look()).toEqual(before)
  })

  it('a database is gone on with that the next release has migrated, if the next release says so', async () => {
    const database = await make()
    const newest = migrationNames.at(-1)?.slice(0, 4)
    await (await database.open()).close()
    const add = `insert into keystead_migrations values ('9998_more_since_${newest}', '2099-01-01T00:00:00.000Z')`
    await database.execute(add, 'alter table users add column shoe_size integer', 'create table shoes (size integer)')
    const look = async () => [await database.describe(), await database.ask('select * from keystead_migrations')]
    const before = await look()
    const store = await database.open()
    await fillSampleDatabase(store)
    await expectSample(store)
    await store.close()
    expect(await look()).toEqual(before)

    await database.execute(
      `insert into keystead_migrations values ('9999_less_since_9998', '2099-01-01T00:00:00.000Z')`,
    )
    await expect(database.open()).rejects.toThrow(DatabaseTooNewError)
  })

  it('a migration that fails half-way leaves nothing of itself, and can be run again', async () => {
    const database = await make()
    // In the way of the last table of the first migration.
    await database.execute('create table instance (other integer)')
    await expect(database.open()).rejects.toThrow('instance')
    expect(Object.keys(await database.describe())).not.toContain('users')
    expect(await database.ask('select * from keystead_migrations')).toEqual([])
    await database.execute('drop table instance')
    const store = await database.open()
    expect(await store.listKeys({ visibility: { kind: 'everything' }, limit: 1 })).toEqual([])
    await store.close()
  })

  it('a database that is up to date is not touched by another start', async () => {
    const database = await make()
    const migrations = () => database.ask('select * from keystead_migrations order by name')
    await (await database.open()).close()
    const before = await migrations()
    expect(before).toHaveLength(migrationNames.length)
    await (await database.open()).close()
    expect(await migrations()).toEqual(before)
  })
})

it('PostgreSQL: nodes that start at the same moment on an empty database all find it migrated, once', async () => {
  const database = await makePostgres()
  const stores = await Promise.all(Array.from({ length: 6 }, () => database.open()))
  const pages = await Promise.all(
    stores.map((store) => store.listKeys({ visibility: { kind: 'everything' }, limit: 1 })),
  )
  expect(pages).toEqual(stores.map(() => []))
  expect(await database.ask('select name from keystead_migrations order by name')).toEqual(
    migrationNames.map((name) => ({ name })),
  )
  await Promise.all(stores.map((store) => store.close()))
})
