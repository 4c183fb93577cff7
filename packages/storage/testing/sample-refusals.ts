import { randomBytes } from 'node:crypto'
import { identifyConsumer, type KeyId, type RefusalReport } from '@keystead/core'

export const sampleRequestId = () => `req_${randomBytes(16).toString('hex')}`

/** One token that has expired, from nowhere in particular. */
export function sampleRefusal(keyId: KeyId | null, at: number, given: Partial<RefusalReport> = {}): RefusalReport {
  const first = { requestId: sampleRequestId(), at }
  return {
    keyId,
    reason: 'expired',
    code: null,
    door: 'verify',
    demand: null,
    consumer: identifyConsumer({ ip: '192.0.2.1', userAgent: 'curl/8.9.1' }),
    count: 1,
    first,
    requests: [first],
    ...given,
  }
}
