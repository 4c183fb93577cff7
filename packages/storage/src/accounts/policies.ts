import {
  defaultPolicies,
  leakResponses,
  type OrganizationId,
  type Policies,
  type StoreReader,
  type StoreTransaction,
} from '@keystead/core'
import type { Kysely } from 'kysely'
import { isStorable } from '../search-text.ts'
import type { Tables } from '../tables.ts'
import type { Touch } from '../touched-subjects.ts'

const policyColumns = [
  'disable_key_creation',
  'disable_viewer_key_creation',
  'enforce_organization_keys',
  'disable_team_service_account_creation',
  'maximum_key_lifetime_ms',
  'on_leak',
  'leak_grace_ms',
] as const

type PoliciesRow = { readonly [Column in Exclude<(typeof policyColumns)[number], 'on_leak'>]: number | null } & {
  readonly on_leak: string | null
}

function toPolicies(row: PoliciesRow): Policies {
  if (row.disable_key_creation === null) return defaultPolicies
  return {
    disableKeyCreation: row.disable_key_creation === 1,
    disableViewerKeyCreation: row.disable_viewer_key_creation === 1,
    enforceOrganizationKeys: row.enforce_organization_keys === 1,
    disableTeamServiceAccountCreation: row.disable_team_service_account_creation === 1,
    maximumKeyLifetimeMs: row.maximum_key_lifetime_ms,
    // What a newer Keystead has written, and this one does not know, is taken for the default.
    onLeak: leakResponses.find((response) => response === row.on_leak) ?? defaultPolicies.onLeak,
    leakGraceMs: row.leak_grace_ms ?? defaultPolicies.leakGraceMs,
  }
}

export function policyReader(database: Kysely<Tables>): Pick<StoreReader, 'findPolicies'> {
  return {
    async findPolicies(ids) {
      const storable = ids.filter(isStorable)
      if (storable.length === 0) return new Map()
      const rows = await database
        .selectFrom('organizations')
        .leftJoin('organization_policies', 'organization_policies.organization_id', 'organizations.id')
        .select(['organizations.id', ...policyColumns])
        .where('organizations.id', 'in', storable)
        .execute()
      return new Map(rows.map((row) => [row.id as OrganizationId, toPolicies(row)]))
    },
  }
}

export function policyWriter(database: Kysely<Tables>, touch: Touch): Pick<StoreTransaction, 'writePolicies'> {
  return {
    async writePolicies(id, policies) {
      const values = {
        disable_key_creation: Number(policies.disableKeyCreation),
        disable_viewer_key_creation: Number(policies.disableViewerKeyCreation),
        enforce_organization_keys: Number(policies.enforceOrganizationKeys),
        disable_team_service_account_creation: Number(policies.disableTeamServiceAccountCreation),
        maximum_key_lifetime_ms: policies.maximumKeyLifetimeMs,
        on_leak: policies.onLeak,
        leak_grace_ms: policies.leakGraceMs,
      }
      await database
        .insertInto('organization_policies')
        .values({ organization_id: id, ...values })
        .onConflict((conflict) => conflict.column('organization_id').doUpdateSet(values))
        .execute()
      touch({ kind: 'organization', id })
    },
  }
}
