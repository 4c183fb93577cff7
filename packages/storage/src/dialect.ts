import type { Expression, RawBuilder, SqlBool } from 'kysely'
import type { ClaimRows, LockRows } from './row-locks.ts'

/** What the two databases say each in their own way. */
export type Dialect = {
  readonly lockRows: LockRows
  readonly claimRows: ClaimRows
  /** As many keys as the database looks through while nobody notices. */
  readonly few: number
  /**
   * Holds for the rows of `api_keys` whose search text may contain this folded text, found by an index: for all that do,
   * and a few that do not.
   */
  readonly mayContain: (foldedText: string) => Expression<SqlBool>
  /** Rows of these columns in one parameter, however many there are. */
  readonly rowsOf: <Column extends string>(
    columns: Readonly<Record<Column, 'text' | 'number'>>,
    rows: readonly Readonly<Record<Column, string | number | null>>[],
  ) => RawBuilder<unknown>
}
