import type { AuditQuery } from '@keystead/core'
import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import type { Tables } from '../tables.ts'

type AuditCondition = (expressions: ExpressionBuilder<Tables, 'audit_events'>) => Expression<SqlBool>

/**
 * One page of the audit trail, in the order of the events. As with lists of keys, the query is a union of parts, each of
 * which has an index that finds its events in order, and the rows are read for the page only.
 */
export function selectAuditPage(database: Kysely<Tables>, query: AuditQuery) {
  const [first, ...others] = partsOf(query)
  const page = others.reduce(
    (union, part) => union.union(selectNumbers(database, part, query)),
    selectNumbers(database, first, query),
  )
  return database
    .selectFrom(page.as('page'))
    .innerJoin('audit_events', 'audit_events.number', 'page.number')
    .selectAll('audit_events')
    .orderBy('page.number', directionOf(query))
    .limit(query.limit)
}

const directionOf = ({ order }: AuditQuery) => (order === 'newest-first' ? 'desc' : 'asc')

// SQLite takes no more than 500 parts. Nobody but the admins of an instance, who see everything, has so many organizations.
const organizationsApart = 50

/**
 * Where the events are to be looked for, by the narrowest that the query gives: what was done to one thing or by one actor
 * is rarer than what an organization holds. What else the query says of these is applied to what is found there.
 */
function partsOf({ subjectId, actorId, organizationIds }: AuditQuery): [AuditCondition, ...AuditCondition[]] {
  const isOfOrganization = isAnyWithoutIndex('audit_events.organization_id', organizationIds)
  if (subjectId !== undefined) {
    const isOfActor = isAnyWithoutIndex('audit_events.actor_id', actorId === undefined ? undefined : [actorId])
    return [
      allOf(({ eb }) => eb('audit_events.target_id', '=', subjectId), isOfActor, isOfOrganization),
      allOf(({ eb }) => eb('audit_events.actor_key_id', '=', subjectId), isOfActor, isOfOrganization),
    ]
  }
  if (actorId !== undefined) return [allOf(({ eb }) => eb('audit_events.actor_id', '=', actorId), isOfOrganization)]
  if (organizationIds === undefined) return [everything]
  const ids = [...new Set(organizationIds)]
  const [first = everything, ...others] = (ids.length <= organizationsApart ? ids.map((id) => [id]) : [ids]).map(
    (some): AuditCondition =>
      ({ eb }) =>
        eb('audit_events.organization_id', 'in', some),
  )
  return [first, ...others]
}

function selectNumbers(database: Kysely<Tables>, part: AuditCondition, query: AuditQuery) {
  const numbers = database
    .selectFrom('audit_events')
    .select('audit_events.number')
    .where(part)
    .where(allOf(...conditionsOf(query)))
    .orderBy('audit_events.number', directionOf(query))
    .limit(query.limit)
  // SQLite takes a part of a union that has an order and a limit of its own only in brackets with a `select` around.
  return database.selectFrom(numbers.as('part')).select('part.number')
}

function conditionsOf({ action, outcome, from, until, order, beyond }: AuditQuery): AuditCondition[] {
  const conditions: AuditCondition[] = [everything]
  if (action !== undefined) conditions.push(isAction(action))
  if (outcome !== undefined) conditions.push(({ eb }) => eb('audit_events.outcome', '=', outcome))
  if (from !== undefined) conditions.push(({ eb }) => eb('audit_events.at', '>=', from))
  if (until !== undefined) conditions.push(({ eb }) => eb('audit_events.at', '<', until))
  if (beyond !== undefined) {
    conditions.push(({ eb }) => eb('audit_events.number', order === 'newest-first' ? '<' : '>', beyond))
  }
  return conditions
}

const everything: AuditCondition = () => sql<SqlBool>`true`

const allOf =
  (...conditions: readonly AuditCondition[]): AuditCondition =>
  (expressions) =>
    expressions.and(conditions.map((condition) => condition(expressions)))

/** `coalesce` changes nothing but this: no database then takes the index of this condition for that of the part. */
function isAnyWithoutIndex(
  column: 'audit_events.organization_id' | 'audit_events.actor_id',
  ids: readonly string[] | undefined,
): AuditCondition {
  if (ids === undefined) return everything
  return ({ eb, fn, val }) => eb(fn.coalesce(column, val('')), 'in', ids)
}

/** All that begins with `key.` lies between it and what would follow it, `key/`. */
const isAction =
  (action: NonNullable<AuditQuery['action']>): AuditCondition =>
  ({ eb, and }) =>
    action.endsWith('.')
      ? and([eb('audit_events.action', '>=', action), eb('audit_events.action', '<', `${action.slice(0, -1)}/`)])
      : eb('audit_events.action', '=', action)
