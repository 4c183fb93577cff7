import { administersOrganization } from '../access/administration.ts'
import type { Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { Member } from '../model/account.ts'
import { type FindRequest, type Page, readPageByName } from '../pages/page-by-name.ts'
import { resolveOrganization } from '../references/resolve-organization.ts'

/**
 * The members of an organization, by user name: for its admins, and for those of its teams, who choose members from them.
 * Fails with `ORGANIZATION_NOT_FOUND`, `FORBIDDEN`, `INVALID_CURSOR`.
 */
export async function findMembers(
  { store }: Instance,
  caller: Principal,
  reference: string,
  request: FindRequest,
): Promise<Page<Member>> {
  const { id } = await resolveOrganization(store, caller, reference)
  const administersTeamOfIt =
    caller.kind === 'user' &&
    caller.teamMemberships.some(({ team, role }) => role === 'admin' && team.organizationId === id)
  if (!administersOrganization(caller, id) && !administersTeamOfIt) throw new KeysteadError('FORBIDDEN')
  return readPageByName(
    request,
    (query) => store.listMembers(id, query),
    ({ user }) => ({ name: user.username, id: user.id }),
  )
}
