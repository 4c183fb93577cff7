const mappedIpv4 = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/
// What no proxy that is trusted would write, but one could.
const longestNetwork = 45

/**
 * The network of an address, as far as one customer has it: providers give a whole /64 of IPv6 to each, and an IPv4 address
 * is one however it is written. Any other text is a network of its own. Never throws.
 */
export function networkOf(ip: string | null): string {
  if (ip === null) return ''
  const address = ip.toLowerCase().replace(/%.*$/, '')
  const [, ipv4] = mappedIpv4.exec(address) ?? []
  if (ipv4 !== undefined || !address.includes(':')) return ipv4 ?? address.slice(0, longestNetwork)
  const [before = '', after] = address.split('::')
  const head = before === '' ? [] : before.split(':')
  const tail = after === undefined || after === '' ? [] : after.split(':')
  const zeros = after === undefined ? 0 : Math.max(0, 8 - head.length - tail.length)
  const groups = [...head, ...Array.from({ length: zeros }, () => '0'), ...tail]
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
    .slice(0, longestNetwork)
}
