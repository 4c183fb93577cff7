import type { OrganizationId } from '../identifiers.ts'
import type { ApiKey } from '../model/api-key.ts'
import { administersOrganization, administersServiceAccount } from './administration.ts'
import { administeredOrganizations, confinedTo, isInstanceAdmin, ownIdOf, type Principal } from './principal.ts'

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
  if (isInstanceAdmin(principal)) return 'manage'
  const confinement = confinedTo(principal)
  const isOwn = key.owner.id === ownIdOf(principal)
  if (isOwn && (confinement === null || key.organization?.id === confinement)) return 'manage'

  if (key.owner.type === 'service_account') return administersServiceAccount(principal, key.owner) ? 'manage' : 'none'
  if (key.organization !== null) return administersOrganization(principal, key.organization.id) ? 'manage' : 'none'
  const administered = new Set(administeredOrganizations(principal))
  if (!ownerOrganizations.some((id) => administered.has(id))) return 'none'
  // An instance admin's own key reaches organizations that they do not even belong to.
  const staysInside = !key.owner.instanceAdmin && ownerOrganizations.every((id) => administered.has(id))
  return staysInside ? 'manage' : 'see'
}
