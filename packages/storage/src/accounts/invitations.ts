import type {
  Invitation,
  InvitationId,
  KeyDigest,
  OrganizationId,
  OrganizationRole,
  StoreReader,
  StoreTransaction,
  TeamRole,
  UserId,
} from '@keystead/core'
import type { Kysely } from 'kysely'
import { isStorable } from '../search-text.ts'
import type { Tables } from '../tables.ts'
import { toTeamReference } from './teams.ts'

type InvitationRow = {
  id: string
  email: string
  organization_id: string
  organization_name: string
  role: string
  team_id: string | null
  team_name: string | null
  team_role: string | null
  invited_by: string
  created_at: number
  expires_at: number
}

function toInvitation(row: InvitationRow): Invitation {
  return {
    id: row.id as InvitationId,
    email: row.email,
    organization: { id: row.organization_id as OrganizationId, name: row.organization_name },
    role: row.role as OrganizationRole,
    team:
      row.team_id === null || row.team_name === null
        ? null
        : { team: toTeamReference(row.team_id, row.team_name, row.organization_id), role: row.team_role as TeamRole },
    invitedBy: row.invited_by as UserId,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}

export function invitationReader(database: Kysely<Tables>): Pick<StoreReader, 'findInvitation' | 'listInvitations'> {
  const selectInvitations = () =>
    database
      .selectFrom('invitations')
      .innerJoin('organizations', 'organizations.id', 'invitations.organization_id')
      .leftJoin('teams', 'teams.id', 'invitations.team_id')
      .select([
        'invitations.id',
        'invitations.email',
        'invitations.organization_id',
        'organizations.name as organization_name',
        'invitations.role',
        'invitations.team_id',
        'teams.name as team_name',
        'invitations.team_role',
        'invitations.invited_by',
        'invitations.created_at',
        'invitations.expires_at',
      ])

  return {
    async findInvitation(id) {
      if (!isStorable(id)) return undefined
      const row = await selectInvitations()
        .select(['invitations.digest', 'invitations.pepper_version'])
        .where('invitations.id', '=', id)
        .executeTakeFirst()
      return row && { ...toInvitation(row), digest: row.digest as KeyDigest, pepperVersion: row.pepper_version }
    },

    async listInvitations(organizationId, at, limit) {
      if (!isStorable(organizationId)) return []
      const rows = await selectInvitations()
        .where('invitations.organization_id', '=', organizationId)
        .where('invitations.expires_at', '>', at)
        .orderBy('invitations.created_at', 'desc')
        .orderBy('invitations.id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toInvitation)
    },
  }
}

export function invitationWriter(
  database: Kysely<Tables>,
): Pick<StoreTransaction, 'insertInvitation' | 'deleteInvitation'> {
  return {
    async insertInvitation({ id, email, organization, role, team, invitedBy, ...invitation }) {
      await database
        .insertInto('invitations')
        .values({
          id,
          email,
          organization_id: organization.id,
          role,
          team_id: team && team.team.id,
          team_role: team && team.role,
          invited_by: invitedBy,
          digest: invitation.digest,
          pepper_version: invitation.pepperVersion,
          created_at: invitation.createdAt,
          expires_at: invitation.expiresAt,
        })
        .execute()
    },

    async deleteInvitation(id) {
      // Of two who delete one row at once the second waits for the first, and then finds none.
      const { numDeletedRows } = await database.deleteFrom('invitations').where('id', '=', id).executeTakeFirst()
      return numDeletedRows === 1n
    },
  }
}
