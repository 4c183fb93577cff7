/** A column's value. Bytes are those of a digest. */
export type Value = string | number | Uint8Array | null

export type PlantedTable = 'organizations' | 'users' | 'memberships' | 'api_keys'

/**
 * Writes rows into a database that nobody else uses, past the product. A row is like the first one of its table, but for what
 * is given: columns that a later version adds keep what that row has in them.
 */
export interface Planter {
  plant(table: PlantedTable, row: Readonly<Record<string, Value>>): void | Promise<void>
  /** Leaves the database as one that has lived for a while. */
  finish(): void | Promise<void>
}
