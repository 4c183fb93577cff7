import { administersOrganization } from '../access/administration.ts'
import { confinedTo, isInstanceAdmin, ownIdOf, type Principal } from '../access/principal.ts'
import type { OrganizationId } from '../identifiers.ts'
import type { ApiKey, DeletedKey, Deletion } from '../model/api-key.ts'

/**
 * The key as this caller may see it: that some organization has blocked it is for its owner to know, and for that
 * organization's admins. Others would learn from it where else the owner belongs; so would whoever found a key of the
 * owner that reaches one place only. Who has disabled a personal key, likewise: it need not be anybody whom they know.
 */
export function presentKey(caller: Principal, key: ApiKey): ApiKey {
  if (key.owner.id === ownIdOf(caller) && confinedTo(caller) === null) return key
  const isTold = (id: OrganizationId) => id === key.organization?.id || administersOrganization(caller, id)
  return {
    ...key,
    blockedBy: key.blockedBy.filter(({ id }) => isTold(id)),
    disabled: key.disabled && presentDoer(caller, key, key.disabled),
  }
}

/** The same of one that was deleted. */
export function presentDeletedKey(caller: Principal, key: DeletedKey): DeletedKey {
  return { ...key, ...presentKey(caller, key), deletion: presentDoer(caller, key, key.deletion) }
}

function presentDoer<Deed extends Deletion>(caller: Principal, { owner, organization }: ApiKey, deed: Deed): Deed {
  const isOwn = owner.id === ownIdOf(caller) && confinedTo(caller) === null
  const isTold = isOwn || organization !== null || isInstanceAdmin(caller) || deed.by?.id === ownIdOf(caller)
  return isTold ? deed : { ...deed, by: null }
}
