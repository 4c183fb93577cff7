import type { Principal } from '../access/principal.ts'
import type { Instance } from '../instance.ts'
import { loadKeyFor } from '../keys/load-key-for.ts'
import { type Consumer, consumerMemoryMs, dayOf, rememberedUseDays, type UseDay } from '../model/consumer.ts'
import { adviseUpgrade, type UpgradeAdvice } from './advise-upgrade.ts'
import { type ConsumerVerifier, findVerifiers, type ToldVerifiers } from './find-verifiers.ts'
import { usualInterval } from './usual-interval.ts'

export type KeyUses = {
  /** The one seen last first. */
  readonly consumers: readonly FoundConsumer[]
  /** The last 90 days, today being the last one. */
  readonly days: readonly UseDay[]
}

export type FoundConsumer = Omit<Consumer, 'verifier' | 'pauses'> & {
  readonly verifier: ConsumerVerifier | null
  readonly usualIntervalMs: number | null
  readonly advice: UpgradeAdvice | null
}

/**
 * From where a key is used, and how often it was on each of the last days. Whoever may see the key may see that, except for
 * the verifiers that they may not know of. Fails with `KEY_NOT_FOUND`.
 */
export async function findConsumers({ store, clock }: Instance, caller: Principal, id: string): Promise<KeyUses> {
  const { key } = await loadKeyFor(store, caller, id, 'see')
  const now = clock.now()
  const today = dayOf(now)
  const known = await store.listConsumers(key.id)
  const remembered = known.filter(({ lastSeenAt }) => lastSeenAt > now - consumerMemoryMs)
  const verifiers = await findVerifiers(store, caller, key, remembered)
  const counts = new Map(
    (await store.listUseDays(key.id, today - rememberedUseDays + 1)).map(({ day, count }) => [day, count]),
  )
  return {
    consumers: remembered.filter(({ verifier }) => verifiers.isTold(verifier)).map((one) => present(one, verifiers)),
    days: Array.from({ length: rememberedUseDays }, (_, index) => {
      const day = today - rememberedUseDays + 1 + index
      return { day, count: counts.get(day) ?? 0 }
    }),
  }
}

function present(consumer: Consumer, verifiers: ToldVerifiers): FoundConsumer {
  const { verifier, pauses: _, ...rest } = consumer
  return {
    ...rest,
    verifier: verifiers.describe(verifier),
    usualIntervalMs: usualInterval(consumer),
    advice: adviseUpgrade(consumer.program),
  }
}
