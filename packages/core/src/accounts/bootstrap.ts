import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import { mintKey } from '../keys/mint-key.ts'
import type { Organization, User } from '../model/account.ts'
import type { KeyToken } from '../token/key-token.ts'
import { newOrganizationId, newUserId } from './new-identifier.ts'

export type BootstrapRequest = { readonly email: string; readonly organization: string }
export type Bootstrapped = { readonly user: User; readonly organization: Organization; readonly token: KeyToken }

/**
 * Makes the first user, who administers the instance, the first organization, which they administer too, and a first
 * key of theirs. Works once in the life of a database, also when two try at the same moment.
 * Fails with `INVALID_EMAIL`, `INVALID_ORGANIZATION_NAME`, `ALREADY_BOOTSTRAPPED`.
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
  }
  const organization: Organization = {
    id: newOrganizationId(instance.randomness),
    name: checkOrganizationName(request.organization),
    createdAt,
  }
  const { keyId, token, digest, pepperVersion, format } = mintKey(instance, 'v1')
  await instance.store.transact(async (transaction) => {
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
  })
  return { user, organization, token }
}

// What RFC 5321 lets pass at most, and the one thing that every address has. Whether it exists only a message can tell.
const longestEmail = 254
const emailShape = /^[^\s@\p{C}]{1,64}@[^\s@\p{C}]{1,253}$/u

function normalizeEmail(text: string): string {
  const email = text.normalize('NFC').trim().toLowerCase()
  if (email.length > longestEmail || !emailShape.test(email)) throw new KeysteadError('INVALID_EMAIL')
  return email
}

// "org_" begins an ID, and a reference must never be able to mean both.
const organizationNameShape = /^(?!org_)[a-z0-9][a-z0-9_-]{0,63}$/i

function checkOrganizationName(name: string): string {
  if (!organizationNameShape.test(name)) throw new KeysteadError('INVALID_ORGANIZATION_NAME')
  return name
}

/** A handle of lower-case letters, digits, `-`, `_` and `.`, as W&B's clients print and put into URLs. */
function usernameFrom(email: string): string {
  const handle = email
    .slice(0, email.lastIndexOf('@'))
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
  return handle === '' ? 'admin' : handle
}
