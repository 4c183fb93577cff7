import { administersOrganization } from '../access/administration.ts'
import { isInstanceAdmin, type Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { WebhookId } from '../identifiers.ts'
import type { OrganizationReference } from '../model/account.ts'
import type { StoredWebhook, Webhook } from '../model/webhook.ts'
import type { StoreReader } from '../ports/store.ts'

/** A webhook, and where it belongs; null for one of the instance. */
export type PlacedWebhook<Kind extends Webhook = Webhook> = {
  readonly webhook: Kind
  readonly organization: OrganizationReference | null
}

/**
 * The webhook, for those who administer where it belongs. Fails with `WEBHOOK_NOT_FOUND`, for all others alike: nobody else has
 * to know whom an organization tells of what.
 */
export async function loadWebhook(
  store: StoreReader,
  caller: Principal,
  id: string,
): Promise<PlacedWebhook<StoredWebhook>> {
  const webhook = await store.findWebhook(id as WebhookId)
  if (webhook === undefined || !administers(caller, webhook)) throw new KeysteadError('WEBHOOK_NOT_FOUND')
  const { organizationId } = webhook
  const organization = organizationId === null ? undefined : await store.findOrganization(organizationId)
  return { webhook, organization: organization === undefined ? null : { id: organization.id, name: organization.name } }
}

function administers(caller: Principal, { organizationId }: Webhook): boolean {
  return organizationId === null ? isInstanceAdmin(caller) : administersOrganization(caller, organizationId)
}
