import { describe, expect, it } from 'vitest'
import { networkOf } from './network-of.ts'

describe('the network of an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8:0001:2::9', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:db8::', '2001:db8:0:0'],
    ['2001:db8::5:6:7:8', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['::', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0'],
    ['no address', 'no address'],
  ])('of %s is %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network)
  })

  it('is the same for every address of one /64, however it is written', () => {
    const same = ['2a01:4f8::1', '2a01:4f8::2', '2a01:4f8:0:0:ffff::', '2a01:04f8:0000:0:1:2:3:4']
    expect(new Set(same.map(networkOf)).size).toBe(1)
  })

  it('is short, whatever a header says', () => {
    for (const text of ['x'.repeat(9_000), 'a:'.repeat(9_000), `${'1'.repeat(900)}::`, ':::::::', '::::1']) {
      expect(networkOf(text).length).toBeLessThanOrEqual(45)
    }
    expect(networkOf(null)).toBe('')
  })
})
