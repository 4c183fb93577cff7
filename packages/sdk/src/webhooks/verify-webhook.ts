import type { EventType } from '../api/api.ts'

/** What a webhook is told. `data` is described in Keystead's guide to webhooks; fields are only ever added to it. */
export type WebhookEvent = {
  /** May be one that is newer than this package. */
  readonly type: EventType | (string & {})
  /** When it happened, RFC 3339. */
  readonly timestamp: string
  readonly data: Readonly<Record<string, unknown>>
}

/** The headers of a request, as `fetch` has them or as Node does. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>

export type VerifyWebhookOptions = {
  /** How far the sender's clock and ours may be apart, and how old a delivery may be. Left out: five minutes. */
  readonly toleranceMs?: number | undefined
  /** Left out: `Date.now`. */
  readonly now?: (() => number) | undefined
}

/** Why a delivery is not to be believed. */
export type WebhookRefusal = 'missing_header' | 'too_old' | 'too_new' | 'wrong_signature'

export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError'
  readonly reason: WebhookRefusal

  constructor(reason: WebhookRefusal) {
    super(`the delivery cannot be believed: ${reason}`)
    this.reason = reason
  }
}

/**
 * The event of a delivery, if it was signed by this secret, or by one of several while a secret is being replaced. Give the body
 * as it arrived: JSON that was parsed and written again is another text. The same event may arrive more than once, under
 * the same `webhook-id`.
 *
 * Fails with `WebhookVerificationError`, and with `TypeError` for a secret that is none.
 *
 * @example
 * const event = await verifyWebhook(request.headers, await request.text(), secret)
 * if (event.type === 'key.deleted') await forget(event.data)
 */
export async function verifyWebhook(
  headers: WebhookHeaders,
  rawBody: string | Uint8Array,
  secret: string | readonly string[],
  { toleranceMs = 5 * 60_000, now = Date.now }: VerifyWebhookOptions = {},
): Promise<WebhookEvent> {
  const read = (name: string) => {
    const value = readHeader(headers, name)
    if (value === undefined || value === '') throw new WebhookVerificationError('missing_header')
    return value
  }
  const [id, timestamp, signature] = [read('webhook-id'), read('webhook-timestamp'), read('webhook-signature')]
  checkTime(timestamp, toleranceMs, now())
  const body = typeof rawBody === 'string' ? new TextEncoder().encode(rawBody) : rawBody
  const content = concatenate(new TextEncoder().encode(`${id}.${timestamp}.`), body)
  const keys = await Promise.all((typeof secret === 'string' ? [secret] : secret).map(importSecret))
  // The runtime compares, in a time that says nothing of where the two differ.
  for (const given of signaturesOf(signature)) {
    for (const key of keys) {
      if (await crypto.subtle.verify('HMAC', key, given, content)) {
        return JSON.parse(new TextDecoder().decode(body)) as WebhookEvent
      }
    }
  }
  throw new WebhookVerificationError('wrong_signature')
}

function readHeader(headers: WebhookHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined
  const value = headers[name] ?? Object.entries(headers).find(([given]) => given.toLowerCase() === name)?.[1]
  return typeof value === 'string' ? value : value?.join(', ')
}

function checkTime(timestamp: string, toleranceMs: number, now: number): void {
  const at = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1000 : Number.NaN
  if (!(at >= now - toleranceMs)) throw new WebhookVerificationError('too_old')
  if (!(at <= now + toleranceMs)) throw new WebhookVerificationError('too_new')
}

/** Signatures of a version that we do not know are passed over, as the specification says. */
function signaturesOf(header: string): Uint8Array<ArrayBuffer>[] {
  return header.split(' ').flatMap((one) => {
    const bytes = one.startsWith('v1,') ? decodeBase64(one.slice(3)) : undefined
    return bytes === undefined ? [] : [bytes]
  })
}

async function importSecret(secret: string): Promise<CryptoKey> {
  const bytes = decodeBase64(secret.replace(/^whsec_/, ''))
  if (bytes === undefined || bytes.length === 0) throw new TypeError('A secret is `whsec_` and base64')
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}
