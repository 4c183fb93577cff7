import { keyVisibility } from '../access/key-visibility.ts'
import type { Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import { isKeyId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import {
  type ApiKey,
  type KeySort,
  type KeyState,
  type KeyType,
  keySorts,
  type SortDirection,
  sortDirections,
} from '../model/api-key.ts'
import type { StaleKind } from '../model/stale-kind.ts'
import { defaultPageSize, largestPageSize, parseArray } from '../pages/page-by-name.ts'
import type { KeyListOrder, KeyListPosition, KeyListQuery } from '../ports/store.ts'
import { resolveOrganization } from '../references/resolve-organization.ts'
import { keyPositionOf } from './key-position.ts'
import { presentKey } from './present-key.ts'
import { type StaleQuery, staleQuery } from './stale-keys.ts'

export type FindKeysRequest = {
  /** Part of the key's name or ID, or of its owner's name, user name or e-mail; letter case does not count. */
  readonly query?: string | undefined
  readonly type?: KeyType | undefined
  readonly state?: KeyState | undefined
  /** ID of a user or service account. */
  readonly owner?: string | undefined
  /** ID or name of an organization: only keys that are confined to it, and the personal keys of its members. */
  readonly organization?: string | undefined
  /** Epoch milliseconds. */
  readonly createdBefore?: number | undefined
  /** Epoch milliseconds; only keys that do expire. */
  readonly expiresBefore?: number | undefined
  /** Epoch milliseconds; keys that were never used, too. */
  readonly lastUsedBefore?: number | undefined
  /** Only these, and of these only what works still, unless `state` says otherwise. */
  readonly stale?: StaleKind | undefined
  /** Left out, by creation. */
  readonly sort?: KeySort | undefined
  /** Left out, what is sorted by time comes newest first, and what is sorted by name from A. */
  readonly order?: SortDirection | undefined
  readonly cursor?: string | undefined
  /** 1 to 200; 50 where left out. */
  readonly limit?: number | undefined
}

export type KeyPage = {
  readonly keys: readonly ApiKey[]
  /** Gives the next page; null on the last. */
  readonly nextCursor: string | null
}

const usualDirection: Record<KeySort, SortDirection> = {
  createdAt: 'desc',
  name: 'asc',
  owner: 'asc',
  lastUsedAt: 'desc',
  expiresAt: 'desc',
}

/**
 * The keys that the caller may see, newest first where nothing else is asked for. A cursor holds a position, not a count:
 * keys made or deleted between two pages move no other key across the page border. Fails with `INVALID_CURSOR`,
 * `CURSOR_OF_ANOTHER_SORT`, `ORGANIZATION_NOT_FOUND`.
 */
export async function findKeys(instance: Instance, caller: Principal, request: FindKeysRequest): Promise<KeyPage> {
  const limit = Math.min(request.limit ?? defaultPageSize, largestPageSize)
  const by = request.sort ?? 'createdAt'
  const order: KeyListOrder = { by, direction: request.order ?? usualDirection[by] }
  const now = instance.clock.now()
  const { stale } = request
  const state = request.state ?? (stale === undefined ? undefined : 'active')
  const query: KeyListQuery = {
    order,
    visibility: keyVisibility(caller),
    // One more than asked for tells whether there is a next page.
    limit: limit + 1,
    ...(request.query !== undefined && { text: request.query.normalize('NFC').trim() }),
    ...(request.type !== undefined && { type: request.type }),
    ...(state !== undefined && { state: { is: state, at: now } }),
    ...(request.owner !== undefined && { ownerId: request.owner }),
    ...(request.cursor !== undefined && { after: readCursor(order, request.cursor) }),
    ...(request.organization !== undefined && {
      organizationId: (await resolveOrganization(instance.store, caller, request.organization)).id,
    }),
    ...earlierOf(request, stale === undefined ? {} : staleQuery(stale, now)),
  }
  const found = await instance.store.listKeys(query)
  const keys = found.slice(0, limit)
  const last = keys.at(-1)
  return {
    keys: keys.map((key) => presentKey(caller, key)),
    nextCursor: found.length > limit && last !== undefined ? writeCursor(order, keyPositionOf(last, by)) : null,
  }
}

/** Who asks by time and for a stale kind, too, is given what both hold for. */
function earlierOf(request: FindKeysRequest, { isOwnerGone, ...stale }: StaleQuery): StaleQuery {
  const earlier = (one: number | undefined, other: number | undefined) =>
    one === undefined || other === undefined ? (one ?? other) : Math.min(one, other)
  const createdBefore = earlier(request.createdBefore, stale.createdBefore)
  const expiresBefore = earlier(request.expiresBefore, stale.expiresBefore)
  const lastUsedBefore = earlier(request.lastUsedBefore, stale.lastUsedBefore)
  return {
    ...(createdBefore !== undefined && { createdBefore }),
    ...(expiresBefore !== undefined && { expiresBefore }),
    ...(lastUsedBefore !== undefined && { lastUsedBefore }),
    ...(isOwnerGone && { isOwnerGone }),
  }
}

/** The order is part of it: the same position would mean another place in another list. */
function writeCursor(order: KeyListOrder, { value, id }: KeyListPosition): string {
  return Buffer.from(JSON.stringify([order.by, order.direction, value, id])).toString('base64url')
}

const isSort = (by: unknown): by is KeySort => keySorts.some((sort) => sort === by)
const isDirection = (direction: unknown) => sortDirections.some((each) => each === direction)

function readCursor(order: KeyListOrder, cursor: string): KeyListPosition {
  const [by, direction, value, id] = parseArray(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (!isSort(by) || !isDirection(direction) || typeof id !== 'string' || !isKeyId(id) || !fits[by](value)) {
    throw new KeysteadError('INVALID_CURSOR')
  }
  if (by !== order.by || direction !== order.direction) throw new KeysteadError('CURSOR_OF_ANOTHER_SORT')
  return { value: value as KeyListPosition['value'], id }
}

const isTime = (value: unknown) => Number.isSafeInteger(value)
const isText = (value: unknown) => typeof value === 'string'
const isTimeOrNever = (value: unknown) => value === null || isTime(value)

const fits: Record<KeySort, (value: unknown) => boolean> = {
  createdAt: isTime,
  name: isText,
  owner: isText,
  lastUsedAt: isTimeOrNever,
  expiresAt: isTimeOrNever,
}
