import type { OrganizationId, UserId } from '../identifiers.ts'
import { administeredOrganizations, confinedTo, isInstanceAdmin, type Principal } from './principal.ts'

/**
 * Which keys a list may hold, as a filter that storage applies: `everything`, or the union of what the parts allow.
 * It admits exactly the keys to which `evaluateKeyAccess` gives `see` or `manage`.
 */
export type KeyVisibility =
  | { readonly kind: 'everything' }
  | {
      readonly kind: 'some'
      /** Keys of this owner: all of them, or only those of one organization. */
      readonly own: { readonly ownerId: UserId; readonly organizationId: OrganizationId | null }
      /** Keys that reach one of these: its organization keys, and the personal keys of its members. */
      readonly administered: readonly OrganizationId[]
    }

export function keyVisibility(principal: Principal): KeyVisibility {
  if (isInstanceAdmin(principal)) return { kind: 'everything' }
  return {
    kind: 'some',
    own: { ownerId: principal.user.id, organizationId: confinedTo(principal) },
    administered: administeredOrganizations(principal),
  }
}
