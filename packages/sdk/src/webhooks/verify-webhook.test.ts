import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { verifyWebhook, WebhookVerificationError } from './verify-webhook.ts'

const secret = `whsec_${Buffer.from('a secret of thirty-two bytes, ok').toString('base64')}`
const other = `whsec_${Buffer.from('another secret of 32 bytes, fine').toString('base64')}`
const at = 1_800_000_000
const now = () => at * 1000
const body = '{"type":"key.deleted","timestamp":"2027-01-15T08:00:00.000Z","data":{"key":{"name":"鍵 🗝"}}}'

// By the reference library of Standard Webhooks, so that both could not be wrong in the same way.
const signedBy = (by: string, text = body, time = at) => new Webhook(by).sign('evt_1', new Date(time * 1000), text)
const headersWith = (signature: string, time = at) => ({
  'webhook-id': 'evt_1',
  'webhook-timestamp': String(time),
  'webhook-signature': signature,
})
const reasonOf = (call: Promise<unknown>) =>
  call.then(
    () => 'believed',
    (error: unknown) => (error instanceof WebhookVerificationError ? error.reason : error),
  )

describe('a delivery is believed', () => {
  it('that the reference library has signed, however headers and body are given', async () => {
    const headers = headersWith(signedBy(secret))
    const capitals = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]))
    for (const [given, raw] of [
      [headers, body],
      [new Headers(headers), new TextEncoder().encode(body)],
      [capitals, body],
    ] as const) {
      const event = await verifyWebhook(given, raw, secret, { now })
      expect(event).toEqual(JSON.parse(body))
    }
  })

  it('whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), fc.uint8Array({ minLength: 1, maxLength: 64 }), async (text, key) => {
        const any = `whsec_${Buffer.from(key).toString('base64')}`
        expect(await verifyWebhook(headersWith(signedBy(any, text)), text, any, { now })).toEqual(JSON.parse(text))
      }),
    )
  })

  it('by one of several signatures, or one of several secrets, and others say nothing', async () => {
    const both = `v1a,AAAA ${signedBy(other)} v1,no-base64! ${signedBy(secret)}`
    expect(await reasonOf(verifyWebhook(headersWith(both), body, secret, { now }))).toBe('believed')
    const one = headersWith(signedBy(secret))
    expect(await reasonOf(verifyWebhook(one, body, [other, secret], { now }))).toBe('believed')
  })

  it('five minutes before and after, and no longer', async () => {
    const verifyAt = (apart: number, toleranceMs?: number) =>
      reasonOf(verifyWebhook(headersWith(signedBy(secret)), body, secret, { now: () => now() + apart, toleranceMs }))
    expect([await verifyAt(300_000), await verifyAt(-300_000)]).toEqual(['believed', 'believed'])
    expect([await verifyAt(300_001), await verifyAt(-300_001)]).toEqual(['too_old', 'too_new'])
    expect([await verifyAt(301_000, 302_000), await verifyAt(1, 0)]).toEqual(['believed', 'too_old'])
  })
})

describe('a delivery is not believed', () => {
  it('that anything was changed of, or that another secret has signed', async () => {
    const good = headersWith(signedBy(secret))
    const refused = (headers: Record<string, string>, text = body) =>
      reasonOf(verifyWebhook(headers, text, secret, { now }))
    expect(await refused(good, body.replace('deleted', 'created'))).toBe('wrong_signature')
    expect(await refused({ ...good, 'webhook-id': 'evt_2' })).toBe('wrong_signature')
    expect(await refused({ ...good, 'webhook-timestamp': String(at + 1) })).toBe('wrong_signature')
    expect(await refused(headersWith(signedBy(other)))).toBe('wrong_signature')
    const unversioned = createHmac('sha256', 'a secret of thirty-two bytes, ok').update(body).digest('base64')
    for (const signature of [unversioned, `v1,${unversioned}`, `v2,${signedBy(secret).slice(3)}`, 'v1,', ' ']) {
      expect(await refused(headersWith(signature)), signature).toMatch(/wrong_signature|missing_header/)
    }
  })

  it('that lacks a header, or has a time that is none', async () => {
    const good = headersWith(signedBy(secret))
    for (const name of Object.keys(good)) {
      const rest = Object.fromEntries(Object.entries(good).filter(([other]) => other !== name))
      expect(await reasonOf(verifyWebhook(rest, body, secret, { now })), name).toBe('missing_header')
    }
    for (const time of ['NaN', '', '-1', '1e9', ' 1', '99999999999999']) {
      const reason = await reasonOf(verifyWebhook({ ...good, 'webhook-timestamp': time }, body, secret, { now }))
      expect(reason, time).toMatch(/too_old|missing_header/)
    }
  })

  it('by a secret that is none', async () => {
    for (const none of ['', 'whsec_', 'no base64!']) {
      await expect(verifyWebhook(headersWith(signedBy(secret)), body, none, { now })).rejects.toThrow(TypeError)
    }
  })
})
