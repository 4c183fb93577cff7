import { foldText, type KeyListQuery } from '@keystead/core'
import { type AliasableExpression, type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import type { Dialect } from '../dialect.ts'
import type { Tables } from '../tables.ts'
import {
  allOf,
  everything,
  filterOf,
  isAfter,
  isCalled,
  isOfOneCalled,
  isOwnedBy,
  type KeyCondition,
  marksOf,
  mentions,
  ofAnyTeam,
  type Part,
  partOf,
  reaching,
  reachingAny,
  scopeOf,
  unindexed,
} from './key-conditions.ts'
import { isBeyond, newestFirst, type SortValue, sortValueOf } from './key-order.ts'
import { type KeyRow, keyColumns, selectKeys } from './key-rows.ts'

/**
 * One page of a list of keys, in a time that does not grow with their number.
 *
 * A list of few keys is looked through. A long one has its page among its first keys, most of the time: those are looked
 * through in its order. Where the page is not full then, hardly any key is what the query asks for, and an index finds
 * all that may be. Only a list that has many such keys and all of them at its end takes longer.
 */
export async function listKeyRows(database: Kysely<Tables>, dialect: Dialect, query: KeyListQuery): Promise<KeyRow[]> {
  const parts = partsOf(query)
  if (parts !== undefined && (await areFew(database, dialect, parts))) {
    return selectFromParts(database, parts, query).execute()
  }
  const edge = isUnfiltered(query) ? undefined : await selectEdge(database, dialect, query).executeTakeFirst()
  const beginning = await selectFromBeginning(database, query, edge).execute()
  if (edge === undefined || beginning.length >= query.limit) return beginning
  for (const mark of marksOf(query)) {
    if (await areFew(database, dialect, [mark])) return selectByMark(database, mark, query).execute()
  }
  if (query.text) return selectByText(database, dialect, query.text, query).execute()
  return selectFromBeginning(database, query).execute()
}

type Parts = readonly [Part, ...Part[]]

/**
 * Where the keys of a list are to be looked for, by the narrowest that its scope gives; nowhere when that is everywhere.
 * This decides how fast a list is, never what it holds: every condition of the query is applied in each part.
 */
export function partsOf({ visibility, ownerId, organizationId }: KeyListQuery): Parts | undefined {
  if (ownerId !== undefined) return [partOf(isOwnedBy(ownerId))]
  const seesAll = visibility.kind === 'everything'
  if (organizationId !== undefined && (seesAll || visibility.administered.includes(organizationId))) {
    return reaching([organizationId])
  }
  if (seesAll) return undefined
  const { own, administered, administeredTeams } = visibility
  return [partOf(isOwnedBy(own.ownerId)), ...reachingAny(administered), ...ofAnyTeam(administeredTeams)]
}

async function areFew(database: Kysely<Tables>, { few }: Dialect, parts: readonly Part[]): Promise<boolean> {
  for (const { counts } of parts) {
    const found = database.selectFrom('api_keys').select('api_keys.id').where(counts).limit(few)
    const { count } = await database
      .selectFrom(found.as('found'))
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    if (count >= few) return false
  }
  return true
}

/** The page of a list of few keys. Where it goes by creation, each part has an index that finds them in order. */
export function selectFromParts(database: Kysely<Tables>, parts: readonly Part[], query: KeyListQuery) {
  const isInOrder = (query.order ?? newestFirst).by === 'createdAt'
  return selectPage(
    database,
    query,
    parts.map(({ holds }) => (isInOrder ? selectInOrder : selectThenSort)(database, withRest(holds, query), query)),
  )
}

const isUnfiltered = ({ visibility, after: _, order: __, limit: ___, ...filters }: KeyListQuery) =>
  visibility.kind === 'everything' && Object.keys(filters).length === 0

type Place = { readonly value: SortValue; readonly id: string }

/** Where the beginning of a list ends, what it leaves out counted; nowhere when all of it is no more. */
export function selectEdge(database: Kysely<Tables>, { few }: Dialect, query: KeyListQuery) {
  const { order = newestFirst } = query
  return database
    .selectFrom('api_keys')
    .select(['api_keys.id', sortValueOf(order).as('value')])
    .where(isAfter(query))
    .orderBy(sortValueOf(order), order.direction)
    .orderBy('api_keys.id', order.direction)
    .limit(1)
    .offset(few)
}

/** The page as far as it is found before the edge, by the index of the list's order. */
export function selectFromBeginning(database: Kysely<Tables>, query: KeyListQuery, edge?: Place) {
  const { order = newestFirst } = query
  const side = order.direction === 'asc' ? '<' : '>'
  const part: KeyCondition = edge === undefined ? everything : () => isBeyond(edge, order, side)
  return selectPage(database, query, [selectInOrder(database, withRest(part, query), query)])
}

/** The page of keys of which few have this mark. */
export function selectByMark(database: Kysely<Tables>, mark: Part, query: KeyListQuery) {
  return selectPage(database, query, [selectThenSort(database, withRest(mark.holds, query), query)])
}

/** The page of keys whose names hold this text, or whose owners' names do. */
export function selectByText(database: Kysely<Tables>, dialect: Dialect, text: string, query: KeyListQuery) {
  const isCalledSo = allOf(() => dialect.mayContain(foldText(text)), unindexed(isCalled(text)))
  const parts = [isCalledSo, ...isOfOneCalled(text)]
  const rest = unindexed(allOf(scopeOf(query), filterOf(query)))
  return selectPage(
    database,
    query,
    parts.map((part) => selectThenSort(database, allOf(part, rest), query)),
  )
}

/** Every condition of the query, asked of the keys of this part. */
const withRest = (part: KeyCondition, query: KeyListQuery): KeyCondition =>
  allOf(part, unindexed(allOf(scopeOf(query), filterOf(query), mentions(query))))

type Found = SelectQueryBuilder<Tables, never, { id: string; value: SortValue }>

function selectMatching(database: Kysely<Tables>, part: KeyCondition, query: KeyListQuery) {
  return database
    .selectFrom('api_keys')
    .select(['api_keys.id', sortValueOf(query.order ?? newestFirst).as('value')])
    .where(part)
    .where(isAfter(query))
}

/** The first keys of a part, by an index that has the part in the order of the list. */
function selectInOrder(database: Kysely<Tables>, part: KeyCondition, query: KeyListQuery): Found {
  const { order = newestFirst, limit } = query
  const first = selectMatching(database, part, query)
    .orderBy(sortValueOf(order), order.direction)
    .orderBy('api_keys.id', order.direction)
    .limit(limit)
  // SQLite takes a part of a union that has an order and a limit of its own only in brackets with a `select` around.
  return database.selectFrom(first.as('part')).select(['part.id', 'part.value']) as Found
}

/** The same by an index that has nothing to do with the order, which must not tempt the database into another. */
function selectThenSort(database: Kysely<Tables>, part: KeyCondition, query: KeyListQuery): Found {
  const { order = newestFirst, limit } = query
  const first = database
    .with(
      (table) => table('matching').materialized(),
      () => selectMatching(database, part, query),
    )
    .selectFrom('matching')
    .select(['matching.id', 'matching.value'])
    .orderBy('matching.value', order.direction)
    .orderBy('matching.id', order.direction)
    .limit(limit)
  return database.selectFrom(first.as('part')).select(['part.id', 'part.value']) as Found
}

/** The joins are made for the page only. */
function selectPage(database: Kysely<Tables>, { order = newestFirst, limit }: KeyListQuery, parts: readonly Found[]) {
  const page = parts.reduce((union, part) => union.union(part))
  return selectKeys(database, page as AliasableExpression<{ id: string; value: SortValue }>)
    .select(keyColumns)
    .orderBy(sql.ref('chosen.value'), order.direction)
    .orderBy(sql.ref('chosen.id'), order.direction)
    .limit(limit) as SelectQueryBuilder<Tables, never, KeyRow>
}
