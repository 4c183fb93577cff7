import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import { type EventType, eventTypes } from '../model/event.ts'
import { normalizeName } from '../names/normalize-name.ts'
import { containsToken } from '../token/parse-token.ts'

/** What somebody says of a webhook. */
export type WebhookSettings = {
  readonly url: string
  /** May be empty. */
  readonly description: string
  /** Empty: all. */
  readonly eventTypes: readonly EventType[]
}

export type GivenSettings = { readonly [Field in keyof WebhookSettings]?: WebhookSettings[Field] | undefined }

const longestUrl = 2_048

/**
 * The settings as they are kept. Whether an address may be called is seen when it is called: what a name leads to can change
 * at any time. Fails with `INVALID_WEBHOOK_URL`, `INVALID_NAME`, `NAME_CONTAINS_TOKEN`.
 */
export function checkSettings(instance: Instance, settings: GivenSettings): Partial<WebhookSettings> {
  const { url, description, eventTypes: wanted } = settings
  return {
    ...(url !== undefined && { url: checkUrl(instance, url) }),
    ...(description !== undefined && { description: description.trim() === '' ? '' : normalizeName(description) }),
    ...(wanted !== undefined && { eventTypes: eventTypes.filter((type) => wanted.includes(type)) }),
  }
}

function checkUrl({ plainWebhooks = false }: Instance, text: string): string {
  const url = text.length > longestUrl ? null : URL.parse(text)
  const schemes = plainWebhooks ? ['https:', 'http:'] : ['https:']
  const isGood =
    url !== null &&
    schemes.includes(url.protocol) &&
    `${url.username}${url.password}${url.hash}` === '' &&
    url.href.length <= longestUrl &&
    !containsToken(url.href)
  if (!isGood) throw new KeysteadError('INVALID_WEBHOOK_URL')
  return url.href
}
