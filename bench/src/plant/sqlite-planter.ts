import { DatabaseSync } from 'node:sqlite'
import type { PlantedTable, Planter, Value } from './planter.ts'

/** Into a file of SQLite. */
export function makeSqlitePlanter(file: string): Planter {
  const database = new DatabaseSync(file)
  // It need not survive a power cut.
  database.exec('pragma synchronous = off; pragma foreign_keys = off; pragma cache_size = -262144; begin')
  const inserts = new Map<PlantedTable, ReturnType<typeof prepareInsert>>()
  return {
    plant(table, row) {
      const insert = inserts.get(table) ?? prepareInsert(database, table)
      inserts.set(table, insert)
      insert(row)
    },
    finish() {
      database.exec('commit; analyze; pragma wal_checkpoint(truncate)')
      database.close()
    },
  }
}

function prepareInsert(database: DatabaseSync, table: PlantedTable) {
  const template = database.prepare(`select * from ${table} limit 1`).get() ?? {}
  const columns = Object.keys(template)
  const places = columns.map(() => '?').join(', ')
  const insert = database.prepare(`insert into ${table} (${columns.join(', ')}) values (${places})`)
  return (row: Readonly<Record<string, Value>>) => {
    insert.run(...columns.map((column) => row[column] ?? template[column] ?? null))
  }
}
