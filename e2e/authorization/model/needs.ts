import type { Ask } from './ask.ts'
import {
  administers,
  administersInstance,
  administersKey,
  administersServiceAccount,
  administersTeam,
  administersWebhook,
  type Caller,
  isRestorable,
  managesKey,
  maySwitchKey,
  reaches,
  seesKey,
  seesServiceAccount,
  seesTeam,
  selfOf,
  shownKeyOf,
  stateOf,
} from './caller.ts'
import { addresseeOf } from './new-key.ts'
import { verifiesFor } from './verification.ts'
import {
  findOrganization,
  findTeam,
  keysOf,
  type Organization,
  organizationsOf,
  placesOf,
  rotationOf,
  type User,
  type World,
} from './world.ts'

// The words of which the table is made. Each says of an action whether one thing is so.

type Holds = (ask: Ask) => boolean

// Who asks.

export const isInstanceAdmin: Holds = ({ caller }) => administersInstance(caller)
export const isOrganizationAdmin: Holds = ({ caller, organization }) =>
  organization !== undefined && administers(caller, organization)
export const isTeamAdmin: Holds = ({ caller, team }) => team !== undefined && administersTeam(caller, team)
export const isOneself: Holds = ({ caller, user }) => user !== undefined && user === caller.user
export const isPerson: Holds = ({ caller }) => caller.user !== null
export const isPersonWithPersonalKey: Holds = ({ caller }) => caller.user !== null && caller.confinedTo === null

export const administersSomeTeamHere: Holds = ({ caller, organization }) =>
  [...caller.teams].some(([team, role]) => role === 'admin' && team.organization === organization)

export const anyOf =
  (...words: readonly Holds[]): Holds =>
  (ask) =>
    words.some((holds) => holds(ask))

// What they may know of.

export const reachesOrganization: Holds = ({ caller, organization }) =>
  organization !== undefined && reaches(caller, organization)
export const reachesOrganizationIfGiven: Holds = (ask) =>
  ask.input.organization === undefined || reachesOrganization(ask)
export const seesTheTeam: Holds = ({ caller, team }) => team !== undefined && seesTeam(caller, team)
export const seesTheServiceAccount: Holds = ({ caller, serviceAccount }) =>
  serviceAccount !== undefined && seesServiceAccount(caller, serviceAccount)
export const administersTheServiceAccount: Holds = ({ caller, serviceAccount }) =>
  serviceAccount !== undefined && administersServiceAccount(caller, serviceAccount)
export const seesTheKey: Holds = ({ world, caller, key }) => key !== undefined && seesKey(world, caller, key)
export const managesTheKey: Holds = ({ world, caller, key }) => key !== undefined && managesKey(world, caller, key)
export const maySwitchTheKey: Holds = ({ world, caller, key }) => key !== undefined && maySwitchKey(world, caller, key)
export const seesTheUser: Holds = (ask) => ask.user !== undefined && (isInstanceAdmin(ask) || isOneself(ask))

// What there is.

export const teamExists: Holds = ({ team }) => team !== undefined
export const teamExistsIfGiven: Holds = ({ input, team }) =>
  (input.team ?? input.defaultTeam) === undefined || team !== undefined
export const userExists: Holds = ({ user }) => user !== undefined
export const userExistsIfGiven: Holds = ({ input, user }) => input.admin === undefined || user !== undefined
export const isMemberHere: Holds = ({ organization, user }) => user !== undefined && !!organization?.members.has(user)
export const isNoMemberYet: Holds = (ask) => !isMemberHere(ask)
export const isMemberHereIfGiven: Holds = (ask) => ask.input.admin === undefined || isMemberHere(ask)
export const isInTheTeam: Holds = ({ team, user }) => user !== undefined && !!team?.members.has(user)
export const isNotInTheTeamYet: Holds = (ask) => !isInTheTeam(ask)
/** One that has expired may be forgotten already, so it is as if it were. */
export const invitationIsOpenThere: Holds = ({ world, invitation, organization }) =>
  invitation !== undefined && invitation.organization === organization && invitation.expiresAt > world.now

// What must stay so.

const isAlone = (organization: Organization, user: User) =>
  organization.members.get(user) === 'admin' &&
  [...organization.members.values()].filter((role) => role === 'admin').length === 1

export const anAdminRemains: Holds = ({ input, organization, user }) =>
  input.role === 'admin' || organization === undefined || user === undefined || !isAlone(organization, user)

export const anAdminRemainsEverywhere: Holds = ({ world, user }) =>
  user === undefined || organizationsOf(world, user).every((organization) => !isAlone(organization, user))

export const anInstanceAdminRemains: Holds = ({ world, user, input }) =>
  !user?.instanceAdmin ||
  input.instanceAdmin === true ||
  [...world.users].filter(({ instanceAdmin }) => instanceAdmin).length > 1

export const anInstanceAdminRemainsIfAsked: Holds = (ask) =>
  ask.input.instanceAdmin === undefined || anInstanceAdminRemains(ask)

export const leavesWhoIsInstanceAdmin: Holds = ({ input, user }) =>
  input.instanceAdmin === undefined || input.instanceAdmin === user?.instanceAdmin

export const hasNoKeysToKeep: Holds = ({ world, input, user }) =>
  input.keys !== 'refuse' || user === undefined || keysOf(world, user).length === 0

export const hasNoServiceAccounts: Holds = ({ world, team }) =>
  [...world.serviceAccounts].every((account) => account.team !== team && account.defaultTeam !== team)

// What is still free. A thing may be given its own name again.

export const organizationNameIsFree: Holds = ({ world, input: { name = '' }, organization }) =>
  [undefined, organization].includes(findOrganization(world, name))
export const teamNameIsFree: Holds = ({ world, input: { name = '' }, organization, team }) =>
  organization === undefined || [undefined, team].includes(findTeam(world, organization, name))
const isFreeUsername = ({ users }: World, wanted: string | undefined) =>
  wanted === undefined || ![...users].some(({ username }) => username === wanted)
export const userIsNew: Holds = ({ world, input: { email = '', username } }) =>
  ![...world.users].some((user) => user.email === email.toLowerCase()) && isFreeUsername(world, username)

/** Of an organization, whoever has this address is no member. */
export const addresseeIsNoMemberYet: Holds = ({ organization, input: { email = '' } }) =>
  ![...(organization?.members.keys() ?? [])].some((member) => member.email === email.toLowerCase())

// Keys.

/** A key is an organization's to block if it is confined to it, or personal and of one of its members. */
export const keyConcernsOrganization: Holds = ({ world, key, organization }) =>
  key !== undefined && organization !== undefined && placesOf(world, key).includes(organization)

export const keyIsActive: Holds = ({ world, key }) => key !== undefined && stateOf(world, key) === 'active'

// Deleted keys.

export const seesTheDeletedKey: Holds = ({ world, caller, deletedKey: key }) =>
  key !== undefined && isRestorable(world, key) && seesKey(world, caller, key)
export const managesTheDeletedKey: Holds = ({ world, caller, deletedKey: key }) =>
  key !== undefined && managesKey(world, caller, key)
/** Who deletes a key of their own must know that it is gone. */
export const administersTheDeletedKey: Holds = ({ world, caller, deletedKey: key }) =>
  key !== undefined && administersKey(world, caller, key)
export const ownerOfDeletedKeyBelongsThere: Holds = ({ deletedKey: key }) =>
  key !== undefined &&
  (key.owner.kind === 'service account' || key.organization === null || key.organization.members.has(key.owner))

// Rotations.

export const deadlineIsAhead: Holds = ({ world, input: { deadlineAt } }) =>
  deadlineAt === undefined || Date.parse(deadlineAt) > world.now
/** Nobody gets a token that acts as another person. */
export const keyIsOnesOwnOrOfAMachine: Holds = ({ caller, key }) =>
  key !== undefined && (key.owner === selfOf(caller) || key.owner.kind === 'service account')
/** Whose answer is lost could not ask again. */
export const callerKeepsTheirKey: Holds = ({ caller, key, input }) => input.revokeNow !== true || caller.key !== key
export const keyIsNotBeingRotated: Holds = ({ world, key }) => key !== undefined && rotationOf(world, key) === undefined

const shownKey = ({ world, rotation }: Ask) => (rotation === undefined ? undefined : shownKeyOf(world, rotation))
export const seesTheRotation: Holds = (ask) => {
  const key = shownKey(ask)
  return key !== undefined && seesKey(ask.world, ask.caller, key)
}
export const managesTheRotation: Holds = (ask) => {
  const key = shownKey(ask)
  return key !== undefined && managesKey(ask.world, ask.caller, key)
}
export const rotationIsUnderWay: Holds = ({ world, rotation }) =>
  rotation?.state === 'open' && world.keys.has(rotation.oldKey) && world.keys.has(rotation.newKey)
const newKeyIsUsed: Holds = ({ caller, rotation }) =>
  rotation !== undefined && (rotation.newKey.isUsed || rotation.newKey === caller.key)
export const newKeyWasSeen: Holds = newKeyIsUsed
export const newKeyIsUnusedOrGivenUp: Holds = (ask) => ask.input.evenIfUsed === true || !newKeyIsUsed(ask)

// Webhooks.

export const administersPlaceOfWebhooks: Holds = ({ caller, input, organization = null }) =>
  (input.organization === undefined || organization !== null) && administersWebhook(caller, { organization })
export const administersTheWebhook: Holds = ({ caller, webhook }) =>
  webhook !== undefined && administersWebhook(caller, webhook)
export const webhookIsOn: Holds = ({ webhook }) => webhook?.isEnabled === true

// Policies.

export const lifetimeIsSensible: Holds = ({ input: { maximumKeyLifetimeSeconds: seconds } }) =>
  seconds === undefined || seconds === null || (seconds >= 60 && seconds <= 100 * 365 * 86_400)

const turnsEnforcementOn = ({ input, organization }: Ask) =>
  input.enforceOrganizationKeys === true && organization?.policies.enforceOrganizationKeys === false

export const enforcementIsConfirmed: Holds = (ask) =>
  !turnsEnforcementOn(ask) || ask.input.confirmation === ask.organization?.name
export const callerKeepsReach: Holds = (ask) =>
  !turnsEnforcementOn(ask) || isInstanceAdmin(ask) || ask.caller.confinedTo === ask.organization

export const teamServiceAccountsAreOn: Holds = ({ organization }) =>
  organization?.policies.disableTeamServiceAccountCreation !== true
export const hasChoiceOfDefaultTeam: Holds = ({ input, serviceAccount }) =>
  input.defaultTeam === undefined || serviceAccount?.team === null

// Verification.

export const isVerifier: Holds = (ask) => verifiesFor(ask) !== undefined
export const verifiesForOrganizationIfGiven: Holds = (ask) =>
  ask.input.organization === undefined ||
  (ask.organization !== undefined && !!verifiesFor(ask)?.organizations.includes(ask.organization))

// The trail.

const isServiceAccountOf = ({ serviceAccount }: Caller, organization: Organization) =>
  serviceAccount?.team === null && serviceAccount.organization === organization

export const readsAuditOfOrganization: Holds = ({ caller, organization }) =>
  organization !== undefined && (administers(caller, organization) || isServiceAccountOf(caller, organization))

/** The organizations whose trail somebody reads when they name none; null for all, and beyond all, of them. */
export function readableTrails({ world, caller }: Ask): Organization[] | null {
  if (administersInstance(caller)) return null
  return [...world.organizations].filter(
    (organization) => administers(caller, organization) || isServiceAccountOf(caller, organization),
  )
}

export const readsSomeAudit: Holds = (ask) => readableTrails(ask)?.length !== 0

// Invitations.

export const invitationExists: Holds = ({ invitation }) => invitation !== undefined
export const invitationIsNotExpired: Holds = ({ world, invitation }) =>
  invitation !== undefined && invitation.expiresAt > world.now
export const invitationIsForOneself: Holds = ({ caller, invitation }) => invitation?.email === caller.user?.email

export const addresseeHasNoCredentials: Holds = (ask) => (addresseeOf(ask)?.activatedAt ?? null) === null

/** The inviter knows the token, too: it opens nothing that was not theirs to give. */
export const addresseeIsNoMoreThanInviterMayGive: Holds = (ask) => {
  const known = addresseeOf(ask)
  const { world, invitation } = ask
  if (known === undefined || invitation === undefined) return true
  const isMore = known.instanceAdmin || organizationsOf(world, known).some((place) => place !== invitation.organization)
  return !isMore || (world.users.has(invitation.invitedBy) && invitation.invitedBy.instanceAdmin)
}

export const usernameIsFreeIfNeeded: Holds = (ask) =>
  addresseeOf(ask) !== undefined || isFreeUsername(ask.world, ask.input.username)
