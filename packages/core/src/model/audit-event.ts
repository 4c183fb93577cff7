import type { ErrorCode } from '../errors.ts'
import type { OrganizationReference, TeamReference } from './account.ts'

/**
 * What the audit trail knows. A row is never renamed: exports and whoever reads them rely on it. The noun comes first,
 * so that a filter can ask for all that concerns one.
 */
export const auditActions = [
  'instance.bootstrap',
  'instance.restore',
  'instance.add_pepper',
  'instance.use_pepper',
  'instance.retire_pepper',
  'key.create',
  'key.rename',
  'key.delete',
  'key.block',
  'key.unblock',
  'key.disable',
  'key.enable',
  'key.leak',
  'rotation.open',
  'rotation.change',
  'rotation.mark_gone',
  'rotation.unmark_gone',
  'rotation.complete',
  'rotation.cancel',
  'rotation.revoke',
  'key.undelete',
  'user.create',
  'user.update',
  'user.remove',
  'organization.create',
  'organization.rename',
  'organization.add_member',
  'organization.change_role',
  'organization.remove_member',
  'team.create',
  'team.rename',
  'team.delete',
  'team.add_member',
  'team.change_role',
  'team.remove_member',
  'service_account.create',
  'service_account.update',
  'service_account.delete',
  'invitation.create',
  'invitation.revoke',
  'invitation.accept',
  'policies.change',
  'session.sign_in',
  'session.sign_out',
  'session.revoke',
  'password.create_link',
  'password.change',
  'device.approve',
  'device.deny',
  'webhook.create',
  'webhook.update',
  'webhook.delete',
  'webhook.rotate_secret',
  'webhook.test',
  'webhook.redeliver',
  'webhook.disable',
] as const
export type AuditAction = (typeof auditActions)[number]

export const auditOutcomes = ['done', 'refused'] as const
export type AuditOutcome = (typeof auditOutcomes)[number]

/**
 * Who did it, as they were called then. `operator`: a command on the server's machine. `keystead`: Keystead by itself, because
 * somebody had asked it to. `anonymous`: nobody known.
 */
export type AuditActor = {
  readonly type: 'user' | 'service_account' | 'operator' | 'keystead' | 'anonymous'
  readonly id: string | null
  readonly name: string | null
  readonly email: string | null
  /** The key that they used. */
  readonly keyId: string | null
}

export const auditTargetTypes = [
  'key',
  'user',
  'organization',
  'team',
  'service_account',
  'invitation',
  'session',
  'webhook',
  'instance',
] as const

/** What it was done to. Of a refused call, what the caller named: redacted, and perhaps nothing that exists. */
export type AuditTarget = {
  readonly type: (typeof auditTargetTypes)[number]
  readonly id: string | null
  readonly name: string | null
  /** E-mail of the user that the target is, or who owns it. */
  readonly email: string | null
}

export type AuditDetails = Readonly<Record<string, string | number | boolean | null>>

/** What is to be remembered, before it has its place in the chain. Times are epoch milliseconds. */
export type AuditNote = {
  readonly at: number
  readonly action: AuditAction
  readonly outcome: AuditOutcome
  /** Why it was refused. */
  readonly code: ErrorCode | null
  readonly actor: AuditActor
  readonly ip: string | null
  readonly requestId: string | null
  /** Whose admins may read it; null where only those of the instance may. */
  readonly organization: OrganizationReference | null
  readonly team: Pick<TeamReference, 'id' | 'name'> | null
  readonly target: AuditTarget
  /** What changed, by field; for a change of a value, `from…` and `to…`. */
  readonly details: AuditDetails
}

/** An event in its place: numbers are contiguous from 1, and each MAC covers the event and the MAC before it. */
export type AuditEvent = AuditNote & {
  readonly number: number
  /** Version of the pepper from which the key of the MAC is derived. */
  readonly macKeyId: number
  /** HMAC-SHA-256, base64url. */
  readonly mac: string
}
