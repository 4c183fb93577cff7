import {
  foldText,
  type OrganizationId,
  type ServiceAccount,
  type ServiceAccountId,
  type StoreReader,
  type StoreTransaction,
} from '@keystead/core'
import type { Kysely } from 'kysely'
import { foldedNameOf, isOnPage, isStorablePage } from '../name-pages.ts'
import { isStorable } from '../search-text.ts'
import type { Tables } from '../tables.ts'
import type { Touch } from '../touched-subjects.ts'
import { renameOwner } from './rename-owner.ts'
import { toTeamReference } from './teams.ts'

export type ServiceAccountRow = {
  account_id: string
  account_name: string
  organization_id: string
  organization_name: string
  account_team_id: string | null
  account_team_name: string | null
  default_team_id: string
  default_team_name: string
  verifier: number
  account_created_at: number
}

export function toServiceAccount(row: ServiceAccountRow): ServiceAccount {
  const organizationId = row.organization_id
  return {
    id: row.account_id as ServiceAccountId,
    name: row.account_name,
    organization: { id: organizationId as OrganizationId, name: row.organization_name },
    team:
      row.account_team_id === null || row.account_team_name === null
        ? null
        : toTeamReference(row.account_team_id, row.account_team_name, organizationId),
    defaultTeam: toTeamReference(row.default_team_id, row.default_team_name, organizationId),
    verifier: row.verifier === 1,
    createdAt: row.account_created_at,
  }
}

export function serviceAccountReader(
  database: Kysely<Tables>,
): Pick<StoreReader, 'findServiceAccount' | 'listServiceAccounts'> {
  const selectServiceAccounts = () =>
    database
      .selectFrom('service_accounts')
      .innerJoin('organizations', 'organizations.id', 'service_accounts.organization_id')
      .innerJoin('teams as default_team', 'default_team.id', 'service_accounts.default_team_id')
      .leftJoin('teams', 'teams.id', 'service_accounts.team_id')
      .select([
        'service_accounts.id as account_id',
        'service_accounts.name as account_name',
        'service_accounts.verifier',
        'service_accounts.created_at as account_created_at',
        'organizations.id as organization_id',
        'organizations.name as organization_name',
        'teams.id as account_team_id',
        'teams.name as account_team_name',
        'default_team.id as default_team_id',
        'default_team.name as default_team_name',
      ])

  return {
    async findServiceAccount(id) {
      if (!isStorable(id)) return undefined
      const row = await selectServiceAccounts().where('service_accounts.id', '=', id).executeTakeFirst()
      return row && toServiceAccount(row)
    },

    async listServiceAccounts({ organizationId, teamIds, ...query }) {
      if (teamIds?.length === 0 || !isStorablePage(query)) return []
      if (![organizationId, ...(teamIds ?? [])].every(isStorable)) return []
      const rows = await selectServiceAccounts()
        .where('service_accounts.organization_id', '=', organizationId)
        .where(isOnPage(query, foldedNameOf('service_accounts')))
        .$if(teamIds !== undefined, (select) => select.where('service_accounts.team_id', 'in', teamIds ?? []))
        .orderBy('service_accounts.folded_name')
        .orderBy('service_accounts.id')
        .limit(query.limit)
        .execute()
      return rows.map(toServiceAccount)
    },
  }
}

export function serviceAccountWriter(
  database: Kysely<Tables>,
  touch: Touch,
): Pick<StoreTransaction, 'insertServiceAccount' | 'updateServiceAccount' | 'deleteServiceAccount'> {
  return {
    async insertServiceAccount({ id, name, organization, team, defaultTeam, verifier, createdAt }) {
      await database
        .insertInto('service_accounts')
        .values({
          id,
          organization_id: organization.id,
          team_id: team && team.id,
          default_team_id: defaultTeam.id,
          name,
          folded_name: foldText(name),
          verifier: Number(verifier),
          created_at: createdAt,
        })
        .execute()
      touch({ kind: 'account', id })
    },

    async updateServiceAccount(id, { name, defaultTeamId, verifier }) {
      const { numUpdatedRows } = await database
        .updateTable('service_accounts')
        .set(({ ref }) => ({
          name: name ?? ref('name'),
          folded_name: name === undefined ? ref('folded_name') : foldText(name),
          default_team_id: defaultTeamId ?? ref('default_team_id'),
          verifier: verifier === undefined ? ref('verifier') : Number(verifier),
        }))
        .where('id', '=', id)
        .executeTakeFirst()
      if (numUpdatedRows !== 1n) return false
      if (name !== undefined) await renameOwner(database, id, name)
      touch({ kind: 'account', id })
      return true
    },

    async deleteServiceAccount(id) {
      const { numDeletedRows } = await database.deleteFrom('service_accounts').where('id', '=', id).executeTakeFirst()
      if (numDeletedRows !== 1n) return false
      touch({ kind: 'account', id })
      return true
    },
  }
}
