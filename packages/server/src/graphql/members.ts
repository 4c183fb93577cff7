import {
  createServiceAccount,
  type InvitedToTeam,
  inviteToTeam,
  KeysteadError,
  locateTeam,
  removeFromTeam,
  type TeamPlace,
} from '@keystead/core'
import { type GraphqlContext, type Input, writeTime } from './context.ts'
import { fromNodeId, toNodeId } from './node-id.ts'
import { toServiceAccountNode } from './nodes.ts'
import { isPersonal } from './teams.ts'

type CreateInviteInput = {
  readonly entityName: string
  readonly email?: string | null
  readonly username?: string | null
  readonly admin?: boolean | null
}

export const memberMutations = {
  createInvite: async ({ input }: Input<CreateInviteInput>, context: GraphqlContext) => {
    const { entityName, email, username, admin, clientMutationId } = input
    const { instance, principal } = context
    const { organization, team } = await placeOf(entityName, context)
    const role = admin ? 'admin' : 'member'
    const invited = await inviteToTeam(instance, principal, organization, team, { role, ...whom(email, username) })
    return { invite: toInviteNode(invited), success: true, clientMutationId }
  },

  deleteInvite: async (
    { input }: Input<{ readonly id?: string | null; readonly entityName?: string | null }>,
    context: GraphqlContext,
  ) => {
    const { id, entityName, clientMutationId } = input
    if (!id || !entityName) throw invalid('id', 'Both id and entityName are needed.')
    const { instance, principal } = context
    const { organization, team } = await placeOf(entityName, context)
    await removeFromTeam(instance, principal, organization, team, fromMemberId(id))
    return { success: true, clientMutationId }
  },

  createServiceAccount: async (
    { input }: Input<{ readonly entityName: string; readonly description: string }>,
    context: GraphqlContext,
  ) => {
    const { entityName, description: name, clientMutationId } = input
    const { instance, principal } = context
    const { organization, team } = await placeOf(entityName, context)
    const serviceAccount = await createServiceAccount(instance, principal, organization, { name, team })
    return { user: toServiceAccountNode(serviceAccount), clientMutationId }
  },
}

async function placeOf(entityName: string, { instance, principal }: GraphqlContext): Promise<TeamPlace> {
  if (isPersonal(principal, entityName)) throw new KeysteadError('TEAM_NOT_FOUND')
  return locateTeam(instance, principal, entityName)
}

function whom(email: string | null | undefined, username: string | null | undefined) {
  if (typeof username === 'string' && typeof email !== 'string') return { user: username }
  if (typeof email === 'string' && typeof username !== 'string') return { email }
  throw invalid('email', 'Exactly one of email and username is needed.')
}

/** Members are listed under two types of node IDs. A bare ID tells by itself what it is of. */
const fromMemberId = (nodeId: string) => fromNodeId('User', fromNodeId('Invite', nodeId))

/** As W&B answers it, whether somebody was invited or taken in at once. Only the first has a token, this once. */
function toInviteNode(invited: InvitedToTeam) {
  if (invited.kind === 'member') {
    const { id, name, username, email } = invited.member.user
    const toUser = { __typename: 'User', id: toNodeId('User', id), name, username, email, accountType: 'USER' }
    return { id: toUser.id, name, email, createdAt: null, toUser, token: null }
  }
  const { id, email, createdAt } = invited.invitation
  // Never who they are: whether anybody has this address here is not for the inviter to know.
  const token = invited.token.reveal()
  return { id: toNodeId('Invite', id), name: email, email, createdAt: writeTime(createdAt), toUser: null, token }
}

function invalid(path: string, message: string): KeysteadError {
  return new KeysteadError('INVALID_REQUEST', { details: [{ path, message }] })
}
