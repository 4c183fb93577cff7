import type { Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { Policies } from '../model/policies.ts'
import { resolveOrganization } from '../references/resolve-organization.ts'

/** The policies of an organization within the caller's reach. Fails with `ORGANIZATION_NOT_FOUND`. */
export async function getPolicies(instance: Instance, caller: Principal, organization: string): Promise<Policies> {
  const { id } = await resolveOrganization(instance.store, caller, organization)
  const policies = (await instance.store.findPolicies([id])).get(id)
  if (policies === undefined) throw new KeysteadError('ORGANIZATION_NOT_FOUND')
  return policies
}
