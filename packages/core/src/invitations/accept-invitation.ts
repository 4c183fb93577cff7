import type { Caller, RequestOrigin } from '../access/principal.ts'
import { describeInvitation, describeKey, describeUser, nobodyKnown } from '../audit/describe.ts'
import { makeChange, makeUncheckedChange, type UncheckedChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import { listConcerns, listReached, obeyPolicies } from '../keys/creation-policies.ts'
import { mintKey } from '../keys/mint-key.ts'
import type { OrganizationReference, User } from '../model/account.ts'
import { type ApiKey, keyType } from '../model/api-key.ts'
import type { StoredInvitation } from '../model/invitation.ts'
import { checkPassword } from '../names/check-password.ts'
import { checkUsername } from '../names/email-and-username.ts'
import { normalizeName } from '../names/normalize-name.ts'
import type { StoreReader } from '../ports/store.ts'
import { type BegunSession, beginSession } from '../sessions/begin-session.ts'
import type { KeyToken } from '../token/key-token.ts'
import { insertNewUser } from '../users/insert-new-user.ts'
import { findGoodInvitation } from './find-good-invitation.ts'

export type Joined = { readonly user: User; readonly organization: OrganizationReference }

/**
 * Lets the caller, whose e-mail was invited, join. A user with a credential that reaches everything of theirs only: a key
 * that was confined to one place opens no other.
 * Fails with `FORBIDDEN`, `INVITATION_NOT_FOUND`.
 */
export async function acceptInvitation(instance: Instance, caller: Caller, tokenText: string): Promise<Joined> {
  const attempt = { action: 'invitation.accept', on: 'invitation' } as const
  return makeChange(instance, caller, attempt, async (change) => {
    const current = await change.currentCaller()
    if (current.kind !== 'user' || current.reach.kind !== 'everywhere') throw new KeysteadError('FORBIDDEN')
    const { user } = current
    const invitation = await findGoodInvitation(instance, change.transaction, tokenText, change.now)
    if (invitation === undefined || invitation.email !== user.email) throw new KeysteadError('INVITATION_NOT_FOUND')
    // Kept until they have joined: whoever is removed at this moment joins before, and is removed with all memberships.
    if (!(await change.transaction.lockAccount(user.id, 'obey'))) {
      throw new KeysteadError('UNAUTHENTICATED', { internal: 'removed meanwhile' })
    }
    await take(change, invitation)
    await join(change, user, invitation)
    return { user, organization: invitation.organization }
  })
}

export type AcceptAsNewUserRequest = {
  readonly token: string
  /** With it they are signed in and get no key; without, a first key. */
  readonly password?: string | undefined
  readonly userAgent: string | null
  readonly cookie: string | null
  readonly username?: string | undefined
  readonly name?: string | undefined
}

export type JoinedAsNewUser = Joined &
  (
    | { readonly signedInBy: 'key'; readonly key: ApiKey; readonly token: KeyToken }
    | ({ readonly signedInBy: 'session' } & BegunSession)
  )

/**
 * Lets somebody new join: makes the user, or gives one that an admin made before their first credential: a password and a
 * session, or a key.
 * Whoever holds the token is taken for the owner of the e-mail address, as with every invitation link.
 * Fails with `INVITATION_NOT_FOUND`, `INVITATION_NEEDS_SIGN_IN`, `INVALID_USERNAME`, `INVALID_NAME`,
 * `INVALID_PASSWORD`, `NAME_CONTAINS_TOKEN`, `USER_EXISTS`, and where a first key is not to be had with
 * `KEY_CREATION_DISABLED`, `VIEWER_KEY_CREATION_DISABLED`.
 */
export async function acceptAsNewUser(
  instance: Instance,
  origin: RequestOrigin,
  request: AcceptAsNewUserRequest,
): Promise<JoinedAsNewUser> {
  const username = request.username === undefined ? undefined : checkUsername(request.username)
  const name = request.name === undefined ? undefined : normalizeName(request.name)
  const hash = await hashPassword(instance, request)
  return makeUncheckedChange(instance, nobodyKnown, origin, async (change) => {
    const { transaction, now, note } = change
    const invitation = await findGoodInvitation(instance, transaction, request.token, now)
    if (invitation === undefined) throw new KeysteadError('INVITATION_NOT_FOUND')
    const { email, organization } = invitation
    const known = await transaction.findUserByEmail(email)
    if (known !== undefined) await transaction.lockAccount(known.id, 'change')
    await take(change, invitation)
    const user =
      known === undefined
        ? await insertNewUser(instance, transaction, {
            email,
            username,
            name,
            instanceAdmin: false,
            createdAt: now,
            activatedAt: now,
          })
        : await activate(change, known, invitation)
    if (known === undefined) note({ action: 'user.create', organizations: [organization], target: describeUser(user) })
    await join(change, user, invitation)
    if (hash !== undefined) {
      await transaction.writePasswordHash(user.id, hash)
      const { userAgent, cookie } = request
      const begun = await beginSession(instance, change, user, { userAgent, cookie, ip: origin.ip })
      return { user, organization, signedInBy: 'session', ...begun }
    }
    const { keyId, token, digest, pepperVersion, format } = mintKey(instance, 'v1')
    const { reached, ...plan } = await planFirstKey(transaction, user, organization, now)
    const stored = { id: keyId, name: 'first key', format, createdAt: now, digest, pepperVersion }
    await transaction.insertKey({ ...stored, ...plan, ownerId: user.id })
    const key = await transaction.findKey(keyId)
    if (key === undefined) throw new KeysteadError('INTERNAL', { internal: 'an inserted key was not found' })
    note({
      action: 'key.create',
      organizations: reached,
      target: describeKey(key),
      details: { type: keyType(key), owner: user.id, expiresAt: key.expiresAt },
    })
    return { user, organization, signedInBy: 'key', key, token }
  })
}

/** Before the transaction, which would keep others waiting; and only for who holds a good invitation. */
async function hashPassword(instance: Instance, { token, password }: AcceptAsNewUserRequest) {
  if (password === undefined) return undefined
  const invitation = await findGoodInvitation(instance, instance.store, token, instance.clock.now())
  if (invitation === undefined) throw new KeysteadError('INVITATION_NOT_FOUND')
  return instance.passwords.hash(checkPassword(password, invitation.email))
}

/**
 * As far as the organizations let it reach, and as long as they let it live: where personal keys do not count, it is one
 * of the organization that invited.
 */
async function planFirstKey(store: StoreReader, { id: ownerId }: User, { id }: OrganizationReference, now: number) {
  const takesPersonalKeys = (await store.findPolicies([id])).get(id)?.enforceOrganizationKeys !== true
  const reach = { ownerId, organizationId: takesPersonalKeys ? null : id }
  const reached = await listReached(store, reach)
  const concerns = await listConcerns(store, reach, reached)
  const limits = concerns.flatMap(({ policies }) => policies.maximumKeyLifetimeMs ?? [])
  const expiresAt = limits.length === 0 ? null : now + Math.min(...limits)
  obeyPolicies(expiresAt, concerns, now)
  return { reached, organizationId: reach.organizationId, expiresAt }
}

/**
 * One who was made by an admin. Anyone else proves who they are by their own credentials, not by an invitation. Nor does
 * one open more than its maker could give: they hold the token, too, and could become an admin of the instance by it.
 */
async function activate(
  { transaction, now }: UncheckedChange,
  known: User,
  invitation: StoredInvitation,
): Promise<User> {
  const user = await transaction.findUser(known.id)
  if (user === undefined || user.activatedAt !== null) throw new KeysteadError('INVITATION_NEEDS_SIGN_IN')
  const memberships = await transaction.listMemberships(user.id)
  const isMore =
    user.instanceAdmin || memberships.some(({ organization }) => organization.id !== invitation.organization.id)
  const inviter = await transaction.findUser(invitation.invitedBy)
  if (isMore && !inviter?.instanceAdmin) throw new KeysteadError('INVITATION_NEEDS_SIGN_IN')
  await transaction.updateUser(user.id, { activatedAt: now })
  return { ...user, activatedAt: now }
}

/** Of all who take or withdraw one at the same moment, whoever deletes it has it. */
async function take({ transaction }: UncheckedChange, { id, organization }: StoredInvitation): Promise<void> {
  await transaction.lockOrganizations([organization.id], 'change')
  if (!(await transaction.deleteInvitation(id))) throw new KeysteadError('INVITATION_NOT_FOUND')
}

async function join({ transaction, now, note }: UncheckedChange, user: User, invitation: StoredInvitation) {
  const { organization, role, team } = invitation
  // Who is a member already keeps their role: an invitation takes nothing and gives nothing that an admin has decided.
  await transaction.insertMembership(user.id, organization.id, role)
  const member = await transaction.findMember(organization.id, user.id)
  if (team !== null) await transaction.insertTeamMembership(user.id, team.team.id, team.role, now)
  note({
    action: 'invitation.accept',
    organizations: [organization],
    team: team?.team ?? null,
    target: describeInvitation(invitation),
    details: { userId: user.id, username: user.username, role: member?.role ?? role },
  })
}
