import type { KeyId } from '@keystead/core'
import type { CallOptions } from './call.ts'
import { givePassword, openBrowser } from './open-browser.ts'
import { bodyOf, createKey, restOf } from './rest-calls.ts'
import type { TestApp } from './start-test-app.ts'

const password = 'correct horse battery staple'

/** What succeeds only on a server without an administrator. */
export const setUpOperation = 'POST /api/v1/setup'

export type PreparedRequest = readonly [operation: string, path: string, body?: unknown]

/** What ada sends with a request: their key, or the cookie of a browser in which they have signed in. */
export async function credentialsOfAda(app: TestApp): Promise<readonly CallOptions[]> {
  await givePassword(app, app.ada.user, password)
  const browser = openBrowser(app)
  bodyOf(await browser.signIn(app.ada.user.email, password), 200)
  return [{ token: app.ada.token }, { headers: { cookie: browser.cookie() ?? '', 'sec-fetch-site': 'same-origin' } }]
}

/**
 * What makes every operation of the REST door but the set-up succeed, and many of them fail in a way of their own, when an
 * admin of the instance sends it with both of their credentials. For an app with legacy keys, in which nothing was made yet.
 */
export async function prepareRequests(app: TestApp): Promise<readonly PreparedRequest[]> {
  const { key } = await createKey(app, app.ada.token, { organization: 'acme', expiresAt: '2026-06-01T00:00:00Z' })
  const { token } = await createKey(app, app.ada.token, { format: 'legacy' })
  const doomed = await createKey(app, app.ada.token)
  const bo = await app.addPerson('bo', { acme: 'member' })
  await createKey(app, bo.token, { organization: 'acme' })
  await app.addPerson('doomed', { acme: 'viewer' })
  await app.addPerson('guest', {})
  await app.addTeam('acme', 'fleet', { bo: 'member' })
  await app.addTeam('acme', 'doomed')
  const machine = await app.addMachine('trainer', { organization: 'acme', team: 'fleet' })
  const doomedMachine = await app.addMachine('doomed', { organization: 'acme' })
  const invite = async (email: string, organization: string, place: object = {}) => {
    const path = `/organizations/${organization}/invitations`
    const answer = await restOf(app, app.ada)('POST', path, { email, ...place })
    return bodyOf<{ invitation: { id: string }; token: string }>(answer, 201)
  }
  await app.addOrganization('birch')
  const [forNew, forAda, doomedInvitation] = [
    await invite('new@example.com', 'acme', { team: 'fleet' }),
    await invite(app.ada.user.email, 'birch'),
    await invite('doomed@example.org', 'acme'),
  ]
  await givePassword(app, app.ada.user, password)
  const doomedBrowser = await openBrowser(app).signIn(app.ada.user.email, password)
  const { session } = bodyOf<{ session: { id: string } }>(doomedBrowser, 200)
  const link = bodyOf<{ token: string }>(await restOf(app, app.ada)('POST', '/users/bo/password-links'), 201).token
  const rotationRequests = await prepareRotations(app, machine.serviceAccount.id)
  const refusalRequests = await prepareRefusals(app, key.id)
  const begun = await app.call('POST', '/api/v1/device/authorizations', { body: { name: 'a program' } })
  const asked = bodyOf<{ userCode: string; deviceCode: string }>(begun, 201)
  const hookOf = async (url: string) => {
    const answer = await restOf(app, app.ada)('POST', '/webhooks', { url, organization: 'acme' })
    return bodyOf<{ webhook: { id: string } }>(answer, 201).webhook.id
  }
  const [webhook, doomedWebhook] = [await hookOf('https://a.example.com/'), await hookOf('https://b.example.com/')]
  const sent = bodyOf<{ eventId: string }>(await restOf(app, app.ada)('POST', `/webhooks/${webhook}/test`), 202)
  await app.usage.flush()
  const at = '/api/v1/organizations/acme'
  const operationAt = '/api/v1/organizations/:organization'
  return [
    ['POST /api/v1/keys', '/api/v1/keys', { name: 'new', organization: 'acme' }],
    ['POST /api/v1/keys', '/api/v1/keys', { name: 'new', owner: machine.serviceAccount.id }],
    ['POST /api/v1/keys', '/api/v1/keys', { name: '' }],
    ['POST /api/v1/keys', '/api/v1/keys', { name: 'x', surprise: true }],
    ['GET /api/v1/keys', '/api/v1/keys?limit=1'],
    ['GET /api/v1/keys', '/api/v1/keys?limit=200'],
    ['GET /api/v1/keys', '/api/v1/keys?limit=0'],
    ['GET /api/v1/keys', '/api/v1/keys?sort=lastUsedAt&order=asc'],
    ['PUT /api/v1/keys/:id/blocks/:organization', `/api/v1/keys/${key.id}/blocks/acme`],
    ['GET /api/v1/keys/:id', `/api/v1/keys/${key.id}`],
    ['GET /api/v1/keys/:id', '/api/v1/keys/unknown'],
    ['GET /api/v1/keys/:id/consumers', `/api/v1/keys/${key.id}/consumers`],
    ['GET /api/v1/keys/:id/consumers', '/api/v1/keys/unknown/consumers'],
    ['DELETE /api/v1/keys/:id/blocks/:organization', `/api/v1/keys/${key.id}/blocks/acme`],
    ['PUT /api/v1/keys/:id/disablement', `/api/v1/keys/${key.id}/disablement`, { minutes: 5 }],
    ['GET /api/v1/keys/:id', `/api/v1/keys/${key.id}`],
    ['PUT /api/v1/keys/:id/disablement', `/api/v1/keys/${key.id}/disablement`, {}],
    ['PUT /api/v1/keys/:id/disablement', `/api/v1/keys/${key.id}/disablement`, { minutes: 0 }],
    ['DELETE /api/v1/keys/:id/disablement', `/api/v1/keys/${key.id}/disablement`],
    ['PATCH /api/v1/keys/:id', `/api/v1/keys/${key.id}`, { name: 'renamed' }],
    ['PATCH /api/v1/keys/:id', `/api/v1/keys/${key.id}`, {}],
    ['DELETE /api/v1/keys/:id', `/api/v1/keys/${doomed.key.id}`],
    ['DELETE /api/v1/keys/:id', '/api/v1/keys/unknown'],
    ...rotationRequests,
    ...refusalRequests,
    ['GET /api/v1/deleted-keys', '/api/v1/deleted-keys?limit=1&organization=acme'],
    ['POST /api/v1/keys/:id/undelete', `/api/v1/keys/${doomed.key.id}/undelete`],
    ['POST /api/v1/keys/:id/undelete', '/api/v1/keys/unknown/undelete'],
    ['POST /api/v1/keys/bulk-delete', '/api/v1/keys/bulk-delete', { ids: [key.id, 'unknown'] }],
    ['POST /api/v1/keys/bulk-delete', '/api/v1/keys/bulk-delete', { ids: [] }],
    ['GET /api/v1/me', '/api/v1/me'],

    ['POST /api/v1/organizations', '/api/v1/organizations', { name: 'new' }],
    ['POST /api/v1/organizations', '/api/v1/organizations', { name: 'ACME' }],
    ['GET /api/v1/organizations', '/api/v1/organizations?query=c&limit=1'],
    [`GET ${operationAt}`, at],
    [`PATCH ${operationAt}`, at, { name: 'Acme' }],
    [`GET ${operationAt}/policies`, `${at}/policies`],
    [`GET ${operationAt}/policies`, '/api/v1/organizations/nowhere/policies'],
    [`PATCH ${operationAt}/policies`, `${at}/policies`, { maximumKeyLifetimeSeconds: null }],
    [`GET ${operationAt}/policies/enforcement-preview`, `${at}/policies/enforcement-preview?limit=1`],
    [`POST ${operationAt}/members`, `${at}/members`, { user: 'guest', role: 'billing_admin' }],
    [`GET ${operationAt}/members`, `${at}/members?limit=2`],
    [`PATCH ${operationAt}/members/:user`, `${at}/members/doomed`, { role: 'member' }],
    [`DELETE ${operationAt}/members/:user`, `${at}/members/ada`],

    [`POST ${operationAt}/teams`, `${at}/teams`, { name: 'new', admin: 'bo' }],
    [`GET ${operationAt}/teams`, `${at}/teams?limit=1`],
    [`GET ${operationAt}/teams/:team`, `${at}/teams/fleet`],
    [`PATCH ${operationAt}/teams/:team`, `${at}/teams/fleet`, { name: 'Fleet' }],
    [`DELETE ${operationAt}/teams/:team`, `${at}/teams/doomed`],
    [`DELETE ${operationAt}/teams/:team`, `${at}/teams/fleet`],
    [`POST ${operationAt}/teams/:team/members`, `${at}/teams/fleet/members`, { user: 'doomed', role: 'viewer' }],
    [`GET ${operationAt}/teams/:team/members`, `${at}/teams/fleet/members`],
    [`PATCH ${operationAt}/teams/:team/members/:user`, `${at}/teams/fleet/members/bo`, { role: 'admin' }],
    [`DELETE ${operationAt}/teams/:team/members/:user`, `${at}/teams/fleet/members/doomed`],
    // With a key of theirs that goes along.
    [`DELETE ${operationAt}/members/:user`, `${at}/members/bo`],

    [`POST ${operationAt}/service-accounts`, `${at}/service-accounts`, { name: 'new', defaultTeam: 'fleet' }],
    [`POST ${operationAt}/service-accounts`, `${at}/service-accounts`, { name: 'new', team: 'fleet', verifier: true }],
    [`GET ${operationAt}/service-accounts`, `${at}/service-accounts`],
    [`GET ${operationAt}/service-accounts`, `${at}/service-accounts?team=fleet`],
    ['GET /api/v1/service-accounts/:id', `/api/v1/service-accounts/${machine.serviceAccount.id}`],
    ['PATCH /api/v1/service-accounts/:id', `/api/v1/service-accounts/${machine.serviceAccount.id}`, { name: 'new' }],
    ['DELETE /api/v1/service-accounts/:id', `/api/v1/service-accounts/${doomedMachine.serviceAccount.id}`],
    ['POST /api/v1/verify', '/api/v1/verify', { token: machine.token }],
    ['GET /api/v1/changes', '/api/v1/changes?seconds=0'],
    ['POST /api/v1/verify/batch', '/api/v1/verify/batch', { questions: [{ token: machine.token }, { token: 'bad' }] }],

    [`POST ${operationAt}/invitations`, `${at}/invitations`, { email: 'x@example.com', role: 'viewer' }],
    [`GET ${operationAt}/invitations`, `${at}/invitations`],
    [`DELETE ${operationAt}/invitations/:id`, `${at}/invitations/${doomedInvitation.invitation.id}`],
    ['POST /api/v1/invitations/preview', '/api/v1/invitations/preview', { token: forNew.token }],
    ['POST /api/v1/invitations/preview', '/api/v1/invitations/preview', { token: 'unknown' }],
    // Meant for somebody else than the first who tries, who is ada; then for her.
    ['POST /api/v1/invitations/accept', '/api/v1/invitations/accept', { token: forNew.token }],
    ['POST /api/v1/invitations/accept', '/api/v1/invitations/accept', { token: forAda.token }],

    ['POST /api/v1/users', '/api/v1/users', { email: 'made@example.com' }],
    ['GET /api/v1/users', '/api/v1/users?limit=2'],
    ['GET /api/v1/users/:user', '/api/v1/users/made'],
    ['PATCH /api/v1/users/:user', '/api/v1/users/made', { name: 'Made' }],
    ['DELETE /api/v1/users/:user', '/api/v1/users/doomed?keys=refuse'],
    ['DELETE /api/v1/users/:user', '/api/v1/users/doomed'],

    ['GET /api/v1/audit', '/api/v1/audit?limit=200'],
    ['GET /api/v1/audit', '/api/v1/audit?cursor=x'],
    ['GET /api/v1/audit/export', '/api/v1/audit/export'],
    ['GET /api/v1/audit/export', '/api/v1/audit/export?action=nothing'],

    ['POST /api/v1/device/authorizations', '/api/v1/device/authorizations', { name: 'a program' }],
    ['POST /api/v1/device/authorizations', '/api/v1/device/authorizations', { name: '' }],
    [
      'POST /api/v1/device/authorizations/preview',
      '/api/v1/device/authorizations/preview',
      { userCode: asked.userCode },
    ],
    ['POST /api/v1/device/authorizations/preview', '/api/v1/device/authorizations/preview', { userCode: 'x' }],
    // By the key this is refused, and by the session it is done; what comes after it finds the key.
    [
      'POST /api/v1/device/authorizations/decision',
      '/api/v1/device/authorizations/decision',
      { userCode: asked.userCode, approve: true },
    ],
    ['POST /api/v1/device/tokens', '/api/v1/device/tokens', { deviceCode: asked.deviceCode }],
    ['POST /api/v1/device/tokens', '/api/v1/device/tokens', { deviceCode: 'x' }],
    ['POST /api/v1/webhooks', '/api/v1/webhooks', { url: 'https://hooks.example.com/', eventTypes: ['key.created'] }],
    ['POST /api/v1/webhooks', '/api/v1/webhooks', { url: 'http://hooks.example.com/' }],
    ['GET /api/v1/webhooks', '/api/v1/webhooks?organization=acme'],
    ['GET /api/v1/webhooks/:id', `/api/v1/webhooks/${webhook}`],
    ['POST /api/v1/webhooks/:id/rotate-secret', `/api/v1/webhooks/${webhook}/rotate-secret`],
    ['POST /api/v1/webhooks/:id/test', `/api/v1/webhooks/${webhook}/test`],
    ['GET /api/v1/webhooks/:id/deliveries', `/api/v1/webhooks/${webhook}/deliveries?limit=1`],
    [
      'POST /api/v1/webhooks/:id/deliveries/:event/redeliver',
      `/api/v1/webhooks/${webhook}/deliveries/${sent.eventId}/redeliver`,
    ],
    ['PATCH /api/v1/webhooks/:id', `/api/v1/webhooks/${webhook}`, { enabled: false }],
    ['DELETE /api/v1/webhooks/:id', `/api/v1/webhooks/${doomedWebhook}`],

    ['GET /api/v1/sessions', '/api/v1/sessions'],
    ['DELETE /api/v1/sessions/:id', `/api/v1/sessions/${session.id}`],
    ['PUT /api/v1/password', '/api/v1/password', { current: password, new: password }],
    ['POST /api/v1/users/:user/password-links', '/api/v1/users/ada/password-links'],
    ['GET /api/v1/setup', '/api/v1/setup'],
    ['GET /api/v1/setup', '/api/v1/setup?token=x'],
    ['POST /api/v1/setup', '/api/v1/setup', { token: link, email: 'x@example.com', password, organization: 'x' }],

    ['POST /api/v1/leaks', '/api/v1/leaks', { token: 'bad' }],
    ['POST /api/v1/leaks', '/api/v1/leaks', '{'],
    ['POST /api/v1/verify', '/api/v1/verify', { token }],
    ['POST /api/v1/verify', '/api/v1/verify', { token: 'bad' }],
    ['POST /api/v1/verify', '/api/v1/verify', '{'],
    ['GET /api/v1/changes', '/api/v1/changes?seconds=x'],
    ['POST /api/v1/verify/batch', '/api/v1/verify/batch', { questions: [] }],
    ['DELETE /api/v1/session', '/api/v1/session'],
    // Last, since each ends the session that the browser had.
    ['POST /api/v1/session', '/api/v1/session', { email: app.ada.user.email, password }],
    ['POST /api/v1/session', '/api/v1/session', { email: app.ada.user.email, password: 'wrong' }],
    ['POST /api/v1/password-links/use', '/api/v1/password-links/use', { token: link, password }],
    ['POST /api/v1/password-links/use', '/api/v1/password-links/use', { token: link, password }],
  ]
}

async function prepareRefusals(app: TestApp, keyId: string): Promise<PreparedRequest[]> {
  const cut = `ksd_v1_${keyId}_`
  const answer = await restOf(app, app.ada)('POST', '/verify', { token: cut, client: { ip: '192.0.2.1' } })
  const { requestId } = bodyOf<{ requestId: string }>(answer, 200)
  return [
    ['GET /api/v1/refusals/:requestId', `/api/v1/refusals/${requestId}`],
    ['GET /api/v1/refusals/:requestId', '/api/v1/refusals/unknown'],
    ['GET /api/v1/keys/:id/refusals', `/api/v1/keys/${keyId}/refusals?reason=malformed&limit=1`],
    ['GET /api/v1/keys/:id/refusals', `/api/v1/keys/${keyId}/refusals?cursor=x`],
    ['GET /api/v1/keys/:id/explanation', `/api/v1/keys/${keyId}/explanation`],
    ['GET /api/v1/keys/:id/explanation', '/api/v1/keys/unknown/explanation'],
  ]
}

async function prepareRotations(app: TestApp, serviceAccountId: string): Promise<PreparedRequest[]> {
  /** One whose old key was used, and with both keys if that is asked for. */
  const open = async (isNewKeyUsed: boolean) => {
    const old = await createKey(app, app.ada.token, { organization: 'acme' })
    const answer = await restOf(app, app.ada)('POST', `/keys/${old.key.id}/rotations`, {})
    const { rotation, token } = bodyOf<{ rotation: { id: string }; token: string }>(answer, 201)
    for (const used of [old.token, ...(isNewKeyUsed ? [token] : [])]) await restOf(app, { token: used })('GET', '/me')
    return { id: rotation.id, keyId: old.key.id }
  }
  const [watched, moved, unwanted, leaked] = [await open(true), await open(true), await open(false), await open(false)]
  const { key } = await createKey(app, app.ada.token)
  const path = `/api/v1/rotations/${watched.id}`
  await app.usage.flush()
  const [consumer] = await app.instance.store.listConsumers(watched.keyId as KeyId)
  if (consumer === undefined) throw new Error('nobody was seen')
  const gone = `${path}/gone-consumers/${consumer.id}`
  const deadline = { at: new Date(app.clock.now() + 60_000).toISOString(), then: 'extend' }
  return [
    ['POST /api/v1/keys/:id/rotations', `/api/v1/keys/${key.id}/rotations`, { completion: 'automatic', deadline }],
    ['POST /api/v1/keys/:id/rotations', `/api/v1/keys/${key.id}/rotations`, {}],
    ['POST /api/v1/service-accounts/:id/rotations', `/api/v1/service-accounts/${serviceAccountId}/rotations`, {}],
    ['POST /api/v1/service-accounts/:id/rotations', `/api/v1/service-accounts/${serviceAccountId}/rotations`, {}],
    ['GET /api/v1/rotations', '/api/v1/rotations?limit=2'],
    ['GET /api/v1/rotations', '/api/v1/rotations?cursor=x'],
    ['PUT /api/v1/rotations/:id/gone-consumers/:consumer', gone],
    ['GET /api/v1/rotations/:id', path],
    ['DELETE /api/v1/rotations/:id/gone-consumers/:consumer', gone],
    ['PATCH /api/v1/rotations/:id', path, { deadline }],
    ['PATCH /api/v1/rotations/:id', path, { deadline: null, completion: 'manual' }],
    ['POST /api/v1/rotations/:id/complete', `${path}/complete`, {}],
    ['POST /api/v1/rotations/:id/complete', `/api/v1/rotations/${moved.id}/complete`, { evenIfUsed: true }],
    ['GET /api/v1/rotations/:id', `/api/v1/rotations/${moved.id}`],
    ['POST /api/v1/rotations/:id/cancel', `/api/v1/rotations/${unwanted.id}/cancel`, {}],
    ['POST /api/v1/rotations/:id/cancel', `/api/v1/rotations/${unwanted.id}/cancel`, {}],
    ['POST /api/v1/rotations/:id/revoke', `/api/v1/rotations/${leaked.id}/revoke`],
    ['POST /api/v1/rotations/:id/revoke', `/api/v1/rotations/${leaked.id}/revoke`],
    ['PUT /api/v1/rotations/:id/gone-consumers/:consumer', `${path}/gone-consumers/unknown`],
    ['DELETE /api/v1/rotations/:id/gone-consumers/:consumer', `${path}/gone-consumers/unknown`],
    ['POST /api/v1/service-accounts/:id/rotations', '/api/v1/service-accounts/unknown/rotations', {}],
    ['GET /api/v1/rotations/:id', '/api/v1/rotations/unknown'],
  ]
}
