import type { PolicyChanges, PreviewEnforcementQuery } from '../api/api.ts'
import type { Caller, CallOptions } from '../transport/make-caller.ts'
import { eachItem } from './each-item.ts'

/** What an organization has decided about its keys. */
export function policiesOf({ call }: Caller) {
  const previewEnforcement = (organization: string, query: PreviewEnforcementQuery = {}, options?: CallOptions) =>
    call('previewEnforcement', { path: { organization }, query }, options)
  return {
    get: (organization: string, options?: CallOptions) => call('getPolicies', { path: { organization } }, options),
    /**
     * Changes what is given, and leaves the rest. Switching `enforceOrganizationKeys` on takes the organization's exact name as
     * `confirmation`, and fails with `ENFORCEMENT_NOT_CONFIRMED` without it.
     *
     * @example
     * await client.policies.change('acme', { maximumKeyLifetimeSeconds: 90 * 24 * 60 * 60 })
     */
    change: (organization: string, changes: PolicyChanges, options?: CallOptions) =>
      call('changePolicies', { path: { organization }, body: changes }, options),
    /** One page of the keys that would stop reaching the organization if it enforced organization-scoped keys. */
    previewEnforcement,
    previewEnforcementAll: (
      organization: string,
      query: Omit<PreviewEnforcementQuery, 'cursor'> = {},
      options?: CallOptions,
    ) =>
      eachItem(
        (cursor) => previewEnforcement(organization, { ...query, cursor }, options),
        (page) => page.keys,
      ),
  }
}
