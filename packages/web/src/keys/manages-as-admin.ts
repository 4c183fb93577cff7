import type { ApiKey, Me } from '@keystead/sdk'
import { administersOrganization } from '../queries/use-me.ts'

/**
 * Whether somebody who manages a key does so as an admin, and not only as its owner: then they may undo what another admin
 * has done to it. What the buttons go by; the server decides.
 */
export function managesAsAdmin(me: Me, { owner, organization }: Pick<ApiKey, 'owner' | 'organization'>): boolean {
  if (me.instanceAdmin || owner.id !== me.principal.id) return true
  if (organization !== null) return administersOrganization(me, organization.id)
  return me.organizations.length > 0 && me.organizations.every(({ role }) => role === 'admin')
}
