import type { Webhook, WebhookDelivery } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { keystead } from '../api/keystead.ts'
import { toast, toastFailure } from '../components/Toaster.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { type Action, useAction } from '../queries/use-action.ts'

/** What needs no second thought. */
export function useWebhookActions(): {
  readonly resume: Action<[Webhook]>
  readonly test: Action<[Webhook]>
  readonly redeliver: Action<[Webhook, WebhookDelivery]>
} {
  const { t } = useTranslation()
  const client = useQueryClient()
  const useTold = <Given extends unknown[]>(work: (...given: Given) => Promise<unknown>, done: string) =>
    useAction(async (...given: Given) => {
      await work(...given)
      await client.invalidateQueries({ queryKey: ['webhooks'] })
      toast(done)
    }, toastFailure)
  return {
    resume: useTold(({ id }: Webhook) => keystead.webhooks.update(id, { enabled: true }), t('webhooks.resumed')),
    test: useTold(({ id }: Webhook) => keystead.webhooks.test(id), t('webhooks.tested')),
    redeliver: useTold(
      ({ id }: Webhook, { eventId }: WebhookDelivery) => keystead.webhooks.redeliver(id, eventId),
      t('webhooks.deliveries.sentAgain'),
    ),
  }
}
