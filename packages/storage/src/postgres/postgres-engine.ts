import { randomUUID } from 'node:crypto'
import type { ListedNode } from '@keystead/core'
import { type Kysely, sql } from 'kysely'
import { nodeMemoryMs } from '../changes/forget-changes.ts'
import type { Engine, FeedHead, Signals, TableColumns } from '../engine.ts'
import { preparedAs } from '../prepared-as.ts'
import type { NodesTable, Tables } from '../tables.ts'
import { type Connect, channels, listenToPostgres } from './listen-to-postgres.ts'
import { postgresDialect } from './postgres-dialect.ts'

const now = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`

/** PostgreSQL, with users in many processes. `connect` makes a connection of its own to listen on. */
export function postgresEngine(database: Kysely<Tables>, connect: Connect): Engine {
  const readerId = randomUUID()
  return {
    ...postgresDialect,
    exclusive: false,
    now,

    // One statement, since all others who change something wait for it. The notices go out when the transaction commits.
    async appendChanges(transaction, tag, subjects) {
      const kinds = subjects.map(({ kind }) => kind)
      const ids = subjects.map(({ id }) => id)
      const statement = sql<{ number: number }>`
        ${sql.raw(preparedAs('append_changes'))}
        with head as (
          update change_head set number = number + ${subjects.length}::bigint, tag = ${tag} returning number, tag
        ), written as (
          insert into changes (number, tag, subject_kind, subject_id, committed_at)
          select head.number - ${subjects.length}::bigint + subject.place, head.tag, subject.kind, subject.id, ${now}
          from head, unnest(${kinds}::text[], ${ids}::text[]) with ordinality as subject (kind, id, place)
        )
        select number, pg_notify(${channels.changes}, number::text) from head
      `
      const { rows } = await statement.execute(transaction)
      if (rows[0] === undefined) throw new Error('change_head has lost its row')
      return rows[0].number
    },

    // By a write. A standby refuses it; a primary that was replaced while it was paused, and does not know, never gets it
    // committed where commits wait for a standby, since its own is the new primary. Where they do not wait, it goes on by
    // itself and nothing it says can tell. Each process has a row of its own, so that none waits for another.
    async proveHead(database, asked) {
      const statement = sql<FeedHead>`
        ${sql.raw(preparedAs('prove_head'))}
        with proof as (
          insert into change_readers (id, read_at) values (${readerId}, ${now})
          on conflict (id) do update set read_at = excluded.read_at
        )
        select number, tag, (select tag from changes where number = ${asked}::bigint) as "tagOfAsked" from change_head
      `
      const { rows } = await statement.execute(database)
      if (rows[0] === undefined) throw new Error('change_head has lost its row')
      return rows[0]
    },

    // The database goes on while what it has sent is worked at.
    async *readTable<Row>(transaction: Kysely<Tables>, { name, columns }: TableColumns<Row>) {
      await sql`declare table_rows no scroll cursor for select ${columns} from ${sql.table(name)}`.execute(transaction)
      const fetch = () => {
        const fetched = sql<Row>`fetch ${sql.lit(rowsAtOnce)} from table_rows`.execute(transaction)
        // Told to whoever waits for it, if anybody still does.
        fetched.catch(() => {})
        return fetched
      }
      for (let next = fetch(); ; ) {
        const { rows } = await next
        if (rows.length === 0) break
        next = fetch()
        yield rows
      }
      await sql`close table_rows`.execute(transaction)
    },

    signals: signalsOf(database, connect),
  }
}

const rowsAtOnce = 2_000

type NodeRow = Omit<NodesTable, 'seen_at'> & { silent_for_ms: number }

function signalsOf(database: Kysely<Tables>, connect: Connect): Signals {
  const listeners = new Set<{ stop(): Promise<void> }>()
  return {
    // PostgreSQL tells, with the commit.
    committed() {},

    listen(onNotice, onProgress) {
      const listener = listenToPostgres(connect, onNotice, onProgress)
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        void listener.stop()
      }
    },

    // Nothing is lost with a report that a crash takes back, so nobody waits for the disk. Others are told of progress
    // only, and not of each sign of life.
    async reportProgress({ id, name, appliedNumber, staleLimitMs, peppers }) {
      const [current, newest] = [peppers?.current ?? null, peppers?.newest ?? null]
      await sql`
        ${sql.raw(preparedAs('report_progress'))}
        with relaxed as (select set_config('synchronous_commit', 'off', true)), before as (
          select applied_number from nodes where id = ${id}
        ), written as (
          insert into nodes (id, name, applied_number, stale_limit_ms, seen_at, current_pepper, newest_pepper)
          select ${id}, ${name}, ${appliedNumber}::bigint, ${staleLimitMs}::bigint, ${now},
            ${current}::bigint, ${newest}::bigint from relaxed
          on conflict (id) do update set name = excluded.name, applied_number = excluded.applied_number,
            stale_limit_ms = excluded.stale_limit_ms, seen_at = excluded.seen_at,
            current_pepper = excluded.current_pepper, newest_pepper = excluded.newest_pepper
          returning applied_number
        )
        select pg_notify(${channels.progress}, '') from written
        where not exists (select from before where before.applied_number = written.applied_number)
      `.execute(database)
    },

    async listNodes() {
      const { rows } = await sql<NodeRow>`
        select id, name, applied_number, stale_limit_ms, current_pepper, newest_pepper,
          greatest(0, ${now} - seen_at) as silent_for_ms
        from nodes
        where seen_at >= ${now} - greatest(stale_limit_ms, ${nodeMemoryMs}) order by id
      `.execute(database)
      return rows.map(
        (row): ListedNode => ({
          id: row.id,
          name: row.name,
          appliedNumber: row.applied_number,
          staleLimitMs: row.stale_limit_ms,
          silentForMs: row.silent_for_ms,
          ...(row.current_pepper !== null &&
            row.newest_pepper !== null && { peppers: { current: row.current_pepper, newest: row.newest_pepper } }),
        }),
      )
    },

    async leave(nodeId) {
      await sql`
        with gone as (delete from nodes where id = ${nodeId} returning id)
        select pg_notify(${channels.progress}, '') from gone
      `.execute(database)
    },

    async close() {
      await Promise.all([...listeners].map((listener) => listener.stop()))
    },
  }
}
