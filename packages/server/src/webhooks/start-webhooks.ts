import { emitExpiringKeys, emitStaleKeys, type Instance, resealWebhooks } from '@keystead/core'
import type { Logger } from 'pino'
import { Counter, Gauge } from 'prom-client'
import type { Metrics } from '../operations/metrics.ts'
import { makeAddressGuard } from './address-guard.ts'
import { makePostWebhook } from './post-webhook.ts'
import { WebhookSender, type WebhookSenderOptions } from './webhook-sender.ts'

const timeoutMs = 15_000
const connectMs = 5_000
/** So late an attempt is at most: other nodes tell nobody of what they write, and no clock of what comes due. */
const lookEveryMs = 1_000
const tidyEveryMs = 60_000
const rememberedMs = 30 * 24 * 60 * 60_000

export type RunningWebhooks = {
  /** Waits for what is on its way, at most as long as an attempt may take. */
  stop(): Promise<void>
}

/** Sends what webhooks are to be told, for as long as the server runs, and tidies up behind it. */
export function startWebhooks(
  instance: Instance,
  privateNetworks: readonly string[],
  logger: Logger,
  metrics: Metrics,
): RunningWebhooks {
  const onFailure = (error: unknown) => logger.warn({ err: error }, 'events could not be sent yet, or not tidied up')
  const guard = makeAddressGuard(privateNetworks)
  const sender = new WebhookSender({
    instance,
    post: makePostWebhook({ guard, timeoutMs, connectMs }),
    onFailure,
    onAttempt: watchDeliveries(metrics, instance, logger),
  })
  const stopListening = instance.store.afterCommit(async () => sender.wake())
  const looking = setInterval(() => sender.wake(), lookEveryMs)
  const tidying = setInterval(() => void tidyUp(instance).catch(onFailure), tidyEveryMs)
  sender.wake()
  return {
    async stop() {
      stopListening()
      clearInterval(looking)
      clearInterval(tidying)
      await sender.stop()
    },
  }
}

async function tidyUp(instance: Instance): Promise<void> {
  await emitExpiringKeys(instance)
  await emitStaleKeys(instance)
  await instance.store.forgetEvents(instance.clock.now() - rememberedMs)
  await resealWebhooks(instance)
}

function watchDeliveries(
  { registry }: Metrics,
  { store, clock }: Instance,
  logger: Logger,
): NonNullable<WebhookSenderOptions['onAttempt']> {
  const registers = [registry]
  const attempts = new Counter({
    name: 'keystead_webhook_attempts_total',
    help: 'Attempts to send an event to a webhook, by whether it arrived.',
    labelNames: ['outcome'],
    registers,
  })
  for (const outcome of ['delivered', 'failed']) attempts.inc({ outcome }, 0)
  // A store that is closed has none.
  const read = () => store.countPendingDeliveries().catch(() => ({ count: Number.NaN, oldestAt: null }))
  new Gauge({
    name: 'keystead_webhook_deliveries_pending',
    help: 'Events that are still to be sent to webhooks, by all nodes together.',
    registers,
    async collect() {
      this.set((await read()).count)
    },
  })
  new Gauge({
    name: 'keystead_webhook_oldest_pending_seconds',
    help: 'Time since the oldest event happened that is still to be sent.',
    registers,
    async collect() {
      const { oldestAt } = await read()
      this.set(oldestAt === null ? 0 : Math.max(0, clock.now() - oldestAt) / 1000)
    },
  })
  return ({ webhookId, delivered, disabled }) => {
    attempts.inc({ outcome: delivered ? 'delivered' : 'failed' })
    if (disabled) logger.warn({ webhookId }, 'a webhook was disabled: it has failed for days, or says that it is gone')
  }
}
