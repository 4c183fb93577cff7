import type { ListOrganizationsQuery, NewOrganization } from '../api/api.ts'
import type { Caller, CallOptions } from '../transport/make-caller.ts'
import { eachItem } from './each-item.ts'

/** Organizations. Each is called by its ID or its name; `ORGANIZATION_NOT_FOUND` also where the caller may not know of it. */
export function organizationsOf({ call }: Caller) {
  const list = (query: ListOrganizationsQuery = {}, options?: CallOptions) =>
    call('listOrganizations', { query }, options)
  return {
    /** Creates an organization, as an admin of the instance. Fails with `ORGANIZATION_NAME_TAKEN`. */
    create: (organization: NewOrganization, options?: CallOptions) =>
      call('createOrganization', { body: organization }, options),
    /** One page of those within the caller's reach, by name; for admins of the instance of all. */
    list,
    listAll: (query: Omit<ListOrganizationsQuery, 'cursor'> = {}, options?: CallOptions) =>
      eachItem(
        (cursor) => list({ ...query, cursor }, options),
        (page) => page.organizations,
      ),
    get: (organization: string, options?: CallOptions) => call('getOrganization', { path: { organization } }, options),
    rename: (organization: string, name: string, options?: CallOptions) =>
      call('renameOrganization', { path: { organization }, body: { name } }, options),
  }
}
