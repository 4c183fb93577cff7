import type { NodeProgress } from '@keystead/core'
import { type Kysely, sql } from 'kysely'
import type { Engine, Signals, TableColumns } from '../engine.ts'
import type { Tables } from '../tables.ts'
import { sqliteDialect } from './sqlite-dialect.ts'

// Well within the parameters that one statement takes.
const changesAtOnce = 500
const rowsAtOnce = 2_000

/** SQLite, with all of its users in this process. */
export function sqliteEngine(): Engine {
  const now = sql<number>`cast(unixepoch('subsec') * 1000 as integer)`
  return {
    ...sqliteDialect,
    exclusive: true,
    now,

    async appendChanges(transaction, tag, subjects) {
      const { number: last } = await transaction
        .updateTable('change_head')
        .set(({ eb }) => ({ number: eb('number', '+', subjects.length), tag }))
        .returning('number')
        .executeTakeFirstOrThrow()
      const rows = subjects.map(({ kind, id }, index) => ({
        number: last - subjects.length + 1 + index,
        tag,
        subject_kind: kind,
        subject_id: id,
        committed_at: now,
      }))
      for (let start = 0; start < rows.length; start += changesAtOnce) {
        await transaction
          .insertInto('changes')
          .values(rows.slice(start, start + changesAtOnce))
          .execute()
      }
      return last
    },

    proveHead(database, asked) {
      return database
        .selectFrom('change_head')
        .select(({ selectFrom }) => [
          'number',
          'tag',
          selectFrom('changes').select('changes.tag').where('changes.number', '=', asked).as('tagOfAsked'),
        ])
        .executeTakeFirstOrThrow()
    },

    // Not by ID: rows lie in the order in which they were made, and to look each of them up takes several times as long.
    async *readTable<Row>(database: Kysely<Tables>, { name, columns }: TableColumns<Row>) {
      for (let after = 0; ; ) {
        const { rows } = await sql<Row & { place: number }>`
          select rowid as place, ${columns} from ${sql.table(name)}
          where rowid > ${after} order by rowid limit ${rowsAtOnce}
        `.execute(database)
        const last = rows.at(-1)
        if (last === undefined) return
        yield rows
        after = last.place
      }
    },

    signals: signalsInProcess(),
  }
}

/** Nodes are of this process, and as long as it lives they do: there is nothing to write down, and no disk to wait for. */
function signalsInProcess(): Signals {
  type Listener = { readonly onNotice: (number?: number) => void; readonly onProgress: () => void }
  const listeners = new Set<Listener>()
  const nodes = new Map<string, NodeProgress>()
  const tellProgress = () => {
    for (const { onProgress } of listeners) onProgress()
  }
  return {
    committed(number) {
      for (const { onNotice } of listeners) onNotice(number)
    },
    listen(onNotice, onProgress) {
      const listener = { onNotice, onProgress }
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    async reportProgress(node) {
      const isFurther = nodes.get(node.id)?.appliedNumber !== node.appliedNumber
      nodes.set(node.id, node)
      if (isFurther) tellProgress()
    },
    async listNodes() {
      return [...nodes.values()].map((node) => ({ ...node, silentForMs: 0 }))
    },
    async leave(nodeId) {
      if (nodes.delete(nodeId)) tellProgress()
    },
    async close() {
      listeners.clear()
    },
  }
}
