import type { KeyId } from '../identifiers.ts'
import type { Refusal, RefusalCause, RefusedRequest } from '../model/refusal.ts'

/** What one node has refused for one cause since it wrote last. */
export type RefusalReport = RefusalCause & {
  readonly count: number
  readonly first: RefusedRequest
  /** The last ones of them, in order; at least one. */
  readonly requests: readonly RefusedRequest[]
}

export interface RefusalReader {
  /** By the ID of one of its requests, with when that was. */
  findRefusal(requestId: string): Promise<(RefusedRequest & { readonly refusal: Refusal }) | undefined>
  /** Those of a key, the one that happened last first; `mostRefusals` at most. */
  listRefusals(keyId: KeyId): Promise<Refusal[]>
}

export interface RefusalWriter {
  /**
   * Merges what a node has refused into what all have, and forgets what is more than there is room for. A key ID that was never
   * given out here, or is no more, not even as that of a deleted key, is not kept: its refusal is one of no key.
   */
  recordRefusals(reports: readonly RefusalReport[]): Promise<void>
  /** Forgets what happened last before this time. */
  forgetRefusals(before: number): Promise<void>
}
