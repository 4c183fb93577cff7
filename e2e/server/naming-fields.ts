// Every field of every route that gives something a name, and every place that shows the name then.

import type { ErrorCode } from '@keystead/core'
import type { Answer } from '../../packages/server/testing/call.ts'
import { pathOf } from '../../packages/server/testing/rest-calls.ts'
import { type Door, entity, found, type Look, rest, trail } from './naming-door.ts'

/** What things of one kind have in common, however they got their name. */
type Named = {
  readonly takes: 'name' | 'username' | 'email'
  /** Of a text that is too long. */
  readonly code: ErrorCode
  /** Where the name must show, exactly as it is kept. */
  shown(text: string, door: Door, given: Answer): readonly Look[] | Promise<readonly Look[]>
  /** Makes room for another of that name. */
  clear(text: string, door: Door): Promise<unknown>
}

export type NamingField = Named & {
  /** Makes what is to be called something, where the giving does not: answers by what it goes. */
  prepare?(door: Door): Promise<string>
  /** Calls something by the text. */
  give(door: Door, text: string, prepared: string): Promise<Answer>
}

const acme = '/organizations/acme'
const users = 'query Q($query: String) { users(query: $query) { edges { node { id name username email } } } }'

const organization: Named = {
  takes: 'name',
  code: 'INVALID_ORGANIZATION_NAME',
  shown: (text) => [
    rest(pathOf`/organizations/${text}`),
    rest('/organizations?limit=200'),
    found('/organizations', text),
    rest('/me'),
    trail('organization'),
    { query: 'query Q($name: String) { organization(name: $name) { name } }', variables: { name: text } },
    { query: '{ viewer { organizations { name orgEntity { name } } } }' },
  ],
  clear: (text, door) => door.make('PATCH', pathOf`/organizations/${text}`, { name: door.unused() }),
}

const team: Named = {
  takes: 'name',
  code: 'INVALID_TEAM_NAME',
  shown: (text) => [
    rest(pathOf`/organizations/acme/teams/${text}`),
    rest(`${acme}/teams?limit=200`),
    found(`${acme}/teams`, text),
    trail('team'),
    entity(text),
    entity(`acme/${text}`),
  ],
  clear: (text, door) => door.make('DELETE', pathOf`/organizations/acme/teams/${text}`),
}

const serviceAccount: Named = {
  takes: 'name',
  code: 'INVALID_NAME',
  async shown(text, door) {
    const id = await door.idOf(`${acme}/service-accounts`, text)
    const { token } = await door.make('POST', '/keys', { name: 'x', owner: id })
    return [
      rest(`/service-accounts/${id}`),
      rest(`${acme}/service-accounts?limit=200`),
      found(`${acme}/service-accounts`, text),
      found('/keys', text),
      trail('service_account'),
      entity('fleet'),
      { ...rest('/me'), token },
      { query: '{ viewer { name username } }', token },
    ]
  },
  clear: async (text, door) =>
    door.make('DELETE', `/service-accounts/${await door.idOf(`${acme}/service-accounts`, text)}`),
}

const key: Named = {
  takes: 'name',
  code: 'INVALID_NAME',
  shown: async (text, door) => [
    rest(`/keys/${await door.idOf('/keys', text)}`),
    rest('/keys?limit=200'),
    found('/keys', text),
    trail('key'),
    { query: '{ viewer { apiKeys { edges { node { description } } } } }' },
  ],
  clear: async (text, door) => door.make('DELETE', `/keys/${await door.idOf('/keys', text)}`),
}

/** Of whom there is one to be seen by admins of the instance. */
const userLooks = async (text: string, door: Door): Promise<readonly Look[]> => [
  rest(`/users/${await door.idOf('/users', text)}`),
  rest('/users?limit=200'),
  found('/users', text),
  { query: users, variables: { query: text } },
]
const removeUser = async (text: string, door: Door) => door.make('DELETE', `/users/${await door.idOf('/users', text)}`)

const nameOfUser: Named = { takes: 'name', code: 'INVALID_NAME', shown: userLooks, clear: removeUser }
const renamed: Named = {
  ...nameOfUser,
  shown: async (text, door) => [...(await userLooks(text, door)), trail('user.update')],
}
const username: Named = {
  takes: 'username',
  code: 'INVALID_USERNAME',
  shown: async (text, door) => [...(await userLooks(text, door)), rest(`/users/${text}`), trail('user.create')],
  clear: removeUser,
}
const emailOfUser: Named = {
  takes: 'email',
  code: 'INVALID_EMAIL',
  shown: async (text, door) => [...(await userLooks(text, door)), trail('user.create')],
  clear: removeUser,
}

/** Who has just joined acme and its team `fleet`, by an answer that holds their first key. */
const joined = (named: Named): Named => ({
  ...named,
  async shown(text, door, { body }) {
    const { token } = body as { readonly token: string }
    return [
      ...(await userLooks(text, door)),
      rest(`${acme}/members?limit=200`),
      found(`${acme}/members`, text),
      found(`${acme}/teams/fleet/members`, text),
      found('/keys', text),
      entity('fleet'),
      { ...rest('/me'), token },
      { query: '{ viewer { name username email entity } }', token },
    ]
  },
})

const emailOfInvited: Named = {
  takes: 'email',
  code: 'INVALID_EMAIL',
  shown: () => [rest(`${acme}/invitations`), trail('invitation.create'), entity('fleet')],
  async clear(text, door) {
    const { body } = await door.look(rest(`${acme}/invitations`))
    const { invitations } = body as { readonly invitations: readonly { readonly id: string; readonly email: string }[] }
    const id = invitations.find(({ email }) => email === text)?.id
    return door.make('DELETE', `${acme}/invitations/${id}`)
  },
}

const invite = async (door: Door) => {
  const { token } = await door.make('POST', `${acme}/invitations`, {
    email: `${door.unused()}@example.com`,
    team: 'fleet',
  })
  return token
}
const accept = (door: Door, token: string, fields: object) =>
  door.call('POST', '/invitations/accept', { token, ...fields }, null)

/** By route and part, or by mutation and argument. */
export const namingFields: Readonly<Record<string, NamingField>> = {
  'POST /api/v1/organizations body.name': {
    ...organization,
    give: (door, name) => door.call('POST', '/organizations', { name }),
  },
  'PATCH /api/v1/organizations/:organization body.name': {
    ...organization,
    prepare: async (door) => (await door.make('POST', '/organizations', { name: door.unused() })).id,
    give: (door, name, id) => door.call('PATCH', `/organizations/${id}`, { name }),
  },
  'POST /api/v1/organizations/:organization/teams body.name': {
    ...team,
    give: (door, name) => door.call('POST', `${acme}/teams`, { name }),
  },
  'PATCH /api/v1/organizations/:organization/teams/:team body.name': {
    ...team,
    prepare: async (door) => (await door.make('POST', `${acme}/teams`, { name: door.unused() })).id,
    give: (door, name, id) => door.call('PATCH', `${acme}/teams/${id}`, { name }),
  },
  'Mutation.createTeam input.teamName': {
    ...team,
    give: (door, teamName) => door.mutate('createTeam', { teamName, organizationId: 'acme' }, 'entity { name }'),
  },
  'POST /api/v1/organizations/:organization/service-accounts body.name': {
    ...serviceAccount,
    give: (door, name) => door.call('POST', `${acme}/service-accounts`, { name, team: 'fleet' }),
  },
  'PATCH /api/v1/service-accounts/:id body.name': {
    ...serviceAccount,
    prepare: async (door) =>
      (await door.make('POST', `${acme}/service-accounts`, { name: door.unused(), team: 'fleet' })).id,
    give: (door, name, id) => door.call('PATCH', `/service-accounts/${id}`, { name }),
  },
  'Mutation.createServiceAccount input.description': {
    ...serviceAccount,
    give: (door, description) =>
      door.mutate('createServiceAccount', { entityName: 'fleet', description }, 'user { name username }'),
  },
  'POST /api/v1/keys body.name': { ...key, give: (door, name) => door.call('POST', '/keys', { name }) },
  'PATCH /api/v1/keys/:id body.name': {
    ...key,
    async prepare(door) {
      const name = door.unused()
      await door.make('POST', '/keys', { name })
      return door.idOf('/keys', name)
    },
    give: (door, name, id) => door.call('PATCH', `/keys/${id}`, { name }),
  },
  'Mutation.generateApiKey input.description': {
    ...key,
    give: (door, description) => door.mutate('generateApiKey', { description }, 'apiKey { description }'),
  },
  'POST /api/v1/users body.name': {
    ...nameOfUser,
    give: (door, name) => door.call('POST', '/users', { email: `${door.unused()}@example.com`, name }),
  },
  'PATCH /api/v1/users/:user body.name': {
    ...renamed,
    prepare: async (door) => (await door.make('POST', '/users', { email: `${door.unused()}@example.com` })).id,
    give: (door, name, id) => door.call('PATCH', `/users/${id}`, { name }),
  },
  'POST /api/v1/invitations/accept body.name': {
    ...joined(nameOfUser),
    prepare: invite,
    give: (door, name, token) => accept(door, token, { name }),
  },
  'POST /api/v1/users body.username': {
    ...username,
    give: (door, text) => door.call('POST', '/users', { email: `${door.unused()}@example.com`, username: text }),
  },
  'POST /api/v1/invitations/accept body.username': {
    ...joined(username),
    prepare: invite,
    give: (door, text, token) => accept(door, token, { username: text }),
  },
  'POST /api/v1/users body.email': {
    ...emailOfUser,
    give: (door, email) => door.call('POST', '/users', { email }),
  },
  'Mutation.createUser input.email': {
    ...emailOfUser,
    give: (door, email) => door.mutate('createUser', { email }, 'user { email }'),
  },
  'POST /api/v1/organizations/:organization/invitations body.email': {
    ...emailOfInvited,
    give: (door, email) => door.call('POST', `${acme}/invitations`, { email, team: 'fleet' }),
  },
  'Mutation.createInvite input.email': {
    ...emailOfInvited,
    give: (door, email) => door.mutate('createInvite', { entityName: 'fleet', email }, 'invite { email }'),
  },
}
