import {
  type AccountId,
  type AccountRecord,
  type ChangeFeed,
  type ChangeSubject,
  type FeedAnswer,
  type FeedPosition,
  isServiceAccountId,
  type RecordChanges,
  type SnapshotSink,
} from '@keystead/core'
import type { Kysely } from 'kysely'
import type { Engine } from '../engine.ts'
import type { Tables } from '../tables.ts'
import { readAtOneMoment } from './read-at-one-moment.ts'
import {
  type ReadRecords,
  readKeys,
  readOrganizations,
  readServiceAccounts,
  readTeams,
  readUsers,
} from './read-records.ts'

export function changeFeed(database: Kysely<Tables>, { exclusive, proveHead, signals }: Engine): ChangeFeed {
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
        await pourRecords(transaction, sink)
        return position
      })
    },

    async readChanges(since) {
      const head = await proveHead(database, since.number)
      // A change that is no more, or was never made here, has no tag.
      if (head === undefined || head.tagOfAsked !== since.tag) return lost
      if (head.number === since.number) return { kind: 'unchanged' }
      return readAtOneMoment(database, (transaction) => readSince(transaction, since, head))
    },
  }
}

const lost: FeedAnswer = { kind: 'lost' }

async function readPosition(database: Kysely<Tables>): Promise<FeedPosition> {
  const { number, tag } = await database.selectFrom('change_head').select(['number', 'tag']).executeTakeFirstOrThrow()
  return { number, tag }
}

// Enough that the database's work for a page is more than the way there and back, and few enough to be young garbage.
const pageSize = 5_000

async function pourRecords(database: Kysely<Tables>, sink: SnapshotSink): Promise<void> {
  const pour = async <SomeRecord>(
    read: ReadRecords<SomeRecord>,
    idOf: (one: SomeRecord) => string,
    into: (records: readonly SomeRecord[]) => void,
  ) => {
    for (let after = ''; ; ) {
      const page = await read(database, { kind: 'page', after, limit: pageSize })
      into(page)
      const last = page.at(-1)
      if (last === undefined || page.length < pageSize) return
      after = idOf(last)
    }
  }
  await pour(
    readOrganizations,
    ({ id }) => id,
    (page) => sink.organizations(page),
  )
  await pour(
    readTeams,
    ({ id }) => id,
    (page) => sink.teams(page),
  )
  await pour(readUsers, idOfAccount, (page) => sink.accounts(page))
  await pour(readServiceAccounts, idOfAccount, (page) => sink.accounts(page))
  await pour(
    readKeys,
    ({ id }) => id,
    (page) => sink.keys(page),
  )
}

const idOfAccount = (record: AccountRecord): AccountId =>
  record.kind === 'user' ? record.user.id : record.serviceAccount.id

/** `head` is what was proven: the connection of this transaction may lead to another server by now. */
async function readSince(database: Kysely<Tables>, since: FeedPosition, head: FeedPosition): Promise<FeedAnswer> {
  const position = await readPosition(database)
  const [first, ...rows] = await database
    .selectFrom('changes')
    .select(['tag', 'subject_kind', 'subject_id'])
    .where('number', '>=', since.number)
    .orderBy('number')
    .execute()
  const isWhole = first?.tag === since.tag && rows.length === position.number - since.number
  if (!isWhole || position.number < head.number) return lost
  const subjects = rows.map((row) => ({ kind: row.subject_kind, id: row.subject_id }) as ChangeSubject)
  return { kind: 'changed', position, records: await readTouched(database, subjects) }
}

async function readTouched(database: Kysely<Tables>, subjects: readonly ChangeSubject[]): Promise<RecordChanges> {
  const idsOf = <Kind extends ChangeSubject['kind']>(kind: Kind) => {
    const ids = subjects.filter((subject) => subject.kind === kind).map(({ id }) => id)
    return [...new Set(ids)] as Extract<ChangeSubject, { kind: Kind }>['id'][]
  }
  const accounts = Map.groupBy(idsOf('account'), (id) => (isServiceAccountId(id) ? 'service_account' : 'user'))
  return {
    keys: await readChosen(database, readKeys, idsOf('key'), ({ id }) => id),
    accounts: new Map([
      ...(await readChosen(database, readUsers, accounts.get('user') ?? [], idOfAccount)),
      ...(await readChosen(database, readServiceAccounts, accounts.get('service_account') ?? [], idOfAccount)),
    ]),
    organizations: await readChosen(database, readOrganizations, idsOf('organization'), ({ id }) => id),
    teams: await readChosen(database, readTeams, idsOf('team'), ({ id }) => id),
  }
}

// As many parameters as SQLite takes in one statement many times over, and few enough for a plan by primary key.
const chosenAtOnce = 500

async function readChosen<Id extends string, SomeRecord>(
  database: Kysely<Tables>,
  read: ReadRecords<SomeRecord>,
  ids: readonly Id[],
  idOf: (one: SomeRecord) => Id,
): Promise<Map<Id, SomeRecord | undefined>> {
  const records = new Map<Id, SomeRecord | undefined>(ids.map((id) => [id, undefined]))
  for (let start = 0; start < ids.length; start += chosenAtOnce) {
    const some = await read(database, { kind: 'chosen', ids: ids.slice(start, start + chosenAtOnce) })
    for (const one of some) records.set(idOf(one), one)
  }
  return records
}
