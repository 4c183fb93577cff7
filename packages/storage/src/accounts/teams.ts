import {
  foldText,
  type OrganizationId,
  type StoreReader,
  type StoreTransaction,
  type Team,
  type TeamId,
  type TeamReference,
  type UserId,
} from '@keystead/core'
import type { Kysely } from 'kysely'
import { claimName } from '../claim-name.ts'
import { foldedNameOf, isOnPage, isStorablePage } from '../name-pages.ts'
import type { LockRows } from '../row-locks.ts'
import { isStorable } from '../search-text.ts'
import type { Tables } from '../tables.ts'
import type { Touch } from '../touched-subjects.ts'

const teamColumns = ['teams.id', 'teams.name', 'teams.organization_id', 'teams.created_at'] as const

export function toTeamReference(id: string, name: string, organizationId: string): TeamReference {
  return { id: id as TeamId, name, organizationId: organizationId as OrganizationId }
}

function toTeam(row: { id: string; name: string; organization_id: string; created_at: number }): Team {
  return { ...toTeamReference(row.id, row.name, row.organization_id), createdAt: row.created_at }
}

export function teamReader(database: Kysely<Tables>): Pick<StoreReader, 'findTeam' | 'listTeams'> {
  const selectTeams = (organizationId: OrganizationId) =>
    database.selectFrom('teams').select(teamColumns).where('teams.organization_id', '=', organizationId)
  return {
    async findTeam(organizationId, reference) {
      if (![organizationId, reference].every(isStorable)) return undefined
      const row = await selectTeams(organizationId)
        .where(({ eb, or }) => or([eb('id', '=', reference), eb('folded_name', '=', foldText(reference))]))
        .executeTakeFirst()
      return row && toTeam(row)
    },

    async listTeams({ organizationId, ids, ...query }) {
      if (ids?.length === 0 || ![organizationId, ...(ids ?? [])].every(isStorable) || !isStorablePage(query)) return []
      const rows = await selectTeams(organizationId)
        .where(isOnPage(query, foldedNameOf('teams')))
        .$if(ids !== undefined, (select) => select.where('teams.id', 'in', ids ?? []))
        .orderBy('teams.folded_name')
        .orderBy('teams.id')
        .limit(query.limit)
        .execute()
      return rows.map(toTeam)
    },
  }
}

export function teamWriter(
  database: Kysely<Tables>,
  lockRows: LockRows,
  touch: Touch,
): Pick<StoreTransaction, 'insertTeam' | 'renameTeam' | 'deleteTeam' | 'hasServiceAccounts'> {
  return {
    async insertTeam({ id, name, organizationId, createdAt }) {
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('teams')
        .values({ id, organization_id: organizationId, name, folded_name: foldText(name), created_at: createdAt })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      if (numInsertedOrUpdatedRows !== 1n) return false
      touch({ kind: 'team', id })
      return true
    },

    async renameTeam(id, name) {
      const folded_name = foldText(name)
      const rename = async () => {
        const { numUpdatedRows } = await database
          .updateTable('teams')
          .set({ name, folded_name })
          .where('id', '=', id)
          .executeTakeFirst()
        return numUpdatedRows === 1n
      }
      const isTaken = async () => {
        const others = database
          .selectFrom('teams')
          .innerJoin('teams as others', 'others.organization_id', 'teams.organization_id')
          .select('others.id')
          .where('teams.id', '=', id)
          .where('others.id', '!=', id)
        return (await others.where('others.folded_name', '=', folded_name).executeTakeFirst()) !== undefined
      }
      if (!(await claimName(database, rename, isTaken))) return false
      touch({ kind: 'team', id })
      return true
    },

    async deleteTeam(id) {
      // From here on nobody joins, so that all whose account this changes are known.
      await lockRows(database.selectFrom('teams').select('id').where('id', '=', id), 'change').execute()
      const members = await database
        .deleteFrom('team_memberships')
        .where('team_id', '=', id)
        .returning('user_id')
        .execute()
      for (const { user_id } of members) touch({ kind: 'account', id: user_id as UserId })
      // The invitations to it refer to it, and go with it.
      const { numDeletedRows } = await database.deleteFrom('teams').where('id', '=', id).executeTakeFirst()
      if (numDeletedRows !== 1n) return false
      touch({ kind: 'team', id })
      return true
    },

    async hasServiceAccounts(teamId) {
      const accounts = database.selectFrom('service_accounts').select('id')
      const row = await accounts
        .where(({ eb, or }) => or([eb('team_id', '=', teamId), eb('default_team_id', '=', teamId)]))
        .limit(1)
        .executeTakeFirst()
      return row !== undefined
    },
  }
}
