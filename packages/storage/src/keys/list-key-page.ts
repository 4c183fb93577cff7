import {
  isServiceAccountId,
  type KeyListQuery,
  type KeyVisibility,
  type OrganizationId,
  type TeamId,
} from '@keystead/core'
import {
  type Expression,
  type ExpressionBuilder,
  type Kysely,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from 'kysely'
import { containsText } from '../name-pages.ts'
import type { Tables } from '../tables.ts'
import { type KeyRow, keyColumns, selectKeys } from './key-rows.ts'

type KeyCondition = (expressions: ExpressionBuilder<Tables, 'api_keys'>) => Expression<SqlBool>

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
  return selectKeys(database, page)
    .select(keyColumns)
    .orderBy('chosen.created_at', 'desc')
    .orderBy('chosen.id', 'desc')
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
  const { own, administered, administeredTeams } = visibility
  return [isOwnedBy(own.ownerId), ...reachingAny(administered), ...ofAnyTeam(administeredTeams)]
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

function conditionsOf(query: KeyListQuery): KeyCondition[] {
  const {
    visibility,
    text,
    type,
    state,
    ownerId,
    organizationId,
    createdBefore,
    expiresBefore,
    lastUsedBefore,
    after,
  } = query
  const conditions = [isVisible(visibility)]
  if (text !== undefined) conditions.push(contains(text))
  if (type !== undefined) conditions.push(isOfType[type])
  if (state !== undefined) conditions.push(isInState[state.is](state.at))
  if (ownerId !== undefined) conditions.push(isOwnedBy(ownerId))
  if (organizationId !== undefined) conditions.push(anyOf(reaching([organizationId])))
  if (createdBefore !== undefined) conditions.push(({ eb }) => eb('api_keys.created_at', '<', createdBefore))
  if (expiresBefore !== undefined) conditions.push(({ eb }) => eb('api_keys.expires_at', '<', expiresBefore))
  if (lastUsedBefore !== undefined) {
    conditions.push(({ eb, or }) =>
      or([eb('api_keys.last_used_at', 'is', null), eb('api_keys.last_used_at', '<', lastUsedBefore)]),
    )
  }
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

const allOf =
  (...conditions: readonly KeyCondition[]): KeyCondition =>
  (expressions) =>
    expressions.and(conditions.map((condition) => condition(expressions)))

const isOfType: Record<NonNullable<KeyListQuery['type']>, KeyCondition> = {
  personal: ({ eb, and }) => and([eb('api_keys.user_id', 'is not', null), eb('api_keys.organization_id', 'is', null)]),
  organization: ({ eb, and }) =>
    and([eb('api_keys.user_id', 'is not', null), eb('api_keys.organization_id', 'is not', null)]),
  team_service_account: ({ eb }) => eb('api_keys.team_id', 'is not', null),
  organization_service_account: ({ eb, and }) =>
    and([eb('api_keys.service_account_id', 'is not', null), eb('api_keys.team_id', 'is', null)]),
}

const isAliveAt =
  (at: number): KeyCondition =>
  ({ eb, or }) =>
    or([eb('api_keys.expires_at', 'is', null), eb('api_keys.expires_at', '>', at)])

/** By the only organization that it reaches; a personal key that some organization has blocked still works elsewhere. */
const isBlocked: KeyCondition = ({ exists, selectFrom }) =>
  exists(
    selectFrom('key_blocks')
      .select('key_blocks.key_id')
      .whereRef('key_blocks.key_id', '=', 'api_keys.id')
      .whereRef('key_blocks.organization_id', '=', 'api_keys.organization_id'),
  )

const isInState: Record<NonNullable<KeyListQuery['state']>['is'], (at: number) => KeyCondition> = {
  active: (at) => allOf(isAliveAt(at), (expressions) => expressions.not(isBlocked(expressions))),
  blocked: (at) => allOf(isAliveAt(at), isBlocked),
  expired:
    (at) =>
    ({ eb }) =>
      eb('api_keys.expires_at', '<=', at),
}

const isOwnedBy =
  (ownerId: string): KeyCondition =>
  ({ eb }) =>
    eb(isServiceAccountId(ownerId) ? 'api_keys.service_account_id' : 'api_keys.user_id', '=', ownerId)

function isVisible(visibility: KeyVisibility): KeyCondition {
  if (visibility.kind === 'everything') return everything
  const { own, administered, administeredTeams } = visibility
  const isOwn: KeyCondition = (expressions) => {
    const { eb, and, fn, val } = expressions
    if (own.organizationId === null) return isOwnedBy(own.ownerId)(expressions)
    // `coalesce` changes nothing but this: SQLite then finds the few keys of the owner first, not the many of the organization.
    const organizationId = fn.coalesce('api_keys.organization_id', val(''))
    return and([isOwnedBy(own.ownerId)(expressions), eb(organizationId, '=', own.organizationId)])
  }
  return anyOf([isOwn, ...reachingAny(administered), ...ofAnyTeam(administeredTeams)])
}

/** In two parts, the keys that reach one of these organizations: its own, and the personal ones of its members. */
function reaching(ids: readonly OrganizationId[]): [KeyCondition, KeyCondition] {
  return [
    ({ eb }) => eb('api_keys.organization_id', 'in', ids),
    ({ eb, and, selectFrom }) =>
      and([
        eb('api_keys.organization_id', 'is', null),
        eb(
          'api_keys.user_id',
          'in',
          selectFrom('memberships').select('memberships.user_id').where('memberships.organization_id', 'in', ids),
        ),
      ]),
  ]
}

/** The same, of organizations of which there may be none: SQL knows no empty list. */
const reachingAny = (ids: readonly OrganizationId[]) => (ids.length === 0 ? [] : reaching(ids))

/** The keys of these teams' service accounts. */
const ofAnyTeam = (ids: readonly TeamId[]): KeyCondition[] =>
  ids.length === 0 ? [] : [({ eb }) => eb('api_keys.team_id', 'in', ids)]

function contains(text: string): KeyCondition {
  return ({ eb, or, selectFrom }) =>
    or([
      containsText('api_keys.search_text', text),
      eb(
        'api_keys.user_id',
        'in',
        selectFrom('users').select('users.id').where(containsText('users.search_text', text)),
      ),
      eb(
        'api_keys.service_account_id',
        'in',
        selectFrom('service_accounts')
          .select('service_accounts.id')
          .where(containsText('service_accounts.folded_name', text)),
      ),
    ])
}
