import { type Caller, isInstanceAdmin } from '../access/principal.ts'
import { describeWebhook } from '../audit/describe.ts'
import { lockAdministered } from '../change/lock-administered.ts'
import { type Change, makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { UserId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { OrganizationReference } from '../model/account.ts'
import { healthy, type StoredWebhook } from '../model/webhook.ts'
import { newWebhookId } from '../names/new-identifier.ts'
import type { KeyToken } from '../token/key-token.ts'
import type { PlacedWebhook } from './load-webhook.ts'
import { checkSettings, type GivenSettings, type WebhookSettings } from './webhook-rules.ts'
import { newWebhookSecret, sealWebhookSecret } from './webhook-secret.ts'

export type CreateWebhookRequest = Pick<WebhookSettings, 'url'> &
  GivenSettings & {
    /** ID or name; left out, the whole instance. */
    readonly organization?: string | undefined
  }

export type CreatedWebhook = PlacedWebhook & { readonly secret: KeyToken }

/** Each is a copy of every event. */
const mostWebhooks = 20

/**
 * Makes a webhook, for admins of the organization or of the instance, and answers it with its secret, which nobody can ask for
 * again. It is told of what happens from now on.
 * Fails with `INVALID_WEBHOOK_URL`, `INVALID_NAME`, `NAME_CONTAINS_TOKEN`, `ORGANIZATION_NOT_FOUND`, `FORBIDDEN`,
 * `TOO_MANY_WEBHOOKS`.
 */
export async function createWebhook(
  instance: Instance,
  caller: Caller,
  { organization: reference, ...given }: CreateWebhookRequest,
): Promise<CreatedWebhook> {
  const attempt = { action: 'webhook.create', on: 'webhook', reference } as const
  return makeChange(instance, caller, attempt, async (change) => {
    const { transaction, now, currentCaller, note } = change
    const settings = { description: '', eventTypes: [], url: given.url, ...checkSettings(instance, given) }
    const organization = reference === undefined ? await lockAll(change) : await lockOne(change, reference)
    const others = await transaction.listWebhooks(organization?.id ?? null)
    if (others.length >= mostWebhooks) throw new KeysteadError('TOO_MANY_WEBHOOKS')
    const creator = await currentCaller()
    // Only people administer anything.
    if (creator.kind !== 'user') throw new KeysteadError('FORBIDDEN')
    const webhook = makeWebhook(instance, settings, organization, creator.user.id, now)
    await transaction.insertWebhook(webhook.stored)
    note({
      action: 'webhook.create',
      organizations: organization === null ? [] : [organization],
      target: describeWebhook(webhook.stored),
      details: { eventTypes: settings.eventTypes.join(' ') },
    })
    return { webhook: webhook.stored, organization, secret: webhook.secret }
  })
}

async function lockOne(change: Change, reference: string): Promise<OrganizationReference> {
  return (await lockAdministered(change, reference)).organization
}

async function lockAll({ transaction, currentCaller }: Change): Promise<null> {
  await transaction.lockInstance()
  if (!isInstanceAdmin(await currentCaller())) throw new KeysteadError('FORBIDDEN')
  return null
}

function makeWebhook(
  instance: Instance,
  settings: WebhookSettings,
  organization: OrganizationReference | null,
  createdBy: UserId,
  now: number,
): { readonly stored: StoredWebhook; readonly secret: KeyToken } {
  const id = newWebhookId(instance.randomness)
  const secret = newWebhookSecret(instance)
  const stored: StoredWebhook = {
    ...settings,
    id,
    organizationId: organization?.id ?? null,
    disabled: null,
    createdAt: now,
    createdBy,
    previousSecretUntil: null,
    health: healthy,
    secrets: {
      current: sealWebhookSecret(instance, id, secret),
      previous: null,
      pepperVersion: instance.peppers.current.version,
    },
  }
  return { stored, secret }
}
