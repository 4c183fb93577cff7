import { describe, expect, it } from 'vitest'
import type { ServiceAccountId } from '../identifiers.ts'
import { type ClientDetails, identifyConsumer } from './identify-consumer.ts'

const idOf = (client: ClientDetails) => identifyConsumer(client).id
const verifier = 'sva_gate' as ServiceAccountId

describe('a consumer', () => {
  it('is told apart by its label alone, wherever it runs and with what', () => {
    const here = identifyConsumer({ label: 'etl-cron', ip: '10.2.0.7', userAgent: 'curl/8.9.1' })
    expect(here).toEqual({
      id: expect.stringMatching(/^con_[0-9a-f]{32}$/),
      label: 'etl-cron',
      network: '10.2.0.0/24',
      lastAddress: '10.2.0.7',
      program: { name: 'curl', version: '8.9.1', runtime: null },
      verifier: null,
    })
    expect(idOf({ label: ' etl-cron\n', ip: '2001:db8::1' })).toBe(here.id)
    expect(idOf({ label: 'ETL-cron' })).not.toBe(here.id)
  })

  it('without a label is its network and its program, which an upgrade does not change', () => {
    const before = idOf({ ip: '10.2.0.7', userAgent: 'W&B Internal Client 0.21.4' })
    expect(idOf({ ip: '10.2.0.250', userAgent: 'W&B Public Client 0.22.3' })).toBe(before)
    expect(idOf({ ip: '::ffff:10.2.0.9', userAgent: 'wandb-core' })).toBe(before)
    const others = [
      { ip: '10.2.1.7', userAgent: 'wandb-core' },
      { ip: '10.2.0.7', userAgent: 'curl/8.9.1' },
      { ip: '10.2.0.7' },
      { userAgent: 'wandb-core' },
      { label: 'wandb', ip: '10.2.0.7', userAgent: 'wandb-core' },
      { ip: '10.2.0.7', userAgent: 'wandb-core', verifier },
      {},
      { verifier },
    ]
    expect(new Set([before, ...others.map(idOf)]).size).toBe(others.length + 1)
  })

  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:2::9%eth0', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::ffff:192.0.2.9', '192.0.2.0/24'],
    ['255.255.255.255', '255.255.255.0/24'],
    ['256.1.1.1', null],
    ['1.2.3', null],
    ['1.2.3.4.', null],
    ['unknown', null],
    ['1:2', null],
    ['10.0.0.1, 10.0.0.2', null],
    [`${'1'.repeat(5_000)}::`, null],
  ])('at %s is in %s', (ip, network) => {
    expect(identifyConsumer({ ip }).network).toBe(network)
  })

  it('is shown without what breaks a list, and without a token', () => {
    const token = 'ksd_v1_0123456789abcdef_0123456789012345678901234567890123456789012aaaaaa'
    expect(identifyConsumer({ label: ` a\u0000b\u202Ec\r\n\td\uD800 ` }).label).toBe('a b c d')
    expect(identifyConsumer({ label: '\u200B\u0007' }).label).toBeNull()
    expect(identifyConsumer({ label: `my ${token}` }).label).toBe('my [redacted]')
    expect([...(identifyConsumer({ label: '😀'.repeat(9_000) }).label ?? '')]).toHaveLength(100)
  })
})
