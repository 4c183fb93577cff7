import type { Principal } from '../access/principal.ts'
import type { ConsumerVerifier, ToldVerifiers } from '../consumers/find-verifiers.ts'
import type { OrganizationReference, TeamReference } from '../model/account.ts'
import type { ConsumerIdentity } from '../model/consumer.ts'
import type { Refusal } from '../model/refusal.ts'
import type { StoreReader } from '../ports/store.ts'
import { findReachedOrganization } from '../references/resolve-organization.ts'
import { seesTeam } from '../references/resolve-team.ts'

/** A refusal as its key's owner, or who administers the key, may know it. */
export type FoundRefusal = Omit<Refusal, 'demand' | 'consumer'> & {
  /** What the token had to reach; null where that was nothing in particular. */
  readonly demanded: DemandedPlaces | null
  readonly consumer: Omit<ConsumerIdentity, 'verifier'> & { readonly verifier: ConsumerVerifier | null }
}

/** Without those that the caller may not know of. */
type DemandedPlaces = {
  readonly organizations: readonly OrganizationReference[]
  readonly teams: readonly TeamReference[]
}

/** As the caller may know it, by what the verifiers are called of whom they may know. */
export async function presentRefusal(
  store: StoreReader,
  caller: Principal,
  { demand, consumer, ...refusal }: Refusal,
  verifiers: Pick<ToldVerifiers, 'describe'>,
): Promise<FoundRefusal> {
  return {
    ...refusal,
    demanded: demand && (await presentDemand(store, caller, demand)),
    consumer: { ...consumer, verifier: verifiers.describe(consumer.verifier) },
  }
}

async function presentDemand(
  store: StoreReader,
  caller: Principal,
  { organizationIds, teams }: NonNullable<Refusal['demand']>,
): Promise<DemandedPlaces> {
  const organizations: OrganizationReference[] = []
  for (const id of organizationIds ?? []) {
    const found = await findReachedOrganization(store, caller, id)
    if (found !== undefined) organizations.push(found)
  }
  const seen: TeamReference[] = []
  for (const { id, organizationId } of (teams ?? []).filter((team) => seesTeam(caller, team))) {
    const team = await store.findTeam(organizationId, id)
    if (team !== undefined) seen.push(team)
  }
  return { organizations, teams: seen }
}
