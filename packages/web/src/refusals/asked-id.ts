/** What somebody has pasted, to have it explained. */
export type AskedId =
  | { readonly kind: 'request' | 'key'; readonly id: string }
  | { readonly kind: 'missing' | 'neither' | 'isToken' }

/** A token must get into no address and no request: it is known by its beginning. */
export function readAskedId(text: string): AskedId {
  const id = text.trim()
  if (id === '') return { kind: 'missing' }
  if (/_v1_[0-9A-Za-z]{16}_|local-[0-9a-f]{20}|^[0-9a-f]{40}$/.test(id)) return { kind: 'isToken' }
  if (/^req_[0-9a-f]{32}(?:\.\d{1,3})?$/.test(id)) return { kind: 'request', id }
  if (/^(?:[0-9A-Za-z]{16}|[0-9a-f]{20})$/.test(id)) return { kind: 'key', id }
  return { kind: 'neither' }
}
