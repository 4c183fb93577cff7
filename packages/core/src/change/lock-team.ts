import type { Principal } from '../access/principal.ts'
import { type ResolvedTeam, resolveTeam } from '../references/resolve-team.ts'
import type { Change } from './make-change.ts'

/**
 * The team that the caller refers to and sees, with its organization kept as it is until the change is made. Whether they
 * may change it is for the caller of this to decide. Fails with `ORGANIZATION_NOT_FOUND`, `TEAM_NOT_FOUND`.
 */
export async function lockTeam(
  { transaction, currentCaller }: Change,
  organization: string,
  team: string,
): Promise<ResolvedTeam & { readonly caller: Principal }> {
  const resolved = await resolveTeam(transaction, await currentCaller(), organization, team)
  await transaction.lockOrganizations([resolved.organization.id], 'change')
  const caller = await currentCaller()
  return { ...(await resolveTeam(transaction, caller, resolved.organization.id, resolved.team.id)), caller }
}
