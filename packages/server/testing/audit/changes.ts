import { signAsGithub, writeGithubReport } from '../github.ts'
import { givePassword, openBrowser } from '../open-browser.ts'
import type { AuditWorld, Prepared } from './audit-world.ts'
import { rotationChanges } from './rotation-changes.ts'

const password = 'correct horse battery staple'

export type Row = readonly [change: string, prepare: (world: AuditWorld) => Promise<Prepared>]

type Created<Part extends string> = { readonly [Name in Part]: { readonly id: string } } & { readonly token: string }

/** Everything that can be changed through a door, and the events that it leaves. Each row makes what it needs. */
export const changes: readonly Row[] = [
  [
    'a personal key made by a member of two organizations',
    async ({ person, as }) => {
      const roamer = await person({ acme: 'member', birch: 'viewer' })
      return {
        call: () => as(roamer)('POST', '/keys', { name: 'new' }),
        events: ['key.create in acme', 'key.create in birch'],
      }
    },
  ],
  [
    'a personal key made by who belongs nowhere',
    async ({ person, as }) => {
      const loner = await person({})
      return { call: () => as(loner)('POST', '/keys', { name: 'new' }), events: ['key.create in -'] }
    },
  ],
  [
    'a key for one of two organizations',
    async ({ person, as }) => {
      const roamer = await person({ acme: 'member', birch: 'viewer' })
      return {
        call: () => as(roamer)('POST', '/keys', { name: 'new', organization: 'birch' }),
        events: ['key.create in birch'],
      }
    },
  ],
  [
    'a key for a service account',
    async ({ machine, as, app }) => {
      const { serviceAccount } = await machine('acme')
      return {
        call: () => as(app.ada)('POST', '/keys', { name: 'new', owner: serviceAccount.id }),
        events: ['key.create in acme'],
      }
    },
  ],
  [
    'a key that W&B’s client makes',
    async ({ person, app }) => {
      const { token } = await person({ acme: 'member' })
      const query = 'mutation { generateApiKey(input: {description: "new"}) { apiKey { id } } }'
      return { call: () => app.graphql(query, { token }), events: ['key.create in acme'] }
    },
  ],
  [
    'a key that is renamed',
    async ({ person, as }) => {
      const roamer = await person({ acme: 'member', birch: 'viewer' })
      return {
        call: () => as(roamer)('PATCH', `/keys/${roamer.keyId}`, { name: 'renamed' }),
        events: ['key.rename in acme', 'key.rename in birch'],
      }
    },
  ],
  [
    'a key that is deleted',
    async ({ person, as, app }) => {
      const member = await person({ acme: 'member' })
      const { key } = await app.addKey(member.user, { organization: 'acme' })
      return { call: () => as(app.ada)('DELETE', `/keys/${key.id}`), events: ['key.delete in acme'] }
    },
  ],
  [
    'keys that are deleted together, one of which there is not',
    async ({ person, as, app }) => {
      const member = await person({ acme: 'member' })
      const keys = await Promise.all([1, 2].map(() => app.addKey(member.user)))
      const ids = [keys[0]?.key.id, 'nosuchkeynosuchk', keys[1]?.key.id]
      return {
        call: () => as(member)('POST', '/keys/bulk-delete', { ids }),
        events: ['key.delete in acme', 'key.delete in acme', 'key.delete in acme'],
      }
    },
  ],
  [
    'a key that is blocked',
    async ({ person, as, app }) => {
      const { keyId } = await person({ acme: 'member', birch: 'member' })
      return { call: () => as(app.ada)('PUT', `/keys/${keyId}/blocks/acme`), events: ['key.block in acme'] }
    },
  ],
  [
    'a key that is blocked again',
    async ({ person, as, app, get }) => {
      const { keyId } = await person({ acme: 'member' })
      await get(as(app.ada)('PUT', `/keys/${keyId}/blocks/acme`))
      return { call: () => as(app.ada)('PUT', `/keys/${keyId}/blocks/acme`), events: [] }
    },
  ],
  [
    'a block that is taken back',
    async ({ person, as, app, get }) => {
      const { keyId } = await person({ acme: 'member' })
      await get(as(app.ada)('PUT', `/keys/${keyId}/blocks/acme`))
      return { call: () => as(app.ada)('DELETE', `/keys/${keyId}/blocks/acme`), events: ['key.unblock in acme'] }
    },
  ],
  [
    'a key that is disabled',
    async ({ person, as, app }) => {
      const { keyId } = await person({ acme: 'member', birch: 'member' })
      const call = () => as(app.ada)('PUT', `/keys/${keyId}/disablement`, { minutes: 5 })
      return { call, events: ['key.disable in acme', 'key.disable in birch'] }
    },
  ],
  [
    'a key that GitHub has found',
    async ({ person, app }) => {
      const roamer = await person({ acme: 'member', birch: 'viewer' })
      const { token } = await app.addKey(roamer.user)
      const body = writeGithubReport(token)
      return {
        call: () => app.call('POST', '/api/v1/leaks/github', { body, headers: signAsGithub(body) }),
        events: ['key.leak in acme', 'key.leak in birch'],
      }
    },
  ],
  [
    'a key that is disabled again',
    async ({ person, as, app, get }) => {
      const { keyId } = await person({ acme: 'member' })
      await get(as(app.ada)('PUT', `/keys/${keyId}/disablement`, {}))
      return { call: () => as(app.ada)('PUT', `/keys/${keyId}/disablement`, {}), events: [] }
    },
  ],
  [
    'a key that is brought back',
    async ({ person, as, app, get }) => {
      const { keyId } = await person({ acme: 'member' })
      await get(as(app.ada)('DELETE', `/keys/${keyId}`))
      return { call: () => as(app.ada)('POST', `/keys/${keyId}/undelete`), events: ['key.undelete in acme'] }
    },
  ],
  [
    'a key that is enabled',
    async ({ person, as, app, get }) => {
      const { keyId } = await person({ acme: 'member' })
      await get(as(app.ada)('PUT', `/keys/${keyId}/disablement`, {}))
      return { call: () => as(app.ada)('DELETE', `/keys/${keyId}/disablement`), events: ['key.enable in acme'] }
    },
  ],
  ...rotationChanges,
  [
    'a key that is enabled and was not disabled',
    async ({ person, as, app }) => {
      const { keyId } = await person({ acme: 'member' })
      return { call: () => as(app.ada)('DELETE', `/keys/${keyId}/disablement`), events: [] }
    },
  ],
  [
    'a user who is made',
    async ({ as, app, name }) => ({
      call: () => as(app.ada)('POST', '/users', { email: `${name('new')}@example.com` }),
      events: ['user.create in -'],
    }),
  ],
  [
    'a user who changes their name',
    async ({ person, as }) => {
      const roamer = await person({ acme: 'member', birch: 'member' })
      return {
        call: () => as(roamer)('PATCH', `/users/${roamer.user.id}`, { name: 'Renamed' }),
        events: ['user.update in acme', 'user.update in birch'],
      }
    },
  ],
  [
    'a user who is removed, with a personal key and one of an organization',
    async ({ person, as, app }) => {
      const { user } = await person({ acme: 'member', birch: 'member' })
      await app.addKey(user, { organization: 'birch' })
      return {
        call: () => as(app.ada)('DELETE', `/users/${user.id}`),
        events: [
          'key.delete in acme',
          'key.delete in birch',
          'key.delete in birch',
          'user.remove in acme',
          'user.remove in birch',
        ],
      }
    },
  ],
  [
    'an organization that is made',
    async ({ as, app, name }) => {
      const organization = name('organization')
      return {
        call: () => as(app.ada)('POST', '/organizations', { name: organization }),
        events: [`organization.create in ${organization}`],
      }
    },
  ],
  [
    'an organization that is renamed',
    async ({ as, app, name }) => {
      const { id } = await app.addOrganization(name('organization'))
      const renamed = name('organization')
      return {
        call: () => as(app.ada)('PATCH', `/organizations/${id}`, { name: renamed }),
        events: [`organization.rename in ${renamed}`],
      }
    },
  ],
  [
    'a member who is added',
    async ({ person, as, app }) => {
      const { user } = await person({ acme: 'member' })
      return {
        call: () => as(app.ada)('POST', '/organizations/birch/members', { user: user.username, role: 'member' }),
        events: ['organization.add_member in birch'],
      }
    },
  ],
  [
    'a member who gets another role',
    async ({ person, as, app }) => {
      const { user } = await person({ acme: 'member', birch: 'member' })
      return {
        call: () => as(app.ada)('PATCH', `/organizations/acme/members/${user.id}`, { role: 'viewer' }),
        events: ['organization.change_role in acme'],
      }
    },
  ],
  [
    'a member who is removed, with a key of the organization',
    async ({ person, as, app }) => {
      const { user } = await person({ acme: 'member', birch: 'member' })
      await app.addKey(user, { organization: 'acme' })
      return {
        call: () => as(app.ada)('DELETE', `/organizations/acme/members/${user.id}`),
        events: ['key.delete in acme', 'organization.remove_member in acme'],
      }
    },
  ],
  [
    'a team that is made, with its first admin',
    async ({ person, as, app, name }) => {
      const { user } = await person({ acme: 'member' })
      return {
        call: () => as(app.ada)('POST', '/organizations/acme/teams', { name: name('team'), admin: user.id }),
        events: ['team.add_member in acme', 'team.create in acme'],
      }
    },
  ],
  [
    'a team that is renamed',
    async ({ as, app, name }) => {
      const { id } = await app.addTeam('acme', name('team'))
      return {
        call: () => as(app.ada)('PATCH', `/organizations/acme/teams/${id}`, { name: name('team') }),
        events: ['team.rename in acme'],
      }
    },
  ],
  [
    'a team that is deleted',
    async ({ as, app, name }) => {
      const { id } = await app.addTeam('acme', name('team'))
      return {
        call: () => as(app.ada)('DELETE', `/organizations/acme/teams/${id}`),
        events: ['team.delete in acme'],
      }
    },
  ],
  [
    'a member who is taken into a team',
    async ({ person, as, app, name }) => {
      const { user } = await person({ acme: 'member' })
      const { id } = await app.addTeam('acme', name('team'))
      return {
        call: () => as(app.ada)('POST', `/organizations/acme/teams/${id}/members`, { user: user.id, role: 'member' }),
        events: ['team.add_member in acme'],
      }
    },
  ],
  [
    'a member of a team who gets another role',
    async ({ person, as, app, name }) => {
      const { user } = await person({ acme: 'member' })
      const { id } = await app.addTeam('acme', name('team'), { [user.username]: 'member' })
      return {
        call: () => as(app.ada)('PATCH', `/organizations/acme/teams/${id}/members/${user.id}`, { role: 'admin' }),
        events: ['team.change_role in acme'],
      }
    },
  ],
  [
    'a member who leaves a team',
    async ({ person, as, app, name }) => {
      const member = await person({ acme: 'member' })
      const { id } = await app.addTeam('acme', name('team'), { [member.user.username]: 'member' })
      return {
        call: () => as(member)('DELETE', `/organizations/acme/teams/${id}/members/${member.user.id}`),
        events: ['team.remove_member in acme'],
      }
    },
  ],
  [
    'a service account that is made',
    async ({ as, app, name }) => {
      const { id } = await app.addTeam('acme', name('team'))
      return {
        call: () => as(app.ada)('POST', '/organizations/acme/service-accounts', { name: 'new', team: id }),
        events: ['service_account.create in acme'],
      }
    },
  ],
  [
    'a service account that is changed',
    async ({ machine, as, app }) => {
      const { serviceAccount } = await machine('acme')
      return {
        call: () => as(app.ada)('PATCH', `/service-accounts/${serviceAccount.id}`, { verifier: true }),
        events: ['service_account.update in acme'],
      }
    },
  ],
  [
    'a service account that is deleted, with its key',
    async ({ machine, as, app, name }) => {
      const { serviceAccount } = await machine('acme', name('team'))
      return {
        call: () => as(app.ada)('DELETE', `/service-accounts/${serviceAccount.id}`),
        events: ['key.delete in acme', 'service_account.delete in acme'],
      }
    },
  ],
  [
    'an invitation that is made',
    async ({ as, app, name }) => ({
      call: () => as(app.ada)('POST', '/organizations/acme/invitations', { email: `${name('new')}@example.com` }),
      events: ['invitation.create in acme'],
    }),
  ],
  [
    'an invitation that is withdrawn',
    async ({ as, app, name, get }) => {
      const path = '/organizations/acme/invitations'
      const email = `${name('new')}@example.com`
      const { invitation } = await get<Created<'invitation'>>(as(app.ada)('POST', path, { email }))
      return {
        call: () => as(app.ada)('DELETE', `${path}/${invitation.id}`),
        events: ['invitation.revoke in acme'],
      }
    },
  ],
  [
    'an invitation that a user of another organization accepts',
    async ({ person, as, app, get }) => {
      const guest = await person({ birch: 'member' })
      const { email } = guest.user
      const { token } = await get<Created<'invitation'>>(
        as(app.ada)('POST', '/organizations/acme/invitations', { email }),
      )
      return {
        call: () => as(guest)('POST', '/invitations/accept', { token }),
        events: ['invitation.accept in acme'],
      }
    },
  ],
  [
    'an invitation that somebody new accepts',
    async ({ as, app, name, get }) => {
      const email = `${name('new')}@example.com`
      const { token } = await get<Created<'invitation'>>(
        as(app.ada)('POST', '/organizations/acme/invitations', { email }),
      )
      return {
        call: () => app.call('POST', '/api/v1/invitations/accept', { body: { token } }),
        events: ['invitation.accept in acme', 'key.create in acme', 'user.create in acme'],
      }
    },
  ],
  [
    'policies that are changed',
    async ({ as, app, name }) => {
      const { id, name: organization } = await app.addOrganization(name('organization'))
      return {
        call: () => as(app.ada)('PATCH', `/organizations/${id}/policies`, { disableKeyCreation: true }),
        events: [`policies.change in ${organization}`],
      }
    },
  ],
  [
    'a person who signs in, in a browser that was signed in as somebody else',
    async (world) => {
      const [before, after] = [await signedIn(world), await signedIn(world)]
      return {
        call: () => before.browser.signIn(after.person.user.email, password),
        events: ['session.sign_in in acme', 'session.sign_out in acme'],
      }
    },
  ],
  [
    'a person who signs out',
    async (world) => {
      const { browser } = await signedIn(world)
      return { call: () => browser.call('DELETE', '/session'), events: ['session.sign_out in acme'] }
    },
  ],
  [
    'a session that its owner ends from elsewhere',
    async (world) => {
      const { person, sessionId } = await signedIn(world)
      return {
        call: () => world.as(person)('DELETE', `/sessions/${sessionId}`),
        events: ['session.revoke in acme'],
      }
    },
  ],
  ...(['approve', 'deny'] as const).map(
    (verb): Row => [
      `a program that somebody is asked about (${verb})`,
      async (world) => {
        const { browser } = await signedIn(world)
        const begun = await world.app.call('POST', '/api/v1/device/authorizations', { body: { name: 'a program' } })
        const { userCode } = begun.body as { userCode: string }
        return {
          call: () =>
            browser.call('POST', '/device/authorizations/decision', { userCode, approve: verb === 'approve' }),
          events: [`device.${verb} in acme`],
        }
      },
    ],
  ),
  [
    'a password that its owner changes',
    async (world) => {
      const { browser } = await signedIn(world)
      return {
        call: () => browser.call('PUT', '/password', { current: password, new: `${password}, again` }),
        events: ['password.change in acme'],
      }
    },
  ],
  [
    'a link by which somebody is to choose a password',
    async ({ person, as, app }) => {
      const { user } = await person({ acme: 'member', birch: 'member' })
      return {
        call: () => as(app.ada)('POST', `/users/${user.id}/password-links`),
        events: ['password.create_link in acme', 'password.create_link in birch'],
      }
    },
  ],
  [
    'a password that somebody chooses by a link',
    async ({ person, as, app, get }) => {
      const { user } = await person({ acme: 'member' })
      const { token } = await get<{ token: string }>(as(app.ada)('POST', `/users/${user.id}/password-links`))
      return {
        call: () => app.call('POST', '/api/v1/password-links/use', { body: { token, password } }),
        events: ['password.change in acme', 'session.sign_in in acme'],
      }
    },
  ],
  [
    'an invitation that somebody new takes with a password',
    async ({ as, app, name, get }) => {
      const invitation = { email: `${name('new')}@example.com` }
      const { token } = await get<{ token: string }>(as(app.ada)('POST', '/organizations/acme/invitations', invitation))
      return {
        call: () => app.call('POST', '/api/v1/invitations/accept', { body: { token, password } }),
        events: ['invitation.accept in acme', 'session.sign_in in acme', 'user.create in acme'],
      }
    },
  ],
  ...webhookChanges(),
]

/** A person of acme with a browser in which they have signed in. */
async function signedIn({ app, person: makePerson, get }: AuditWorld) {
  const person = await makePerson({ acme: 'member' })
  await givePassword(app, person.user, password)
  const browser = openBrowser(app)
  const { session } = await get<{ session: { id: string } }>(browser.signIn(person.user.email, password))
  return { person, browser, sessionId: session.id }
}

function webhookChanges(): Row[] {
  const settings = { url: 'https://hooks.example.com/', organization: 'acme' }
  const made = async ({ as, app, get }: AuditWorld) => {
    const { webhook } = await get<Created<'webhook'>>(as(app.ada)('POST', '/webhooks', settings))
    return `/webhooks/${webhook.id}`
  }
  const row = (
    change: string,
    event: string,
    ask: (path: string) => readonly [method: string, path: string, body?: unknown],
  ): Row => [
    change,
    async (world) => {
      const path = await made(world)
      return { call: () => world.as(world.app.ada)(...ask(path)), events: [event] }
    },
  ]
  return [
    [
      'a webhook of the instance',
      async ({ as, app }) => ({
        call: () => as(app.ada)('POST', '/webhooks', { url: settings.url }),
        events: ['webhook.create in -'],
      }),
    ],
    row('a webhook', 'webhook.create in acme', () => ['POST', '/webhooks', settings]),
    row('a webhook that is disabled', 'webhook.update in acme', (path) => ['PATCH', path, { enabled: false }]),
    row('a webhook that is deleted', 'webhook.delete in acme', (path) => ['DELETE', path]),
    row('another secret of a webhook', 'webhook.rotate_secret in acme', (path) => ['POST', `${path}/rotate-secret`]),
    row('a webhook that is tested', 'webhook.test in acme', (path) => ['POST', `${path}/test`]),
    [
      'an event that is sent again',
      async (world) => {
        const [path, ada] = [await made(world), world.as(world.app.ada)]
        const { eventId } = await world.get<{ eventId: string }>(ada('POST', `${path}/test`))
        return {
          call: () => ada('POST', `${path}/deliveries/${eventId}/redeliver`),
          events: ['webhook.redeliver in acme'],
        }
      },
    ],
  ]
}
