import { randomUUID } from 'node:crypto'
import { errorRegistry } from '@keystead/core/errors'
import type { ApiKey, Member } from '@keystead/sdk'
import {
  type Call,
  type Handler,
  type MockAnswer,
  matches,
  organizationOf,
  page,
  Refusal,
  referenceOf,
  removeKeys,
} from './call.ts'
import { instanceRoutes } from './instance-routes.ts'
import { isStale, keyLifeRoutes, keyOf } from './key-life-routes.ts'
import { refusalRoutes } from './refusal-routes.ts'
import { rotationRoutes } from './rotations.ts'
import { usesOf } from './uses.ts'
import { webhookRoutes } from './webhook-routes.ts'
import { createWorld, newToken } from './world.ts'

/**
 * As much of `/api/v1` as the console needs to be looked at and clicked through without a server. It decides nothing
 * about who may do what. Names, searches, e-mail addresses and the tokens of links ask for failures: `fail-403` for a key,
 * `fail-409-user-exists@acme.example` for a user. Any refusal can be looked at that way.
 *
 * `POST /api/v1/mock/reset` makes the world anew, with what its `Wish` says.
 */

let world = createWorld(15)

const usualCodes: Readonly<Record<string, string>> = {
  400: 'INVALID_NAME',
  403: 'FORBIDDEN',
  409: 'TEAM_HAS_SERVICE_ACCOUNTS',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
}

function findWishedFailure({ query, body }: Pick<Call, 'query' | 'body'>): Refusal | undefined {
  for (const text of [query.get('query'), body.name, body.email, body.token]) {
    const [, status = '', code] = /^fail-(\d{3})(?:-([a-z-]+))?(?:@|$)/.exec(text ?? '') ?? []
    const wished = code?.replaceAll('-', '_').toUpperCase() ?? usualCodes[status]
    if (wished !== undefined) return new Refusal(Number(status), wished)
  }
  return undefined
}

function teamOf(call: Call) {
  const named = call.params[1]?.toLowerCase()
  const found = organizationOf(call).teams.find(
    ({ team: { id, name } }) => id === named || name.toLowerCase() === named,
  )
  if (!found) throw new Refusal(404, 'TEAM_NOT_FOUND')
  return found
}

function listKeys(call: Call): ApiKey[] {
  const { query } = call
  const organization = query.get('organization')
  const found = call.world.keys.filter(
    (key) =>
      matches(
        query.get('query'),
        key.name,
        key.id,
        key.owner.name,
        key.owner.type === 'user' ? key.owner.email : null,
      ) &&
      (query.get('type') ?? key.type) === key.type &&
      (query.get('state') ?? key.state) === key.state &&
      (query.get('owner') ?? key.owner.id) === key.owner.id &&
      (organization === null || key.organization === null || key.organization.id === organization) &&
      isStale(key, query.get('stale')),
  )
  const by = query.get('sort') ?? 'createdAt'
  const turn = query.get('order') === 'asc' ? 1 : -1
  return found.toSorted((a, b) => {
    const [one, other] = [sortValueOf(a, by), sortValueOf(b, by)]
    return one === other ? 0 : one < other ? -turn : turn
  })
}

/** As the server sorts: never used is before all others, never expiring after them. */
function sortValueOf(key: ApiKey, by: string): string {
  if (by === 'name') return key.name.toUpperCase()
  if (by === 'owner') return key.owner.name.toUpperCase()
  if (by === 'lastUsedAt') return key.lastUsedAt ?? ''
  if (by === 'expiresAt') return key.expiresAt ?? '~'
  return key.createdAt
}

function createKey(call: Call) {
  const { name, owner, organization, expiresAt } = call.body
  const account = call.world.organizations
    .flatMap(({ serviceAccounts }) => serviceAccounts)
    .find(({ id }) => id === owner)
  const place = call.world.organizations.find((each) => each.organization.id === organization)
  const { principal } = call.world.me
  if (principal.type !== 'user') throw new Refusal(403, 'FORBIDDEN')
  const id = call.world.newKeyId()
  const key: ApiKey = {
    id,
    name,
    type: account
      ? account.team
        ? 'team_service_account'
        : 'organization_service_account'
      : organization
        ? 'organization'
        : 'personal',
    owner: account ? { type: 'service_account', ...referenceOf(account), team: account.team } : principal,
    organization: account?.organization ?? (place ? referenceOf(place.organization) : null),
    blockedBy: [],
    disabled: null,
    leakedAt: null,
    rotationId: null,
    format: 'v1',
    state: 'active',
    createdAt: new Date().toISOString(),
    expiresAt: expiresAt ?? null,
    lastUsedAt: null,
  }
  call.world.keys.unshift(key)
  return { status: 201, body: { key, token: newToken(id) } }
}

const routes: [string, RegExp, Handler][] = []
const on = (method: string, path: string, handler: Handler) =>
  routes.push([method, new RegExp(`^/api/v1${path.replace(/:\w+/g, '([^/]+)')}$`), handler])

type Wish = {
  readonly keys?: number
  readonly organizations?: number
  readonly instanceAdmin?: boolean
  readonly empty?: boolean
  readonly signedOut?: boolean
  readonly setupNeeded?: boolean
  readonly policies?: object
}
on('POST', '/mock/reset', ({ body }) => {
  const wish = body as unknown as Wish
  world = createWorld(wish.keys ?? 15, wish.organizations ?? 2)
  world.me.instanceAdmin = wish.instanceAdmin ?? false
  world.signedIn = !wish.signedOut
  world.setupNeeded = wish.setupNeeded ?? false
  if (wish.empty) {
    world.keys = []
    world.deletedKeys = []
    world.rotations = []
    for (const each of world.organizations) Object.assign(each, { serviceAccounts: [], teams: [], invitations: [] })
  }
  for (const each of world.organizations) Object.assign(each.policies, wish.policies)
  return { status: 204 }
})

on('GET', '/setup', ({ world }) => ({ needed: world.setupNeeded }))
on('POST', '/setup', ({ world, body }) => {
  world.setupNeeded = false
  world.signedIn = true
  const [first] = world.organizations
  if (first) first.organization.name = body.organization
  if (world.me.organizations[0]) world.me.organizations[0].name = body.organization
  return { status: 201, body: { user: world.me.principal, organization: first?.organization } }
})
on('POST', '/session', ({ world, body }) => {
  if (body.password !== 'correct horse battery') throw new Refusal(401, 'SIGN_IN_FAILED')
  world.signedIn = true
  return world.me
})
on('DELETE', '/session', ({ world }) => {
  world.signedIn = false
  return { status: 204 }
})
on('GET', '/me', ({ world }) => world.me)
on('GET', '/sessions', ({ world }) => ({ sessions: world.sessions }))
on('DELETE', '/sessions/:id', ({ world, params: [id] }) => {
  world.sessions = world.sessions.filter((session) => session.id !== id)
  return { status: 204 }
})
on('PUT', '/password', ({ body }) => {
  if (body.current !== 'correct horse battery') throw new Refusal(400, 'WRONG_PASSWORD')
  return { status: 204 }
})
on('POST', '/password-links/use', ({ world, body }) => {
  if (body.password.length < 12) throw new Refusal(400, 'INVALID_PASSWORD')
  world.signedIn = true
  return world.me
})
on('POST', '/device/authorizations/preview', ({ body }) => {
  if (body.userCode.replaceAll(/[^A-Za-z]/g, '').toUpperCase() !== 'WDJBMJHT')
    throw new Refusal(404, 'USER_CODE_INVALID')
  const askedAt = Date.now() - 20_000
  return {
    name: 'keystead CLI on laptop',
    ip: '192.0.2.17',
    createdAt: new Date(askedAt).toISOString(),
    expiresAt: new Date(askedAt + 600_000).toISOString(),
  }
})
on('POST', '/device/authorizations/decision', () => ({ status: 204 }))
on('POST', '/invitations/preview', ({ world, body }) => {
  const [place] = world.organizations
  if (!place || body.token === 'withdrawn') throw new Refusal(404, 'INVITATION_NOT_FOUND')
  const [team] = place.teams
  return {
    organization: referenceOf(place.organization),
    role: 'member',
    team: team ? { ...referenceOf(team.team), role: 'member' } : null,
    invitedBy: { name: 'Elif Kaya', username: 'elif' },
    expiresAt: new Date(Date.now() + 6 * 86_400_000).toISOString(),
  }
})
on('POST', '/invitations/accept', ({ world }) => {
  world.signedIn = true
  return { user: world.me.principal, organization: world.organizations[0]?.organization }
})

const others = [...instanceRoutes, ...keyLifeRoutes, ...refusalRoutes, ...rotationRoutes, ...webhookRoutes]
for (const route of others) on(...route)

on('GET', '/keys/:id', keyOf)
on('GET', '/keys/:id/consumers', (call) => usesOf(keyOf(call)))
on('GET', '/keys', (call) => page('keys', listKeys(call), call))
on('POST', '/keys', createKey)
on('PATCH', '/keys/:id', (call) => Object.assign(keyOf(call), { name: call.body.name }))
on('DELETE', '/keys/:id', (call) => {
  const key = keyOf(call)
  removeKeys(call, ({ id }) => id === key.id)
  return key
})
on('POST', '/keys/bulk-delete', (call) => {
  const { ids } = call.body
  const gone = removeKeys(call, ({ id, name }) => ids.includes(id) && !name.startsWith('fail-')).map(({ id }) => id)
  return {
    results: ids.map((id) => (gone.includes(id) ? { id, deleted: true } : { id, deleted: false, code: 'FORBIDDEN' })),
  }
})
on('PUT', '/keys/:id/blocks/:organization', (call) => {
  const key = keyOf(call)
  const place = call.world.organizations.find(({ organization }) => organization.id === call.params[1])
  if (place) key.blockedBy = [referenceOf(place.organization)]
  return key
})
on('DELETE', '/keys/:id/blocks/:organization', (call) => Object.assign(keyOf(call), { blockedBy: [], state: 'active' }))

on('GET', '/organizations/:organization', (call) => organizationOf(call).organization)
on('PATCH', '/organizations/:organization', (call) => {
  const { organization } = organizationOf(call)
  organization.name = call.body.name
  for (const membership of call.world.me.organizations) {
    if (membership.id === organization.id) membership.name = organization.name
  }
  return organization
})
on('GET', '/organizations/:organization/policies', (call) => organizationOf(call).policies)
on('PATCH', '/organizations/:organization/policies', (call) => {
  const { confirmation: _, ...changes } = call.body
  return Object.assign(organizationOf(call).policies, changes)
})
on('GET', '/organizations/:organization/policies/enforcement-preview', (call) =>
  page(
    'keys',
    call.world.keys.filter(({ type, state }) => type === 'personal' && state === 'active'),
    call,
  ),
)
on('GET', '/organizations/:organization/members', (call) =>
  page(
    'members',
    organizationOf(call).members.filter(({ user }) => matches(call.query.get('query'), user.name, user.email)),
    call,
  ),
)
const memberOf = (call: Call, members: Member[]) => {
  const found = members.find(({ user }) => user.id === call.params.at(-1))
  if (!found) throw new Refusal(404, 'MEMBER_NOT_FOUND')
  return found
}
on('PATCH', '/organizations/:organization/members/:user', (call) => {
  const { members } = organizationOf(call)
  const member = memberOf(call, members)
  if (member.role === 'admin' && members.filter(({ role }) => role === 'admin').length === 1)
    throw new Refusal(409, 'LAST_ORGANIZATION_ADMIN')
  return Object.assign(member, { role: call.body.role })
})
on('DELETE', '/organizations/:organization/members/:user', (call) => {
  const place = organizationOf(call)
  const member = memberOf(call, place.members)
  place.members = place.members.filter((each) => each !== member)
  return {
    member,
    deletedKeys: removeKeys(call, (key) => key.owner.id === member.user.id && key.organization !== null),
  }
})
on('GET', '/organizations/:organization/invitations', (call) =>
  page('invitations', organizationOf(call).invitations, call),
)
on('POST', '/organizations/:organization/invitations', (call) => {
  const place = organizationOf(call)
  const team = place.teams.find(({ team }) => team.id === call.body.team)?.team
  const { email, role, teamRole } = call.body
  const invitation = {
    id: call.world.newId('inv'),
    email,
    organization: referenceOf(place.organization),
    invitedBy: call.world.me.principal.id,
    role,
    team: team ? { ...referenceOf(team), role: teamRole } : null,
    createdAt: new Date().toISOString(),
    expiresAt: new Date(Date.now() + 7 * 86_400_000).toISOString(),
  }
  place.invitations.unshift(invitation)
  return { status: 201, body: { invitation, token: `kinv_${randomUUID()}` } }
})
on('DELETE', '/organizations/:organization/invitations/:id', (call) => {
  const place = organizationOf(call)
  place.invitations = place.invitations.filter(({ id }) => id !== call.params[1])
  return { status: 204 }
})
on('GET', '/organizations/:organization/teams', (call) =>
  page(
    'teams',
    organizationOf(call)
      .teams.map(({ team }) => team)
      .filter(({ name }) => matches(call.query.get('query'), name)),
    call,
  ),
)
on('POST', '/organizations/:organization/teams', (call) => {
  const { organization, teams } = organizationOf(call)
  const team = {
    id: call.world.newId('team'),
    name: call.body.name,
    organizationId: organization.id,
    createdAt: new Date().toISOString(),
  }
  teams.push({ team, members: [] })
  return { status: 201, body: team }
})
on('GET', '/organizations/:organization/teams/:team', (call) => teamOf(call).team)
on('PATCH', '/organizations/:organization/teams/:team', (call) =>
  Object.assign(teamOf(call).team, { name: call.body.name }),
)
on('DELETE', '/organizations/:organization/teams/:team', (call) => {
  const place = organizationOf(call)
  const { team } = teamOf(call)
  if (place.serviceAccounts.some((account) => account.defaultTeam.id === team.id))
    throw new Refusal(409, 'TEAM_HAS_SERVICE_ACCOUNTS')
  place.teams = place.teams.filter((each) => each.team !== team)
  return { status: 204 }
})
on('GET', '/organizations/:organization/teams/:team/members', (call) =>
  page(
    'members',
    teamOf(call).members.filter(({ user }) => matches(call.query.get('query'), user.name, user.email)),
    call,
  ),
)
on('POST', '/organizations/:organization/teams/:team/members', (call) => {
  const user = organizationOf(call).members.find((member) => member.user.username === call.body.user)?.user
  if (!user) throw new Refusal(404, 'MEMBER_NOT_FOUND')
  const member = { user, role: call.body.role }
  teamOf(call).members.push(member)
  return { status: 201, body: member }
})
on('PATCH', '/organizations/:organization/teams/:team/members/:user', (call) =>
  Object.assign(memberOf(call, teamOf(call).members), { role: call.body.role }),
)
on('DELETE', '/organizations/:organization/teams/:team/members/:user', (call) => {
  const place = teamOf(call)
  const member = memberOf(call, place.members)
  place.members = place.members.filter((each) => each !== member)
  return { status: 204 }
})
on('GET', '/organizations/:organization/service-accounts', (call) =>
  page(
    'serviceAccounts',
    organizationOf(call).serviceAccounts.filter(
      ({ name, team }) => matches(call.query.get('query'), name) && (call.query.get('team') ?? team?.id) === team?.id,
    ),
    call,
  ),
)
on('POST', '/organizations/:organization/service-accounts', (call) => {
  const place = organizationOf(call)
  const of = (id: string) => place.teams.find(({ team }) => team.id === id)?.team
  const team = of(call.body.team)
  const defaultTeam = team ?? of(call.body.defaultTeam)
  if (!defaultTeam) throw new Refusal(404, 'TEAM_NOT_FOUND')
  const account = {
    id: call.world.newId('sva'),
    name: call.body.name,
    organization: referenceOf(place.organization),
    team: team ? referenceOf(team) : null,
    defaultTeam: referenceOf(defaultTeam),
    verifier: false,
    createdAt: new Date().toISOString(),
  }
  place.serviceAccounts.unshift(account)
  return { status: 201, body: account }
})
on('PATCH', '/service-accounts/:id', (call) => {
  for (const place of call.world.organizations) {
    const account = place.serviceAccounts.find(({ id }) => id === call.params[0])
    if (!account) continue
    const { defaultTeam, ...changes } = call.body
    const team = place.teams.find(({ team }) => team.id === defaultTeam)?.team
    return Object.assign(account, changes, team && { defaultTeam: referenceOf(team) })
  }
  throw new Refusal(404, 'SERVICE_ACCOUNT_NOT_FOUND')
})
on('DELETE', '/service-accounts/:id', (call) => {
  for (const place of call.world.organizations)
    place.serviceAccounts = place.serviceAccounts.filter(({ id }) => id !== call.params[0])
  return { deletedKeys: removeKeys(call, ({ owner }) => owner.id === call.params[0]) }
})
const listEvents = ({ world, query }: Call) =>
  world.events.filter(
    ({ action, outcome, at, organization, actor, target }) =>
      (query.get('organization') ?? organization?.id) === organization?.id &&
      (query.get('action') === action || action.startsWith(`${query.get('action') ?? ''}.`) || !query.has('action')) &&
      (query.get('actor') ?? actor.id) === actor.id &&
      (query.get('subject') ?? target.id) === target.id &&
      (query.get('outcome') ?? outcome) === outcome &&
      at >= (query.get('from') ?? '') &&
      at < (query.get('until') ?? '9'),
  )
on('GET', '/audit/export', (call) => ({
  status: 200,
  body: listEvents(call)
    .reverse()
    .map((event) => `${JSON.stringify(event)}\n`)
    .join(''),
}))
on('GET', '/audit', (call) => page('events', listEvents(call), call))

/** Reachable without a session. */
const open = /^\/api\/v1\/(?:setup|session|mock\/reset|invitations\/(?:preview|accept)|password-links\/use)$/

export function answer(method: string, address: string, text: string): MockAnswer {
  const { pathname, searchParams } = new URL(address, 'http://mock')
  try {
    const body = text === '' ? {} : JSON.parse(text)
    if (!world.signedIn && !open.test(pathname)) throw new Refusal(401, 'UNAUTHENTICATED')
    const failure = findWishedFailure({ query: searchParams, body })
    if (failure) throw failure
    for (const [itsMethod, pattern, handler] of routes) {
      const match = itsMethod === method && pattern.exec(pathname)
      if (!match) continue
      const params = match.slice(1).map(decodeURIComponent)
      const result = handler({ world, params, query: searchParams, body })
      return isAnswer(result) ? result : { status: 200, body: result }
    }
    throw new Refusal(404, 'NOT_FOUND')
  } catch (error) {
    const { status, code } = error instanceof Refusal ? error : new Refusal(500, 'INTERNAL')
    const title = (errorRegistry as Record<string, { message: string }>)[code]?.message ?? code
    return { status, body: { type: `urn:keystead:error:${code}`, title, status, code, requestId: randomUUID() } }
  }
}

const isAnswer = (result: unknown): result is MockAnswer =>
  typeof result === 'object' && result !== null && 'status' in result && typeof result.status === 'number'
