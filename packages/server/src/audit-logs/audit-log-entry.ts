import { type AuditEvent, errorRegistry } from '@keystead/core'
import { statusOf } from '../http/error-status.ts'
import { toWandbAction } from './wandb-actions.ts'

/**
 * An event in W&B's words (`wandb-wire.md` §6). As there, what does not apply is left out, and so is all that concerns
 * artifacts, projects, reports and the version of a client, of which there is nothing here. Nothing is added, either:
 * tools that load these logs know exactly these columns.
 */
export type AuditLogEntry = {
  readonly timestamp: string
  readonly action: string
  readonly response_code?: number
  readonly actor_user_id?: string
  readonly actor_email?: string
  readonly actor_ip?: string
  readonly user_asset?: string
  readonly user_email?: string
  readonly entity_asset?: string
  readonly entity_name?: string
}

/** @param anonymize leaves out what tells a person's name, address or network, and the names that people chose. */
export function toAuditLogEntry(event: AuditEvent, anonymize: boolean): AuditLogEntry {
  const { actor, target, team, ip } = event
  return {
    timestamp: writeTimestamp(event.at),
    action: toWandbAction(event.action),
    ...present('response_code', toResponseCode(event)),
    ...present('actor_user_id', actor.id),
    ...present('user_asset', toUserAsset(event)),
    ...present('entity_asset', team && team.id),
    ...(!anonymize && {
      ...present('actor_email', actor.email),
      ...present('actor_ip', ip),
      ...present('user_email', target.email),
      ...present('entity_name', team && team.name),
    }),
  }
}

/** W&B writes whole seconds without a fraction. */
export const writeTimestamp = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z')

const present = <Name extends string, Value>(name: Name, value: Value | null | undefined) =>
  (value === null || value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: Value }

/** Null for a code of a newer node, which this one cannot place. */
function toResponseCode({ code }: AuditEvent): number | null {
  if (code === null) return 200
  return code in errorRegistry ? statusOf[errorRegistry[code].kind] : null
}

/** The user or service account to whom it was done; of a key, whose it is. */
function toUserAsset({ target, details, outcome }: AuditEvent): string | null {
  // What a refused caller named may be nothing that exists, and may be anything that they wrote.
  if (outcome === 'refused') return null
  if (target.type === 'user' || target.type === 'service_account') return target.id
  return target.type === 'key' && typeof details.owner === 'string' ? details.owner : null
}
