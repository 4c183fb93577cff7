import { BlockList, isIP, isIPv4 } from 'node:net'

/** Whether a webhook may be called at this address. */
export type AddressGuard = {
  isAllowed(address: string): boolean
  /** Whether it lies in one of the networks that the operator has named. */
  isPrivateAllowed(address: string): boolean
}

// Everything that is not the public internet, by the registries of IANA (RFC 6890 and what it was extended by):
// https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry.
const reservedNetworks = [
  '0.0.0.0/8', // this host
  '10.0.0.0/8',
  '100.64.0.0/10', // carrier-grade NAT, and the metadata of one cloud
  '127.0.0.0/8',
  '169.254.0.0/16', // link-local, and the metadata of most clouds
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24', // documentation
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
  '168.63.129.16/32', // the metadata of one cloud, among public addresses
]

// The one block of IPv6 that is given out for the public internet, and what of it is not.
const publicIpv6 = '2000::/3'
const reservedIpv6 = [
  '2001::/23', // protocol assignments, Teredo among them, which holds an IPv4 address
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4, which holds an IPv4 address
  '2620:4f:8000::/48',
  '3fff::/20', // documentation
  '5f00::/16',
]

/**
 * Refuses what a stranger must not reach through us: loopback, private and link-local networks, metadata services, and all the
 * ways to write one of these as another address. `privateNetworks` are CIDR ranges, or addresses, that are allowed all the same.
 */
export function makeAddressGuard(privateNetworks: readonly string[]): AddressGuard {
  const allowed = listNetworks(privateNetworks)
  const reserved = listNetworks([...reservedNetworks, ...reservedIpv6])
  const given = listNetworks([publicIpv6])
  const isPublic = (address: string) => {
    if (isIPv4(address)) return !reserved.check(address, 'ipv4')
    // IPv4-mapped addresses, NAT64 and all else that is not of the public block are outside of it.
    return given.check(address, 'ipv6') && !reserved.check(address, 'ipv6')
  }
  const isPrivateAllowed = (text: string) => {
    const address = withoutZone(text)
    return isIP(address) !== 0 && allowed.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
  }
  return {
    isPrivateAllowed,
    isAllowed(text) {
      const address = withoutZone(text)
      return isIP(address) !== 0 && (isPrivateAllowed(address) || isPublic(address))
    },
  }
}

const withoutZone = (address: string) => address.replace(/%.*$/, '')

function listNetworks(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const family = isIPv4(address) ? 'ipv4' : 'ipv6'
    list.addSubnet(address, bits === undefined ? (family === 'ipv4' ? 32 : 128) : Number(bits), family)
  }
  return list
}
