import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { SqliteDatabase, SqliteStatement } from 'kysely'

// Kysely writes the same few dozen statements over and over; preparing one anew costs more than running it. Lists with
// many filters, and batches of every size, are many more; of those, the least recently used go.
const cachedStatements = 256

/** `node:sqlite` as Kysely's SQLite dialect, which was made for better-sqlite3, wants it. */
export function adaptDatabase(database: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>()
  return {
    prepare(sql) {
      const statement = statements.get(sql) ?? adaptStatement(database.prepare(sql))
      statements.delete(sql)
      statements.set(sql, statement)
      if (statements.size > cachedStatements) statements.delete(statements.keys().next().value ?? sql)
      return statement
    },
    close() {
      statements.clear()
      database.close()
    },
  }
}

function adaptStatement(statement: StatementSync): SqliteStatement {
  const reader = statement.columns().length > 0
  return {
    reader,
    all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
    run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
    iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
  }
}
