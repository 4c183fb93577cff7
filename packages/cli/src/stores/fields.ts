import { Failure } from '../failure.ts'

type Fields = Readonly<Record<string, unknown>>

/** `path#FIELD`: one field of a secret that holds JSON; without `#`, the whole of it. */
export function splitField(text: string): { readonly path: string; readonly field: string | undefined } {
  const at = text.lastIndexOf('#')
  return at === -1 ? { path: text, field: undefined } : { path: text.slice(0, at), field: text.slice(at + 1) }
}

/** The field of a secret that holds JSON, or all of a secret. */
export function readField(secret: string | undefined, field: string | undefined): string | undefined {
  if (secret === undefined || field === undefined) return secret
  const value = parseFields(secret)[field]
  return typeof value === 'string' ? value : undefined
}

/** The secret with this field set, the others left as they are. */
export function writeField(before: string | undefined, field: string | undefined, value: string): string {
  return field === undefined ? value : JSON.stringify({ ...parseFields(before ?? '{}'), [field]: value })
}

/** The secret without this field; undefined where nothing is left of it. */
export function withoutField(before: string, field: string | undefined): string | undefined {
  if (field === undefined) return undefined
  const { [field]: _, ...others } = parseFields(before)
  return Object.keys(others).length === 0 ? undefined : JSON.stringify(others)
}

function parseFields(secret: string): Fields {
  try {
    const read: unknown = JSON.parse(secret)
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read as Fields
  } catch {
    // Said below: what it is instead may be a secret.
  }
  throw new Failure('badInput', ({ stores }) => stores.notJson)
}
