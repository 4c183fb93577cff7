import type { StoreReader } from '@keystead/core'
import type { Kysely } from 'kysely'
import { invitationReader } from './accounts/invitations.ts'
import { memberReader } from './accounts/members.ts'
import { oneTimeLinkReader } from './accounts/one-time-links.ts'
import { organizationReader } from './accounts/organizations.ts'
import { passwordReader } from './accounts/passwords.ts'
import { policyReader } from './accounts/policies.ts'
import { serviceAccountReader } from './accounts/service-accounts.ts'
import { sessionReader } from './accounts/sessions.ts'
import { teamMemberReader } from './accounts/team-members.ts'
import { teamReader } from './accounts/teams.ts'
import { userReader } from './accounts/users.ts'
import { auditReader } from './audit/audit-events.ts'
import { consumerReader } from './consumers/consumers.ts'
import { deviceAuthorizationReader } from './devices/device-authorizations.ts'
import type { Dialect } from './dialect.ts'
import { deletedKeyReader } from './keys/deleted-keys.ts'
import { keyOwnerReader } from './keys/key-owners.ts'
import { keyReader } from './keys/keys.ts'
import { refusalReader } from './refusals/refusals.ts'
import { rotationReader } from './rotations/rotations.ts'
import type { Tables } from './tables.ts'
import { deliveryReader } from './webhooks/deliveries.ts'
import { webhookReader } from './webhooks/webhooks.ts'

/** Everything that is read, on either database: nothing here or below knows which. */
export function makeReader(database: Kysely<Tables>, dialect: Dialect): StoreReader {
  return {
    ...keyReader(database, dialect),
    ...deletedKeyReader(database),
    ...keyOwnerReader(database),
    ...consumerReader(database),
    ...userReader(database),
    ...organizationReader(database),
    ...memberReader(database),
    ...teamReader(database),
    ...teamMemberReader(database),
    ...serviceAccountReader(database),
    ...invitationReader(database),
    ...passwordReader(database),
    ...sessionReader(database),
    ...oneTimeLinkReader(database),
    ...deviceAuthorizationReader(database),
    ...policyReader(database),
    ...refusalReader(database),
    ...rotationReader(database),
    ...auditReader(database),
    ...webhookReader(database),
    ...deliveryReader(database),
  }
}
