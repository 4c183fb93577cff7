import type { ListServiceAccountsQuery, NewServiceAccount, ServiceAccountChanges } from '../api/api.ts'
import type { Caller, CallOptions } from '../transport/make-caller.ts'
import { eachItem } from './each-item.ts'

/** Identities that are no persons, of an organization or of a team. */
export function serviceAccountsOf({ call }: Caller) {
  const list = (organization: string, query: ListServiceAccountsQuery = {}, options?: CallOptions) =>
    call('listServiceAccounts', { path: { organization }, query }, options)
  return {
    /**
     * Creates a service account: of the `team`, or of the organization with a `defaultTeam`; one of the two is given. It has
     * no key yet. One with `verifier: true` may ask whether tokens are good, and nothing else needs that.
     *
     * @example
     * const gateway = await client.serviceAccounts.create('acme', { name: 'gateway', defaultTeam: 'main', verifier: true })
     * const { token } = await client.keys.create({ name: 'gateway', owner: gateway.id })
     */
    create: (organization: string, serviceAccount: NewServiceAccount, options?: CallOptions) =>
      call('createServiceAccount', { path: { organization }, body: serviceAccount }, options),
    /** One page of those that the caller sees, by name. */
    list,
    listAll: (organization: string, query: Omit<ListServiceAccountsQuery, 'cursor'> = {}, options?: CallOptions) =>
      eachItem(
        (cursor) => list(organization, { ...query, cursor }, options),
        (page) => page.serviceAccounts,
      ),
    /** Fails with `SERVICE_ACCOUNT_NOT_FOUND`, as all that follow do. */
    get: (id: string, options?: CallOptions) => call('getServiceAccount', { path: { id } }, options),
    /** Changes what is given, and leaves the rest. */
    update: (id: string, changes: ServiceAccountChanges, options?: CallOptions) =>
      call('updateServiceAccount', { path: { id }, body: changes }, options),
    /** Deletes it with its keys, which the answer holds: they are refused from the moment of the answer. */
    delete: (id: string, options?: CallOptions) => call('deleteServiceAccount', { path: { id } }, options),
  }
}
