import type { ListMembersQuery, NewMember, OrganizationRole } from '../api/api.ts'
import type { Caller, CallOptions } from '../transport/make-caller.ts'
import { eachItem } from './each-item.ts'

/** Who belongs to an organization, and as what. Users are called by ID or user name; `MEMBER_NOT_FOUND` for who is none. */
export function membersOf({ call }: Caller) {
  const list = (organization: string, query: ListMembersQuery = {}, options?: CallOptions) =>
    call('listMembers', { path: { organization }, query }, options)
  return {
    /** Makes a user a member without asking them, as an admin of the instance; everyone else invites. */
    add: (organization: string, member: NewMember, options?: CallOptions) =>
      call('addMember', { path: { organization }, body: member }, options),
    /** One page, by user name. */
    list,
    listAll: (organization: string, query: Omit<ListMembersQuery, 'cursor'> = {}, options?: CallOptions) =>
      eachItem(
        (cursor) => list(organization, { ...query, cursor }, options),
        (page) => page.members,
      ),
    /** Fails with `LAST_ORGANIZATION_ADMIN` where nobody would be left. */
    changeRole: (organization: string, user: string, role: OrganizationRole, options?: CallOptions) =>
      call('changeMemberRole', { path: { organization, user }, body: { role } }, options),
    /** Removes a member, or leaves. The answer holds the keys that were deleted with it. Fails as {@link changeRole} does. */
    remove: (organization: string, user: string, options?: CallOptions) =>
      call('removeMember', { path: { organization, user } }, options),
  }
}
