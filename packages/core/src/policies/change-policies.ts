import { administeredOrganizations, isInstanceAdmin, type Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import { resolveOrganization } from '../keys/resolve-organization.ts'
import type { Policies } from '../model/policies.ts'

// A minute is the shortest that a person can use; a hundred years is as good as none.
const shortestLifetimeMs = 60_000
const longestLifetimeMs = 100 * 365 * 24 * 60 * 60_000

/**
 * Changes some of an organization's policies, and answers all of them. From the moment of the answer no key is made
 * against them, on any node: whoever is making one either came before, or finds the new policies.
 * Fails with `INVALID_KEY_LIFETIME`, `ORGANIZATION_NOT_FOUND`, and `FORBIDDEN` for a member who is no admin.
 */
export async function changePolicies(
  instance: Instance,
  caller: Principal,
  organization: string,
  changes: Partial<Policies>,
): Promise<Policies> {
  const lifetimeMs = changes.maximumKeyLifetimeMs ?? null
  if (lifetimeMs !== null && !(lifetimeMs >= shortestLifetimeMs && lifetimeMs <= longestLifetimeMs)) {
    throw new KeysteadError('INVALID_KEY_LIFETIME')
  }
  const id = await resolveOrganization(instance, caller, organization)
  if (!isInstanceAdmin(caller) && !administeredOrganizations(caller).includes(id)) throw new KeysteadError('FORBIDDEN')
  return instance.store.transact(async (transaction) => {
    const current = (await transaction.lockPolicies([id], 'change')).get(id)
    if (current === undefined) throw new KeysteadError('ORGANIZATION_NOT_FOUND')
    const policies: Policies = { ...current, ...changes }
    await transaction.writePolicies(id, policies)
    return policies
  })
}
