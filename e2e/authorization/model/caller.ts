import type {
  Key,
  Organization,
  OrganizationRole,
  Rotation,
  ServiceAccount,
  Team,
  TeamRole,
  User,
  Webhook,
  World,
} from './world.ts'
import { organizationsOf } from './world.ts'

// Design §2 and §5: what a credential reaches, and what its holder may do there.

/** Whoever holds a key, as far as the key reaches. */
export type Caller = {
  /** Null for nobody known. */
  readonly key: Key | null
  /** Either the one or the other. */
  readonly user: User | null
  readonly serviceAccount: ServiceAccount | null
  /** The one organization that the credential is confined to. */
  readonly confinedTo: Organization | null
  /** Those within reach that the caller belongs to; a service account has no role. */
  readonly organizations: ReadonlyMap<Organization, OrganizationRole | null>
  /** Those within reach that the caller is in. */
  readonly teams: ReadonlyMap<Team, TeamRole | null>
}

/** Whoever asks without credentials. */
export const nobody: Caller = {
  key: null,
  user: null,
  serviceAccount: null,
  confinedTo: null,
  organizations: new Map(),
  teams: new Map(),
}

/** Whom a key authenticates; undefined for nobody: it is deleted, expired, disabled, or blocked where alone it could reach. */
export function holderOf(world: World, key: Key | undefined): Caller | undefined {
  if (key === undefined || !world.keys.has(key) || stateOf(world, key) !== 'active') return undefined
  const { owner } = key
  if (owner.kind === 'service account') {
    return {
      key,
      user: null,
      serviceAccount: owner,
      confinedTo: owner.organization,
      organizations: new Map([[owner.organization, null]]),
      teams: new Map(owner.team === null ? [] : [[owner.team, null]]),
    }
  }
  const reached = organizationsOf(world, owner).filter((organization) => keyReaches(key, organization))
  return {
    key,
    user: owner,
    serviceAccount: null,
    confinedTo: key.organization,
    organizations: new Map(reached.map((organization) => [organization, organization.members.get(owner) ?? null])),
    teams: new Map(
      [...world.teams]
        .filter(({ organization, members }) => reached.includes(organization) && members.has(owner))
        .map((team) => [team, team.members.get(owner) ?? null]),
    ),
  }
}

/** §2 with §6: of its owner's organizations, a key reaches those that take it and have not blocked it. */
function keyReaches(key: Key, organization: Organization): boolean {
  if (key.blockedBy.has(organization)) return false
  if (key.organization !== null) return key.organization === organization
  return !organization.policies.enforceOrganizationKeys
}

export type KeyState = 'active' | 'disabled' | 'blocked' | 'expired'

export const isDisabled = ({ now }: World, { disabled }: Key) =>
  disabled !== null && (disabled.until === null || now < disabled.until)

export function stateOf(world: World, key: Key): KeyState {
  const { expiresAt, organization, blockedBy } = key
  if (expiresAt !== null && expiresAt <= world.now) return 'expired'
  if (isDisabled(world, key)) return 'disabled'
  return organization !== null && blockedBy.has(organization) ? 'blocked' : 'active'
}

const restorableMs = 30 * 86_400_000
export const isRestorable = ({ now }: World, { deletion }: Key) => deletion !== null && deletion.at > now - restorableMs

export const selfOf = ({ user, serviceAccount }: Caller) => user ?? serviceAccount

/** An instance admin is one with a personal key: a key confined to one organization gives no power over others. */
export const administersInstance = ({ user, confinedTo }: Caller) => user?.instanceAdmin === true && confinedTo === null

export const reaches = (caller: Caller, organization: Organization) =>
  administersInstance(caller) || caller.organizations.has(organization)

export const administers = (caller: Caller, organization: Organization) =>
  administersInstance(caller) || caller.organizations.get(organization) === 'admin'

export const administersTeam = (caller: Caller, team: Team) =>
  administers(caller, team.organization) || caller.teams.get(team) === 'admin'

export const administersServiceAccount = (caller: Caller, { organization, team }: ServiceAccount) =>
  team === null ? administers(caller, organization) : administersTeam(caller, team)

/** §2: the key of an organization's service account reaches all teams of the organization. */
export const isInTeam = ({ teams, serviceAccount }: Caller, team: Team) =>
  teams.has(team) || (serviceAccount?.team === null && serviceAccount.organization === team.organization)

export const seesTeam = (caller: Caller, team: Team) => administersTeam(caller, team) || isInTeam(caller, team)

export const seesServiceAccount = (caller: Caller, serviceAccount: ServiceAccount) =>
  selfOf(caller) === serviceAccount || administersServiceAccount(caller, serviceAccount)

/** One's own, unless the credential is confined to one organization and the key is not. */
function isOwnWithinReach({ confinedTo, ...caller }: Caller, key: Key): boolean {
  return (
    key.owner === (caller.user ?? caller.serviceAccount) && (confinedTo === null || confinedTo === key.organization)
  )
}

export function seesKey(world: World, caller: Caller, key: Key): boolean {
  if (administersInstance(caller) || isOwnWithinReach(caller, key)) return true
  if (key.owner.kind === 'service account') return administersServiceAccount(caller, key.owner)
  if (key.organization !== null) return administers(caller, key.organization)
  return organizationsOf(world, key.owner).some((organization) => administers(caller, organization))
}

/** Whoever sees a key manages it, but for a personal key that reaches beyond what the caller administers. */
export const managesKey = (world: World, caller: Caller, key: Key) =>
  isOwnWithinReach(caller, key) || administersKey(world, caller, key)

/** The same of those who do so as admins, whatever its owner wants. */
export function administersKey(world: World, caller: Caller, key: Key): boolean {
  if (administersInstance(caller)) return true
  const { owner, organization } = key
  if (owner.kind === 'service account') return administersServiceAccount(caller, owner)
  if (organization !== null) return administers(caller, organization)
  const places = organizationsOf(world, owner)
  return places.length > 0 && places.every((place) => administers(caller, place)) && !owner.instanceAdmin
}

/** What an admin has switched off, its owner does not switch on. */
export const maySwitchKey = (world: World, caller: Caller, key: Key) =>
  !isDisabled(world, key) || key.disabled?.by === selfOf(caller) || administersKey(world, caller, key)

/** Who has disabled or deleted a key is known to whoever sees one that is of one place; of a personal key to few. */
export const isToldWho = (caller: Caller, key: Key, by: User | ServiceAccount | undefined) =>
  key.organization !== null ||
  administersInstance(caller) ||
  by === selfOf(caller) ||
  (key.owner === selfOf(caller) && caller.confinedTo === null)

/** The key by which a rotation is judged: the new one, or if that is gone, the old one. */
export const shownKeyOf = (world: World, { newKey, oldKey }: Rotation): Key | undefined =>
  [newKey, oldKey].find((key) => world.keys.has(key))

export const administersWebhook = (caller: Caller, { organization }: Pick<Webhook, 'organization'>) =>
  organization === null ? administersInstance(caller) : administers(caller, organization)

/**
 * Who has blocked a key: its owner learns all of it, by a credential that reaches all of theirs. Others learn of the
 * organizations they administer, and that a key which reaches one place only is blocked there.
 */
export function blocksShown(caller: Caller, key: Key): Organization[] {
  const isOwn = key.owner === selfOf(caller) && caller.confinedTo === null
  const isShown = (place: Organization) => isOwn || place === key.organization || administers(caller, place)
  return [...key.blockedBy].filter(isShown)
}

/** Where a refusal is remembered: at the one place in which the caller is known, if it is one, whatever they named. */
export function homeOf({ organizations }: Caller): Organization | null {
  const [only, ...others] = organizations.keys()
  return others.length === 0 ? (only ?? null) : null
}
