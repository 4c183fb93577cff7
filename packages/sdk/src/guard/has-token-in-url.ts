// What a token looks like, in both formats; a secret that was cut short on the way counts, too.
const tokenShape = /(?:^|[^A-Za-z0-9])(?:[a-z0-9]{2,16}_v1_[0-9A-Za-z]{16}_[0-9A-Za-z]{20}|local-[0-9a-f]{40})/

/**
 * Whether a URL holds a token, in its path or query: proxies and logs on the way have recorded it. By its looks alone, since a
 * parameter called `key` may be anything in somebody's own API. `access_token` is one by definition (RFC 6750 §2.3).
 */
export function hasTokenInUrl(url: string): boolean {
  return /[?&]access_token=/i.test(url) || tokenShape.test(url) || tokenShape.test(decodeLeniently(url))
}

function decodeLeniently(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    return url.replaceAll(/%([2-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  }
}
