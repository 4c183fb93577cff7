import type { OrganizationId } from '../identifiers.ts'
import type { ApiKey } from '../model/api-key.ts'
import { administersOrganization, administersServiceAccount } from './administration.ts'
import { confinedTo, isInstanceAdmin, ownIdOf, type Principal } from './principal.ts'

/** `none`: the key must look as if it did not exist. `see`: it is listed. `manage`: it can be renamed and deleted too. */
export type KeyAccess = 'none' | 'see' | 'manage'

/**
 * What a principal may do with a key (design §5). Pure: `ownerOrganizations` are all the organizations that the key's
 * owner belongs to.
 *
 * The two rules that are easy to get wrong: a credential that reaches one organization manages no key that reaches more,
 * not even its owner's; and an admin's power over a personal key ends where it reaches organizations of others.
 */
export function evaluateKeyAccess(
  principal: Principal,
  key: ApiKey,
  ownerOrganizations: readonly OrganizationId[],
): KeyAccess {
  if (administersKey(principal, key, ownerOrganizations)) return 'manage'
  const confinement = confinedTo(principal)
  const isOwn = key.owner.id === ownIdOf(principal)
  if (isOwn && (confinement === null || key.organization?.id === confinement)) return 'manage'

  if (key.owner.type === 'service_account' || key.organization !== null) return 'none'
  return ownerOrganizations.some((id) => administersOrganization(principal, id)) ? 'see' : 'none'
}

/** Whether a principal may manage a key whatever its owner wants, and so also undo what another admin has done to it. */
export function administersKey(
  principal: Principal,
  key: Pick<ApiKey, 'owner' | 'organization'>,
  ownerOrganizations: readonly OrganizationId[],
): boolean {
  if (isInstanceAdmin(principal)) return true
  if (key.owner.type === 'service_account') return administersServiceAccount(principal, key.owner)
  if (key.organization !== null) return administersOrganization(principal, key.organization.id)
  // An instance admin's own key reaches organizations that they do not even belong to.
  if (key.owner.instanceAdmin || ownerOrganizations.length === 0) return false
  return ownerOrganizations.every((id) => administersOrganization(principal, id))
}
