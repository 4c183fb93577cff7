import type { ApiKey, EventType, Reference } from '@keystead/sdk'
import type { OrganizationWorld, World } from './world.ts'

// What every route of the mock is made of.

export type MockAnswer = { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
/** Unchecked: the console sends what it sends. `never` fits wherever a role is asked for. */
type Body = {
  readonly name: string
  readonly email: string
  readonly username?: string
  readonly instanceAdmin?: boolean
  readonly user: string
  readonly admin: string
  readonly token: string
  readonly userCode: string
  readonly organization: string
  readonly team: string
  readonly defaultTeam: string
  readonly owner?: string
  readonly expiresAt?: string
  readonly password: string
  readonly current: string
  readonly confirmation?: string
  readonly minutes?: number
  readonly url: string
  readonly description?: string
  readonly eventTypes?: readonly EventType[]
  readonly enabled?: boolean
  readonly ids: readonly string[]
  readonly role: never
  readonly teamRole: never
}
export type Call = {
  readonly world: World
  readonly params: string[]
  readonly query: URLSearchParams
  readonly body: Body
}
export type Handler = (call: Call) => unknown

export class Refusal extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string) {
    super(code)
    this.status = status
    this.code = code
  }
}

export const matches = (text: string | null, ...values: (string | null)[]) =>
  text === null || values.some((value) => value?.toLowerCase().includes(text.toLowerCase()))

export function page<Name extends string, Item>(name: Name, items: readonly Item[], { query }: Call) {
  const start = Number(query.get('cursor') ?? 0)
  const limit = Number(query.get('limit') ?? 50)
  const end = start + limit
  return { [name]: items.slice(start, end), nextCursor: end < items.length ? String(end) : null }
}

export function organizationOf(call: Call): OrganizationWorld {
  const named = call.params[0]?.toLowerCase()
  const found = call.world.organizations.find(
    ({ organization: { id, name } }) => id === named || name.toLowerCase() === named,
  )
  if (!found) throw new Refusal(404, 'ORGANIZATION_NOT_FOUND')
  return found
}

export function removeKeys(call: Call, isGone: (key: ApiKey) => boolean): ApiKey[] {
  const gone = call.world.keys.filter(isGone)
  call.world.keys = call.world.keys.filter((key) => !isGone(key))
  return gone
}

export const referenceOf = ({ id, name }: Reference): Reference => ({ id, name })
