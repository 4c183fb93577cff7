import fc from 'fast-check'
import { type ErrorCode, errorRegistry } from '../src/errors.ts'
import {
  type AuditEvent,
  type AuditNote,
  auditActions,
  auditOutcomes,
  auditTargetTypes,
} from '../src/model/audit-event.ts'
import { organizationId, teamAt } from './example-records.ts'

/** The same with nothing left out and nothing null, at any depth. */
type Complete<Value> = Value extends string | number | boolean
  ? Value
  : { readonly [Key in keyof Value]-?: Complete<NonNullable<Value[Key]>> }

/**
 * A note in which everything is given. Whoever adds a field to notes must give it here, and the tests of the chain then
 * ask whether the MAC covers it.
 */
export const completeNote: Complete<AuditNote> = {
  at: 1_700_000_000_000,
  action: 'key.rename',
  outcome: 'refused',
  code: 'FORBIDDEN',
  actor: { type: 'user', id: 'usr_grace', name: 'grace', email: 'grace@example.com', keyId: 'ExampleKeyId0123' },
  ip: '192.0.2.7',
  requestId: 'req_1',
  organization: { id: organizationId('acme'), name: 'acme' },
  team: { id: teamAt('acme/research').id, name: 'research' },
  target: { type: 'key', id: 'ExampleKeyId4567', name: 'laptop', email: 'ada@example.com' },
  details: { fromName: 'laptop', toName: 'desktop', keys: 3, verifier: true },
}

// Of few and treacherous texts: what an encoding that only joins its parts would take for one of its own signs.
const texts = fc
  .array(fc.constantFrom('a', 'b', '"', ',', '","', 'null', '[', ']', '{}', ':', '\\', '0', '\0', '\n', '鍵', '🔑'), {
    maxLength: 3,
  })
  .map((parts) => parts.join(''))
const maybe = fc.option(texts)
const numbers = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
)
const codes = Object.keys(errorRegistry) as ErrorCode[]

export const anyNote: fc.Arbitrary<AuditNote> = fc.record({
  at: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  action: fc.constantFrom(...auditActions),
  outcome: fc.constantFrom(...auditOutcomes),
  code: fc.option(fc.constantFrom(...codes)),
  actor: fc.record({
    type: fc.constantFrom('user' as const, 'service_account' as const, 'operator' as const, 'anonymous' as const),
    id: maybe,
    name: maybe,
    email: maybe,
    keyId: maybe,
  }),
  ip: maybe,
  requestId: maybe,
  organization: fc.option(texts.map((name) => ({ id: organizationId(name), name }))),
  team: fc.option(texts.map((name) => ({ id: teamAt(`acme/${name}`).id, name }))),
  target: fc.record({ type: fc.constantFrom(...auditTargetTypes), id: maybe, name: maybe, email: maybe }),
  details: fc.dictionary(texts, fc.oneof(texts, numbers, fc.boolean(), fc.constant(null)), { noNullPrototype: true }),
})

/** Where a value that holds no others stands in an event: `['actor', 'id']`. */
export type Leaf = readonly string[]

/** Every leaf of an event, found by looking, so that nobody has to think of a new one. */
export function leavesOf(value: unknown, leaf: Leaf = []): Leaf[] {
  if (typeof value !== 'object' || value === null) return [leaf]
  return Object.entries(value).flatMap(([name, part]) => leavesOf(part, [...leaf, name]))
}

export function valueAt(value: unknown, [name, ...rest]: Leaf): unknown {
  if (name === undefined) return value
  return valueAt((value as Record<string, unknown>)[name], rest)
}

/** The same with another value in this place, be it of the right type or not: a database keeps to no types of ours. */
export function withLeaf<Whole extends AuditNote | AuditEvent>(whole: Whole, leaf: Leaf, value: unknown): Whole {
  return replace(whole, leaf, value) as Whole
}

function replace(whole: unknown, [name, ...rest]: Leaf, value: unknown): unknown {
  if (name === undefined) return value
  const parts = whole as Record<string, unknown>
  return { ...parts, [name]: replace(parts[name], rest, value) }
}

/** Other values for a leaf, among them all that a careless encoding might take for the same. */
export function otherValues(value: unknown): unknown[] {
  const others = [null, '', 'null', 'undefined', 0, 1, false, true, `${value}`, `${value} `, `x${value}`, [], {}]
  if (typeof value === 'number') others.push(value + 1, -value)
  if (typeof value === 'string') others.push(value.toUpperCase(), value.slice(1), [value], { value })
  // Nought is nought, with whatever sign.
  return others.filter((other) => other !== value)
}
