import type { ErrorCode } from '../errors.ts'
import type { OrganizationRole } from '../model/account.ts'
import type { Policies } from '../model/policies.ts'

/** For whom a key is made: a person with this role in the organization asked, or a service account of it. */
export type KeyHolder = OrganizationRole | 'team_service_account' | 'organization_service_account'

/** What one organization has to say about a key that would reach it. */
export type CreationConcern = { readonly policies: Policies; readonly holder: KeyHolder }

type Refusal = Extract<ErrorCode, 'KEY_CREATION_DISABLED' | 'VIEWER_KEY_CREATION_DISABLED' | 'KEY_LIFETIME_TOO_LONG'>

/**
 * Whether a key may be made, under the policies of every organization that it would reach: each of them has its say, so
 * the strictest decides. Pure; `expiresAt` and `now` are epoch milliseconds. Answers why not, or undefined.
 */
export function evaluateKeyCreation(
  expiresAt: number | null,
  concerns: readonly CreationConcern[],
  now: number,
): Refusal | undefined {
  const isAny = (isSo: (concern: CreationConcern) => boolean) => concerns.some(isSo)
  // Design §6: service accounts of the organization still get keys, so that machines can be kept running by its admins.
  if (isAny(({ policies, holder }) => policies.disableKeyCreation && holder !== 'organization_service_account')) {
    return 'KEY_CREATION_DISABLED'
  }
  if (isAny(({ policies, holder }) => policies.disableViewerKeyCreation && holder === 'viewer')) {
    return 'VIEWER_KEY_CREATION_DISABLED'
  }
  const longestMs = longestLifetimeMs(concerns)
  return longestMs < (expiresAt === null ? Number.POSITIVE_INFINITY : expiresAt - now)
    ? 'KEY_LIFETIME_TOO_LONG'
    : undefined
}

/** For how long a key may live, at most, that would reach these; infinite where nobody limits it. */
export function longestLifetimeMs(concerns: readonly CreationConcern[]): number {
  return Math.min(Number.POSITIVE_INFINITY, ...concerns.flatMap(({ policies }) => policies.maximumKeyLifetimeMs ?? []))
}
