import type { SelectQueryBuilder } from 'kysely'
import type { Tables } from './tables.ts'

/**
 * The same query, except that the rows which it finds stay as they are until its transaction ends: for all who `obey` them
 * together, or for the one who is about to `change` them alone.
 */
export type LockRows = <Table extends keyof Tables, Row>(
  select: SelectQueryBuilder<Tables, Table, Row>,
  purpose: 'obey' | 'change',
) => SelectQueryBuilder<Tables, Table, Row>

/** For a database that runs one transaction after the other. */
export const lockNothing: LockRows = (select) => select

/** The same query, except that it passes over the rows that another transaction is at work on, and keeps the others for this. */
export type ClaimRows = <Table extends keyof Tables, Row>(
  select: SelectQueryBuilder<Tables, Table, Row>,
) => SelectQueryBuilder<Tables, Table, Row>

/** For a database that runs one transaction after the other. */
export const claimAnything: ClaimRows = (select) => select
