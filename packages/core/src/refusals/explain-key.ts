import { administersOrganization } from '../access/administration.ts'
import { confinedTo, ownIdOf, type Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import { type LoadedKey, loadDeletedKeyFor, loadKeyFor } from '../keys/load-key-for.ts'
import { presentDeletedKey, presentKey } from '../keys/present-key.ts'
import type { ApiKey, DeletedKey } from '../model/api-key.ts'
import type { StoreReader } from '../ports/store.ts'
import { isWorking, type KeyFinding, type KeySituation, listFindings } from './list-findings.ts'

export type KeyExplanation = {
  readonly key: ApiKey
  /** Whether it is good now, wherever it reaches. */
  readonly isWorking: boolean
  /** Why it is refused, or may be, the cause that decides first. */
  readonly findings: readonly KeyFinding[]
}

/**
 * Why a key is refused, in its own state as it is now: for who may see it, also within 30 days of its deletion. They learn no
 * more than of the key itself. Fails with `KEY_NOT_FOUND`.
 */
export async function explainKey(instance: Instance, caller: Principal, id: string): Promise<KeyExplanation> {
  return (await explainLoaded(instance, caller, id)).explanation
}

/** The same, with the key as it is for those who may know all of it. */
export async function explainLoaded(
  { store, clock }: Instance,
  caller: Principal,
  id: string,
): Promise<{ readonly explanation: KeyExplanation; readonly loaded: LoadedKey }> {
  const now = clock.now()
  const loaded = await loadLiveOrDeleted(store, caller, id, now)
  const deleted = 'deletion' in loaded.key ? presentDeletedKey(caller, loaded.key as DeletedKey) : null
  const key = deleted ?? presentKey(caller, loaded.key)
  const findings = listFindings(
    {
      key,
      deletion: deleted?.deletion ?? null,
      rotationFrom: (await store.findRotationFrom(key.id)) ?? null,
      rotationTo: (await store.findRotationTo(key.id)) ?? null,
      ...(await findPlaceFacts(store, caller, key)),
    },
    now,
  )
  return { explanation: { key, findings, isWorking: isWorking(findings, key) }, loaded }
}

async function loadLiveOrDeleted(
  store: StoreReader,
  caller: Principal,
  id: string,
  now: number,
): Promise<LoadedKey<ApiKey | DeletedKey>> {
  try {
    return await loadKeyFor(store, caller, id, 'see')
  } catch (error) {
    if (!(error instanceof KeysteadError) || error.code !== 'KEY_NOT_FOUND') throw error
    return loadDeletedKeyFor(store, caller, id, 'see', now)
  }
}

/** What of the key's fate lies with the organizations of its owner, as far as the caller may know where those are. */
async function findPlaceFacts(
  store: StoreReader,
  caller: Principal,
  { owner, organization }: ApiKey,
): Promise<Pick<KeySituation, 'closed' | 'isOwnerGone'>> {
  if (owner.type === 'service_account') return { closed: [], isOwnerGone: false }
  const belongsTo = (await store.listMemberships(owner.id)).map((membership) => membership.organization)
  if (organization !== null) return { closed: [], isOwnerGone: !belongsTo.some(({ id }) => id === organization.id) }
  const isOwnAnywhere = owner.id === ownIdOf(caller) && confinedTo(caller) === null
  const told = belongsTo.filter(({ id }) => isOwnAnywhere || administersOrganization(caller, id))
  const policies = await store.findPolicies(told.map(({ id }) => id))
  return {
    closed: told.filter(({ id }) => policies.get(id)?.enforceOrganizationKeys === true),
    isOwnerGone: belongsTo.length === 0 && !owner.instanceAdmin,
  }
}
