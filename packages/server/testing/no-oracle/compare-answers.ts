import type { Answer } from '../call.ts'
import { withoutIncidentals } from '../rest-calls.ts'

/** An answer, and the reference in the request that it answers. */
export type Asked = { readonly reference: string; readonly answer: Answer }

/**
 * By what a caller could tell two answers apart, beyond the reference that they sent themselves; empty where by nothing.
 * Held against each other are the status, every header and every byte of the body, less what differs between any two
 * answers. Where both have made something, less also what was drawn at random for it.
 */
export function findDifferences(existing: Asked, madeUp: Asked, haveMade = false): string[] {
  // Held against each other as they are, first: a word that is also a reference may stand in both for another reason.
  const asTheyAre = differencesBetween(toComparable(existing.answer), toComparable(madeUp.answer))
  if (asTheyAre.length === 0) return []
  const hide = (text: string) => (haveMade ? hideDrawn(text) : text)
  return differencesBetween(
    toComparable(existing.answer, (text) => hide(hideReference(text, existing.reference))),
    toComparable(madeUp.answer, (text) => hide(hideReference(text, madeUp.reference))),
  )
}

type Comparable = ReturnType<typeof toComparable>

function differencesBetween(seen: Comparable, expected: Comparable): string[] {
  const differences: string[] = []
  if (seen.status !== expected.status) differences.push(`status ${seen.status} instead of ${expected.status}`)
  for (const name of new Set([...Object.keys(seen.headers), ...Object.keys(expected.headers)])) {
    const [value, other] = [seen.headers[name], expected.headers[name]]
    if (value !== other) differences.push(`header ${name} ${value ?? 'missing'} instead of ${other ?? 'missing'}`)
  }
  if (seen.body !== expected.body) differences.push(`body ${seen.body} instead of ${expected.body}`)
  return differences
}

function toComparable(answer: Answer, hide = (text: string) => text) {
  const { status, headers, body } = withoutIncidentals(answer)
  const texts = Object.entries(headers).map(([name, value]) => [name, hide(JSON.stringify(value))] as const)
  return { status, headers: Object.fromEntries(texts) as Readonly<Record<string, string>>, body: hide(body) }
}

/** As it was sent and no other way: an answer that gives the name as it is stored has told that it is. */
function hideReference(text: string, reference: string): string {
  const forms = [JSON.stringify(reference).slice(1, -1), encodeURIComponent(reference), reference]
  return forms.reduce((rest, form) => rest.replaceAll(form, '<reference>'), text)
}

const idShape = /\b(?:(?:org|team|usr|sva|inv|rot|whk|evt)_)?[0-9A-Za-z]{16,22}\b/g

function hideDrawn(text: string): string {
  return text
    .replaceAll(/\b(?:ksd|invite)_v1_\w+/g, '<token>')
    .replaceAll(/\bwhsec_[\w+/]+=*/g, '<secret>')
    .replaceAll(/\b[0-9A-Za-z]{24,}={0,2}/g, (word) => {
      const nodeId = Buffer.from(word, 'base64').toString('latin1')
      return /^[A-Z]\w+:/.test(nodeId) ? nodeId : word
    })
    .replaceAll(idShape, '<ID>')
}
