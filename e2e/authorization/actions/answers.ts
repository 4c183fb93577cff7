import { blocksShown, type Caller, isDisabled, isToldWho, stateOf } from '../model/caller.ts'
import {
  type Invitation,
  type Key,
  type Organization,
  type OrganizationRole,
  type Rotation,
  rotationOf as rotationIn,
  type ServiceAccount,
  type Team,
  type TeamRole,
  type User,
  type Webhook,
  type World,
} from '../model/world.ts'

// What the API shows of things, as far as the model foretells it. Lists are compared without their order.

export const time = (at: number | null) => (at === null ? null : new Date(at).toISOString())

export const nameOf = ({ id, name }: Organization | Team) => ({ id, name })

const personOf = ({ id, username, email, name }: User) => ({ id, username, email, name })

export const userOf = (user: User) => ({
  ...personOf(user),
  instanceAdmin: user.instanceAdmin,
  activatedAt: time(user.activatedAt),
})

export const memberOf = (user: User, role: OrganizationRole | TeamRole | undefined) => ({ user: personOf(user), role })

export const teamOf = ({ id, name, organization }: Team) => ({ id, name, organizationId: organization.id })

export const serviceAccountOf = ({ id, name, organization, team, defaultTeam, verifier }: ServiceAccount) => ({
  id,
  name,
  organization: nameOf(organization),
  team: team && nameOf(team),
  defaultTeam: nameOf(defaultTeam),
  verifier,
})

export const invitationOf = ({ id, email, organization, role, team, expiresAt }: Invitation) => ({
  id,
  email,
  organization: nameOf(organization),
  role,
  team: team && { ...nameOf(team.team), role: team.role },
  expiresAt: time(expiresAt),
})

export function typeOf({ owner, organization }: Key): string {
  if (owner.kind === 'user') return organization === null ? 'personal' : 'organization'
  return owner.team === null ? 'organization_service_account' : 'team_service_account'
}

export function keyOf(world: World, caller: Caller, key: Key) {
  const { id, name, owner, organization, createdAt, expiresAt } = key
  return {
    id,
    name,
    type: typeOf(key),
    owner:
      owner.kind === 'user'
        ? { type: 'user', ...personOf(owner) }
        : { type: 'service_account', id: owner.id, name: owner.name, team: owner.team && nameOf(owner.team) },
    organization: organization && nameOf(organization),
    blockedBy: blocksShown(caller, key).map(nameOf),
    disabled: isDisabled(world, key) ? disablementOf(caller, key) : null,
    // No key leaks here.
    leakedAt: null,
    state: stateOf(world, key),
    createdAt: time(createdAt),
    expiresAt: time(expiresAt),
    rotationId: rotationIn(world, key)?.id ?? null,
  }
}

function disablementOf(caller: Caller, key: Key) {
  const { disabled } = key
  if (disabled === null) return null
  const { by, byName, at, until } = disabled
  return { at: time(at), by: isToldWho(caller, key, by) ? { id: by.id, name: byName } : null, until: time(until) }
}

export function deletedKeyOf(world: World, caller: Caller, key: Key) {
  const { deletion } = key
  const by = deletion && isToldWho(caller, key, deletion.by) ? { id: deletion.by.id, name: deletion.byName } : null
  return { ...keyOf(world, caller, key), deletion: { at: time(deletion?.at ?? null), by } }
}

export function rotationOf({ id, oldKey, newKey, state, completion, deadlineAt, ...rotation }: Rotation) {
  return {
    ...{ id, state, completion },
    oldKeyId: oldKey.id,
    newKeyId: newKey.id,
    deadline: deadlineAt === null ? null : { at: deadlineAt, then: 'alert' },
    openedAt: time(rotation.openedAt),
    openedBy: rotation.openedBy.id,
    endedAt: time(rotation.endedAt),
  }
}

export const webhookOf = ({ id, organization, url, description, isEnabled, createdBy }: Webhook) => ({
  ...{ id, url, description },
  organization: organization && nameOf(organization),
  state: isEnabled ? 'active' : 'disabled',
  createdBy: createdBy.id,
})

/** Who somebody is to others, and what of theirs is within reach. */
export function holderOf({ user, serviceAccount, organizations, teams }: Caller) {
  return {
    principal:
      user === null
        ? { type: 'service_account', id: serviceAccount?.id, name: serviceAccount?.name }
        : { type: 'user', ...personOf(user) },
    organizations: [...organizations].map(([organization, role]) => ({ ...nameOf(organization), role })),
    teams: [...teams].map(([team, role]) => ({ ...teamOf(team), role })),
  }
}
