import type { Caller } from '../access/principal.ts'
import { describeInvitation } from '../audit/describe.ts'
import { lockAdministered } from '../change/lock-administered.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import { type InvitationId, idPrefixes } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { OrganizationRole, TeamRole } from '../model/account.ts'
import type { Invitation, StoredInvitation } from '../model/invitation.ts'
import { normalizeEmail } from '../names/email-and-username.ts'
import type { StoreTransaction } from '../ports/store.ts'
import { digestToken } from '../token/digest-token.ts'
import type { KeyToken } from '../token/key-token.ts'
import { mintToken } from '../token/mint-token.ts'

/** What the token of an invitation begins with. Made like a key's, it is redacted, scanned for and refused in URLs like one. */
const invitationPrefix = 'invite'

/** For this long an invitation can be taken. */
const invitationLifetimeMs = 7 * 24 * 60 * 60_000

export type CreateInvitationRequest = {
  readonly email: string
  /** Left out, `member`. */
  readonly role?: OrganizationRole | undefined
  /** ID or name of a team to join, too. */
  readonly team?: string | undefined
  /** Left out, `member`. */
  readonly teamRole?: TeamRole | undefined
}

export type CreatedInvitation = { readonly invitation: Invitation; readonly token: KeyToken }

/**
 * Invites an e-mail address, and answers the token by which its owner joins: shown this once, and for the inviter to hand
 * over. The answer is the same whether anybody of that address is known here.
 * Fails with `ORGANIZATION_NOT_FOUND`, `FORBIDDEN`, `INVALID_EMAIL`, `TEAM_NOT_FOUND`, `ALREADY_A_MEMBER`.
 */
export async function createInvitation(
  instance: Instance,
  caller: Caller,
  organizationReference: string,
  request: CreateInvitationRequest,
): Promise<CreatedInvitation> {
  const attempt = { action: 'invitation.create', on: 'invitation', reference: request.email } as const
  return makeChange(instance, caller, attempt, async (change) => {
    const { transaction, now, note } = change
    const { organization, caller: current } = await lockAdministered(change, organizationReference)
    if (current.kind !== 'user') throw new KeysteadError('FORBIDDEN')
    const email = normalizeEmail(request.email)
    const team = await chooseTeam(transaction, organization.id, request)
    const known = await transaction.findUserByEmail(email)
    if (known !== undefined && (await transaction.findMember(organization.id, known.id)) !== undefined) {
      throw new KeysteadError('ALREADY_A_MEMBER')
    }
    const pepper = instance.peppers.current
    const { keyId, token } = mintToken({ prefix: invitationPrefix, randomness: instance.randomness })
    const invitation: StoredInvitation = {
      id: `${idPrefixes.invitation}${keyId}` as InvitationId,
      email,
      organization,
      role: request.role ?? 'member',
      team,
      invitedBy: current.user.id,
      createdAt: now,
      expiresAt: now + invitationLifetimeMs,
      digest: digestToken(token, pepper),
      pepperVersion: pepper.version,
    }
    await transaction.insertInvitation(invitation)
    note({
      action: 'invitation.create',
      organizations: [organization],
      team: team?.team ?? null,
      target: describeInvitation(invitation),
      details: { role: invitation.role, ...(team !== null && { teamRole: team.role }) },
    })
    return { invitation, token }
  })
}

async function chooseTeam(
  transaction: StoreTransaction,
  organizationId: Invitation['organization']['id'],
  { team: reference, teamRole = 'member' }: CreateInvitationRequest,
): Promise<Invitation['team']> {
  if (reference === undefined) return null
  const team = await transaction.findTeam(organizationId, reference)
  if (team === undefined) throw new KeysteadError('TEAM_NOT_FOUND')
  return { team: { id: team.id, name: team.name, organizationId }, role: teamRole }
}
