import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { ColumnTypes } from './migration-types.ts'

/** Lists of keys in any order, and an index for parts of their names and IDs. */
export async function keyLists(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await addOrders(database, types)
  if (types.dialect === 'sqlite') await indexTextInSqlite(database)
  else await indexTextInPostgres(database)
}

async function addOrders(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  for (const column of ['sort_name', 'sort_owner']) {
    await database.schema
      .alterTable('api_keys')
      .addColumn(column, types.text, (definition) => definition.notNull().defaultTo(''))
      .execute()
  }
  // The name is the first line of what a key is searched by, and the last of what a user is.
  const afterLineBreak = (text: RawBuilder<unknown>) => sql`substr(${text}, instr(${text}, char(10)) + 1)`
  const [keyName, userName] =
    types.dialect === 'sqlite'
      ? [
          sql`substr(search_text, 1, instr(search_text, char(10)) - 1)`,
          afterLineBreak(afterLineBreak(sql`users.search_text`)),
        ]
      : [sql`split_part(search_text, chr(10), 1)`, sql`split_part(users.search_text, chr(10), 3)`]
  await sql`
    update api_keys set
      sort_name = substr(${keyName}, 1, 100),
      sort_owner = coalesce(
        (select substr(${userName}, 1, 100) from users where users.id = api_keys.user_id),
        (select substr(folded_name, 1, 100) from service_accounts where service_accounts.id = api_keys.service_account_id)
      )
  `.execute(database)
  const orders = {
    name: sql`sort_name`,
    owner: sql`sort_owner`,
    // Never used is before all, and never expiring after all: one index then serves both directions, and filters, too.
    last_use: sql`coalesce(last_used_at, -1)`,
    expiry: sql`coalesce(expires_at, 9007199254740991)`,
  }
  for (const [name, value] of Object.entries(orders)) {
    await sql`create index ${sql.ref(`api_keys_by_${name}`)} on api_keys ((${value}), id)`.execute(database)
  }
}

// Both databases index the same: each three characters in a row. Two line breaks at the end let one or two characters be
// found as the beginning of three, wherever they stand.

async function indexTextInSqlite(database: Kysely<unknown>): Promise<void> {
  // A number that stays: `VACUUM` may give other row IDs to a table whose key is a text.
  await sql`create table key_numbers (number integer primary key, key_id text not null unique) strict`.execute(database)
  await sql`insert into key_numbers (key_id) select id from api_keys order by created_at, id`.execute(database)
  await sql`
    create view key_texts as
    select number, search_text || char(10, 10) as text from key_numbers join api_keys on id = key_id
  `.execute(database)
  await sql`
    create virtual table key_trigrams using fts5 (
      text, content = 'key_texts', content_rowid = 'number', tokenize = 'trigram case_sensitive 1', detail = 'none',
      columnsize = 0
    )
  `.execute(database)
  await sql`create virtual table key_trigram_places using fts5vocab (key_trigrams, 'instance')`.execute(database)
  await sql`insert into key_trigrams (key_trigrams) values ('rebuild')`.execute(database)
  const forget = sql`
    insert into key_trigrams (key_trigrams, rowid, text)
    select 'delete', number, old.search_text || char(10, 10) from key_numbers where key_id = old.id
  `
  const learn = sql`
    insert into key_trigrams (rowid, text)
    select number, new.search_text || char(10, 10) from key_numbers where key_id = new.id
  `
  await sql`
    create trigger api_keys_inserted after insert on api_keys begin
      insert into key_numbers (key_id) values (new.id);
      ${learn};
    end
  `.execute(database)
  await sql`
    create trigger api_keys_renamed after update of search_text on api_keys when old.search_text <> new.search_text begin
      ${forget};
      ${learn};
    end
  `.execute(database)
  await sql`
    create trigger api_keys_deleted after delete on api_keys begin
      ${forget};
      delete from key_numbers where key_id = old.id;
    end
  `.execute(database)
}

async function indexTextInPostgres(database: Kysely<unknown>): Promise<void> {
  // Its cost keeps the planner from calling it for each row of a table, where it could go through the index.
  await sql`
    create function keystead_trigrams(text) returns tsvector
    language sql immutable strict parallel safe cost 10000
    return array_to_tsvector(
      array(select substr($1 || chr(10) || chr(10), place, 3) from generate_series(1, char_length($1)) place)
    )
  `.execute(database)
  // Without a list of what is pending, which each search would have to go through.
  await sql`
    create index api_keys_by_trigram on api_keys using gin (keystead_trigrams(search_text)) with (fastupdate = off)
  `.execute(database)
}
