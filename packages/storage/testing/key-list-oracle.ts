import type {
  ApiKey,
  Disablement,
  KeyId,
  KeyListOrder,
  KeyListQuery,
  KeySort,
  KeyState,
  KeyType,
  NewApiKey,
  Organization,
  ServiceAccount,
  Team,
  User,
} from '@keystead/core'
import { apiKeyOf, isUser, organizationReference, type SampleOwner } from './sample-accounts.ts'

/** A text, and what is left of it where letter case, width and composition do not count: found out by hand, not by code. */
export type Word = { readonly text: string; readonly plain: string }

export type World = {
  readonly users: readonly User[]
  readonly organizations: readonly Organization[]
  readonly memberships: readonly { readonly user: User; readonly organization: Organization }[]
  readonly teams: readonly Team[]
  readonly serviceAccounts: readonly { readonly account: ServiceAccount; readonly name: Word }[]
  readonly keys: readonly WorldKey[]
}

export type WorldKey = {
  readonly key: NewApiKey
  readonly owner: SampleOwner
  readonly name: Word
  /** What is left of the owner's user name, e-mail and name, the name last. */
  readonly ownerNames: readonly string[]
  readonly blockedBy: readonly Organization[]
  readonly disabled: Disablement | null
}

/** A query, with what it says in letters of any kind once more in plain ones. */
export type Question = { readonly query: KeyListQuery; readonly text: string | undefined; readonly after?: Place }

/**
 * What `listKeys` has to answer, as plainly as it can be said: look at every key of the world, drop what the query does
 * not want, sort, cut.
 */
export function expectedKeys(world: World, { query, text, after }: Question): ApiKey[] {
  const { visibility, type, state, ownerId, organizationId, createdBefore, expiresBefore, isOwnerGone, limit } = query
  const { by, direction } = query.order ?? newestFirst
  const compare = (a: Place, b: Place) => comparePlaces(a, b) * (direction === 'asc' ? 1 : -1)
  return world.keys
    .filter((each) => visibility.kind === 'everything' || isVisible(world, each, visibility))
    .filter((each) => text === undefined || searchable(each).some((part) => part.includes(text)))
    .filter((each) => type === undefined || typeOf(each) === type)
    .filter((each) => state === undefined || stateOf(each, state.at) === state.is)
    .filter(({ key }) => ownerId === undefined || key.ownerId === ownerId)
    .filter((each) => organizationId === undefined || reaches(world, each, organizationId))
    .filter(({ key }) => createdBefore === undefined || key.createdAt < createdBefore)
    .filter(({ key }) => expiresBefore === undefined || (key.expiresAt !== null && key.expiresAt < expiresBefore))
    .filter((each) => !isOwnerGone || hasNoOwnerLeft(world, each))
    .filter((each) => after === undefined || compare(after, placeOf(each, by)) < 0)
    .toSorted((a, b) => compare(placeOf(a, by), placeOf(b, by)))
    .slice(0, limit)
    .map(({ key, owner, blockedBy, disabled }) => {
      const organization = world.organizations.find(({ id }) => id === key.organizationId)
      const byName = blockedBy.toSorted((a, b) => (a.name.toUpperCase() < b.name.toUpperCase() ? -1 : 1))
      return { ...apiKeyOf(key, owner, organization), blockedBy: byName.map(organizationReference), disabled }
    })
}

type VisibleInPart = KeyListQuery['visibility'] & { kind: 'some' }

function isVisible(world: World, each: WorldKey, { own, administered, administeredTeams }: VisibleInPart) {
  const { ownerId, organizationId } = each.key
  const isOwn = ownerId === own.ownerId && (own.organizationId === null || organizationId === own.organizationId)
  const team = isUser(each.owner) ? null : each.owner.team
  return isOwn || administered.some((id) => reaches(world, each, id)) || administeredTeams.some((id) => id === team?.id)
}

function reaches({ memberships }: World, { key, owner }: WorldKey, id: string): boolean {
  if (key.organizationId !== null) return key.organizationId === id
  return memberships.some(({ user, organization }) => user.id === owner.id && organization.id === id)
}

function hasNoOwnerLeft({ memberships }: World, { key, owner }: WorldKey): boolean {
  if (!isUser(owner)) return false
  const own = memberships.filter(({ user }) => user.id === owner.id)
  if (key.organizationId === null) return own.length === 0 && !owner.instanceAdmin
  return !own.some(({ organization }) => organization.id === key.organizationId)
}

function searchable({ key, name, ownerNames }: WorldKey): string[] {
  return [name.plain, key.id.toLowerCase(), ...ownerNames]
}

function typeOf({ key, owner }: WorldKey): KeyType {
  if (isUser(owner)) return key.organizationId === null ? 'personal' : 'organization'
  return owner.team === null ? 'organization_service_account' : 'team_service_account'
}

function stateOf({ key, blockedBy, disabled }: WorldKey, at: number): KeyState {
  if (key.expiresAt !== null && key.expiresAt <= at) return 'expired'
  if (disabled !== null && at < (disabled.until ?? Number.POSITIVE_INFINITY)) return 'disabled'
  return blockedBy.some(({ id }) => id === key.organizationId) ? 'blocked' : 'active'
}

const newestFirst: KeyListOrder = { by: 'createdAt', direction: 'desc' }

/** Where a key stands: its value in the order of a list, and its ID. */
export type Place = { readonly value: string | number; readonly id: KeyId }

const valueOf: Record<KeySort, (each: WorldKey) => Place['value']> = {
  createdAt: ({ key }) => key.createdAt,
  name: ({ name }) => plainValue(name.plain),
  owner: ({ ownerNames }) => plainValue(ownerNames.at(-1) ?? ''),
  // Nobody uses a key in these worlds.
  lastUsedAt: () => Number.NEGATIVE_INFINITY,
  expiresAt: ({ key }) => key.expiresAt ?? Number.POSITIVE_INFINITY,
}

export const placeOf = (each: WorldKey, by: KeySort): Place => ({ value: valueOf[by](each), id: each.key.id })

/** No letter of these worlds is beyond those that JavaScript orders as UTF-8 does. */
export const plainValue = (plain: string) => plain.toUpperCase()

/** Ties go by ID: capital letters come before small ones, digits before both. */
function comparePlaces(a: Place, b: Place): number {
  if (a.value !== b.value) return a.value < b.value ? -1 : 1
  if (a.id === b.id) return 0
  return a.id < b.id ? -1 : 1
}

type Created = { readonly createdAt: number; readonly id: KeyId }

/** The usual order: newest first. */
export function compare(a: Created, b: Created): number {
  return -comparePlaces({ value: a.createdAt, id: a.id }, { value: b.createdAt, id: b.id })
}
