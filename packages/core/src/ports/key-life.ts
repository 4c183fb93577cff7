import type { KeyId } from '../identifiers.ts'
import type { Disablement } from '../model/api-key.ts'

/** A key that is switched off and on again. */
export interface KeyLifeTransaction {
  /** Keeps the key as it is until this transaction ends; false when there is no such key (any more). */
  lockKey(id: string): Promise<boolean>
  /** In the place of how it was disabled before. False when there is no such key (any more). */
  disableKey(id: KeyId, disablement: Disablement): Promise<boolean>
  /** False when there is no such key (any more), or it is not disabled. */
  enableKey(id: KeyId): Promise<boolean>
}
