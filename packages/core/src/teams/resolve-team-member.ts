import { KeysteadError } from '../errors.ts'
import type { TeamId } from '../identifiers.ts'
import type { Member, TeamRole } from '../model/account.ts'
import type { StoreReader } from '../ports/store.ts'

/** The member of a team that is meant by an ID or a user name. Fails with `MEMBER_NOT_FOUND`. */
export async function resolveTeamMember(
  store: StoreReader,
  teamId: TeamId,
  reference: string,
): Promise<Member<TeamRole>> {
  const user = await store.findUser(reference)
  const member = user && (await store.findTeamMember(teamId, user.id))
  if (member === undefined) throw new KeysteadError('MEMBER_NOT_FOUND')
  return member
}
