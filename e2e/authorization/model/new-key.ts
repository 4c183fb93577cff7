import type { Ask } from './ask.ts'
import { administersServiceAccount, selfOf } from './caller.ts'
import {
  findById,
  type Key,
  type Organization,
  type OrganizationRole,
  organizationsOf,
  type Policies,
  placesOf,
  type ServiceAccount,
  type User,
  type World,
} from './world.ts'

// Design §6: for whom a key may be made, and what the organizations that it would reach have to say about it.

type Holds = (ask: Ask) => boolean

/** For whom a key shall be made: oneself, or a service account that one administers. */
export function holderOfNewKey({ world, caller, input: { owner } }: Ask): User | ServiceAccount | undefined {
  const self = selfOf(caller) ?? undefined
  if (owner === undefined || owner === self?.id) return self
  const serviceAccount = findById(world.serviceAccounts, owner)
  return serviceAccount && administersServiceAccount(caller, serviceAccount) ? serviceAccount : undefined
}

/** The one organization that it shall reach, null for all of the holder's; undefined for one that is not theirs. */
export function reachOfNewKey(ask: Ask): Organization | null | undefined {
  const { caller, input, organization } = ask
  const holder = holderOfNewKey(ask)
  if (holder?.kind === 'service account') {
    const isElsewhere = input.organization !== undefined && organization !== holder.organization
    return isElsewhere ? undefined : holder.organization
  }
  if (input.organization === undefined) return caller.confinedTo
  return organization !== undefined && caller.organizations.has(organization) ? organization : undefined
}

/** An organization that a key would reach, and the role of its owner there, if they are a person. */
type Concern = { readonly policies: Policies; readonly role: OrganizationRole | undefined }

/** Each organization that a key would reach has its say. A personal key does not reach one that enforces its own. */
function concernsOf(ask: Ask): Concern[] {
  const owner = holderOfNewKey(ask)
  const organization = reachOfNewKey(ask)
  return owner === undefined || organization === undefined ? [] : concernsOfKey(ask.world, { owner, organization })
}

export function concernsOfKey(world: World, { owner, organization }: Pick<Key, 'owner' | 'organization'>): Concern[] {
  return (
    placesOf(world, { owner, organization })
      // One of which its owner is a member no more is nothing to it.
      .filter(({ members }) => owner.kind !== 'user' || members.has(owner))
      .filter(({ policies }) => organization !== null || !policies.enforceOrganizationKeys)
      .map(({ policies, members }) => ({ policies, role: owner.kind === 'user' ? members.get(owner) : undefined }))
  )
}

const letsKeysBeMade = ({ policies }: Concern) => !policies.disableKeyCreation
const letsViewersHaveKeys = ({ policies, role }: Concern) => role !== 'viewer' || !policies.disableViewerKeyCreation
export const longestSeconds = (concerns: readonly Concern[]) =>
  Math.min(...concerns.map(({ policies }) => policies.maximumKeyLifetimeSeconds ?? Number.POSITIVE_INFINITY))

export const expiryIsAhead: Holds = ({ world, input: { expiresAt } }) =>
  expiresAt === undefined || Date.parse(expiresAt) > world.now
export const holderIsOneselfOrAdministered: Holds = (ask) => holderOfNewKey(ask) !== undefined
export const reachIsTheHolders: Holds = (ask) => reachOfNewKey(ask) !== undefined
export const creationIsOn: Holds = (ask) => {
  const holder = holderOfNewKey(ask)
  const isOfOrganization = holder?.kind === 'service account' && holder.team === null
  return isOfOrganization || concernsOf(ask).every(letsKeysBeMade)
}
export const viewersHaveKeys: Holds = (ask) => concernsOf(ask).every(letsViewersHaveKeys)
export const lifetimeIsShortEnough: Holds = (ask) => {
  const { expiresAt } = ask.input
  const lifetimeMs = expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(expiresAt) - ask.world.now
  return lifetimeMs <= longestSeconds(concernsOf(ask)) * 1000
}

// The first key of somebody new.

/** The user of the address that was invited, if there is one. */
export const addresseeOf = ({ world, invitation }: Ask) =>
  [...world.users].find(({ email }) => email === invitation?.email)

/** It is confined to the organization that invited where personal keys do not count there. */
export const reachOfFirstKey = ({ invitation }: Ask): Organization | null =>
  invitation?.organization.policies.enforceOrganizationKeys === true ? invitation.organization : null

function concernsOfFirst(ask: Ask): Concern[] {
  const { world, invitation } = ask
  if (invitation === undefined) return []
  const known = addresseeOf(ask)
  const others = reachOfFirstKey(ask) === null && known !== undefined ? organizationsOf(world, known) : []
  return [...new Set([invitation.organization, ...others])]
    .filter(({ policies }) => reachOfFirstKey(ask) !== null || !policies.enforceOrganizationKeys)
    .map(({ policies, members }) => ({ policies, role: (known && members.get(known)) ?? invitation.role }))
}

/** It lives as long as it may. */
export function expiryOfFirstKey(ask: Ask): number | null {
  const seconds = longestSeconds(concernsOfFirst(ask))
  return seconds === Number.POSITIVE_INFINITY ? null : ask.world.now + seconds * 1000
}

export const firstMayBeMade: Holds = (ask) => concernsOfFirst(ask).every(letsKeysBeMade)
export const firstIsForNoBarredViewer: Holds = (ask) => concernsOfFirst(ask).every(letsViewersHaveKeys)

// A key that is brought back is as one that is made.

const concernsOfDeleted = ({ world, deletedKey }: Ask) =>
  deletedKey === undefined ? [] : concernsOfKey(world, deletedKey)

export const deletedMayBeMade: Holds = (ask) => {
  const owner = ask.deletedKey?.owner
  const isOfOrganization = owner?.kind === 'service account' && owner.team === null
  return isOfOrganization || concernsOfDeleted(ask).every(letsKeysBeMade)
}
export const deletedIsOfNoBarredViewer: Holds = (ask) => concernsOfDeleted(ask).every(letsViewersHaveKeys)
export const deletedEndsSoonEnough: Holds = (ask) => {
  const lifetimeMs = (ask.deletedKey?.expiresAt ?? Number.POSITIVE_INFINITY) - ask.world.now
  return lifetimeMs <= longestSeconds(concernsOfDeleted(ask)) * 1000
}
