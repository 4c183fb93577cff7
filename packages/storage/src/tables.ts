import type { ColumnType, Generated } from 'kysely'

// The shape of the database as the newest migration leaves it. Times are epoch milliseconds, truth values 0 or 1, and what
// is folded is written as searches compare it.

type UsersTable = {
  id: string
  username: string
  email: string
  name: string
  /** User name, e-mail and name. */
  search_text: string
  instance_admin: number
  created_at: number
  activated_at: number | null
}

type OrganizationsTable = { id: string; name: string; folded_name: string; created_at: number }

type MembershipsTable = { user_id: string; organization_id: string; role: string }

/** No row: nothing was decided yet. */
type OrganizationPoliciesTable = {
  organization_id: string
  disable_key_creation: number
  disable_viewer_key_creation: Generated<number>
  enforce_organization_keys: number
  disable_team_service_account_creation: Generated<number>
  maximum_key_lifetime_ms: number | null
  on_leak: Generated<string>
  leak_grace_ms: Generated<number>
}

type TeamsTable = { id: string; organization_id: string; name: string; folded_name: string; created_at: number }

/** Refers to the user's membership of the team's organization, and ends with it. */
type TeamMembershipsTable = {
  user_id: string
  team_id: string
  organization_id: string
  role: string
  created_at: number
}

type ServiceAccountsTable = {
  id: string
  organization_id: string
  team_id: string | null
  default_team_id: string
  name: string
  folded_name: string
  verifier: number
  created_at: number
}

/** Of a user or of a service account. That of a service account has its organization and, if it has one, its team. */
type ApiKeysTable = {
  id: string
  name: string
  /** Name and ID. */
  search_text: string
  /** The beginning of the name, folded: by which lists are ordered. */
  sort_name: string
  /** The same of the owner's name. */
  sort_owner: string
  user_id: string | null
  service_account_id: string | null
  team_id: string | null
  organization_id: string | null
  format: string
  digest: Uint8Array
  pepper_version: number
  created_at: number
  expires_at: number | null
  last_used_at: ColumnType<number | null, number | null | undefined, number>
  /** Of four columns, all that is not null of a key that was switched off; `until` is, where that is open. */
  disabled_at: ColumnType<number | null, number | null | undefined, number | null>
  disabled_until: ColumnType<number | null, number | null | undefined, number | null>
  disabled_by: ColumnType<string | null, string | null | undefined, string | null>
  disabled_by_name: ColumnType<string | null, string | null | undefined, string | null>
  /** Of a key whose token was found; and when it would end, had it not been. */
  leaked_at: ColumnType<number | null, number | null | undefined, number>
  expires_without_leak_at: ColumnType<number | null, number | null | undefined, number | null>
}

/** A key as it was, and who deleted it when. Refers to its owner, and goes with them. */
type DeletedKeysTable = Omit<ApiKeysTable, 'search_text' | 'sort_name' | 'sort_owner'> & {
  deleted_at: number
  deleted_by: string | null
  deleted_by_name: string | null
}

type KeyBlocksTable = { key_id: string; organization_id: string; blocked_at: number }

type IdempotentCreationsTable = {
  caller_id: string
  lookup: string
  request_hash: string
  key_id: string
  sealed_token: Uint8Array | null
  created_at: number
}

/** A place that a key is used from. Refers to no key: one that is deleted may come back. */
type ConsumersTable = {
  key_id: string
  id: string
  label: string | null
  network: string | null
  last_address: string | null
  program: string | null
  program_version: string | null
  runtime: string | null
  verifier: string | null
  first_seen_at: number
  last_seen_at: number
  /** The day of `last_seen_at`, counted from 1970 on: an index on the time itself would be written with each use. */
  last_seen_day: number
  uses: number
  longest_pause_ms: number
  /** JSON: for each bucket, how many pauses and how long they were together. */
  pauses: string
}

/** How often a key was used on a day. */
type UseDaysTable = { key_id: string; day: number; uses: number }

/** The last batch of uses that each process has written, so that none is written twice. */
type UseRecordersTable = { recorder: string; number: number; written_day: number }

/** What was refused: one cause, however often it was met. Refers to nothing. */
type RefusalsTable = {
  id: string
  key_id: string | null
  proven: number
  reason: string
  code: string | null
  door: string
  /** JSON. */
  demand: string | null
  consumer_id: string
  label: string | null
  network: string | null
  last_address: string | null
  program: string | null
  program_version: string | null
  runtime: string | null
  verifier: string | null
  times: number
  first_at: number
  first_request_id: string
  last_at: number
  last_request_id: string
}

/** By which of its requests a refusal is found. */
type RefusedRequestsTable = { request_id: string; refusal_id: string; at: number }

type InvitationsTable = {
  id: string
  email: string
  organization_id: string
  role: string
  team_id: string | null
  team_role: string | null
  invited_by: string
  digest: Uint8Array
  pepper_version: number
  created_at: number
  expires_at: number
}

/** Refers to nothing: what happened remains when those whom it concerned are gone. */
type AuditEventsTable = {
  number: number
  at: number
  action: string
  outcome: string
  code: string | null
  actor_type: string
  actor_id: string | null
  actor_name: string | null
  actor_email: string | null
  actor_key_id: string | null
  ip: string | null
  request_id: string | null
  organization_id: string | null
  organization_name: string | null
  team_id: string | null
  team_name: string | null
  target_type: string
  target_id: string | null
  target_name: string | null
  target_email: string | null
  /** JSON, as it was written. */
  details: string
  mac_key_id: number
  mac: string
}

/** One row, the end of the chain; number 0 before the first event. */
type AuditHeadTable = { singleton: number; number: number; mac: string }

type PepperChecksTable = { version: number; check_value: string }

type PasswordsTable = { user_id: string; hash: string }

/** From where somebody has signed in with their password. */
type SignInNetworksTable = { user_id: string; network: string; last_at: number }

type SessionsTable = {
  id: string
  user_id: string
  digest: Uint8Array
  pepper_version: number
  created_at: number
  last_seen_at: number
  expires_at: number
  ip: string | null
  user_agent: string | null
}

type OneTimeLinksTable = {
  id: string
  user_id: string | null
  digest: Uint8Array
  pepper_version: number
  expires_at: number
}

type DeviceAuthorizationsTable = {
  id: string
  digest: Uint8Array
  pepper_version: number
  /** Stands for the code that is typed. */
  user_code_name: string
  name: string
  ip: string | null
  created_at: number
  expires_at: number
  decision: string
  /** The session that has approved it. */
  approved_by: string | null
}

/**
 * What verifications look at and what was touched by a transaction, a row for each: the key, account, organization or team.
 * Numbered without a gap in the order of commits, from 0 on, the beginning, which touches nothing.
 */
type ChangesTable = { number: number; tag: string; subject_kind: string; subject_id: string; committed_at: number }

/** One row, the number and tag of the newest change. */
type ChangeHeadTable = { singleton: number; number: number; tag: string }

/** By the database's clock, as all times of the feed. */
export type NodesTable = {
  id: string
  name: string
  applied_number: number
  stale_limit_ms: number
  seen_at: number
  current_pepper: number | null
  newest_pepper: number | null
}

/** Written by each reading of the feed, which proves that the database takes writes. */
type ChangeReadersTable = { id: string; read_at: number }

/** What webhooks are to be told, as JSON. Refers to nothing: what happened remains when those whom it concerned are gone. */
type EventsTable = { id: string; type: string; at: number; data: string }

type WebhooksTable = {
  id: string
  organization_id: string | null
  url: string
  description: string
  /** A JSON list; empty: all. */
  event_types: string
  sealed_secret: Uint8Array
  sealed_previous_secret: Uint8Array | null
  previous_secret_until: number | null
  pepper_version: number
  disabled_at: number | null
  disabled_reason: string | null
  created_at: number
  created_by: string
  failing_since: number | null
  failures: number
  resume_at: number | null
}

/**
 * Refers to nothing: a reference would have those who change something wait for those who work on a webhook. What is left of a
 * webhook that is gone is found by nobody, and forgotten with its events.
 */
type WebhookDeliveriesTable = {
  webhook_id: string
  event_id: string
  /** When the event happened. */
  at: number
  attempts: number
  next_attempt_at: number | null
  attempted_at: number | null
  status: number | null
  error: string | null
  delivered_at: number | null
}

/** How far what is done from time to time has come. */
type BeatsTable = { name: string; at: number; text: string }
/** Refers to nothing: that one key took the place of another is still told when both are gone. */
type RotationsTable = {
  id: string
  old_key_id: string
  new_key_id: string
  state: string
  completion: string
  deadline_at: number | null
  deadline_action: string | null
  opened_at: number
  opened_by: string
  ready_at: number | null
  stuck_at: number | null
  /** Null while it is under way. */
  ended_at: number | null
  /** When it is to be looked at again. */
  check_at: number
}

type GoneMarksTable = { rotation_id: string; consumer_id: string; marked_at: number }

/** One row, once there is an administrator. */
type InstanceTable = { singleton: number; bootstrapped_at: number }

export type Tables = {
  users: UsersTable
  organizations: OrganizationsTable
  memberships: MembershipsTable
  organization_policies: OrganizationPoliciesTable
  teams: TeamsTable
  team_memberships: TeamMembershipsTable
  service_accounts: ServiceAccountsTable
  api_keys: ApiKeysTable
  key_blocks: KeyBlocksTable
  deleted_keys: DeletedKeysTable
  deleted_key_blocks: KeyBlocksTable
  idempotent_creations: IdempotentCreationsTable
  consumers: ConsumersTable
  use_days: UseDaysTable
  use_recorders: UseRecordersTable
  refusals: RefusalsTable
  refused_requests: RefusedRequestsTable
  invitations: InvitationsTable
  passwords: PasswordsTable
  sign_in_networks: SignInNetworksTable
  sessions: SessionsTable
  one_time_links: OneTimeLinksTable
  device_authorizations: DeviceAuthorizationsTable
  audit_events: AuditEventsTable
  audit_head: AuditHeadTable
  pepper_checks: PepperChecksTable
  changes: ChangesTable
  change_head: ChangeHeadTable
  nodes: NodesTable
  change_readers: ChangeReadersTable
  events: EventsTable
  webhooks: WebhooksTable
  webhook_deliveries: WebhookDeliveriesTable
  beats: BeatsTable
  rotations: RotationsTable
  gone_marks: GoneMarksTable
  instance: InstanceTable
}
