import { type ApiKey, isDisabled } from '../model/api-key.ts'
import { defaultPolicies, type LeakResponse, type Policies } from '../model/policies.ts'

/** What becomes of a leaked key, and when it ends; null: as it would have ended anyway. Epoch milliseconds. */
export type LeakOutcome = { readonly response: LeakResponse; readonly expiresAt: number | null }

type LeakPolicies = Pick<Policies, 'onLeak' | 'leakGraceMs'>

/**
 * What becomes of a key whose token was found, by what the organizations that it reaches have decided: the strictest of them
 * decides, since the one that wants its key off could not help itself otherwise. Undefined where it has become of it already:
 * the same leak is reported again and again.
 *
 * @example evaluateLeak(key, [{ onLeak: 'rotate', leakGraceMs: 3_600_000 }], now)
 */
export function evaluateLeak(
  { leak, disabled, expiresAt }: Pick<ApiKey, 'leak' | 'disabled' | 'expiresAt'>,
  decided: readonly LeakPolicies[],
  now: number,
): LeakOutcome | undefined {
  // For good: nothing is stricter. One that comes back by itself would come back leaked.
  if (isDisabled(disabled, now) && disabled?.until === null) return
  const response = strictest(decided)
  switch (response) {
    case 'disable':
      return { response, expiresAt }
    case 'rotate': {
      const graces = decided.flatMap(({ onLeak, leakGraceMs }) => (onLeak === 'rotate' ? [leakGraceMs] : []))
      const endsAt = Math.min(now + Math.min(...graces), expiresAt ?? Number.POSITIVE_INFINITY)
      return leak !== null && endsAt === expiresAt ? undefined : { response, expiresAt: endsAt }
    }
    case 'alert':
      return leak === null ? { response, expiresAt } : undefined
  }
}

const bySeverity = ['disable', 'rotate', 'alert'] as const satisfies readonly LeakResponse[]

/** A key that reaches no organization is disabled: nobody has decided otherwise. */
function strictest(decided: readonly LeakPolicies[]): LeakResponse {
  return bySeverity.find((response) => decided.some(({ onLeak }) => onLeak === response)) ?? defaultPolicies.onLeak
}
