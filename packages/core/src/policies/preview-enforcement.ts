import type { Principal } from '../access/principal.ts'
import type { Instance } from '../instance.ts'
import { findKeys, type KeyPage } from '../keys/find-keys.ts'
import { resolveAdministered } from '../references/resolve-organization.ts'

/**
 * The keys that would stop reaching an organization if it enforced organization-scoped keys: the personal keys of its
 * members that have not expired, newest first, each with its owner and last use. Changes nothing.
 * Fails with `ORGANIZATION_NOT_FOUND`, `INVALID_CURSOR`, and with `FORBIDDEN` for a member who is no admin.
 */
export async function previewEnforcement(
  instance: Instance,
  caller: Principal,
  organization: string,
  page: { readonly cursor?: string | undefined; readonly limit?: number | undefined },
): Promise<KeyPage> {
  const { id } = await resolveAdministered(instance.store, caller, organization)
  return findKeys(instance, caller, { ...page, organization: id, type: 'personal', state: 'active' })
}
