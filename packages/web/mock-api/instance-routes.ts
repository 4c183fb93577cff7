import type { Member, User } from '@keystead/sdk'
import { type Call, type Handler, matches, organizationOf, page, Refusal, referenceOf, removeKeys } from './call.ts'
import { newToken } from './world.ts'

// What only admins of the server are offered: users, organizations, links to choose a password.

function userOf(call: Call, reference = call.params[0]): User {
  const found = call.world.users.find(({ id, username }) => id === reference || username === reference)
  if (!found) throw new Refusal(404, 'USER_NOT_FOUND')
  return found
}

function createUser({ world, body }: Call) {
  const { email, name } = body
  if (world.users.some((user) => user.email === email)) throw new Refusal(409, 'USER_EXISTS')
  if (!email.includes('@')) throw new Refusal(400, 'INVALID_EMAIL')
  const username = body.username ?? email.split('@')[0] ?? email
  const user: User = {
    id: world.newId('usr'),
    username,
    email,
    name: name ?? username,
    instanceAdmin: body.instanceAdmin ?? false,
    createdAt: new Date().toISOString(),
    activatedAt: null,
  }
  world.users.push(user)
  return { status: 201, body: user }
}

function updateUser(call: Call): User {
  const { world, body } = call
  const user = userOf(call)
  const admins = world.users.filter(({ instanceAdmin }) => instanceAdmin)
  if (body.instanceAdmin === false && user.instanceAdmin && admins.length === 1) {
    throw new Refusal(409, 'LAST_INSTANCE_ADMIN')
  }
  if (user.id === world.me.principal.id) {
    if (body.name !== undefined) world.me.principal = { ...world.me.principal, name: body.name }
    if (body.instanceAdmin !== undefined) world.me.instanceAdmin = body.instanceAdmin
  }
  return Object.assign(user, body)
}

function removeUser(call: Call) {
  const { world, query } = call
  const user = userOf(call)
  const owns = ({ owner }: { owner: { id: string } }) => owner.id === user.id
  if (query.get('keys') === 'refuse' && world.keys.some(owns)) throw new Refusal(409, 'USER_HAS_KEYS')
  world.users = world.users.filter(({ id }) => id !== user.id)
  for (const place of world.organizations) {
    place.members = place.members.filter((member) => member.user.id !== user.id)
    for (const team of place.teams) team.members = team.members.filter((member) => member.user.id !== user.id)
  }
  return { user, deletedKeys: removeKeys(call, owns) }
}

function createOrganization(call: Call) {
  const { world, body } = call
  if (world.organizations.some(({ organization }) => organization.name === body.name)) {
    throw new Refusal(409, 'ORGANIZATION_NAME_TAKEN')
  }
  const admin = userOf(call, body.admin)
  const organization = { id: world.newId('org'), name: body.name, createdAt: new Date().toISOString() }
  world.organizations.push({
    organization,
    policies: { ...world.policies },
    members: [{ user: admin, role: 'admin' }],
    invitations: [],
    teams: [],
    serviceAccounts: [],
  })
  if (admin.id === world.me.principal.id) world.me.organizations.push({ ...referenceOf(organization), role: 'admin' })
  return { status: 201, body: organization }
}

function addMember(call: Call) {
  const place = organizationOf(call)
  const user = userOf(call, call.body.user)
  if (place.members.some((each) => each.user.id === user.id)) throw new Refusal(409, 'ALREADY_A_MEMBER')
  const member: Member = { user, role: call.body.role }
  place.members.push(member)
  return { status: 201, body: member }
}

export const instanceRoutes: readonly [string, string, Handler][] = [
  [
    'GET',
    '/users',
    (call) =>
      page(
        'users',
        call.world.users.filter(({ name, username, email }) => matches(call.query.get('query'), name, username, email)),
        call,
      ),
  ],
  ['POST', '/users', createUser],
  ['PATCH', '/users/:user', updateUser],
  ['DELETE', '/users/:user', removeUser],
  [
    'POST',
    '/users/:user/password-links',
    (call) => {
      userOf(call)
      return { status: 201, body: { token: newToken(call.world.newKeyId()).replace('ksd', 'link') } }
    },
  ],
  [
    'GET',
    '/organizations',
    (call) =>
      page(
        'organizations',
        call.world.organizations
          .map(({ organization }) => organization)
          .filter(({ name }) => matches(call.query.get('query'), name)),
        call,
      ),
  ],
  ['POST', '/organizations', createOrganization],
  ['POST', '/organizations/:organization/members', addMember],
]
