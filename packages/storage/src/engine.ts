import type { ChangeFeed, ChangeSubject, FeedPosition } from '@keystead/core'
import type { Kysely, RawBuilder } from 'kysely'
import type { Dialect } from './dialect.ts'
import type { Tables } from './tables.ts'

/** Where the feed ends, and the tag of the change with the number that was asked for, if it is kept. */
export type FeedHead = FeedPosition & { readonly tagOfAsked: string | null }

/** Telling and hearing of changes and nodes, which goes through PostgreSQL where there are many processes. */
export type Signals = Pick<ChangeFeed, 'listen' | 'reportProgress' | 'listNodes' | 'leave'> & {
  /** After a commit, of what no database tells. */
  committed(number: number): void
  close(): Promise<void>
}

/** Some columns of a table, or what is made of them, by row. */
export type TableColumns<Row> = { readonly name: keyof Tables; readonly columns: RawBuilder<Row> }

/** The few things that the two databases do each in their own way. */
export type Engine = Dialect & {
  /** Whether this process is the only one in the database. */
  readonly exclusive: boolean
  /** Epoch milliseconds by the clock of the database, which all processes share. */
  readonly now: RawBuilder<number>
  /**
   * Takes the next numbers for these subjects, and answers the last of them. Whoever else changes something waits from here
   * until the end of the transaction. One number for each subject, not for each transaction: so the number is the key of a
   * row, two numbers tell how many rows lie between them, and a row that is missing is noticed.
   */
  appendChanges(transaction: Kysely<Tables>, tag: string, subjects: readonly ChangeSubject[]): Promise<number>
  /** Where the feed ends, from the database that takes the writes: nothing acknowledged before the call is beyond it. */
  proveHead(database: Kysely<Tables>, asked: number): Promise<FeedHead>
  /**
   * All rows of a table, as they lie and some at a time: enough that the database's work for them is more than the way there
   * and back, and few enough to be gone before they are moved to where memory is cleared late.
   */
  readTable<Row>(database: Kysely<Tables>, table: TableColumns<Row>): AsyncIterable<readonly Row[]>
  readonly signals: Signals
}
