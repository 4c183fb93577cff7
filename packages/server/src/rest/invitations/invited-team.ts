import type { Invitation } from '@keystead/core'
import type { z } from 'zod'
import { teamRoleSchema } from '../members/member-resource.ts'
import { referenceSchema } from '../wire/fields.ts'

export const invitedTeamSchema = referenceSchema
  .extend({ role: teamRoleSchema })
  .meta({ id: 'InvitationTeam', description: 'A team to join, too' })
  .nullable()

export function toInvitedTeam(invited: Invitation['team']): z.infer<typeof invitedTeamSchema> {
  return invited && { id: invited.team.id, name: invited.team.name, role: invited.role }
}
