import type { ErrorCode } from '../errors.ts'
import type { Policies } from '../model/policies.ts'

/**
 * Whether a key may be made, under the policies of every organization that it would reach: each of them has its say, so
 * the strictest decides. Pure; `expiresAt` and `now` are epoch milliseconds. Answers why not, or undefined.
 */
export function evaluateKeyCreation(
  expiresAt: number | null,
  policies: readonly Policies[],
  now: number,
): Extract<ErrorCode, 'KEY_CREATION_DISABLED' | 'KEY_LIFETIME_TOO_LONG'> | undefined {
  if (policies.some(({ disableKeyCreation }) => disableKeyCreation)) return 'KEY_CREATION_DISABLED'
  const limits = policies.flatMap(({ maximumKeyLifetimeMs }) => maximumKeyLifetimeMs ?? [])
  if (limits.length === 0) return undefined
  return expiresAt === null || expiresAt > now + Math.min(...limits) ? 'KEY_LIFETIME_TOO_LONG' : undefined
}
