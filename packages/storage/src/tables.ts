import type { ColumnType } from 'kysely'

// The shape of the database as the newest migration leaves it. Times are epoch milliseconds, truth values 0 or 1.

type UsersTable = {
  id: string
  username: string
  email: string
  name: string
  search_text: string
  instance_admin: number
  created_at: number
}

type OrganizationsTable = { id: string; name: string; folded_name: string; created_at: number }

type MembershipsTable = { user_id: string; organization_id: string; role: string }

type ApiKeysTable = {
  id: string
  name: string
  search_text: string
  owner_id: string
  organization_id: string | null
  format: string
  digest: Uint8Array
  pepper_version: number
  created_at: number
  expires_at: number | null
  last_used_at: ColumnType<number | null, null | undefined, number>
}

type IdempotentCreationsTable = {
  owner_id: string
  lookup: string
  request_hash: string
  key_id: string
  sealed_token: Uint8Array | null
  created_at: number
}

/** No row: nothing was decided yet. */
type OrganizationPoliciesTable = {
  organization_id: string
  disable_key_creation: number
  enforce_organization_keys: number
  maximum_key_lifetime_ms: number | null
}

type PepperChecksTable = { version: number; check_value: string }

type InstanceTable = { singleton: number; bootstrapped_at: number }

export type Tables = {
  users: UsersTable
  organizations: OrganizationsTable
  memberships: MembershipsTable
  api_keys: ApiKeysTable
  idempotent_creations: IdempotentCreationsTable
  organization_policies: OrganizationPoliciesTable
  pepper_checks: PepperChecksTable
  instance: InstanceTable
}
