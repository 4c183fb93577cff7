import { type Caller, confinedTo, isInstanceAdmin } from '../access/principal.ts'
import { describeOrganization } from '../audit/describe.ts'
import { lockAdministered } from '../change/lock-administered.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { AuditDetails } from '../model/audit-event.ts'
import type { Policies } from '../model/policies.ts'

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
  asker: Caller,
  reference: string,
  changes: Partial<Policies>,
  confirmation?: string,
): Promise<Policies> {
  const attempt = { action: 'policies.change', on: 'organization', reference } as const
  return makeChange(instance, asker, attempt, async (change) => {
    const { transaction, note, emit } = change
    const lifetimeMs = changes.maximumKeyLifetimeMs ?? null
    if (lifetimeMs !== null && !(lifetimeMs >= shortestLifetimeMs && lifetimeMs <= longestLifetimeMs)) {
      throw new KeysteadError('INVALID_KEY_LIFETIME')
    }
    const { organization, caller } = await lockAdministered(change, reference)
    const before = (await transaction.findPolicies([organization.id])).get(organization.id)
    if (before === undefined) throw new KeysteadError('ORGANIZATION_NOT_FOUND')
    if (changes.enforceOrganizationKeys === true && !before.enforceOrganizationKeys) {
      if (confirmation !== organization.name) throw new KeysteadError('ENFORCEMENT_NOT_CONFIRMED')
      const isKey = caller.credential.kind === 'key'
      const keepsReach = !isKey || isInstanceAdmin(caller) || confinedTo(caller) === organization.id
      if (!keepsReach) throw new KeysteadError('ENFORCEMENT_WOULD_LOCK_OUT')
    }
    const after: Policies = { ...before, ...changes }
    await transaction.writePolicies(organization.id, after)
    const target = describeOrganization(organization)
    note({ action: 'policies.change', organizations: [organization], target, details: describeChanges(before, after) })
    const changed = listChanged(before, after)
    if (changed.length > 0) {
      const differences = changed.map((name) => [name, { from: before[name], to: after[name] }])
      const data = { organization, changes: Object.fromEntries(differences) }
      emit({ type: 'policies.changed', organizations: [organization], data })
    }
    return after
  })
}

function listChanged(before: Policies, after: Policies): (keyof Policies)[] {
  const names = Object.keys(after) as (keyof Policies)[]
  return names.filter((name) => before[name] !== after[name])
}

function describeChanges(before: Policies, after: Policies): AuditDetails {
  return Object.fromEntries(
    listChanged(before, after).flatMap((name) => [
      [`from${capitalize(name)}`, before[name]],
      [`to${capitalize(name)}`, after[name]],
    ]),
  )
}

const capitalize = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
