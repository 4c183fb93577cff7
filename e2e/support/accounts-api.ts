// People, teams and service accounts, made by the REST door for suites that then let clients act as them.

import { type CreatedKey, call } from './keys-api.ts'
import type { Keystead } from './keystead-process.ts'

type Server = Pick<Keystead, 'url' | 'token'>

export interface NewPerson {
  readonly username: string
  /** Left out, the first organization. */
  readonly organization?: string
  /** Role in the organization; left out, member. */
  readonly role?: 'admin' | 'member' | 'viewer'
}

/** Somebody who was invited and has joined, with their first, personal key. */
export async function addPerson(
  server: Server,
  { username, organization = 'acme', role = 'member' }: NewPerson,
): Promise<Person> {
  const path = `/api/v1/organizations/${organization}/invitations`
  const invited = await call(server, 'POST', path, { email: `${username}@example.com`, role })
  const { token: invitation } = (await invited.json()) as { token: string }
  const accepted = await fetch(`${server.url}/api/v1/invitations/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: invitation, username }),
  })
  if (!accepted.ok) throw new Error(`accepting an invitation answered ${accepted.status}`)
  const { user, key, token } = (await accepted.json()) as {
    user: { id: string }
    key: { id: string }
    token: string
  }
  return { userId: user.id, keyId: key.id, token }
}

export interface Person {
  readonly userId: string
  readonly keyId: string
  readonly token: string
}

/** A team of the first organization with these members, by user name. */
export async function addTeam(
  server: Server,
  name: string,
  members: Readonly<Record<string, 'admin' | 'member' | 'viewer'>> = {},
): Promise<void> {
  await call(server, 'POST', '/api/v1/organizations/acme/teams', { name })
  for (const [user, role] of Object.entries(members)) {
    await call(server, 'POST', `/api/v1/organizations/acme/teams/${name}/members`, { user, role })
  }
}

export interface Machine extends CreatedKey {
  readonly accountId: string
}

/** A service account of the first organization, or of a team of it, with a key. */
export async function addMachine(
  server: Server,
  place: { readonly name: string } & ({ readonly team: string } | { readonly defaultTeam: string }),
): Promise<Machine> {
  const made = await call(server, 'POST', '/api/v1/organizations/acme/service-accounts', place)
  const { id: accountId } = (await made.json()) as { id: string }
  const answer = await call(server, 'POST', '/api/v1/keys', { name: 'machine', owner: accountId })
  const { key, token } = (await answer.json()) as { key: { id: string }; token: string }
  return { id: key.id, token, accountId }
}

/** Changes what the first organization has decided about its keys. */
export async function changePolicies(server: Server, changes: object): Promise<void> {
  await call(server, 'PATCH', '/api/v1/organizations/acme/policies', changes)
}
