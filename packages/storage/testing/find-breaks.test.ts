import { Client } from 'pg'
import { describe, expect, inject, it } from 'vitest'
import { migrate, migrationNames } from '../src/migrate.ts'
import { postgresTypes } from '../src/migrations/migration-types.ts'
import { openDatabase } from '../src/postgres/open-postgres-store.ts'
import { createTestDatabase } from './create-test-database.ts'
import { describePostgresSchema, type SchemaDescription } from './describe-schema.ts'
import { findBreaks } from './find-breaks.ts'

const schema = `
  create table owners (id integer primary key);
  create table things (id integer primary key, a text not null, b integer default 1, owner integer references owners (id));
  create index by_b on things (b)
`

async function inDatabase<Result>(work: (url: string) => Promise<Result>): Promise<Result> {
  const { url, drop } = await createTestDatabase(inject('postgresUrl'))
  return work(url).finally(drop)
}

async function execute(url: string, statements: string): Promise<SchemaDescription> {
  const client = new Client(url)
  await client.connect()
  await client.query(statements).finally(() => client.end())
  return describePostgresSchema(url)
}

/** What the statements break for whoever knows only the schema above. */
const breaksOf = (statements: string) =>
  inDatabase(async (url) => findBreaks(await execute(url, schema), await execute(url, statements)))

describe('a release that knows the schema before', () => {
  it.each([
    ['another table', 'create table consumers (id integer primary key, thing integer references things (id))'],
    ['a column that may be null', 'alter table things add column c text'],
    ['a column with a default', `alter table things add column c text not null default 'x'`],
    ['an index', 'create index by_a on things (a)'],
  ])('goes on with %s', async (_what, statements) => {
    expect(await breaksOf(statements)).toEqual([])
  })

  it.each([
    ['a table that is gone', 'drop table things'],
    ['a table of another name', 'alter table things rename to stuff'],
    ['a column that is gone', 'alter table things drop column b'],
    ['a column of another name', 'alter table things rename column a to label'],
    ['a column of another type', 'alter table things alter column b type bigint'],
    ['a column that may not be null any more', 'alter table things alter column b set not null'],
    ['a column without its default', 'alter table things alter column b drop default'],
    ['a new column that must be given', 'alter table things add column c text not null'],
    ['a new check', 'alter table things add check (b > 0)'],
    ['a new unique key', 'create unique index one_a on things (a)'],
    ['a new reference', 'alter table things add foreign key (b) references owners (id)'],
    ['an index that its searches need', 'drop index by_b'],
  ])('stumbles over %s', async (_what, statements) => {
    expect(await breaksOf(statements)).not.toEqual([])
  })
})

// Each migration that says of itself that older releases may go on with it.
const promises = migrationNames.flatMap((name) => {
  const [, oldest] = /_since_(\d{4})$/.exec(name) ?? []
  return oldest === undefined ? [] : [{ name, oldest }]
})

describe('the migrations that say older releases may go on', () => {
  it('name a migration from before themselves', () => {
    for (const { name, oldest } of promises) {
      expect(migrationNames.slice(0, migrationNames.indexOf(name)).map((known) => known.slice(0, 4))).toContain(oldest)
    }
  })

  it.each(promises)('$name keeps its word', ({ name, oldest }) =>
    inDatabase(async (url) => {
      const until = async (migration: (typeof migrationNames)[number]) => {
        const database = openDatabase(url, () => {}, { connectMs: 5_000, statementMs: 0, silenceMs: 0 })
        await migrate(database as never, postgresTypes, migration).finally(() => database.destroy())
        return describePostgresSchema(url)
      }
      const before = migrationNames.find((known) => known.startsWith(oldest)) ?? name
      expect(findBreaks(await until(before), await until(name))).toEqual([])
    }),
  )
})
