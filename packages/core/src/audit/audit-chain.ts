import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { AuditEvent, AuditNote } from '../model/audit-event.ts'
import type { Pepper, Peppers } from '../token/pepper.ts'

/** The end of a trail, as somebody outside may keep it: who has it finds out when anything before it was changed or cut. */
export type AuditAnchor = Pick<AuditEvent, 'number' | 'mac'>

/** What stands before the first event. */
export const trailStart: AuditAnchor = { number: 0, mac: '' }

/**
 * The key of the chain, derived from a pepper (HKDF, RFC 5869), which lives outside the database: whoever can write to
 * the database, and no more, can forge no event.
 */
export function deriveAuditKey({ secret }: Pepper): KeyObject {
  return createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', 'keystead audit chain', 32)))
}

/** The keys of all parts of the chain by pepper version, the oldest first: of peppers that are gone, too. */
export function listAuditKeys(peppers: Peppers): ReadonlyMap<number, KeyObject> {
  const retired = peppers.retired().map(({ version, auditKey }) => [version, auditKey] as const)
  const inUse = peppers.versions().map((pepper) => [pepper.version, deriveAuditKey(pepper)] as const)
  return new Map([...retired, ...inUse].toSorted(([a], [b]) => a - b))
}

/** Puts a note into its place after the event that `previous` names. */
export function sealAuditNote(note: AuditNote, previous: AuditAnchor, pepper: Pepper): AuditEvent {
  const unsealed = { ...note, number: previous.number + 1, macKeyId: pepper.version }
  return { ...unsealed, mac: computeMac(unsealed, previous.mac, deriveAuditKey(pepper)) }
}

/** Whether an event is as it was written, and follows the event with this MAC. */
export function isAuthentic(event: AuditEvent, previousMac: string, key: KeyObject): boolean {
  const expected = Buffer.from(computeMac(event, previousMac, key))
  const actual = Buffer.from(event.mac)
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}

function computeMac(event: Omit<AuditEvent, 'mac'>, previousMac: string, key: KeyObject): string {
  return createHmac('sha256', key).update(encodeCanonically(event, previousMac)).digest('base64url')
}

/**
 * Every field in a fixed order as one JSON array: two different events never have one encoding, since JSON keeps apart
 * what stands side by side. Never changed for events that exist; another order needs another first element.
 */
function encodeCanonically(event: Omit<AuditEvent, 'mac'>, previousMac: string): string {
  const { number, macKeyId, at, action, outcome, code, actor, ip, requestId, organization, team, target } = event
  const details = Object.entries(event.details).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([
    'keystead audit event 1',
    previousMac,
    number,
    macKeyId,
    at,
    action,
    outcome,
    code,
    [actor.type, actor.id, actor.name, actor.email, actor.keyId],
    ip,
    requestId,
    organization && [organization.id, organization.name],
    team && [team.id, team.name],
    [target.type, target.id, target.name, target.email],
    details,
  ])
}
