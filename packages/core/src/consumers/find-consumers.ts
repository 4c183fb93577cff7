import { administersOrganization } from '../access/administration.ts'
import { confinedTo, isInstanceAdmin, ownIdOf, type Principal } from '../access/principal.ts'
import { type AccountId, isServiceAccountId, type OrganizationId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import { loadKeyFor } from '../keys/load-key-for.ts'
import type { ApiKey } from '../model/api-key.ts'
import { type Consumer, consumerMemoryMs, dayOf, rememberedUseDays, type UseDay } from '../model/consumer.ts'
import type { StoreReader } from '../ports/store.ts'
import { adviseUpgrade, type UpgradeAdvice } from './advise-upgrade.ts'
import { usualInterval } from './usual-interval.ts'

export type KeyUses = {
  /** The one seen last first. */
  readonly consumers: readonly FoundConsumer[]
  /** The last 90 days, today being the last one. */
  readonly days: readonly UseDay[]
}

export type FoundConsumer = Omit<Consumer, 'verifier' | 'pauses'> & {
  /** Its name is null once the account has gone. */
  readonly verifier: { readonly id: AccountId; readonly name: string | null } | null
  readonly usualIntervalMs: number | null
  readonly advice: UpgradeAdvice | null
}

/** A verifier of tokens: what it is called, and the organizations that it verifies for. */
type Verifier = { readonly name: string | null; readonly organizationIds: readonly OrganizationId[] }

/**
 * From where a key is used, and how often it was on each of the last days. Whoever may see the key may see that; of a personal
 * key, though, an organization's admin learns of no verifier elsewhere: what a key does in other organizations is not
 * theirs to know (design §5). Fails with `KEY_NOT_FOUND`.
 */
export async function findConsumers({ store, clock }: Instance, caller: Principal, id: string): Promise<KeyUses> {
  const { key } = await loadKeyFor(store, caller, id, 'see')
  const now = clock.now()
  const today = dayOf(now)
  const known = await store.listConsumers(key.id)
  const remembered = known.filter(({ lastSeenAt }) => lastSeenAt > now - consumerMemoryMs)
  const verifiers = await findVerifiers(store, remembered)
  const isTold = tellerOf(caller, key, verifiers)
  const counts = new Map(
    (await store.listUseDays(key.id, today - rememberedUseDays + 1)).map(({ day, count }) => [day, count]),
  )
  return {
    consumers: remembered.filter(({ verifier }) => isTold(verifier)).map((one) => present(one, verifiers)),
    days: Array.from({ length: rememberedUseDays }, (_, index) => {
      const day = today - rememberedUseDays + 1 + index
      return { day, count: counts.get(day) ?? 0 }
    }),
  }
}

async function findVerifiers(
  store: StoreReader,
  consumers: readonly Consumer[],
): Promise<ReadonlyMap<AccountId, Verifier>> {
  const verifiers = new Map<AccountId, Verifier>()
  for (const { verifier } of consumers) {
    if (verifier !== null && !verifiers.has(verifier)) verifiers.set(verifier, await findVerifier(store, verifier))
  }
  return verifiers
}

async function findVerifier(store: StoreReader, id: AccountId): Promise<Verifier> {
  if (isServiceAccountId(id)) {
    const account = await store.findServiceAccount(id)
    return { name: account?.name ?? null, organizationIds: account === undefined ? [] : [account.organization.id] }
  }
  const user = await store.findUser(id)
  if (user === undefined) return { name: null, organizationIds: [] }
  const memberships = await store.listMemberships(user.id)
  const verifiesFor = memberships.filter(({ role }) => role === 'admin')
  return { name: user.name, organizationIds: verifiesFor.map(({ organization }) => organization.id) }
}

function tellerOf(
  caller: Principal,
  key: ApiKey,
  verifiers: ReadonlyMap<AccountId, Verifier>,
): (verifier: AccountId | null) => boolean {
  const isOwnAnywhere = key.owner.id === ownIdOf(caller) && confinedTo(caller) === null
  // A key of one organization is good for nobody elsewhere.
  if (key.organization !== null || isOwnAnywhere || isInstanceAdmin(caller)) return () => true
  return (id) =>
    id === null ||
    (verifiers.get(id)?.organizationIds.some((organizationId) => administersOrganization(caller, organizationId)) ??
      false)
}

function present(consumer: Consumer, verifiers: ReadonlyMap<AccountId, Verifier>): FoundConsumer {
  const { verifier, pauses: _, ...rest } = consumer
  return {
    ...rest,
    verifier: verifier === null ? null : { id: verifier, name: verifiers.get(verifier)?.name ?? null },
    usualIntervalMs: usualInterval(consumer),
    advice: adviseUpgrade(consumer.program),
  }
}
