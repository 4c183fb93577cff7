import type { Caller } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import { changeWebhook } from './change-webhook.ts'
import type { PlacedWebhook } from './load-webhook.ts'

/** Deletes a webhook with all that was still to be sent to it. Fails with `WEBHOOK_NOT_FOUND`. */
export function deleteWebhook(instance: Instance, caller: Caller, id: string): Promise<PlacedWebhook> {
  return changeWebhook(instance, caller, 'webhook.delete', id, async ({ transaction }, placed) => {
    if (!(await transaction.deleteWebhook(placed.webhook.id))) throw new KeysteadError('WEBHOOK_NOT_FOUND')
    return { result: placed }
  })
}
