import { type ChangeSubject, isServiceAccountId, type RecordChanges } from '@keystead/core'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'
import {
  keyTable,
  organizationTable,
  type RecordTable,
  serviceAccountTable,
  teamTable,
  userTable,
} from './record-tables.ts'

type SubjectRow = { readonly subject_kind: string; readonly subject_id: string }
type IdOf<Kind extends ChangeSubject['kind']> = Extract<ChangeSubject, { kind: Kind }>['id']

/** What the subjects of changes have become. */
export async function readTouched(database: Kysely<Tables>, changes: readonly SubjectRow[]): Promise<RecordChanges> {
  const idsOf = <Kind extends ChangeSubject['kind']>(kind: Kind) => {
    const ids = changes.filter(({ subject_kind }) => subject_kind === kind).map(({ subject_id }) => subject_id)
    return [...new Set(ids)] as IdOf<Kind>[]
  }
  const accounts = Map.groupBy(idsOf('account'), (id) => (isServiceAccountId(id) ? 'service accounts' : 'users'))
  return {
    keys: await readRows(database, keyTable, idsOf('key')),
    accounts: new Map([
      ...(await readRows(database, userTable, accounts.get('users') ?? [])),
      ...(await readRows(database, serviceAccountTable, accounts.get('service accounts') ?? [])),
    ]),
    organizations: await readRows(database, organizationTable, idsOf('organization')),
    teams: await readRows(database, teamTable, idsOf('team')),
  }
}

// Few enough for the parameters of one statement, and for a plan that goes by the primary key.
const rowsAtOnce = 500

async function readRows<Id extends string, SomeRecord, Row extends { id: string }>(
  database: Kysely<Tables>,
  table: RecordTable<SomeRecord, Row>,
  ids: readonly Id[],
): Promise<Map<Id, SomeRecord | undefined>> {
  const records = new Map<Id, SomeRecord | undefined>(ids.map((id) => [id, undefined]))
  for (let start = 0; start < ids.length; start += rowsAtOnce) {
    const some = sql.join(ids.slice(start, start + rowsAtOnce))
    const statement = sql<Row>`select ${table.columns} from ${sql.table(table.name)} where id in (${some})`
    const { rows } = await statement.execute(database)
    for (const row of rows) records.set(row.id as Id, table.toRecord(row))
  }
  return records
}
