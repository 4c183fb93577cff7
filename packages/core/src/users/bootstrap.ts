import type { RequestOrigin } from '../access/principal.ts'
import { describeUser, nobodyKnown, operator } from '../audit/describe.ts'
import { makeUncheckedChange, type UncheckedChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import { mintKey } from '../keys/mint-key.ts'
import { findGoodLink, makeOneTimeLink } from '../links/one-time-link.ts'
import type { Organization, User } from '../model/account.ts'
import { checkPassword } from '../names/check-password.ts'
import { normalizeEmail, usernameFrom } from '../names/email-and-username.ts'
import { newOrganizationId, newUserId } from '../names/new-identifier.ts'
import { normalizeName, normalizeOrganizationName } from '../names/normalize-name.ts'
import { type BegunSession, beginSession } from '../sessions/begin-session.ts'
import type { KeyToken } from '../token/key-token.ts'

export type BootstrapRequest = { readonly email: string; readonly organization: string }

type First = { readonly user: User; readonly organization: Organization }
export type Bootstrapped = First & { readonly token: KeyToken }

/**
 * Makes the first user, who administers the instance, the first organization, which they administer too, and a first
 * key of theirs. Works once in the life of a database, also when two try at the same moment.
 * Fails with `INVALID_EMAIL`, `INVALID_ORGANIZATION_NAME`, `NAME_CONTAINS_TOKEN`, `ALREADY_BOOTSTRAPPED`.
 */
export async function bootstrap(instance: Instance, request: BootstrapRequest): Promise<Bootstrapped> {
  const { keyId, token, digest, pepperVersion, format } = mintKey(instance, 'v1')
  const first = planFirst(instance, request)
  const origin = { ip: null, requestId: null }
  await makeUncheckedChange(instance, operator, origin, async (change) => {
    await insertFirst(change, first)
    await change.transaction.insertKey({
      id: keyId,
      name: 'bootstrap',
      ownerId: first.user.id,
      organizationId: null,
      format,
      createdAt: change.now,
      expiresAt: null,
      digest,
      pepperVersion,
    })
    note(change, first, { keyId })
  })
  return { ...first, token }
}

/** The link that lets a browser do what `bootstrap` does; undefined when it was done. */
export async function makeSetupLink(instance: Instance): Promise<KeyToken | undefined> {
  if (await instance.store.isBootstrapped()) return undefined
  return instance.store.transact((transaction) => makeOneTimeLink(instance, transaction, instance.clock.now(), null))
}

export type SetupRequest = BootstrapRequest & {
  readonly token: string
  readonly password: string
  readonly name?: string | undefined
  readonly userAgent: string | null
  readonly cookie: string | null
}

/**
 * Does the same for who holds the set-up link, with a password instead of a key, and signs them in.
 * Fails as {@link bootstrap} does, and with `LINK_INVALID`, `INVALID_PASSWORD`, `INVALID_NAME`.
 */
export async function setUp(
  instance: Instance,
  origin: RequestOrigin,
  request: SetupRequest,
): Promise<First & BegunSession> {
  const { store, clock, passwords } = instance
  if (await store.isBootstrapped()) throw new KeysteadError('ALREADY_BOOTSTRAPPED')
  await findGoodLink(instance, store, request.token, clock.now())
  const first = planFirst(instance, request)
  const hash = await passwords.hash(checkPassword(request.password, first.user.email))
  return makeUncheckedChange(instance, nobodyKnown, origin, async (change) => {
    const link = await findGoodLink(instance, change.transaction, request.token, change.now)
    if (link.userId !== null) throw new KeysteadError('LINK_INVALID')
    await insertFirst(change, first)
    await change.transaction.writePasswordHash(first.user.id, hash)
    note(change, first, {})
    const { userAgent, cookie } = request
    return { ...first, ...(await beginSession(instance, change, first.user, { userAgent, cookie, ip: origin.ip })) }
  })
}

function planFirst(instance: Instance, request: BootstrapRequest & { readonly name?: string | undefined }): First {
  const createdAt = instance.clock.now()
  const email = normalizeEmail(request.email)
  const username = usernameFrom(email)
  return {
    user: {
      id: newUserId(instance.randomness),
      username,
      email,
      name: request.name === undefined ? username : normalizeName(request.name),
      instanceAdmin: true,
      createdAt,
      activatedAt: createdAt,
    },
    organization: {
      id: newOrganizationId(instance.randomness),
      name: normalizeOrganizationName(request.organization),
      createdAt,
    },
  }
}

async function insertFirst({ transaction, now }: UncheckedChange, { user, organization }: First): Promise<void> {
  if (!(await transaction.claimBootstrap(now))) throw new KeysteadError('ALREADY_BOOTSTRAPPED')
  // There may be several: each start without an administrator has printed one.
  await transaction.deleteOneTimeLinksFor(null)
  await transaction.insertUser(user)
  await transaction.insertOrganization(organization)
  await transaction.insertMembership(user.id, organization.id, 'admin')
}

function note(change: UncheckedChange, { user, organization }: First, details: { readonly keyId?: string }): void {
  change.note({
    action: 'instance.bootstrap',
    organizations: [organization],
    target: describeUser(user),
    details: { organization: organization.name, ...details },
  })
}
