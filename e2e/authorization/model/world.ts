// The world as the model remembers it: plain data, and nothing of the product's. Whoever changes it is in `../actions`.

export const organizationRoles = ['admin', 'member', 'viewer', 'billing_admin'] as const
export type OrganizationRole = (typeof organizationRoles)[number]
export const teamRoles = ['admin', 'member', 'viewer'] as const
export type TeamRole = (typeof teamRoles)[number]

/** `label` names it from one run to the next: what it is, and the step that made it. */
type Made<Kind extends string> = { readonly kind: Kind; readonly label: string; readonly id: string }

export type User = Made<'user'> & {
  readonly username: string
  readonly email: string
  name: string
  instanceAdmin: boolean
  /** When they first got a credential; null for who has none yet. */
  activatedAt: number | null
}

export type Policies = {
  disableKeyCreation: boolean
  disableViewerKeyCreation: boolean
  enforceOrganizationKeys: boolean
  disableTeamServiceAccountCreation: boolean
  maximumKeyLifetimeSeconds: number | null
  onLeak: 'alert' | 'disable' | 'rotate'
  leakGraceSeconds: number
}

export type Organization = Made<'organization'> & {
  name: string
  readonly members: Map<User, OrganizationRole>
  readonly policies: Policies
}

export type Team = Made<'team'> & {
  name: string
  readonly organization: Organization
  readonly members: Map<User, TeamRole>
}

export type ServiceAccount = Made<'service account'> & {
  name: string
  readonly organization: Organization
  /** Null for one of the organization. */
  readonly team: Team | null
  defaultTeam: Team
  verifier: boolean
}

export type Key = Made<'key'> & {
  name: string
  readonly token: string
  readonly owner: User | ServiceAccount
  /** The one organization that it is confined to; null for a personal key. */
  readonly organization: Organization | null
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly blockedBy: Set<Organization>
  /** How it was last switched off, if it was not switched on since; for how long, or null for as long as nobody does. */
  disabled: {
    readonly by: User | ServiceAccount
    readonly byName: string
    readonly at: number
    readonly until: number | null
  } | null
  /** When it was deleted, if it can be brought back, and by whom. */
  deletion: { readonly by: User | ServiceAccount; readonly byName: string; readonly at: number } | null
  /** Whether it was good for anybody yet. */
  isUsed: boolean
}

export type Rotation = Made<'rotation'> & {
  readonly oldKey: Key
  readonly newKey: Key
  state: 'open' | 'completed' | 'cancelled' | 'revoked'
  completion: string
  deadlineAt: string | null
  readonly openedAt: number
  readonly openedBy: User | ServiceAccount
  endedAt: number | null
}

export type Webhook = Made<'webhook'> & {
  /** Null for one of the instance. */
  readonly organization: Organization | null
  readonly url: string
  description: string
  isEnabled: boolean
  readonly createdBy: User
}

export type Invitation = Made<'invitation'> & {
  readonly token: string
  readonly email: string
  readonly organization: Organization
  readonly role: OrganizationRole
  readonly team: { readonly team: Team; readonly role: TeamRole } | null
  readonly invitedBy: User
  readonly expiresAt: number
}

export type Thing = User | Organization | Team | ServiceAccount | Key | Invitation | Rotation | Webhook

/** One event of the audit trail, as far as the model foretells it. IDs only. */
export type Recorded = {
  readonly action: string
  readonly outcome: 'done' | 'refused'
  readonly code: string | null
  readonly actor: string | null
  readonly actorKey: string | null
  /** Whose admins read it; null where only those of the instance do. */
  readonly organization: string | null
  /** Of a refusal, what the caller named, which is not foretold. */
  readonly target: string | null
}

export type World = {
  /** Epoch milliseconds. */
  now: number
  /** Number of the action that is being done. */
  step: number
  readonly users: Set<User>
  readonly organizations: Set<Organization>
  readonly teams: Set<Team>
  readonly serviceAccounts: Set<ServiceAccount>
  readonly keys: Set<Key>
  readonly deletedKeys: Set<Key>
  readonly rotations: Set<Rotation>
  readonly webhooks: Set<Webhook>
  readonly invitations: Set<Invitation>
  /** All that there is and all that there was, by label. */
  readonly everything: Map<string, Thing>
  /** The audit trail, from the oldest event on. */
  readonly trail: Recorded[]
}

export type Founders = {
  readonly user: { readonly id: string; readonly username: string; readonly email: string }
  readonly organization: { readonly id: string; readonly name: string }
  readonly key: { readonly id: string; readonly token: string }
}

/** The world after the bootstrap: one admin, their organization and their key. */
export function foundWorld(now: number, { user, organization, key }: Founders): World {
  const world: World = {
    now,
    step: 0,
    users: new Set(),
    organizations: new Set(),
    teams: new Set(),
    serviceAccounts: new Set(),
    keys: new Set(),
    deletedKeys: new Set(),
    rotations: new Set(),
    webhooks: new Set(),
    invitations: new Set(),
    everything: new Map(),
    trail: [],
  }
  const admin = addUser(world, { ...user, name: user.username, instanceAdmin: true, activatedAt: now })
  const first = addOrganization(world, { ...organization, members: new Map([[admin, 'admin']]) })
  addKey(world, { ...key, name: 'bootstrap', owner: admin, organization: null, expiresAt: null })
  record(world, { action: 'instance.bootstrap', organization: first.id, target: admin.id })
  return world
}

type Fresh<Kind extends Thing, Given extends keyof Kind> = Omit<Kind, 'kind' | 'label' | Given>

export function addUser(world: World, user: Fresh<User, never>): User {
  return add(world, world.users, { ...user, kind: 'user', label: `user ${world.step}` })
}

export function addOrganization(world: World, organization: Fresh<Organization, 'policies'>): Organization {
  const policies: Policies = {
    disableKeyCreation: false,
    disableViewerKeyCreation: false,
    enforceOrganizationKeys: false,
    disableTeamServiceAccountCreation: false,
    maximumKeyLifetimeSeconds: null,
    onLeak: 'disable',
    leakGraceSeconds: 86_400,
  }
  const label = `organization ${world.step}`
  return add(world, world.organizations, { ...organization, policies, kind: 'organization', label })
}

export function addTeam(world: World, team: Fresh<Team, never>): Team {
  return add(world, world.teams, { ...team, kind: 'team', label: `team ${world.step}` })
}

export function addServiceAccount(world: World, serviceAccount: Fresh<ServiceAccount, never>): ServiceAccount {
  const label = `service account ${world.step}`
  return add(world, world.serviceAccounts, { ...serviceAccount, kind: 'service account', label })
}

export function addKey(
  world: World,
  key: Fresh<Key, 'createdAt' | 'blockedBy' | 'disabled' | 'deletion' | 'isUsed'>,
): Key {
  const label = `key ${world.step}`
  return add(world, world.keys, {
    ...key,
    createdAt: world.now,
    blockedBy: new Set(),
    disabled: null,
    deletion: null,
    isUsed: false,
    kind: 'key',
    label,
  })
}

export function addRotation(world: World, rotation: Fresh<Rotation, 'state' | 'openedAt' | 'endedAt'>): Rotation {
  const label = `rotation ${world.step}`
  const rest = { state: 'open', openedAt: world.now, endedAt: null } as const
  return add(world, world.rotations, { ...rotation, ...rest, kind: 'rotation', label })
}

export function addWebhook(world: World, webhook: Fresh<Webhook, 'isEnabled'>): Webhook {
  return add(world, world.webhooks, { ...webhook, isEnabled: true, kind: 'webhook', label: `webhook ${world.step}` })
}

/** A key that can be brought back. */
export function removeKey(world: World, key: Key, by: User | ServiceAccount): void {
  key.deletion = { by, byName: by.name, at: world.now }
  world.keys.delete(key)
  world.deletedKeys.add(key)
}

/** Whoever goes takes their keys along, also those that could have been brought back. */
export function forgetKeysOf(world: World, owner: User | ServiceAccount): void {
  for (const keys of [world.keys, world.deletedKeys]) {
    for (const key of keys) if (key.owner === owner) keys.delete(key)
  }
}

/** The rotation under way of which this is a key. */
export const rotationOf = ({ rotations }: World, key: Key): Rotation | undefined =>
  [...rotations].find(({ state, oldKey, newKey }) => state === 'open' && [oldKey, newKey].includes(key))

export function endRotation(world: World, rotation: Rotation, state: Exclude<Rotation['state'], 'open'>): void {
  rotation.state = state
  rotation.endedAt = world.now
}

export function addInvitation(world: World, invitation: Fresh<Invitation, never>): Invitation {
  return add(world, world.invitations, { ...invitation, kind: 'invitation', label: `invitation ${world.step}` })
}

/** Of several that one step makes, the second is called after it, too, and so on. */
function add<Kind extends Thing>(world: World, place: Set<Kind>, given: Kind): Kind {
  let { label } = given
  while (world.everything.has(label)) label += '+'
  const thing = { ...given, label }
  place.add(thing)
  world.everything.set(label, thing)
  return thing
}

export function record(world: World, event: Partial<Recorded> & Pick<Recorded, 'action' | 'organization'>): void {
  const { action, outcome = 'done', code = null, actor = null, actorKey = null, organization, target = null } = event
  world.trail.push({ action, outcome, code, actor, actorKey, organization, target })
}

/** The organizations that a user belongs to, whatever any credential of theirs reaches. */
export function organizationsOf(world: World, user: User): Organization[] {
  return [...world.organizations].filter(({ members }) => members.has(user))
}

export function keysOf(world: World, owner: User | ServiceAccount): Key[] {
  return [...world.keys].filter((key) => key.owner === owner)
}

export const personalKeysOf = (world: World, user: User) =>
  keysOf(world, user).filter(({ organization }) => organization === null)

/** The organizations whose business a key is: the one that it is confined to, or all that its owner belongs to. */
export function placesOf(world: World, { owner, organization }: Pick<Key, 'owner' | 'organization'>): Organization[] {
  if (owner.kind === 'service account') return [owner.organization]
  return organization === null ? organizationsOf(world, owner) : [organization]
}

const fold = (text: string) => text.toLowerCase()

export function findOrganization(world: World, reference: string): Organization | undefined {
  return [...world.organizations].find(({ id, name }) => id === reference || fold(name) === fold(reference))
}

export function findTeam(world: World, organization: Organization, reference: string): Team | undefined {
  const teams = [...world.teams].filter((team) => team.organization === organization)
  return teams.find(({ id, name }) => id === reference || fold(name) === fold(reference))
}

export function findUser(world: World, reference: string): User | undefined {
  return [...world.users].find(({ id, username }) => id === reference || username === reference)
}

export function findById<Kind extends Thing>(place: ReadonlySet<Kind>, id: string): Kind | undefined {
  return [...place].find((thing) => thing.id === id)
}
