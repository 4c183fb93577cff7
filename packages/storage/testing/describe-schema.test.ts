import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { createTestDatabase } from './create-test-database.ts'
import { describePostgresSchema, describeSqliteSchema, type SchemaDescription } from './describe-schema.ts'

const schema = [
  'create table owners (id integer primary key)',
  'create table things (id integer primary key, a text not null, b integer default 1, owner integer references owners (id), unique (a))',
  'create index by_b on things (b, a) where b is not null',
]

const sameOtherwise = [
  ...schema.slice(0, 1),
  'create table things (id integer primary key, owner integer references owners (id), b integer default 1, a text not null unique)',
  'create  index by_b  on things (b, a) where b is not null',
]

/** What must not pass for the same: in each, one thing of the schema is replaced. */
const different: Record<string, [string, string]> = {
  'another table': ['create table owners (id integer primary key)', 'create table masters (id integer primary key)'],
  'a column less': ['b integer default 1, ', 'b integer default 1, c integer, '],
  'another type': ['a text', 'a varchar(9)'],
  'no primary key': ['things (id integer primary key', 'things (id integer'],
  'another collation': ['a text not null', 'a text collate COLLATION not null'],
  'null allowed': ['a text not null', 'a text'],
  'another default': ['default 1', 'default 2'],
  'no default': [' default 1', ''],
  'no reference': [' references owners (id)', ''],
  'a reference that deletes': ['owners (id)', 'owners (id) on delete cascade'],
  'no unique key': [', unique (a))', ')'],
  'another unique key': ['unique (a)', 'unique (a, b)'],
  'a check': ['b integer', 'b integer check (b > 0)'],
  'an index of another name': ['by_b', 'by_c'],
  'an index in another order': ['(b, a)', '(a, b)'],
  'an index the other way round': ['(b, a)', '(b desc, a)'],
  'an index of all rows': [' where b is not null', ''],
  'an index of other rows': ['where b is not null', 'where b is null'],
}

function change(statements: readonly string[], [from, to]: [string, string], collation: string): string[] {
  return statements.map((statement) => statement.replace(from, to).replace('COLLATION', collation))
}

async function inSqlite(statements: readonly string[]): Promise<SchemaDescription> {
  const directory = mkdtempSync(join(tmpdir(), 'keystead-test-'))
  try {
    const file = join(directory, 'schema.sqlite')
    const database = new DatabaseSync(file)
    database.exec(statements.join(';'))
    database.close()
    return describeSqliteSchema(file)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

async function inPostgres(statements: readonly string[]): Promise<SchemaDescription> {
  const { url, drop } = await createTestDatabase(inject('postgresUrl'))
  try {
    const client = new Client(url)
    await client.connect()
    await client.query(statements.join(';'))
    await client.end()
    return await describePostgresSchema(url)
  } finally {
    await drop()
  }
}

describe.each([
  { name: 'SQLite', describeSchema: inSqlite, collation: 'nocase' },
  { name: 'PostgreSQL', describeSchema: inPostgres, collation: '"POSIX"' },
])('the description of a schema in $name', ({ describeSchema, collation }) => {
  let description: SchemaDescription
  beforeAll(async () => {
    description = await describeSchema(schema)
  })

  it('is the same for the same, in whatever order columns and keys were declared', async () => {
    expect(await describeSchema(sameOtherwise)).toEqual(description)
  })

  it.each(Object.entries(different))('differs for %s', async (_, replacement) => {
    const changed = change(schema, replacement, collation)
    expect(changed).not.toEqual(schema)
    const statements = replacement[0].startsWith('create table') ? [schema[0] ?? '', ...changed] : changed
    expect(await describeSchema(statements)).not.toEqual(description)
  })
})

it('SQLite: the description of a schema differs where a table is strict', async () => {
  const strict = schema.map((statement) => statement.replace(', unique (a))', ', unique (a)) strict'))
  expect(strict).not.toEqual(schema)
  expect(await inSqlite(strict)).not.toEqual(await inSqlite(schema))
})
