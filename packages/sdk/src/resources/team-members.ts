import type { ListTeamMembersQuery, NewTeamMember, TeamRole } from '../api/api.ts'
import type { Caller, CallOptions } from '../transport/make-caller.ts'
import { eachItem } from './each-item.ts'

/** Which members of an organization are in a team, and as what. */
export function teamMembersOf({ call }: Caller) {
  const list = (organization: string, team: string, query: ListTeamMembersQuery = {}, options?: CallOptions) =>
    call('listTeamMembers', { path: { organization, team }, query }, options)
  return {
    /** Fails with `ALREADY_A_MEMBER`, and `MEMBER_NOT_FOUND` for who is not in the organization. */
    add: (organization: string, team: string, member: NewTeamMember, options?: CallOptions) =>
      call('addTeamMember', { path: { organization, team }, body: member }, options),
    /** One page, by user name. */
    list,
    listAll: (
      organization: string,
      team: string,
      query: Omit<ListTeamMembersQuery, 'cursor'> = {},
      options?: CallOptions,
    ) =>
      eachItem(
        (cursor) => list(organization, team, { ...query, cursor }, options),
        (page) => page.members,
      ),
    changeRole: (organization: string, team: string, user: string, role: TeamRole, options?: CallOptions) =>
      call('changeTeamRole', { path: { organization, team, user }, body: { role } }, options),
    remove: (organization: string, team: string, user: string, options?: CallOptions) =>
      call('removeTeamMember', { path: { organization, team, user } }, options),
  }
}
