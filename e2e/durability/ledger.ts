// What the client knows: which changes were acknowledged, and which were asked for without an answer.

import type { CreatedKey } from './rest-client.ts'

export interface LostCreate {
  /** Never used twice, so that it identifies the key that may have come of it. */
  readonly name: string
  readonly idempotencyKey: string
}

/** What one round of changes came to. */
export interface Round {
  readonly creates: readonly CreatedKey[]
  readonly deletes: readonly CreatedKey[]
  readonly lostCreates: readonly LostCreate[]
  readonly lostDeletes: readonly CreatedKey[]
}

export class Ledger {
  /** Acknowledged as created, and not as deleted. */
  readonly live = new Map<string, CreatedKey>()
  /** Acknowledged as deleted. */
  readonly deleted = new Map<string, CreatedKey>()

  noteCreated(key: CreatedKey): void {
    this.live.set(key.id, key)
  }

  noteDeleted(key: CreatedKey): void {
    this.live.delete(key.id)
    this.deleted.set(key.id, key)
  }
}
