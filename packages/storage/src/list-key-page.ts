import type { KeyListQuery, KeyVisibility, OrganizationId } from '@keystead/core'
import {
  type Expression,
  type ExpressionBuilder,
  type Kysely,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from 'kysely'
import { type KeyRow, keyColumns } from './key-rows.ts'
import { containsPattern } from './search-text.ts'
import type { Tables } from './tables.ts'

type KeyExpressions = ExpressionBuilder<Tables, 'api_keys'>
type KeyCondition = (expressions: KeyExpressions) => Expression<SqlBool>

/**
 * One page of a list of keys. A list of some hundred keys among a million must not sort the million: the query is a
 * union of parts, each of which has an index that finds its keys newest first, and the joins are made for the page only.
 */
export function selectKeyPage(
  database: Kysely<Tables>,
  query: KeyListQuery,
): SelectQueryBuilder<Tables, never, KeyRow> {
  const [first, ...others] = partsOf(query)
  const page = others.reduce(
    (union, part) => union.union(selectNewest(database, part, query)),
    selectNewest(database, first, query),
  )
  return database
    .selectFrom(page.as('page'))
    .innerJoin('api_keys', 'api_keys.id', 'page.id')
    .innerJoin('users', 'users.id', 'api_keys.owner_id')
    .leftJoin('organizations', 'organizations.id', 'api_keys.organization_id')
    .select(keyColumns)
    .orderBy('page.created_at', 'desc')
    .orderBy('page.id', 'desc')
    .limit(query.limit)
}

/**
 * Where the keys of a list are to be looked for, by the narrowest that the query gives. This decides how fast a list is,
 * never what it holds: every condition of the query is applied in each part.
 */
function partsOf({ visibility, ownerId, organizationId }: KeyListQuery): [KeyCondition, ...KeyCondition[]] {
  if (ownerId !== undefined) return [isOwnedBy(ownerId)]
  const seesAll = visibility.kind === 'everything'
  if (organizationId !== undefined && (seesAll || visibility.administered.includes(organizationId))) {
    return reaching([organizationId])
  }
  if (seesAll) return [everything]
  return [isOwnedBy(visibility.own.ownerId), ...reachingAny(visibility.administered)]
}

function selectNewest(database: Kysely<Tables>, part: KeyCondition, query: KeyListQuery) {
  const newest = database
    .selectFrom('api_keys')
    .select(['api_keys.id', 'api_keys.created_at'])
    .where(part)
    .where((expressions) => expressions.and(conditionsOf(query).map((condition) => condition(expressions))))
    .orderBy('api_keys.created_at', 'desc')
    .orderBy('api_keys.id', 'desc')
    .limit(query.limit)
  // SQLite takes a part of a union that has an order and a limit of its own only in brackets with a `select` around.
  return database.selectFrom(newest.as('part')).select(['part.id', 'part.created_at'])
}

function conditionsOf({ visibility, text, type, state, ownerId, organizationId, after }: KeyListQuery): KeyCondition[] {
  const conditions = [isVisible(visibility)]
  if (text !== undefined) conditions.push(contains(text))
  if (type !== undefined) {
    conditions.push(({ eb }) => eb('api_keys.organization_id', type === 'personal' ? 'is' : 'is not', null))
  }
  if (state?.is === 'expired') conditions.push(({ eb }) => eb('api_keys.expires_at', '<=', state.at))
  if (state?.is === 'active') {
    conditions.push(({ eb, or }) =>
      or([eb('api_keys.expires_at', 'is', null), eb('api_keys.expires_at', '>', state.at)]),
    )
  }
  if (ownerId !== undefined) conditions.push(isOwnedBy(ownerId))
  if (organizationId !== undefined) conditions.push(anyOf(reaching([organizationId])))
  if (after !== undefined) {
    conditions.push(({ eb, refTuple, tuple }) =>
      eb(refTuple('api_keys.created_at', 'api_keys.id'), '<', tuple(after.createdAt, after.id)),
    )
  }
  return conditions
}

const everything: KeyCondition = () => sql<SqlBool>`true`

const anyOf =
  (conditions: readonly KeyCondition[]): KeyCondition =>
  (expressions) =>
    expressions.or(conditions.map((condition) => condition(expressions)))

const isOwnedBy =
  (ownerId: string): KeyCondition =>
  ({ eb }) =>
    eb('api_keys.owner_id', '=', ownerId)

function isVisible(visibility: KeyVisibility): KeyCondition {
  if (visibility.kind === 'everything') return everything
  const { own, administered } = visibility
  const isOwn: KeyCondition = (expressions) => {
    const { eb, and, fn, val } = expressions
    if (own.organizationId === null) return isOwnedBy(own.ownerId)(expressions)
    // `coalesce` changes nothing but this: SQLite then finds the few keys of the owner first, not the many of the organization.
    const organizationId = fn.coalesce('api_keys.organization_id', val(''))
    return and([isOwnedBy(own.ownerId)(expressions), eb(organizationId, '=', own.organizationId)])
  }
  return anyOf([isOwn, ...reachingAny(administered)])
}

/** In two parts, the keys that reach one of these organizations: its own, and the personal ones of its members. */
function reaching(ids: readonly OrganizationId[]): [KeyCondition, KeyCondition] {
  return [
    ({ eb }) => eb('api_keys.organization_id', 'in', ids),
    ({ eb, and, selectFrom }) =>
      and([
        eb('api_keys.organization_id', 'is', null),
        eb(
          'api_keys.owner_id',
          'in',
          selectFrom('memberships').select('memberships.user_id').where('memberships.organization_id', 'in', ids),
        ),
      ]),
  ]
}

/** The same, of organizations of which there may be none: SQL knows no empty list. */
const reachingAny = (ids: readonly OrganizationId[]) => (ids.length === 0 ? [] : reaching(ids))

function contains(text: string): KeyCondition {
  const pattern = containsPattern(text)
  return ({ eb, or, selectFrom }) =>
    or([
      sql<SqlBool>`api_keys.search_text like ${pattern} escape '\\'`,
      eb(
        'api_keys.owner_id',
        'in',
        selectFrom('users').select('users.id').where(sql<SqlBool>`users.search_text like ${pattern} escape '\\'`),
      ),
    ])
}
