export { DatabaseTooNewError } from './migrate.ts'
export { DatabaseRefusedError, openPostgresStore } from './postgres/open-postgres-store.ts'
export { DataDirectoryInUseError } from './sqlite/lock-data-directory.ts'
export { databaseFileName, openSqliteStore } from './sqlite/open-sqlite-store.ts'
