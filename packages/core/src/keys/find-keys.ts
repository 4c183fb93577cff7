import { keyVisibility } from '../access/key-visibility.ts'
import type { Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import { isKeyId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { ApiKey, KeyState, KeyType } from '../model/api-key.ts'
import { defaultPageSize, largestPageSize } from '../pages/page-by-name.ts'
import type { KeyListPosition, KeyListQuery } from '../ports/store.ts'
import { resolveOrganization } from '../references/resolve-organization.ts'
import { presentKey } from './present-key.ts'

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
  readonly cursor?: string | undefined
  /** 1 to 200; 50 where left out. */
  readonly limit?: number | undefined
}

export type KeyPage = {
  readonly keys: readonly ApiKey[]
  /** Gives the next page; null on the last. */
  readonly nextCursor: string | null
}

/**
 * The keys that the caller may see, newest first. A cursor holds a position, not a count: keys made or deleted between
 * two pages move no other key across the page border. Fails with `INVALID_CURSOR`, `ORGANIZATION_NOT_FOUND`.
 */
export async function findKeys(instance: Instance, caller: Principal, request: FindKeysRequest): Promise<KeyPage> {
  const limit = Math.min(request.limit ?? defaultPageSize, largestPageSize)
  const query: KeyListQuery = {
    visibility: keyVisibility(caller),
    // One more than asked for tells whether there is a next page.
    limit: limit + 1,
    ...(request.query !== undefined && { text: request.query.normalize('NFC').trim() }),
    ...(request.type !== undefined && { type: request.type }),
    ...(request.state !== undefined && { state: { is: request.state, at: instance.clock.now() } }),
    ...(request.owner !== undefined && { ownerId: request.owner }),
    ...(request.cursor !== undefined && { after: readCursor(request.cursor) }),
    ...(request.organization !== undefined && {
      organizationId: (await resolveOrganization(instance.store, caller, request.organization)).id,
    }),
    ...(request.createdBefore !== undefined && { createdBefore: request.createdBefore }),
    ...(request.expiresBefore !== undefined && { expiresBefore: request.expiresBefore }),
    ...(request.lastUsedBefore !== undefined && { lastUsedBefore: request.lastUsedBefore }),
  }
  const found = await instance.store.listKeys(query)
  const keys = found.slice(0, limit).map((key) => presentKey(caller, key))
  const last = keys.at(-1)
  return { keys, nextCursor: found.length > limit && last !== undefined ? writeCursor(last) : null }
}

function writeCursor({ createdAt, id }: KeyListPosition): string {
  return Buffer.from(`${createdAt}.${id}`).toString('base64url')
}

function readCursor(cursor: string): KeyListPosition {
  const [createdAt, id] = Buffer.from(cursor, 'base64url').toString('latin1').split('.')
  if (createdAt === undefined || id === undefined || !/^\d{1,15}$/.test(createdAt) || !isKeyId(id)) {
    throw new KeysteadError('INVALID_CURSOR')
  }
  return { createdAt: Number(createdAt), id }
}
