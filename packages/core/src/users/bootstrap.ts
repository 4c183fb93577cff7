import { describeUser, operator } from '../audit/describe.ts'
import { makeUncheckedChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import { mintKey } from '../keys/mint-key.ts'
import type { Organization, User } from '../model/account.ts'
import { normalizeEmail, usernameFrom } from '../names/email-and-username.ts'
import { newOrganizationId, newUserId } from '../names/new-identifier.ts'
import { normalizeOrganizationName } from '../names/normalize-name.ts'
import type { KeyToken } from '../token/key-token.ts'

export type BootstrapRequest = { readonly email: string; readonly organization: string }
export type Bootstrapped = { readonly user: User; readonly organization: Organization; readonly token: KeyToken }

/**
 * Makes the first user, who administers the instance, the first organization, which they administer too, and a first
 * key of theirs. Works once in the life of a database, also when two try at the same moment.
 * Fails with `INVALID_EMAIL`, `INVALID_ORGANIZATION_NAME`, `NAME_CONTAINS_TOKEN`, `ALREADY_BOOTSTRAPPED`.
 */
export async function bootstrap(instance: Instance, request: BootstrapRequest): Promise<Bootstrapped> {
  const createdAt = instance.clock.now()
  const email = normalizeEmail(request.email)
  const username = usernameFrom(email)
  const user: User = {
    id: newUserId(instance.randomness),
    username,
    email,
    name: username,
    instanceAdmin: true,
    createdAt,
    activatedAt: createdAt,
  }
  const organization: Organization = {
    id: newOrganizationId(instance.randomness),
    name: normalizeOrganizationName(request.organization),
    createdAt,
  }
  const { keyId, token, digest, pepperVersion, format } = mintKey(instance, 'v1')
  await makeUncheckedChange(instance, operator, { ip: null, requestId: null }, async ({ transaction, note }) => {
    if (!(await transaction.claimBootstrap(createdAt))) throw new KeysteadError('ALREADY_BOOTSTRAPPED')
    await transaction.insertUser(user)
    await transaction.insertOrganization(organization)
    await transaction.insertMembership(user.id, organization.id, 'admin')
    await transaction.insertKey({
      id: keyId,
      name: 'bootstrap',
      ownerId: user.id,
      organizationId: null,
      format,
      createdAt,
      expiresAt: null,
      digest,
      pepperVersion,
    })
    note({
      action: 'instance.bootstrap',
      organizations: [organization],
      target: describeUser(user),
      details: { organization: organization.name, keyId },
    })
  })
  return { user, organization, token }
}
