import { nobody } from '../model/caller.ts'
import { readableTrails } from '../model/needs.ts'
import { addresseeOf, expiryOfFirstKey, reachOfFirstKey } from '../model/new-key.ts'
import {
  addInvitation,
  addKey,
  addUser,
  forgetKeysOf,
  type Invitation,
  keysOf,
  type OrganizationRole,
  organizationsOf,
  placesOf,
  type Recorded,
  type User,
  type World,
} from '../model/world.ts'
import type { Action, Done } from './action.ts'
import * as answers from './answers.ts'
import * as draw from './draw-input.ts'

const invitationLifetimeMs = 7 * 86_400_000

/** What they are already is not changed: an invitation gives a place and takes none. */
function join({ world, note }: Done, user: User, invitation: Invitation): void {
  const { organization, role, team } = invitation
  if (!organization.members.has(user)) organization.members.set(user, role)
  if (team !== null && !team.team.members.has(user)) team.team.members.set(user, team.role)
  world.invitations.delete(invitation)
  note('invitation.accept', [organization], invitation.id)
}

export const peopleActions = {
  'invite somebody': {
    door: 'POST /organizations/:organization/invitations',
    takes: {
      organization: draw.organization,
      email: draw.email,
      role: draw.perhaps(10, draw.organizationRole),
      team: draw.perhaps(50, draw.team),
      teamRole: draw.perhaps(20, draw.teamRole),
    },
    recorded: 'invitation.create',
    weight: 6,
    does({ world, caller, organization, team, input, learn, note }) {
      if (caller.user === null) throw new Error('the table let through what it may not')
      const invitation = addInvitation(world, {
        invitedBy: caller.user,
        id: learn('invitation', 'id'),
        token: learn('token'),
        email: input.email?.toLowerCase() ?? '',
        organization,
        role: (input.role ?? 'member') as OrganizationRole,
        team: input.team === undefined ? null : { team, role: input.teamRole ?? 'member' },
        expiresAt: world.now + invitationLifetimeMs,
      })
      note('invitation.create', [organization], invitation.id)
      return { invitation: answers.invitationOf(invitation) }
    },
  },
  'list invitations': {
    door: 'GET /organizations/:organization/invitations',
    takes: { organization: draw.organization },
    lists: 'invitations',
    does: ({ world, organization }) => ({
      invitations: [...world.invitations]
        .filter((invitation) => invitation.organization === organization && invitation.expiresAt > world.now)
        .map(answers.invitationOf),
    }),
  },
  'revoke an invitation': {
    door: 'DELETE /organizations/:organization/invitations/:invitation',
    takes: { organization: draw.organization, invitation: draw.invitation },
    recorded: 'invitation.revoke',
    does({ world, organization, invitation, note }) {
      world.invitations.delete(invitation)
      note('invitation.revoke', [organization], invitation.id)
      return answers.invitationOf(invitation)
    },
  },
  'accept an invitation': {
    door: 'POST /invitations/accept',
    takes: { token: draw.invitationToken },
    recorded: 'invitation.accept',
    weight: 3,
    does(done) {
      const { caller, invitation } = done
      if (caller.user === null) throw new Error('the table let through what it may not')
      join(done, caller.user, invitation)
      return { user: answers.userOf(caller.user), organization: answers.nameOf(invitation.organization) }
    },
  },
  'accept an invitation as somebody new': {
    door: 'POST /invitations/accept',
    takes: {
      token: draw.invitationToken,
      username: draw.perhaps(40, draw.username),
      name: draw.perhaps(50, draw.freshName),
    },
    anonymous: true,
    weight: 6,
    does(done) {
      const { world, input, invitation, learn, note } = done
      const { organization, email } = invitation
      const known = addresseeOf(done)
      // Before they join: it is decided by what they are then.
      const first = { organization: reachOfFirstKey(done), expiresAt: expiryOfFirstKey(done) }
      const user = known ?? makeUser(world, learn('user', 'id'), { ...input, email })
      if (known === undefined) note('user.create', [organization], user.id)
      user.activatedAt = world.now
      join(done, user, invitation)
      const key = addKey(world, {
        id: learn('key', 'id'),
        token: learn('token'),
        name: 'first key',
        owner: user,
        ...first,
      })
      note('key.create', placesOf(world, key), key.id)
      return {
        user: answers.userOf(user),
        organization: answers.nameOf(organization),
        // Shown to its owner.
        key: answers.keyOf(world, { ...nobody, user }, key),
      }
    },
  },

  'list users': {
    door: 'GET /users',
    takes: { limit: draw.pageSize },
    lists: 'users',
    does: ({ world }) => ({ users: [...world.users].map(answers.userOf) }),
  },
  'get a user': {
    door: 'GET /users/:user',
    takes: { user: draw.anyUser },
    does: ({ user }) => answers.userOf(user),
  },
  'create a user': {
    door: 'POST /users',
    takes: {
      email: draw.email,
      username: draw.perhaps(40, draw.username),
      name: draw.perhaps(50, draw.freshName),
      instanceAdmin: draw.perhaps(60, draw.yesOrNo),
    },
    recorded: 'user.create',
    does({ world, input, learn, note }) {
      const user = makeUser(world, learn('id'), input)
      note('user.create', [], user.id)
      return answers.userOf(user)
    },
  },
  'update a user': {
    door: 'PATCH /users/:user',
    takes: {
      user: draw.anyUser,
      name: draw.perhaps(40, draw.freshName),
      instanceAdmin: draw.perhaps(40, draw.yesOrNo),
    },
    recorded: 'user.update',
    weight: 4,
    does({ world, user, input, note }) {
      user.name = input.name ?? user.name
      user.instanceAdmin = input.instanceAdmin ?? user.instanceAdmin
      note('user.update', organizationsOf(world, user), user.id)
      return answers.userOf(user)
    },
  },
  'delete a user': {
    door: 'DELETE /users/:user',
    takes: { user: draw.anyUser, keys: draw.perhaps(30, draw.oneOf('delete', 'refuse')) },
    recorded: 'user.remove',
    does({ world, caller, user, note }) {
      const lost = keysOf(world, user)
      const deletedKeys = lost.map((key) => answers.keyOf(world, caller, key))
      note('user.remove', organizationsOf(world, user), user.id)
      for (const key of lost) note('key.delete', placesOf(world, key), key.id)
      forgetKeysOf(world, user)
      for (const { members } of [...world.organizations, ...world.teams]) members.delete(user)
      world.users.delete(user)
      return { user: answers.userOf(user), deletedKeys }
    },
  },

  'read the audit of an organization': {
    door: 'GET /audit',
    takes: {
      organization: draw.organization,
      action: draw.perhaps(60, draw.auditNoun),
      outcome: draw.perhaps(60, draw.outcome),
      limit: draw.oneOf(50, 200),
    },
    lists: 'events',
    shows: readEvent,
    does: ({ world, organization, input }) => ({ events: trailOf(world, [organization.id], input) }),
  },
  'export the audit of an organization': {
    door: 'GET /audit/export',
    takes: { organization: draw.organization, outcome: draw.perhaps(60, draw.outcome) },
    shows: readEvent,
    does: ({ world, organization, input }) => trailOf(world, [organization.id], input),
  },
  'read all audit': {
    door: 'GET /audit',
    takes: {
      action: draw.perhaps(60, draw.auditNoun),
      outcome: draw.perhaps(60, draw.outcome),
      limit: draw.oneOf(200),
    },
    lists: 'events',
    shows: readEvent,
    does(done) {
      const ids = readableTrails(done)?.map(({ id }) => id) ?? null
      return { events: trailOf(done.world, ids, done.input) }
    },
  },
} satisfies Record<string, Action>

function makeUser(world: World, id: string, { email = '', username, name, instanceAdmin }: Done['input']): User {
  const address = email.toLowerCase()
  const handle = username ?? address.slice(0, address.indexOf('@'))
  const rest = { name: name ?? handle, instanceAdmin: instanceAdmin ?? false, activatedAt: null }
  return addUser(world, { id, email: address, username: handle, ...rest })
}

/** Null: of all organizations and of none. */
function trailOf(world: World, ids: readonly string[] | null, { action, outcome }: Done['input']): readonly Recorded[] {
  return world.trail.filter(
    (event) =>
      (ids === null || (event.organization !== null && ids.includes(event.organization))) &&
      (outcome === undefined || event.outcome === outcome) &&
      (action === undefined || event.action === action || event.action.startsWith(`${action}.`)),
  )
}

/** An event as the API shows it, as far as the model foretells it. */
export function readEvent(item: unknown): Recorded {
  type Named = { readonly id: string | null; readonly keyId?: string | null } | null
  const event = item as Record<'actor' | 'organization' | 'target', Named> &
    Pick<Recorded, 'action' | 'outcome' | 'code'>
  return {
    action: event.action,
    outcome: event.outcome,
    code: event.code,
    actor: event.actor?.id ?? null,
    actorKey: event.actor?.keyId ?? null,
    organization: event.organization?.id ?? null,
    target: event.outcome === 'refused' ? null : (event.target?.id ?? null),
  }
}
