import type { AccountId, KeyId, OrganizationId, TeamId } from '../identifiers.ts'
import type {
  OrganizationReference,
  OrganizationRole,
  ServiceAccount,
  TeamReference,
  TeamRole,
  User,
} from '../model/account.ts'
import type { StoredDigest } from '../model/api-key.ts'

/** What a change can touch of all that a verification looks at. */
export type ChangeSubject =
  | { readonly kind: 'key'; readonly id: KeyId }
  | { readonly kind: 'account'; readonly id: AccountId }
  | { readonly kind: 'organization'; readonly id: OrganizationId }
  | { readonly kind: 'team'; readonly id: TeamId }

/**
 * A place in the history of changes. Numbers are contiguous, in the order of commits. The tag was drawn when the change was
 * made: a database that was restored or that failed over to a replica which lacked something has other tags under the same
 * numbers, and so is told apart.
 */
export type FeedPosition = { readonly number: number; readonly tag: string }

/** A key as the index holds it, its owner and organization by ID. */
export type KeyRecord = StoredDigest & {
  readonly id: KeyId
  readonly ownerId: AccountId
  /** The one organization that it is confined to; for a service account's key, the account's. */
  readonly organizationId: OrganizationId | null
  readonly expiresAt: number | null
  /** The organizations that have blocked it. */
  readonly blockedBy: readonly OrganizationId[]
  /** Disabled until then, and infinitely where that is open; null where it is not, or was never. */
  readonly disabledUntil: number | null
}

/** An account as the index holds it, with organizations and teams by ID. */
export type AccountRecord =
  | {
      readonly kind: 'user'
      readonly user: User
      readonly memberships: readonly { readonly organizationId: OrganizationId; readonly role: OrganizationRole }[]
      readonly teamMemberships: readonly { readonly teamId: TeamId; readonly role: TeamRole }[]
    }
  | {
      readonly kind: 'service_account'
      readonly serviceAccount: Omit<ServiceAccount, 'organization' | 'team' | 'defaultTeam'>
      readonly organizationId: OrganizationId
      readonly teamId: TeamId | null
      readonly defaultTeamId: TeamId
    }

export type OrganizationRecord = OrganizationReference & {
  /** Enforces organization-scoped keys. */
  readonly closedToPersonalKeys: boolean
}

/** Records as they are now, by ID; undefined for what there is no more. */
export type RecordChanges = {
  readonly keys: ReadonlyMap<KeyId, KeyRecord | undefined>
  readonly accounts: ReadonlyMap<AccountId, AccountRecord | undefined>
  readonly organizations: ReadonlyMap<OrganizationId, OrganizationRecord | undefined>
  readonly teams: ReadonlyMap<TeamId, TeamReference | undefined>
}

export type FeedAnswer =
  /** Nothing has changed since. */
  | { readonly kind: 'unchanged' }
  /** All that the changes since have touched, as it was at one moment: the one of this position. */
  | { readonly kind: 'changed'; readonly position: FeedPosition; readonly records: RecordChanges }
  /** The history does not go back that far, or is another: all must be read again. */
  | { readonly kind: 'lost' }

/** Takes in all records as they were at one moment: organizations and teams first, then accounts, then keys. */
export interface SnapshotSink {
  organizations(records: readonly OrganizationRecord[]): void
  teams(records: readonly TeamReference[]): void
  accounts(records: readonly AccountRecord[]): void
  keys(records: readonly KeyRecord[]): void
}

/** A process that serves from its index, as all see it. */
export type NodeProgress = {
  /** Drawn when the process started. */
  readonly id: string
  /** The host and process, for people. */
  readonly name: string
  /** All changes up to this one are in its index. */
  readonly appliedNumber: number
  /** For how long it may answer from its index without hearing of the database, at most. */
  readonly staleLimitMs: number
  /** Versions of the pepper. Left out by a release that does not say so yet. */
  readonly peppers?: NodePeppers
}

/** What a node makes new digests under, and the newest that it could. */
export type NodePeppers = { readonly current: number; readonly newest: number }

/** A node as the others find it listed. */
export type ListedNode = NodeProgress & {
  /** How long ago it last reported, by the clock of the database. */
  readonly silentForMs: number
}

/**
 * The numbered changes of the database, written in the same transactions as what they touch. The numbers are the truth;
 * notices only say when it is worth while to look.
 */
export interface ChangeFeed {
  /** No other process writes to the database: what this one has been told is all that there is. */
  readonly exclusive: boolean
  /** Reads everything at one moment, and answers which. */
  readSnapshot(sink: SnapshotSink): Promise<FeedPosition>
  /**
   * Reads what has changed since. That it answers proves that everything acknowledged before the call is in the answer: it
   * asks the database that takes the writes, never a replica, and has it write. Rejects with `UNAVAILABLE`. A snapshot
   * proves nothing of the kind: what it was read from may have been old.
   */
  readChanges(since: FeedPosition): Promise<FeedAnswer>
  /**
   * Calls `onNotice` when something may have changed, with the newest number where that is known, and `onProgress` when some
   * node may have come further, until the returned function is called. Both may come late, twice, for nothing, or never.
   */
  listen(onNotice: (number?: number) => void, onProgress: () => void): () => void

  /** Tells the others that this node serves, and how far its index has come. */
  reportProgress(node: NodeProgress): Promise<void>
  /** The nodes that may still be serving: those that have reported within their stale limit, and some more. */
  listNodes(): Promise<ListedNode[]>
  /** This node serves no more. */
  leave(nodeId: string): Promise<void>
}
