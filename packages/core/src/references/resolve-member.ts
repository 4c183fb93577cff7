import { KeysteadError } from '../errors.ts'
import type { OrganizationId } from '../identifiers.ts'
import type { Member } from '../model/account.ts'
import type { StoreReader } from '../ports/store.ts'

/**
 * The member of an organization that is meant by an ID or a user name. Fails with `MEMBER_NOT_FOUND`, alike for users of
 * other organizations and for nobody.
 */
export async function resolveMember(
  store: StoreReader,
  organizationId: OrganizationId,
  reference: string,
): Promise<Member> {
  const user = await store.findUser(reference)
  const member = user && (await store.findMember(organizationId, user.id))
  if (member === undefined) throw new KeysteadError('MEMBER_NOT_FOUND')
  return member
}
