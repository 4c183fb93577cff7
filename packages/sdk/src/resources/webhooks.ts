import type { ListWebhookDeliveriesQuery, NewWebhook, WebhookChanges } from '../api/api.ts'
import type { Caller, CallOptions } from '../transport/make-caller.ts'
import { eachItem } from './each-item.ts'

/** Telling other services of what happens. For admins of an organization, or of the instance. */
export function webhooksOf({ call }: Caller) {
  const listDeliveries = (id: string, query: ListWebhookDeliveriesQuery = {}, options?: CallOptions) =>
    call('listWebhookDeliveries', { path: { id }, query }, options)
  return {
    /**
     * Makes a webhook. The answer is the only place that ever shows its secret, by which `verifyWebhook` knows its deliveries.
     * Fails with `INVALID_WEBHOOK_URL`, `TOO_MANY_WEBHOOKS` among others.
     *
     * @example
     * const { webhook, secret } = await client.webhooks.create({ organization: 'acme', url: 'https://hooks.example.com/keys' })
     */
    create: (webhook: NewWebhook, options?: CallOptions) => call('createWebhook', { body: webhook }, options),
    /** Those of an organization, or without one those of the instance; all at once. */
    list: (organization?: string, options?: CallOptions) =>
      call('listWebhooks', { query: organization === undefined ? {} : { organization } }, options),
    /** Fails with `WEBHOOK_NOT_FOUND`, as all that follow do. */
    get: (id: string, options?: CallOptions) => call('getWebhook', { path: { id } }, options),
    update: (id: string, changes: WebhookChanges, options?: CallOptions) =>
      call('updateWebhook', { path: { id }, body: changes }, options),
    delete: (id: string, options?: CallOptions) => call('deleteWebhook', { path: { id } }, options),
    /** Another secret, in the answer and nowhere else. For a day deliveries are signed by both. */
    rotateSecret: (id: string, options?: CallOptions) => call('rotateWebhookSecret', { path: { id } }, options),
    /** Sends an event of type `webhook.test`. Fails with `WEBHOOK_DISABLED`. */
    test: (id: string, options?: CallOptions) => call('testWebhook', { path: { id } }, options),
    /** One page of what it was told, and is to be; the newest events first. */
    listDeliveries,
    /** All that {@link listDeliveries} finds. */
    listAllDeliveries: (id: string, query: Omit<ListWebhookDeliveriesQuery, 'cursor'> = {}, options?: CallOptions) =>
      eachItem(
        (cursor) => listDeliveries(id, { ...query, cursor }, options),
        (page) => page.deliveries,
      ),
    /** Sends an event once more, under the ID that it had. Fails with `DELIVERY_NOT_FOUND`, `WEBHOOK_DISABLED`. */
    redeliver: (id: string, event: string, options?: CallOptions) =>
      call('redeliverEvent', { path: { id, event } }, options),
  }
}
