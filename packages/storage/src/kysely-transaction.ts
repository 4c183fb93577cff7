import type { StoreTransaction } from '@keystead/core'
import type { Transaction } from 'kysely'
import { accountLock } from './accounts/account-lock.ts'
import { invitationWriter } from './accounts/invitations.ts'
import { memberWriter } from './accounts/members.ts'
import { oneTimeLinkWriter } from './accounts/one-time-links.ts'
import { organizationWriter } from './accounts/organizations.ts'
import { passwordWriter } from './accounts/passwords.ts'
import { policyWriter } from './accounts/policies.ts'
import { serviceAccountWriter } from './accounts/service-accounts.ts'
import { sessionWriter } from './accounts/sessions.ts'
import { teamMemberWriter } from './accounts/team-members.ts'
import { teamWriter } from './accounts/teams.ts'
import { userWriter } from './accounts/users.ts'
import { auditWriter } from './audit/audit-events.ts'
import { deviceAuthorizationWriter } from './devices/device-authorizations.ts'
import type { Dialect } from './dialect.ts'
import { instanceWriter } from './instance/instance.ts'
import { creationWriter } from './keys/idempotent-creations.ts'
import { keyLifeWriter } from './keys/key-life.ts'
import { keyWriter } from './keys/keys.ts'
import { makeReader } from './kysely-reader.ts'
import { rotationWriter } from './rotations/rotations.ts'
import type { Tables } from './tables.ts'
import type { Touch } from './touched-subjects.ts'
import { beatWriter } from './webhooks/beats.ts'
import { deliveryWriter } from './webhooks/deliveries.ts'
import { eventWriter } from './webhooks/events.ts'
import { webhookWriter } from './webhooks/webhooks.ts'

/**
 * Everything that is written in one transaction, and read in it. Writers of what a verification looks at touch it; those that
 * are not given `touch` change nothing of the kind.
 */
export function makeTransaction(transaction: Transaction<Tables>, dialect: Dialect, touch: Touch): StoreTransaction {
  const { lockRows } = dialect
  return {
    ...makeReader(transaction, dialect),
    ...instanceWriter(transaction, lockRows),
    ...accountLock(transaction, lockRows),
    ...keyWriter(transaction, lockRows, touch),
    ...keyLifeWriter(transaction, lockRows, touch),
    ...creationWriter(transaction),
    ...rotationWriter(transaction, lockRows),
    ...userWriter(transaction, touch),
    ...organizationWriter(transaction, lockRows, touch),
    ...memberWriter(transaction, touch),
    ...policyWriter(transaction, touch),
    ...teamWriter(transaction, lockRows, touch),
    ...teamMemberWriter(transaction, touch),
    ...serviceAccountWriter(transaction, touch),
    ...invitationWriter(transaction),
    ...passwordWriter(transaction),
    ...sessionWriter(transaction),
    ...oneTimeLinkWriter(transaction),
    ...deviceAuthorizationWriter(transaction),
    ...auditWriter(transaction, lockRows),
    ...eventWriter(transaction),
    ...webhookWriter(transaction, lockRows),
    ...deliveryWriter(transaction),
    ...beatWriter(transaction, lockRows),
  }
}
