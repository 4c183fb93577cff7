import type { Person } from '../accounts.ts'
import { forgeKeyId, forgeSecret, mistype } from '../forge-token.ts'
import { givePassword, openBrowser } from '../open-browser.ts'
import { bodyOf } from '../rest-calls.ts'
import type { TestApp } from '../start-test-app.ts'

/**
 * Who there is. In acme the teams crimson and cobalt, in birch the team oak, in cedar the team larch; acme is kept from
 * birch, cobalt from crimson, and cedar, which takes no personal keys, from everybody.
 */
export type Inhabitants = Awaited<ReturnType<typeof addInhabitants>>

export async function addInhabitants(app: TestApp) {
  const people = {
    acmeAdmin: await app.addPerson('acmeadmin', { acme: 'admin' }),
    crimsonAdmin: await app.addPerson('crimsonadmin', { acme: 'member' }),
    crimsonMember: await app.addPerson('crimsonmember', { acme: 'member' }),
    cobaltMember: await app.addPerson('cobaltmember', { acme: 'member' }),
    /** In both teams of acme. */
    twin: await app.addPerson('twinmember', { acme: 'member' }),
    teamless: await app.addPerson('teamless', { acme: 'viewer' }),
    birchAdmin: await app.addPerson('birchadmin', { birch: 'admin' }),
    birchMember: await app.addPerson('birchmember', { birch: 'member' }),
    hazel: await app.addPerson('hazelmember', { birch: 'member' }),
    traveller: await app.addPerson('traveller', { acme: 'member', birch: 'member' }),
    blocked: await app.addPerson('blockedmember', { acme: 'member', birch: 'member' }),
    removed: await app.addPerson('removedmember', { acme: 'member', birch: 'member' }),
    cedarAdmin: await app.addPerson('cedaradmin', { cedar: 'admin', birch: 'member' }),
    root: await app.addPerson('rootperson', { birch: 'member' }, { instanceAdmin: true }),
    guest: await app.addPerson('guestperson', {}),
  }
  const teams = {
    crimson: await app.addTeam('acme', 'crimson crew', {
      crimsonadmin: 'admin',
      crimsonmember: 'member',
      twinmember: 'member',
      removedmember: 'member',
    }),
    cobalt: await app.addTeam('acme', 'cobalt crew', { cobaltmember: 'admin', twinmember: 'member' }),
    oak: await app.addTeam('birch', 'oak crew', {}),
    larch: await app.addTeam('cedar', 'larch crew', { cedaradmin: 'admin' }),
  }
  const machines = {
    crimsonBot: await app.addMachine('crimson bot', { organization: 'acme', team: 'crimson crew', verifier: true }),
    cobaltBot: await app.addMachine('cobalt bot', { organization: 'acme', team: 'cobalt crew' }),
    acmeBot: await app.addMachine('acme bot', { organization: 'acme', verifier: true }),
    birchBot: await app.addMachine('birch bot', { organization: 'birch', verifier: true }),
    oakBot: await app.addMachine('oak bot', { organization: 'birch', team: 'oak crew', verifier: true }),
  }
  const confined = {
    toBirch: await app.addKey(people.traveller.user, { name: 'birch only', organization: 'birch' }),
    toAcme: await app.addKey(people.traveller.user, { name: 'acme only', organization: 'acme' }),
    ofRoot: await app.addKey(people.root.user, { name: 'root of birch', organization: 'birch' }),
  }
  const deleted = await app.addKey(people.cobaltMember.user, { name: 'acme once', organization: 'acme' })
  await must(app, 'DELETE', `/api/v1/keys/${deleted.key.id}`, people.acmeAdmin.token)
  return { people, teams, machines, confined, deleted }
}

/** The ID of a session of the guest. */
export async function signGuestIn(app: TestApp, { people }: Inhabitants): Promise<string> {
  const { user } = people.guest
  const password = 'correct horse battery staple'
  await givePassword(app, user, password)
  const answer = await openBrowser(app).signIn(user.email, password)
  return bodyOf<{ session: { id: string } }>(answer, 200).session.id
}

/** Of a key of somebody in acme, and of one of somebody in birch, each opened by its owner: their IDs. */
export async function openRotations(
  app: TestApp,
  { people }: Inhabitants,
): Promise<{ inAcme: string; inBirch: string }> {
  const open = async ({ keyId, token }: Person) => {
    const answer = await must(app, 'POST', `/api/v1/keys/${keyId}/rotations`, token, {})
    return bodyOf<{ rotation: { id: string } }>(answer, 201).rotation.id
  }
  return { inAcme: await open(people.cobaltMember), inBirch: await open(people.hazel) }
}

export const takenIdempotencyKey = 'taken-by-the-admin-of-acme'

export type Invited = Awaited<ReturnType<typeof addInvitations>>

/** Through the outermost door: what the trail, invitations and blocks need to hold. */
export async function addInvitations(app: TestApp, { people }: Inhabitants) {
  const invite = async (by: Person, organization: string, email: string) => {
    const path = `/api/v1/organizations/${organization}/invitations`
    const { body } = await must(app, 'POST', path, by.token, { email })
    return body as { readonly invitation: { readonly id: string }; readonly token: string }
  }
  const { acmeAdmin, birchAdmin, guest, hazel } = people
  const expired = await invite(acmeAdmin, 'acme', guest.user.email)
  app.clock.advance(8 * 24 * 60 * 60_000)
  const revoked = await invite(acmeAdmin, 'acme', guest.user.email)
  await must(app, 'DELETE', `/api/v1/organizations/acme/invitations/${revoked.invitation.id}`, acmeAdmin.token)
  const taken = await invite(acmeAdmin, 'acme', 'taken@example.com')
  await must(app, 'POST', '/api/v1/invitations/accept', undefined, { token: taken.token })
  return {
    dead: { expired, revoked, taken },
    toAcme: await invite(acmeAdmin, 'acme', guest.user.email),
    toBirch: await invite(birchAdmin, 'birch', guest.user.email),
    toSomebodyNew: await invite(acmeAdmin, 'acme', 'somebody.new@example.com'),
    toHazel: await invite(acmeAdmin, 'acme', hazel.user.email),
  }
}

/** Leaves events behind of whoever and whatever is asked for in the trail, and an Idempotency-Key that is taken. */
export async function leaveTraces(app: TestApp, { people, teams, machines }: Inhabitants): Promise<void> {
  const rename = (by: Person, path: string, name: string) => must(app, 'PATCH', path, by.token, { name })
  for (const [admin, owner, machine, organization, team] of [
    [people.acmeAdmin, people.cobaltMember, machines.cobaltBot, 'acme', teams.cobalt],
    [people.birchAdmin, people.hazel, machines.oakBot, 'birch', teams.oak],
  ] as const) {
    const { id, name } = machine.serviceAccount
    await rename(admin, `/api/v1/keys/${owner.keyId}`, `laptop of ${owner.user.username}`)
    await rename(admin, `/api/v1/service-accounts/${id}`, name)
    await rename(admin, `/api/v1/organizations/${organization}/teams/${team.id}`, team.name)
    await rename(owner, `/api/v1/users/${owner.user.id}`, `Name of ${owner.user.username}`)
  }
  await must(
    app,
    'POST',
    '/api/v1/keys',
    people.acmeAdmin.token,
    { name: 'x' },
    { 'idempotency-key': takenIdempotencyKey },
  )
}

export type Hooked = Awaited<ReturnType<typeof addWebhooks>>

/** A webhook of each organization, with an event that it was sent. */
export async function addWebhooks(app: TestApp, { people }: Inhabitants) {
  const add = async (by: Person, organization: string) => {
    const settings = { url: `https://hooks.example.com/${organization}`, organization }
    const { body } = await must(app, 'POST', '/api/v1/webhooks', by.token, settings)
    const { id } = (body as { readonly webhook: { readonly id: string } }).webhook
    const sent = await must(app, 'POST', `/api/v1/webhooks/${id}/test`, by.token)
    return { id, eventId: (sent.body as { readonly eventId: string }).eventId }
  }
  return { ofAcme: await add(people.acmeAdmin, 'acme'), ofBirch: await add(people.birchAdmin, 'birch') }
}

export type Refused = Awaited<ReturnType<typeof refuseTokens>>

/** Requests that were refused, by their IDs. */
export async function refuseTokens(app: TestApp, { people }: Inhabitants) {
  const refuse = async (token: string) => {
    const { status, headers } = await app.call('GET', '/auth', { token })
    if (status !== 401) throw new Error(`answered ${status}`)
    return String(headers['x-request-id'])
  }
  const refused = {
    inAcme: await refuse(mistype(people.cobaltMember.token)),
    inBirch: await refuse(mistype(people.hazel.token)),
    ofNoKey: await refuse(forgeKeyId(people.hazel.token)),
  }
  await app.refusals.flush()
  return refused
}

/** Takes away what some callers had before. */
export async function takeAway(app: TestApp, { people }: Inhabitants): Promise<void> {
  await must(app, 'PUT', `/api/v1/keys/${people.blocked.keyId}/blocks/acme`, people.acmeAdmin.token)
  // Of which only its owner and the admins of birch may know.
  await must(app, 'PUT', `/api/v1/keys/${people.traveller.keyId}/blocks/birch`, people.birchAdmin.token)
  await must(app, 'DELETE', '/api/v1/organizations/acme/members/removedmember', people.acmeAdmin.token)
  const enforcement = { enforceOrganizationKeys: true, confirmation: 'cedar' }
  await must(app, 'PATCH', '/api/v1/organizations/cedar/policies', people.root.token, enforcement)
}

/** Tokens that were good once, by what has become of them. */
export async function bury(app: TestApp, { people, machines }: Inhabitants): Promise<Readonly<Record<string, string>>> {
  const { ada, clock } = app
  const leaver = await app.addPerson('leaver', { acme: 'member', birch: 'member' })
  const confined = await app.addKey(leaver.user, { organization: 'acme' })
  await must(app, 'DELETE', '/api/v1/organizations/acme/members/leaver', ada.token)
  const removed = await app.addPerson('goneperson', { acme: 'member' })
  await must(app, 'DELETE', '/api/v1/users/goneperson', ada.token)
  const deleted = await app.addKey(people.hazel.user)
  await must(app, 'DELETE', `/api/v1/keys/${deleted.key.id}`, people.hazel.token)
  const expired = await app.addKey(people.hazel.user, { expiresAt: clock.now() + 1 })
  clock.advance(1)
  const blocked = await app.addKey(people.hazel.user, { organization: 'birch' })
  await must(app, 'PUT', `/api/v1/keys/${blocked.key.id}/blocks/birch`, people.birchAdmin.token)
  const ofMachine = await app.addMachine('blocked bot', { organization: 'birch', team: 'oak crew' })
  await must(app, 'PUT', `/api/v1/keys/${ofMachine.keyId}/blocks/birch`, people.birchAdmin.token)
  const withoutAccount = await app.addMachine('gone bot', { organization: 'birch', team: 'oak crew' })
  await must(app, 'DELETE', `/api/v1/service-accounts/${withoutAccount.serviceAccount.id}`, people.birchAdmin.token)
  return {
    'a deleted key': deleted.token,
    'an expired key': expired.token,
    'a key that the only organization that it reaches has blocked': blocked.token,
    'a key of an organization that its owner has left': confined.token,
    'a key of a user who was removed': removed.token,
    'a key of a service account that is blocked': ofMachine.token,
    'a key of a service account that was deleted': withoutAccount.token,
    'a wrong secret of a good key': forgeSecret(machines.oakBot.token),
    'a mistyped token': mistype(machines.oakBot.token),
  }
}

async function must(
  app: TestApp,
  method: string,
  path: string,
  token: string | undefined,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
) {
  const answer = await app.call(method, path, { ...(token !== undefined && { token }), headers, body })
  if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status} ${answer.text}`)
  return answer
}
