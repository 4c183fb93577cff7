import { type Principal, principalOf } from '../src/access/principal.ts'
import type { OrganizationId } from '../src/identifiers.ts'
import type { OrganizationRole, TeamRole } from '../src/model/account.ts'
import type { ApiKey } from '../src/model/api-key.ts'
import {
  accountOf,
  exampleKey,
  exampleServiceAccount,
  exampleServiceAccountKey,
  exampleUser,
  organizationId,
  organizationNamed,
  organizationOfTeam,
} from './example-records.ts'

// The facts that decide who may do what with a key. Organizations by name, teams by path (`acme/research`), and where a
// service account belongs by either.

export type UserCaller = {
  readonly kind: 'user'
  /** Their place in each organization. */
  readonly roles: Readonly<Record<string, OrganizationRole>>
  /** Their place in each team. */
  readonly teamRoles: Readonly<Record<string, TeamRole>>
  readonly instanceAdmin: boolean
  /** The one organization that their credential reaches; null for all. */
  readonly confinedTo: string | null
  /** The organizations that have blocked their credential. */
  readonly blockedIn: readonly string[]
}

export type CallerFacts = UserCaller | { readonly kind: 'service_account'; readonly home: string }

/** The caller, a colleague who belongs to these organizations, or a service account that is not the caller. */
type OwnerFacts =
  | 'caller'
  | { readonly kind: 'user'; readonly belongsTo: readonly string[]; readonly instanceAdmin: boolean }
  | { readonly kind: 'service_account'; readonly home: string }

export type KeyFacts = {
  readonly owner: OwnerFacts
  /** The one organization that the key reaches; null for a personal key. That of a service account follows from it. */
  readonly organization: string | null
  readonly blockedBy: readonly string[]
}

export type AccessFacts = { readonly caller: CallerFacts; readonly key: KeyFacts }

/** The same facts, as the rules take them. */
export type AccessSituation = {
  readonly principal: Principal
  readonly key: ApiKey
  readonly ownerOrganizations: readonly OrganizationId[]
}

export const organizationOfHome = (home: string) => (home.includes('/') ? organizationOfTeam(home) : home)

export function accessSituation(facts: AccessFacts): AccessSituation {
  return {
    principal: principalOfFacts(facts.caller),
    key: keyOfFacts(facts),
    ownerOrganizations: organizationsOfOwner(facts).map(organizationId),
  }
}

export function organizationsOfOwner({ caller, key }: AccessFacts): readonly string[] {
  const owner = key.owner === 'caller' ? caller : key.owner
  if (owner.kind === 'service_account') return [organizationOfHome(owner.home)]
  return 'belongsTo' in owner ? owner.belongsTo : Object.keys(owner.roles)
}

export function principalOfFacts(caller: CallerFacts): Principal {
  const principal = caller.kind === 'service_account' ? principalOfServiceAccount(caller.home) : principalOfUser(caller)
  if (principal === undefined) throw new Error('this credential authenticates nobody')
  return principal
}

function principalOfServiceAccount(home: string) {
  const serviceAccount = exampleServiceAccount('caller', home)
  return principalOf(exampleServiceAccountKey(serviceAccount), { kind: 'service_account', serviceAccount })
}

function principalOfUser({ roles, teamRoles, instanceAdmin, confinedTo, blockedIn }: UserCaller) {
  const user = exampleUser('caller', { instanceAdmin })
  const key = exampleKey(user, confinedTo, { blockedBy: blockedIn.map(organizationNamed) })
  return principalOf(key, accountOf(user, roles, teamRoles))
}

function keyOfFacts({ caller, key: { owner, organization, blockedBy } }: AccessFacts): ApiKey {
  const overrides = { blockedBy: blockedBy.map(organizationNamed) }
  const facts = owner === 'caller' ? caller : owner
  const name = owner === 'caller' ? 'caller' : 'colleague'
  if (facts.kind === 'user') {
    return exampleKey(exampleUser(name, { instanceAdmin: facts.instanceAdmin }), organization, overrides)
  }
  return exampleServiceAccountKey(exampleServiceAccount(name, facts.home), overrides)
}

// Three organizations are enough to tell the rules apart: one that the caller administers, one that they only belong to,
// and one that they have nothing to do with. The same goes for the teams of the first, and one of the second shows that
// what somebody is in one organization counts for nothing in another.
const organizations = ['acme', 'birch', 'cedar']
const teams = ['acme/research', 'acme/sales', 'acme/archive', 'birch/robots']
const homes = [...organizations, ...teams]

function everyCaller(): CallerFacts[] {
  const acme = ['admin', 'member', 'viewer', 'billing_admin', undefined] as const
  const birch = ['admin', 'billing_admin', undefined] as const
  const cedar = ['admin', 'viewer', undefined] as const
  const rolesOfAll = acme.flatMap((first) =>
    birch.flatMap((second) => cedar.map((third) => rolesWhereGiven({ acme: first, birch: second, cedar: third }))),
  )
  const users = rolesOfAll.flatMap((roles) =>
    everyTeamRoles(roles).flatMap((teamRoles) =>
      [false, true].flatMap((instanceAdmin) =>
        everyCredential(Object.keys(roles)).map(
          (credential) => ({ kind: 'user', roles, teamRoles, instanceAdmin, ...credential }) as const,
        ),
      ),
    ),
  )
  return [...users, ...homes.map((home) => ({ kind: 'service_account', home }) as const)]
}

function rolesWhereGiven(roles: Readonly<Record<string, OrganizationRole | undefined>>) {
  return Object.fromEntries(
    Object.entries(roles).flatMap(([name, role]) => (role === undefined ? [] : [[name, role] as const])),
  )
}

/** Only members of an organization are in its teams. */
function everyTeamRoles(roles: UserCaller['roles']): UserCaller['teamRoles'][] {
  const inAcme: UserCaller['teamRoles'][] = [{ 'acme/research': 'admin', 'acme/sales': 'member' }]
  const inBirch: UserCaller['teamRoles'][] = [{ 'birch/robots': 'admin' }, { 'birch/robots': 'viewer' }]
  return [{}, ...('acme' in roles ? inAcme : [])].flatMap((first) =>
    [{}, ...('birch' in roles ? inBirch : [])].map((second) => ({ ...first, ...second })),
  )
}

/** Nobody has a confined credential for where they do not belong, or are blocked: it authenticates nobody. */
function everyCredential(belongsTo: readonly string[]): Pick<UserCaller, 'confinedTo' | 'blockedIn'>[] {
  return [
    { confinedTo: null, blockedIn: [] },
    { confinedTo: null, blockedIn: ['acme'] },
    ...belongsTo.map((confinedTo) => ({ confinedTo, blockedIn: [] })),
  ]
}

/** Every key that there could be, beside those of the caller. */
function everyKeyOfOthers(): KeyFacts[] {
  const colleagues = subsetsOf(organizations).flatMap((belongsTo) =>
    [false, true].map((instanceAdmin) => ({ kind: 'user', belongsTo, instanceAdmin }) as const),
  )
  return [
    ...colleagues.flatMap((owner) =>
      [null, ...organizations].flatMap((organization) => blockedOrNot({ owner, organization })),
    ),
    ...homes.flatMap((home) => blockedOrNot(keyOfServiceAccount({ kind: 'service_account', home }, home))),
  ]
}

function everyKeyOf(caller: CallerFacts): KeyFacts[] {
  const owner = 'caller'
  if (caller.kind === 'service_account') return blockedOrNot(keyOfServiceAccount(owner, caller.home))
  // Also of an organization that they have left.
  return [null, ...organizations].flatMap((organization) => blockedOrNot({ owner, organization }))
}

function keyOfServiceAccount(owner: OwnerFacts, home: string) {
  return { owner, organization: organizationOfHome(home) }
}

function blockedOrNot(key: Omit<KeyFacts, 'blockedBy'>): KeyFacts[] {
  return [[], ['acme', 'birch']].map((blockedBy) => ({ ...key, blockedBy }))
}

/** Every situation in this world. */
export function everyAccess(): AccessFacts[] {
  const keysOfOthers = everyKeyOfOthers()
  return everyCaller().flatMap((caller) => [...everyKeyOf(caller), ...keysOfOthers].map((key) => ({ caller, key })))
}

function subsetsOf(names: readonly string[]): string[][] {
  return names.reduce<string[][]>((subsets, name) => subsets.flatMap((subset) => [subset, [...subset, name]]), [[]])
}
