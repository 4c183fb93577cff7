import { networkOf } from '../sessions/network-of.ts'

/** An address and the network around it, as consumers are told apart by it. */
export type AddressPlace = { readonly address: string; readonly network: string }

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/
const ipv6 = /^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}$/
const mappedIpv4 = /^::ffff:(?=\d+\.)/

/**
 * The IPv4 /24 or the IPv6 /64 of an address: hosts come and go in it, while the place stays. Undefined for what is no address.
 * Never throws.
 */
export function placeOfAddress(ip: string | null | undefined): AddressPlace | undefined {
  if (ip === null || ip === undefined || ip.length > 64) return undefined
  const address = ip.toLowerCase().replace(/%.*$/, '').replace(mappedIpv4, '')
  if (ipv4.test(address)) return { address, network: `${address.slice(0, address.lastIndexOf('.'))}.0/24` }
  if (ipv6.test(address)) return { address, network: `${networkOf(address)}::/64` }
  return undefined
}
