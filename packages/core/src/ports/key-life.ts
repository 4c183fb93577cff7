import type { KeyVisibility } from '../access/key-visibility.ts'
import type { KeyId, OrganizationId } from '../identifiers.ts'
import type { DeletedKey, Deletion, Disablement, Leak } from '../model/api-key.ts'

export type DeletedKeyQuery = {
  readonly visibility: KeyVisibility
  /** Only those confined to it, and the personal keys of its members. */
  readonly organizationId?: OrganizationId
  /** Only those deleted after this. */
  readonly since: number
  /** Goes on after the key of this deletion and ID. */
  readonly after?: { readonly deletedAt: number; readonly id: KeyId }
  readonly limit: number
}

/** Deleted keys of owners that are still there: a key goes with its owner for good. */
export interface DeletedKeyReader {
  findDeletedKey(id: KeyId): Promise<DeletedKey | undefined>
  /** The one deleted last first. */
  listDeletedKeys(query: DeletedKeyQuery): Promise<DeletedKey[]>
}

/** A key that is switched off and on again, deleted and brought back. */
export interface KeyLifeTransaction {
  /** Deletes it so that it can be brought back. False when there is no such key (any more). */
  deleteKey(id: KeyId, deletion: Deletion): Promise<boolean>
  /** A deleted key is a key again, as it was. False when there is no such deleted key (any more). */
  restoreKey(id: KeyId): Promise<boolean>
  /** Keeps the key as it is until this transaction ends; false when there is no such key (any more). */
  lockKey(id: string): Promise<boolean>
  /** In the place of how it was disabled before. False when there is no such key (any more). */
  disableKey(id: KeyId, disablement: Disablement): Promise<boolean>
  /** False when there is no such key (any more), or it is not disabled. */
  enableKey(id: KeyId): Promise<boolean>
  /** Remembers that its token was found, and when it ends because of that. False when there is no such key (any more). */
  recordLeak(id: KeyId, leak: Leak, expiresAt: number | null): Promise<boolean>
}
