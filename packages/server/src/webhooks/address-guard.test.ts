import { describe, expect, it } from 'vitest'
import { makeAddressGuard } from './address-guard.ts'

const strict = makeAddressGuard([])

describe('webhooks lead to the public internet', () => {
  it.each(['8.8.8.8', '1.1.1.1', '172.15.255.255', '172.32.0.0', '100.63.255.255', '100.128.0.0', '2606:4700::1111'])(
    'such as %s',
    (address) => {
      expect(strict.isAllowed(address)).toBe(true)
      expect(strict.isPrivateAllowed(address)).toBe(false)
    },
  )
})

describe('webhooks never lead, unless it was allowed, to', () => {
  it.each([
    ['this host', ['0.0.0.0', '0.1.2.3', '::']],
    ['loopback', ['127.0.0.1', '127.255.255.254', '::1']],
    ['private networks', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1']],
    ['unique local addresses', ['fc00::1', 'fd12:3456::1']],
    [
      'link-local addresses and the metadata of clouds',
      ['169.254.169.254', '169.254.170.2', 'fe80::1', 'fe80::1%eth0'],
    ],
    ['the metadata of further clouds', ['100.100.100.200', '168.63.129.16', 'fd00:ec2::254', '192.0.0.192']],
    ['carrier-grade NAT', ['100.64.0.1', '100.127.255.255']],
    ['multicast and broadcast', ['224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1']],
    [
      'reserved and example addresses',
      ['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '240.0.0.1', '2001:db8::1'],
    ],
    [
      'IPv4 addresses that are written as IPv6',
      ['::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1', '::ffff:a00:1'],
    ],
    [
      'what a translator or a tunnel makes of IPv4',
      ['64:ff9b::a00:1', '64:ff9b:1::1', '2002:a00:1::1', '2001:0:a00:1::1'],
    ],
    ['deprecated site-local addresses', ['fec0::1']],
    ['what is no address', ['', 'localhost', '10.0.0', '0x7f000001', '2130706433', '127.1']],
  ])('%s', (_, addresses) => {
    for (const address of addresses) expect(strict.isAllowed(address), address).toBe(false)
  })
})

describe('networks that the operator has allowed', () => {
  const guard = makeAddressGuard(['10.1.0.0/16', '127.0.0.1', 'fd00:1::/32'])

  it('may be called, and no others', () => {
    for (const address of ['10.1.2.3', '127.0.0.1', 'fd00:1::5']) {
      expect([guard.isAllowed(address), guard.isPrivateAllowed(address)], address).toEqual([true, true])
    }
    for (const address of ['10.2.0.1', '127.0.0.2', 'fd00:2::1', '::1', '169.254.169.254']) {
      expect(guard.isAllowed(address), address).toBe(false)
    }
    expect([guard.isAllowed('8.8.8.8'), guard.isPrivateAllowed('8.8.8.8')]).toEqual([true, false])
  })
})
