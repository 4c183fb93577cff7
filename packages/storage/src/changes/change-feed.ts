import type { ChangeFeed, FeedAnswer, FeedPosition, SnapshotSink } from '@keystead/core'
import type { Kysely } from 'kysely'
import type { Engine } from '../engine.ts'
import type { Tables } from '../tables.ts'
import { readTouched } from './read-touched.ts'
import {
  keyTable,
  organizationTable,
  type RecordTable,
  serviceAccountTable,
  teamTable,
  userTable,
} from './record-tables.ts'

export function changeFeed(database: Kysely<Tables>, engine: Engine): ChangeFeed {
  const { exclusive, signals, proveHead, readTable } = engine
  const { listen, reportProgress, listNodes, leave } = signals
  return {
    exclusive,
    listen,
    reportProgress,
    listNodes,
    leave,

    readSnapshot(sink) {
      return readAtOneMoment(database, async (transaction) => {
        const position = await readPosition(transaction)
        await pourRecords(transaction, readTable, sink)
        return position
      })
    },

    async readChanges(since) {
      const head = await proveHead(database, since.number)
      // A change that is no more, or was never made here, has no tag.
      if (head.tagOfAsked !== since.tag) return { kind: 'lost' }
      if (head.number === since.number) return { kind: 'unchanged' }
      return readAtOneMoment(database, (transaction) => readSince(transaction, since, head))
    },
  }
}

/** Runs `work` in a transaction that sees the database as it is at its first reading. In SQLite every transaction does. */
function readAtOneMoment<Result>(
  database: Kysely<Tables>,
  work: (transaction: Kysely<Tables>) => Promise<Result>,
): Promise<Result> {
  return database.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work)
}

async function readPosition(database: Kysely<Tables>): Promise<FeedPosition> {
  const { number, tag } = await database.selectFrom('change_head').select(['number', 'tag']).executeTakeFirstOrThrow()
  return { number, tag }
}

async function pourRecords(
  database: Kysely<Tables>,
  readTable: Engine['readTable'],
  sink: SnapshotSink,
): Promise<void> {
  const pour = async <SomeRecord, Row>(
    table: RecordTable<SomeRecord, Row>,
    into: (records: readonly SomeRecord[]) => void,
  ) => {
    for await (const rows of readTable(database, table)) into(rows.map(table.toRecord))
  }
  await pour(organizationTable, (page) => sink.organizations(page))
  await pour(teamTable, (page) => sink.teams(page))
  await pour(userTable, (page) => sink.accounts(page))
  await pour(serviceAccountTable, (page) => sink.accounts(page))
  await pour(keyTable, (page) => sink.keys(page))
}

/** `proven` is where the feed ended: the connection of this transaction may by now lead to a server that is behind it. */
async function readSince(database: Kysely<Tables>, since: FeedPosition, proven: FeedPosition): Promise<FeedAnswer> {
  const position = await readPosition(database)
  const [first, ...changes] = await database
    .selectFrom('changes')
    .select(['tag', 'subject_kind', 'subject_id'])
    .where('number', '>=', since.number)
    .orderBy('number')
    .execute()
  const isWhole = first?.tag === since.tag && changes.length === position.number - since.number
  if (!isWhole || position.number < proven.number) return { kind: 'lost' }
  return { kind: 'changed', position, records: await readTouched(database, changes) }
}
