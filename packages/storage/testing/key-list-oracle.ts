import type { ApiKey, KeyListPosition, KeyListQuery, NewApiKey, Organization, User } from '@keystead/core'
import { apiKeyOf } from './sample-accounts.ts'

/** A text, and what is left of it where letter case, width and composition do not count: found out by hand, not by code. */
export type Word = { readonly text: string; readonly plain: string }

export type World = {
  readonly users: readonly User[]
  readonly organizations: readonly Organization[]
  readonly memberships: readonly { readonly user: User; readonly organization: Organization }[]
  readonly keys: readonly { readonly key: NewApiKey; readonly owner: User; readonly name: Word }[]
}

/**
 * What `listKeys` has to answer, as plainly as it can be said: look at every key of the world, drop what the query does
 * not want, sort, cut. `text` is the query's text in plain letters.
 */
export function expectedKeys(world: World, query: KeyListQuery, text: string | undefined): ApiKey[] {
  const { visibility, type, state, ownerId, organizationId, after, limit } = query
  return world.keys
    .filter((each) => visibility.kind === 'everything' || isVisible(world, each, visibility))
    .filter((each) => text === undefined || searchable(each).some((part) => part.includes(text)))
    .filter(({ key }) => type === undefined || (key.organizationId === null ? 'personal' : 'organization') === type)
    .filter(({ key }) => state === undefined || (isExpired(key, state.at) ? 'expired' : 'active') === state.is)
    .filter(({ key }) => ownerId === undefined || key.ownerId === ownerId)
    .filter((each) => organizationId === undefined || reaches(world, each, organizationId))
    .filter(({ key }) => after === undefined || compare(after, key) < 0)
    .toSorted((a, b) => compare(a.key, b.key))
    .slice(0, limit)
    .map(({ key, owner }) => {
      const organization = world.organizations.find(({ id }) => id === key.organizationId)
      return apiKeyOf(key, owner, organization)
    })
}

type Each = World['keys'][number]

function isVisible(world: World, each: Each, { own, administered }: KeyListQuery['visibility'] & { kind: 'some' }) {
  const { ownerId, organizationId } = each.key
  const isOwn = ownerId === own.ownerId && (own.organizationId === null || organizationId === own.organizationId)
  return isOwn || administered.some((id) => reaches(world, each, id))
}

function reaches({ memberships }: World, { key, owner }: Each, id: string): boolean {
  if (key.organizationId !== null) return key.organizationId === id
  return memberships.some(({ user, organization }) => user.id === owner.id && organization.id === id)
}

function searchable({ key, owner, name }: Each): string[] {
  // User names, e-mails and key IDs of these worlds are ASCII.
  return [name.plain, key.id.toLowerCase(), owner.username.toLowerCase(), owner.email.toLowerCase()]
}

const isExpired = ({ expiresAt }: NewApiKey, at: number) => expiresAt !== null && expiresAt <= at

/** Newest first, ties by ID, the greater first: capital letters come before small ones, digits before both. */
export function compare(a: KeyListPosition, b: KeyListPosition): number {
  if (a.createdAt !== b.createdAt) return b.createdAt - a.createdAt
  if (a.id === b.id) return 0
  return a.id < b.id ? 1 : -1
}
