import {
  isServiceAccountId,
  type KeyListQuery,
  type KeyVisibility,
  type OrganizationId,
  type TeamId,
} from '@keystead/core'
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import { containsText } from '../name-pages.ts'
import type { Tables } from '../tables.ts'
import { expiryOf, isBehind, lastUseOf } from './key-order.ts'

export type KeyCondition = (expressions: ExpressionBuilder<Tables, 'api_keys'>) => Expression<SqlBool>

/** Which keys the caller may see, and whose they ask for. */
export function scopeOf({ visibility, ownerId, organizationId }: KeyListQuery): KeyCondition {
  const conditions = [isVisible(visibility)]
  if (ownerId !== undefined) conditions.push(isOwnedBy(ownerId))
  if (organizationId !== undefined) conditions.push(anyOf(...holdsOf(reaching([organizationId]))))
  return allOf(...conditions)
}

/** What else a query asks of a key, but for its text. */
export function filterOf(query: KeyListQuery): KeyCondition {
  const { type, state, createdBefore, expiresBefore, lastUsedBefore, isOwnerGone } = query
  const conditions = [everything]
  if (type !== undefined) conditions.push(isOfType[type])
  if (state !== undefined) conditions.push(isInState[state.is](state.at))
  if (createdBefore !== undefined) conditions.push(wasCreatedBefore(createdBefore))
  if (expiresBefore !== undefined) conditions.push(expiresBy(expiresBefore))
  if (lastUsedBefore !== undefined) conditions.push(wasUsedBefore(lastUsedBefore))
  if (isOwnerGone) conditions.push(hasNoOwnerLeft)
  return allOf(...conditions)
}

/** The text is part of the key's own name or ID, or of what its owner is called. */
export const mentions = ({ text }: KeyListQuery): KeyCondition =>
  text === undefined ? everything : anyOf(isCalled(text), ...isOfOneCalled(text))

export const isAfter = ({ after, order }: KeyListQuery): KeyCondition =>
  after === undefined ? everything : () => isBehind(after, order)

/**
 * The same condition, for which no database looks for an index: it is asked of keys that were found by other means. They
 * else take the index of one of many conditions, and often that which most keys fulfil.
 */
export const unindexed =
  (condition: KeyCondition): KeyCondition =>
  (expressions) =>
    sql<SqlBool>`case when ${condition(expressions)} then true else false end`

export const everything: KeyCondition = () => sql<SqlBool>`true`

const anyOf =
  (...conditions: readonly KeyCondition[]): KeyCondition =>
  (expressions) =>
    expressions.or(conditions.map((condition) => condition(expressions)))

export const allOf =
  (...conditions: readonly KeyCondition[]): KeyCondition =>
  (expressions) =>
    expressions.and(conditions.map((condition) => condition(expressions)))

const isOfTeam: KeyCondition = ({ eb }) => eb('api_keys.team_id', 'is not', null)
const isOfServiceAccount: KeyCondition = ({ eb }) => eb('api_keys.service_account_id', 'is not', null)

const hasBlocks: KeyCondition = ({ eb, selectFrom }) =>
  eb('api_keys.id', 'in', selectFrom('key_blocks').select('key_blocks.key_id'))

const wasCreatedBefore =
  (time: number): KeyCondition =>
  ({ eb }) =>
    eb('api_keys.created_at', '<', time)

const wasUsedBefore =
  (time: number): KeyCondition =>
  () =>
    sql`${lastUseOf} < ${time}`

const expiresBy =
  (time: number): KeyCondition =>
  () =>
    sql`${expiryOf} < ${time}`

/** Of a user who is no member of what it is confined to, or of nothing; instance admins need not be. */
const hasNoOwnerLeft: KeyCondition = ({ eb, and, or, not, exists, selectFrom, ref }) =>
  and([
    eb('api_keys.user_id', 'is not', null),
    not(
      exists(
        selectFrom('memberships')
          .select('memberships.user_id')
          .whereRef('memberships.user_id', '=', 'api_keys.user_id')
          .where(
            or([
              eb('api_keys.organization_id', 'is', null),
              sql<SqlBool>`memberships.organization_id = ${ref('api_keys.organization_id')}`,
            ]),
          ),
      ),
    ),
    or([
      eb('api_keys.organization_id', 'is not', null),
      not(
        exists(
          selectFrom('users')
            .select('users.id')
            .whereRef('users.id', '=', 'api_keys.user_id')
            .where('users.instance_admin', '=', 1),
        ),
      ),
    ]),
  ])

/**
 * The same, by what an index tells: the few users without any membership and their keys, and the keys that are confined to one
 * place, of which it tells the owner and the place.
 */
const isOfOneWhoLeft: KeyCondition = ({ eb, selectFrom }) => {
  const idle = selectFrom('users')
    .select('users.id')
    .where('users.instance_admin', '=', 0)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('memberships').select('role').whereRef('memberships.user_id', '=', 'users.id'))),
    )
  const personal = selectFrom('api_keys as personal')
    .select('personal.id')
    .where('personal.organization_id', 'is', null)
    .where('personal.user_id', 'in', idle)
  const confined = selectFrom('api_keys as confined')
    .select('confined.id')
    .where('confined.user_id', 'is not', null)
    .where('confined.organization_id', 'is not', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('memberships')
            .select('role')
            .whereRef('memberships.user_id', '=', 'confined.user_id')
            .whereRef('memberships.organization_id', '=', 'confined.organization_id'),
        ),
      ),
    )
  return eb('api_keys.id', 'in', personal.unionAll(confined))
}

const isOfType: Record<NonNullable<KeyListQuery['type']>, KeyCondition> = {
  personal: ({ eb, and }) => and([eb('api_keys.user_id', 'is not', null), eb('api_keys.organization_id', 'is', null)]),
  organization: ({ eb, and }) =>
    and([eb('api_keys.user_id', 'is not', null), eb('api_keys.organization_id', 'is not', null)]),
  team_service_account: isOfTeam,
  organization_service_account: allOf(isOfServiceAccount, ({ eb }) => eb('api_keys.team_id', 'is', null)),
}

const isExpiredAt =
  (at: number): KeyCondition =>
  () =>
    sql`${expiryOf} <= ${at}`

const isAliveAt =
  (at: number): KeyCondition =>
  () =>
    sql`${expiryOf} > ${at}`

/** By the only organization that it reaches; a personal key that some organization has blocked still works elsewhere. */
const isBlocked: KeyCondition = ({ exists, selectFrom }) =>
  exists(
    selectFrom('key_blocks')
      .select('key_blocks.key_id')
      .whereRef('key_blocks.key_id', '=', 'api_keys.id')
      .whereRef('key_blocks.organization_id', '=', 'api_keys.organization_id'),
  )

/** As a partial index has them. */
const wasDisabled: KeyCondition = ({ eb }) => eb('api_keys.disabled_at', 'is not', null)

const isDisabledAt =
  (at: number): KeyCondition =>
  ({ eb, and, or }) =>
    and([
      eb('api_keys.disabled_at', 'is not', null),
      or([eb('api_keys.disabled_until', 'is', null), eb('api_keys.disabled_until', '>', at)]),
    ])

const not =
  (condition: KeyCondition): KeyCondition =>
  (expressions) =>
    expressions.not(condition(expressions))

const isInState: Record<NonNullable<KeyListQuery['state']>['is'], (at: number) => KeyCondition> = {
  active: (at) => allOf(isAliveAt(at), not(isDisabledAt(at)), not(isBlocked)),
  disabled: (at) => allOf(isAliveAt(at), isDisabledAt(at)),
  blocked: (at) => allOf(isAliveAt(at), not(isDisabledAt(at)), isBlocked),
  expired: isExpiredAt,
}

export const isOwnedBy =
  (ownerId: string): KeyCondition =>
  ({ eb }) =>
    eb(isServiceAccountId(ownerId) ? 'api_keys.service_account_id' : 'api_keys.user_id', '=', ownerId)

const isConfinedTo =
  (id: OrganizationId): KeyCondition =>
  ({ eb }) =>
    eb('api_keys.organization_id', '=', id)

function isVisible(visibility: KeyVisibility): KeyCondition {
  if (visibility.kind === 'everything') return everything
  const { own, administered, administeredTeams } = visibility
  const isOwn =
    own.organizationId === null
      ? isOwnedBy(own.ownerId)
      : allOf(isOwnedBy(own.ownerId), isConfinedTo(own.organizationId))
  return anyOf(isOwn, ...holdsOf([...reachingAny(administered), ...ofAnyTeam(administeredTeams)]))
}

const holdsOf = (parts: readonly Part[]) => parts.map(({ holds }) => holds)

const isOfAnyMember =
  (ids: readonly OrganizationId[]): KeyCondition =>
  ({ eb, selectFrom }) =>
    eb(
      'api_keys.user_id',
      'in',
      selectFrom('memberships').select('memberships.user_id').where('memberships.organization_id', 'in', ids),
    )

const isPersonal: KeyCondition = ({ eb }) => eb('api_keys.organization_id', 'is', null)

/** Keys that have something in common for which there is an index. */
export type Part = {
  readonly holds: KeyCondition
  /** Holds for those and perhaps some more, whose number is told by the index alone. */
  readonly counts: KeyCondition
}

export const partOf = (holds: KeyCondition, counts = holds): Part => ({ holds, counts })

/** In two parts, the keys that reach one of these organizations: its own, and the personal ones of its members. */
export function reaching(ids: readonly OrganizationId[]): [Part, Part] {
  const isOfAny: KeyCondition = ({ eb }) => eb('api_keys.organization_id', 'in', ids)
  return [partOf(isOfAny), partOf(allOf(isPersonal, isOfAnyMember(ids)), isOfAnyMember(ids))]
}

/** The same, of organizations of which there may be none: SQL knows no empty list. */
export const reachingAny = (ids: readonly OrganizationId[]) => (ids.length === 0 ? [] : reaching(ids))

/** The keys of these teams' service accounts. */
export const ofAnyTeam = (ids: readonly TeamId[]): Part[] =>
  ids.length === 0 ? [] : [partOf(({ eb }) => eb('api_keys.team_id', 'in', ids))]

/** What few keys may have of that for which the query asks. */
export function marksOf(query: KeyListQuery): Part[] {
  const { type, state, createdBefore, expiresBefore, lastUsedBefore, isOwnerGone } = query
  const marks: KeyCondition[] = []
  if (isOwnerGone) marks.push(isOfOneWhoLeft)
  if (state?.is === 'blocked') marks.push(hasBlocks)
  if (state?.is === 'disabled') marks.push(wasDisabled)
  if (state?.is === 'expired') marks.push(isExpiredAt(state.at))
  if (expiresBefore !== undefined) marks.push(expiresBy(expiresBefore))
  if (lastUsedBefore !== undefined) marks.push(wasUsedBefore(lastUsedBefore))
  if (createdBefore !== undefined) marks.push(wasCreatedBefore(createdBefore))
  if (type === 'team_service_account') marks.push(isOfTeam)
  if (type === 'organization_service_account') marks.push(isOfServiceAccount)
  return marks.map((mark) => partOf(mark))
}

export const isCalled =
  (text: string): KeyCondition =>
  () =>
    containsText('api_keys.search_text', text)

/** In two parts, the keys of users and of service accounts whose names the text is part of. */
export function isOfOneCalled(text: string): [KeyCondition, KeyCondition] {
  return [
    ({ eb, selectFrom }) =>
      eb(
        'api_keys.user_id',
        'in',
        selectFrom('users').select('users.id').where(containsText('users.search_text', text)),
      ),
    ({ eb, selectFrom }) =>
      eb(
        'api_keys.service_account_id',
        'in',
        selectFrom('service_accounts')
          .select('service_accounts.id')
          .where(containsText('service_accounts.folded_name', text)),
      ),
  ]
}
