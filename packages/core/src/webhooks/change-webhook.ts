import type { Caller } from '../access/principal.ts'
import { describeWebhook } from '../audit/describe.ts'
import { type Change, makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { AuditAction, AuditDetails } from '../model/audit-event.ts'
import type { StoredWebhook } from '../model/webhook.ts'
import { loadWebhook, type PlacedWebhook } from './load-webhook.ts'

/** What a change of a webhook answers, and what the trail says of it beside what it is called. */
type Changed<Result> = { readonly result: Result; readonly details?: AuditDetails }

/**
 * Changes something of a webhook that stays as it is meanwhile, for those who administer where it belongs.
 * Fails with `WEBHOOK_NOT_FOUND`.
 */
export function changeWebhook<Result>(
  instance: Instance,
  caller: Caller,
  action: Extract<AuditAction, `webhook.${string}`>,
  id: string,
  work: (change: Change, placed: PlacedWebhook<StoredWebhook>) => Promise<Changed<Result>>,
): Promise<Result> {
  return makeChange(instance, caller, { action, on: 'webhook', reference: id }, async (change) => {
    const { transaction, currentCaller, note } = change
    const { webhook: found } = await loadWebhook(transaction, await currentCaller(), id)
    if (found.organizationId !== null) await transaction.lockOrganizations([found.organizationId], 'obey')
    if ((await transaction.lockWebhook(found.id)) === undefined) throw new KeysteadError('WEBHOOK_NOT_FOUND')
    const placed = await loadWebhook(transaction, await currentCaller(), id)
    const { result, details = {} } = await work(change, placed)
    const { webhook, organization } = placed
    note({
      action,
      organizations: organization === null ? [] : [organization],
      target: describeWebhook(webhook),
      details,
    })
    return result
  })
}
