import { isInstanceAdmin, type Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import { resolveAdministered } from '../references/resolve-organization.ts'
import { loadWebhook, type PlacedWebhook } from './load-webhook.ts'

/**
 * The webhooks of an organization for its admins, or without one those of the instance for its own; the oldest first.
 * Fails with `ORGANIZATION_NOT_FOUND`, `FORBIDDEN`.
 */
export async function findWebhooks(
  { store }: Instance,
  caller: Principal,
  reference: string | undefined,
): Promise<PlacedWebhook[]> {
  if (reference === undefined && !isInstanceAdmin(caller)) throw new KeysteadError('FORBIDDEN')
  const organization = reference === undefined ? null : await resolveAdministered(store, caller, reference)
  const webhooks = await store.listWebhooks(organization?.id ?? null)
  return webhooks.map((webhook) => ({ webhook, organization }))
}

/** Fails with `WEBHOOK_NOT_FOUND`. */
export function getWebhook({ store }: Instance, caller: Principal, id: string): Promise<PlacedWebhook> {
  return loadWebhook(store, caller, id)
}
