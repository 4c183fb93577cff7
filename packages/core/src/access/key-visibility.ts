import type { AccountId, OrganizationId, TeamId } from '../identifiers.ts'
import {
  administeredOrganizations,
  administeredTeams,
  confinedTo,
  isInstanceAdmin,
  ownIdOf,
  type Principal,
} from './principal.ts'

/**
 * Which keys a list may hold, as a filter that storage applies: `everything`, or the union of what the parts allow.
 * It admits exactly the keys to which `evaluateKeyAccess` gives `see` or `manage`.
 */
export type KeyVisibility =
  | { readonly kind: 'everything' }
  | {
      readonly kind: 'some'
      /** Keys of this owner: all of them, or only those of one organization. */
      readonly own: { readonly ownerId: AccountId; readonly organizationId: OrganizationId | null }
      /** Keys that reach one of these: those that are confined to it, and the personal keys of its members. */
      readonly administered: readonly OrganizationId[]
      /** Keys of the service accounts of these teams. */
      readonly administeredTeams: readonly TeamId[]
    }

export function keyVisibility(principal: Principal): KeyVisibility {
  if (isInstanceAdmin(principal)) return { kind: 'everything' }
  return {
    kind: 'some',
    own: { ownerId: ownIdOf(principal), organizationId: confinedTo(principal) },
    administered: administeredOrganizations(principal),
    administeredTeams: administeredTeams(principal),
  }
}
