import { confinedTo, isInstanceAdmin, type Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { Policies } from '../model/policies.ts'
import { resolveAdministered } from './resolve-administered.ts'

// A minute is the shortest that a person can use; a hundred years is as good as none.
const shortestLifetimeMs = 60_000
const longestLifetimeMs = 100 * 365 * 24 * 60 * 60_000

/**
 * Changes some of an organization's policies, and answers all of them. From the moment of the answer no key is made
 * against them, on any node: whoever is making one either came before, or finds the new policies.
 *
 * Personal keys that an organization no longer takes stop reaching it at once, so this one asks for the organization's
 * name, and for a credential that can take it back.
 *
 * Fails with `INVALID_KEY_LIFETIME`, `ORGANIZATION_NOT_FOUND`, `ENFORCEMENT_NOT_CONFIRMED`, `ENFORCEMENT_WOULD_LOCK_OUT`,
 * and with `FORBIDDEN` for a member who is no admin.
 */
export async function changePolicies(
  instance: Instance,
  caller: Principal,
  organization: string,
  changes: Partial<Policies>,
  confirmation?: string,
): Promise<Policies> {
  const lifetimeMs = changes.maximumKeyLifetimeMs ?? null
  if (lifetimeMs !== null && !(lifetimeMs >= shortestLifetimeMs && lifetimeMs <= longestLifetimeMs)) {
    throw new KeysteadError('INVALID_KEY_LIFETIME')
  }
  const id = await resolveAdministered(instance, caller, organization)
  return instance.store.transact(async (transaction) => {
    const current = (await transaction.lockPolicies([id], 'change')).get(id)
    if (current === undefined) throw new KeysteadError('ORGANIZATION_NOT_FOUND')
    if (changes.enforceOrganizationKeys === true && !current.enforceOrganizationKeys) {
      const name = (await transaction.findOrganization(id))?.name
      if (confirmation !== name) throw new KeysteadError('ENFORCEMENT_NOT_CONFIRMED')
      const keepsReach = isInstanceAdmin(caller) || confinedTo(caller) === id
      if (!keepsReach) throw new KeysteadError('ENFORCEMENT_WOULD_LOCK_OUT')
    }
    const policies: Policies = { ...current, ...changes }
    await transaction.writePolicies(id, policies)
    return policies
  })
}
