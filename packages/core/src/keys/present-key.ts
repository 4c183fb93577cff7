import { administersOrganization } from '../access/administration.ts'
import { confinedTo, ownIdOf, type Principal } from '../access/principal.ts'
import type { OrganizationId } from '../identifiers.ts'
import type { ApiKey } from '../model/api-key.ts'

/**
 * The key as this caller may see it: that some organization has blocked it is for its owner to know, and for that
 * organization's admins. Others would learn from it where else the owner belongs; so would whoever found a key of the
 * owner that reaches one place only.
 */
export function presentKey(caller: Principal, key: ApiKey): ApiKey {
  if (key.owner.id === ownIdOf(caller) && confinedTo(caller) === null) return key
  const isTold = (id: OrganizationId) => id === key.organization?.id || administersOrganization(caller, id)
  return { ...key, blockedBy: key.blockedBy.filter(({ id }) => isTold(id)) }
}
