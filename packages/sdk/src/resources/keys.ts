import type { ListDeletedKeysQuery, ListKeysQuery, ListRefusalsQuery, NewDisablement, NewKey } from '../api/api.ts'
import type { Caller, CallOptions, CreateOptions } from '../transport/make-caller.ts'
import { eachItem } from './each-item.ts'

/** API keys: made, found, renamed, blocked and deleted. A key is named by its ID, the public first part of its token. */
export function keysOf({ call }: Caller) {
  const list = (query: ListKeysQuery = {}, options?: CallOptions) => call('listKeys', { query }, options)
  return {
    /**
     * Creates a key. The answer is the only place that ever shows its token: put it where it belongs at once.
     *
     * Fails with `KEY_CREATION_DISABLED`, `KEY_LIFETIME_TOO_LONG`, `OWNER_NOT_ALLOWED`, `INVALID_NAME`, `INVALID_EXPIRY`
     * among others.
     *
     * @example
     * const { key, token } = await client.keys.create({ name: 'ci', expiresAt: '2030-01-01T00:00:00Z' })
     */
    create: (key: NewKey, options?: CreateOptions) => call('createKey', { body: key }, options),
    /** One page, newest first unless `sort` says otherwise: 50 keys unless `limit` does, 200 at most. */
    list,
    /**
     * All that {@link list} finds.
     *
     * @example
     * for await (const key of client.keys.listAll({ lastUsedBefore: '2025-01-01T00:00:00Z' })) console.log(key.id, key.name)
     */
    listAll: (query: Omit<ListKeysQuery, 'cursor'> = {}, options?: CallOptions) =>
      eachItem(
        (cursor) => list({ ...query, cursor }, options),
        (page) => page.keys,
      ),
    /** Fails with `KEY_NOT_FOUND`, as all that follow do, for a key that there is not or that the caller may not see. */
    get: (id: string, options?: CallOptions) => call('getKey', { path: { id } }, options),
    /** From where a key is used, and how often on each of the last 90 days: who would notice if it were gone. */
    listConsumers: (id: string, options?: CallOptions) => call('listConsumers', { path: { id } }, options),
    /** What state a key is in, live or deleted, and why: expired, disabled by whom, the old key of a rotation. */
    explain: (id: string, options?: CallOptions) => call('explainKey', { path: { id } }, options),
    /** One page of what was refused of a key in the last 30 days, each cause in each place once, the last one first. */
    listRefusals: (id: string, query: ListRefusalsQuery = {}, options?: CallOptions) =>
      call('listRefusals', { path: { id }, query }, options),
    /**
     * Why a request was refused, by the `requestId` of its answer: for who may see the key, and nobody else.
     * Fails with `REFUSAL_NOT_FOUND`.
     */
    explainRefusal: (requestId: string, options?: CallOptions) =>
      call('explainRefusal', { path: { requestId } }, options),
    rename: (id: string, name: string, options?: CallOptions) =>
      call('renameKey', { path: { id }, body: { name } }, options),
    /**
     * Deletes a key, and answers with what it was: the node that answers refuses its token from that moment on. `receipt` says
     * which nodes do so already, and after how many milliseconds the others do at the latest.
     */
    delete: (id: string, options?: CallOptions) => call('deleteKey', { path: { id } }, options),
    /** Deletes up to 200 keys; says of each whether it was deleted, and if not, why. One `receipt` is for all of them. */
    deleteSeveral: (ids: readonly string[], options?: CallOptions) => call('deleteKeys', { body: { ids } }, options),
    /** One page of the keys that were deleted in the last 30 days, the last one first. */
    listDeleted: (query: ListDeletedKeysQuery = {}, options?: CallOptions) =>
      call('listDeletedKeys', { query }, options),
    /** Brings back a deleted key as it was, with its token, which an admin can do for 30 days. */
    undelete: (id: string, options?: CallOptions) => call('undeleteKey', { path: { id } }, options),
    /** Switches a key off for some minutes (a brown-out), or until it is enabled. */
    disable: (id: string, disablement: NewDisablement = {}, options?: CallOptions) =>
      call('disableKey', { path: { id }, body: disablement }, options),
    enable: (id: string, options?: CallOptions) => call('enableKey', { path: { id } }, options),
    /** Keeps a key from reaching one organization, which its admin may do with keys that are not theirs to delete. */
    block: (id: string, organization: string, options?: CallOptions) =>
      call('blockKey', { path: { id, organization } }, options),
    unblock: (id: string, organization: string, options?: CallOptions) =>
      call('unblockKey', { path: { id, organization } }, options),
  }
}
