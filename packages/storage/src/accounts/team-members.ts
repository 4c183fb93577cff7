import type { Member, StoreReader, StoreTransaction, TeamId, TeamMembership, TeamRole } from '@keystead/core'
import type { Kysely } from 'kysely'
import { byUsername, isOnPage, isStorablePage } from '../name-pages.ts'
import { isStorable } from '../search-text.ts'
import type { Tables } from '../tables.ts'
import type { Touch } from '../touched-subjects.ts'
import { personColumns, toPerson } from './members.ts'
import { toTeamReference } from './teams.ts'

export type TeamMembershipRow = {
  team_id: string
  team_name: string
  team_organization_id: string
  team_role: string
}

export function toTeamMembership(row: TeamMembershipRow): TeamMembership {
  return {
    team: toTeamReference(row.team_id, row.team_name, row.team_organization_id),
    role: row.team_role as TeamRole,
  }
}

export function teamMemberReader(
  database: Kysely<Tables>,
): Pick<StoreReader, 'listTeamMemberships' | 'findTeamMember' | 'listTeamMembers'> {
  const selectMembers = (teamId: TeamId) =>
    database
      .selectFrom('team_memberships')
      .innerJoin('users', 'users.id', 'team_memberships.user_id')
      .select(personColumns)
      .select('team_memberships.role')
      .where('team_memberships.team_id', '=', teamId)
  const toMember = (row: Parameters<typeof toPerson>[0] & { role: string }): Member<TeamRole> => ({
    user: toPerson(row),
    role: row.role as TeamRole,
  })

  return {
    async listTeamMemberships(userId) {
      const rows = await database
        .selectFrom('team_memberships')
        .innerJoin('teams', 'teams.id', 'team_memberships.team_id')
        .innerJoin('organizations', 'organizations.id', 'teams.organization_id')
        .select(['teams.id as team_id', 'teams.name as team_name', 'teams.organization_id as team_organization_id'])
        .select('team_memberships.role as team_role')
        .where('team_memberships.user_id', '=', userId)
        .orderBy('organizations.folded_name')
        .orderBy('teams.folded_name')
        .execute()
      return rows.map(toTeamMembership)
    },

    async findTeamMember(teamId, userId) {
      if (![teamId, userId].every(isStorable)) return undefined
      const row = await selectMembers(teamId).where('users.id', '=', userId).executeTakeFirst()
      return row && toMember(row)
    },

    async listTeamMembers(teamId, query) {
      if (!isStorable(teamId) || !isStorablePage(query)) return []
      const rows = await selectMembers(teamId)
        .where(isOnPage(query, byUsername))
        .orderBy('users.username')
        .orderBy('users.id')
        .limit(query.limit)
        .execute()
      return rows.map(toMember)
    },
  }
}

export function teamMemberWriter(
  database: Kysely<Tables>,
  touch: Touch,
): Pick<StoreTransaction, 'insertTeamMembership' | 'updateTeamMembership' | 'deleteTeamMembership'> {
  return {
    async insertTeamMembership(userId, teamId, role, at) {
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('team_memberships')
        .values(({ selectFrom }) => ({
          user_id: userId,
          team_id: teamId,
          organization_id: selectFrom('teams').select('teams.organization_id').where('teams.id', '=', teamId),
          role,
          created_at: at,
        }))
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      if (numInsertedOrUpdatedRows !== 1n) return false
      touch({ kind: 'account', id: userId })
      return true
    },

    async updateTeamMembership(userId, teamId, role) {
      const { numUpdatedRows } = await database
        .updateTable('team_memberships')
        .set({ role })
        .where('user_id', '=', userId)
        .where('team_id', '=', teamId)
        .executeTakeFirst()
      if (numUpdatedRows !== 1n) return false
      touch({ kind: 'account', id: userId })
      return true
    },

    async deleteTeamMembership(userId, teamId) {
      const { numDeletedRows } = await database
        .deleteFrom('team_memberships')
        .where('user_id', '=', userId)
        .where('team_id', '=', teamId)
        .executeTakeFirst()
      if (numDeletedRows !== 1n) return false
      touch({ kind: 'account', id: userId })
      return true
    },
  }
}
