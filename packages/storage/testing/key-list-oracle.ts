import type {
  ApiKey,
  KeyListPosition,
  KeyListQuery,
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
  /** What is left of the owner's names and e-mail. */
  readonly ownerNames: readonly string[]
  readonly blockedBy: readonly Organization[]
}

/**
 * What `listKeys` has to answer, as plainly as it can be said: look at every key of the world, drop what the query does
 * not want, sort, cut. `text` is the query's text in plain letters.
 */
export function expectedKeys(world: World, query: KeyListQuery, text: string | undefined): ApiKey[] {
  const { visibility, type, state, ownerId, organizationId, createdBefore, expiresBefore, after, limit } = query
  return world.keys
    .filter((each) => visibility.kind === 'everything' || isVisible(world, each, visibility))
    .filter((each) => text === undefined || searchable(each).some((part) => part.includes(text)))
    .filter((each) => type === undefined || typeOf(each) === type)
    .filter((each) => state === undefined || stateOf(each, state.at) === state.is)
    .filter(({ key }) => ownerId === undefined || key.ownerId === ownerId)
    .filter((each) => organizationId === undefined || reaches(world, each, organizationId))
    .filter(({ key }) => createdBefore === undefined || key.createdAt < createdBefore)
    .filter(({ key }) => expiresBefore === undefined || (key.expiresAt !== null && key.expiresAt < expiresBefore))
    .filter(({ key }) => after === undefined || compare(after, key) < 0)
    .toSorted((a, b) => compare(a.key, b.key))
    .slice(0, limit)
    .map(({ key, owner, blockedBy }) => {
      const organization = world.organizations.find(({ id }) => id === key.organizationId)
      const byName = blockedBy.toSorted((a, b) => (a.name.toUpperCase() < b.name.toUpperCase() ? -1 : 1))
      return { ...apiKeyOf(key, owner, organization), blockedBy: byName.map(organizationReference) }
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

function searchable({ key, name, ownerNames }: WorldKey): string[] {
  return [name.plain, key.id.toLowerCase(), ...ownerNames]
}

function typeOf({ key, owner }: WorldKey): KeyType {
  if (isUser(owner)) return key.organizationId === null ? 'personal' : 'organization'
  return owner.team === null ? 'organization_service_account' : 'team_service_account'
}

function stateOf({ key, blockedBy }: WorldKey, at: number): KeyState {
  if (key.expiresAt !== null && key.expiresAt <= at) return 'expired'
  return blockedBy.some(({ id }) => id === key.organizationId) ? 'blocked' : 'active'
}

/** Newest first, ties by ID, the greater first: capital letters come before small ones, digits before both. */
export function compare(a: KeyListPosition, b: KeyListPosition): number {
  if (a.createdAt !== b.createdAt) return b.createdAt - a.createdAt
  if (a.id === b.id) return 0
  return a.id < b.id ? 1 : -1
}
