/** Where to go after signing in: an address of this console, or its start. Anything else would be an open redirect. */
export function readReturnTo(text: string | undefined): string {
  if (text === undefined || !/^\/(?![/\\])/.test(text)) return '/'
  const here = 'http://console.invalid'
  const address = new URL(text, here)
  return address.origin === here ? address.pathname + address.search : '/'
}
