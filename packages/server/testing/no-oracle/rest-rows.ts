import { consoleAddresses } from '../../src/console/console-edge.ts'
import type { NoReference, Reference, Row } from './row.ts'
import type { Kind, Place } from './thing.ts'

const always = (...asks: [Kind, ...Kind[]]): Reference => ({ asks, always: true })
const onDemand = (...asks: [Kind, ...Kind[]]): Reference => ({ asks })

const choice = (value?: unknown): NoReference => ({ why: 'one of some words or numbers that all know', value })
const time: NoReference = { why: 'a time' }
const freeText = (value?: string): NoReference => ({ why: 'a text that need not be unique anywhere', value })
const position: NoReference = { why: 'a place in the caller’s own list, whether or not anything is there' }

const deviceCode: NoReference = {
  why: 'a secret: whoever holds it is the program that was approved. `devices.test.ts` holds that all wrong ones are one',
  value: 'x',
}
const userCode: NoReference = {
  why: 'a secret of ten minutes, which cannot be guessed so fast. `devices.test.ts` holds that all wrong ones are one',
  value: 'BCDF-GHJK',
}

const noParts = (why: string): Row => ({ parts: {}, why })

const paging = { 'query.cursor': position, 'query.limit': choice() }
const finding = (...asks: [Kind, ...Kind[]]) => ({ ...paging, 'query.query': onDemand(...asks) })
const organization = { 'path.organization': always('organization') }
const team = { ...organization, 'path.team': always('team') }
const member = { 'path.user': always('member') }
const user = { 'path.user': always('user') }
const key = { 'path.id': always('key') }
const liveOrDeletedKey = { 'path.id': always('key', 'deletedKey') }
const serviceAccount = { 'path.id': always('serviceAccount') }
const invitation = { 'path.id': always('invitation') }
const role = { 'body.role': choice('member') }
const newName = { 'body.name': freeText('new name') }

const keys: Readonly<Record<string, Row>> = {
  'POST /api/v1/keys': {
    makes: true,
    parts: {
      ...newName,
      'header.idempotency-key': onDemand('idempotencyKey'),
      // Nobody makes a key for another person, not even who administers them.
      'body.owner': { asks: ['user', 'serviceAccount'], toldToNobody: ['user'] },
      'body.organization': onDemand('organization'),
      'body.expiresAt': time,
      'body.format': choice(),
    },
  },
  'GET /api/v1/keys': {
    parts: {
      ...finding('keyWord'),
      'query.type': choice(),
      'query.owner': onDemand('keyOwner'),
      'query.organization': onDemand('organization'),
      'query.state': choice(),
      'query.createdBefore': time,
      'query.expiresBefore': time,
      'query.lastUsedBefore': time,
      'query.stale': choice(),
      'query.sort': choice(),
      'query.order': choice(),
    },
  },
  'GET /api/v1/keys/:id': { parts: key },
  'GET /api/v1/keys/:id/consumers': { parts: key },
  'GET /api/v1/keys/:id/refusals': {
    parts: { ...liveOrDeletedKey, ...paging, 'query.reason': choice(), 'query.since': time },
  },
  'GET /api/v1/keys/:id/explanation': { parts: liveOrDeletedKey },
  'GET /api/v1/refusals/:requestId': { parts: { 'path.requestId': always('refusal') } },
  'PATCH /api/v1/keys/:id': { parts: { ...key, ...newName } },
  'DELETE /api/v1/keys/:id': { parts: key },
  'POST /api/v1/keys/bulk-delete': { parts: { 'body.ids': { asks: ['key'], always: true, forms: [(id) => [id]] } } },
  'GET /api/v1/deleted-keys': { parts: { ...paging, 'query.organization': onDemand('organization') } },
  'POST /api/v1/keys/:id/undelete': { parts: { 'path.id': always('deletedKey') } },
  'PUT /api/v1/keys/:id/disablement': { parts: { ...key, 'body.minutes': choice(5) } },
  'DELETE /api/v1/keys/:id/disablement': { parts: key },
  'PUT /api/v1/keys/:id/blocks/:organization': { parts: { ...key, ...organization } },
  'DELETE /api/v1/keys/:id/blocks/:organization': { parts: { ...key, ...organization } },
}

const newRotation = {
  'header.idempotency-key': onDemand('idempotencyKey'),
  'body.completion': choice('manual'),
  'body.deadline': time,
  'body.format': choice(),
  'body.revokeNow': choice(),
} as const
const rotation = { 'path.id': always('rotation') }
const ending = { 'body.evenIfUsed': choice(false) }
const consumer = {
  'path.consumer': { why: 'is looked for among the consumers of the rotation in the path', value: 'con_x' },
} as const

const rotations: Readonly<Record<string, Row>> = {
  'POST /api/v1/keys/:id/rotations': { makes: true, parts: { ...key, ...newRotation } },
  'POST /api/v1/service-accounts/:id/rotations': {
    makes: true,
    parts: {
      ...serviceAccount,
      ...newRotation,
      // Of each key it makes a name of its own, which no other request has.
      'header.idempotency-key': { asks: ['idempotencyKey'], toldToNobody: ['idempotencyKey'] },
    },
  },
  'GET /api/v1/rotations': {
    parts: {
      ...paging,
      'query.state': choice(),
      'query.keyId': onDemand('key'),
      'query.owner': onDemand('keyOwner'),
      'query.organization': onDemand('organization'),
    },
  },
  'GET /api/v1/rotations/:id': { parts: rotation },
  'PATCH /api/v1/rotations/:id': { parts: { ...rotation, 'body.completion': choice('manual'), 'body.deadline': time } },
  'POST /api/v1/rotations/:id/complete': { parts: { ...rotation, ...ending } },
  'POST /api/v1/rotations/:id/cancel': { parts: { ...rotation, ...ending } },
  'POST /api/v1/rotations/:id/revoke': { parts: rotation },
  'PUT /api/v1/rotations/:id/gone-consumers/:consumer': { parts: { ...rotation, ...consumer } },
  'DELETE /api/v1/rotations/:id/gone-consumers/:consumer': { parts: { ...rotation, ...consumer } },
}

const organizations: Readonly<Record<string, Row>> = {
  'POST /api/v1/organizations': {
    makes: true,
    parts: {
      'body.name': { asks: ['organizationName'], always: true },
      'body.admin': onDemand('user'),
    },
  },
  'GET /api/v1/organizations': { parts: finding('organizationWord') },
  'GET /api/v1/organizations/:organization': { parts: organization },
  'PATCH /api/v1/organizations/:organization': {
    parts: { ...organization, 'body.name': { asks: ['organizationName'], always: true } },
    exceptions: [
      {
        part: 'body.name',
        kind: 'organizationName',
        askers: ['an admin of another organization', 'an admin of the organization'],
        why: 'Names are references, so that two organizations of one name would be taken for each other: an admin who asks for a name that is taken must be told. They learn that some organization has it, and nothing more of that one; each try is in the trail.',
      },
    ],
  },
  'GET /api/v1/organizations/:organization/policies': { parts: organization },
  'PATCH /api/v1/organizations/:organization/policies': {
    parts: {
      ...organization,
      'body.disableKeyCreation': choice(false),
      'body.disableViewerKeyCreation': choice(),
      'body.disableTeamServiceAccountCreation': choice(),
      'body.enforceOrganizationKeys': choice(),
      'body.maximumKeyLifetimeSeconds': choice(),
      'body.onLeak': choice(),
      'body.leakGraceSeconds': choice(),
      'body.confirmation': { why: 'is held against the name of the organization in the path, and no other' },
    },
  },
  'GET /api/v1/organizations/:organization/policies/enforcement-preview': { parts: { ...organization, ...paging } },
  'GET /api/v1/organizations/:organization/members': { parts: { ...organization, ...finding('memberWord') } },
  'POST /api/v1/organizations/:organization/members': {
    parts: { ...organization, 'body.user': always('user'), ...role },
  },
  'PATCH /api/v1/organizations/:organization/members/:user': { parts: { ...organization, ...member, ...role } },
  'DELETE /api/v1/organizations/:organization/members/:user': { parts: { ...organization, ...member } },
}

const teams: Readonly<Record<string, Row>> = {
  'GET /api/v1/organizations/:organization/teams': { parts: { ...organization, ...finding('teamWord') } },
  'POST /api/v1/organizations/:organization/teams': {
    makes: true,
    parts: {
      ...organization,
      'body.name': { asks: ['teamName'], always: true },
      'body.admin': onDemand('member'),
    },
  },
  'GET /api/v1/organizations/:organization/teams/:team': { parts: team },
  'PATCH /api/v1/organizations/:organization/teams/:team': {
    parts: { ...team, 'body.name': { asks: ['teamName'], always: true } },
  },
  'DELETE /api/v1/organizations/:organization/teams/:team': { parts: team },
  'GET /api/v1/organizations/:organization/teams/:team/members': { parts: { ...team, ...finding('memberWord') } },
  'POST /api/v1/organizations/:organization/teams/:team/members': {
    parts: { ...team, 'body.user': always('member'), ...role },
  },
  'PATCH /api/v1/organizations/:organization/teams/:team/members/:user': { parts: { ...team, ...member, ...role } },
  'DELETE /api/v1/organizations/:organization/teams/:team/members/:user': { parts: { ...team, ...member } },
}

const serviceAccounts: Readonly<Record<string, Row>> = {
  'GET /api/v1/organizations/:organization/service-accounts': {
    parts: { ...organization, ...finding('serviceAccountWord'), 'query.team': onDemand('team') },
  },
  'POST /api/v1/organizations/:organization/service-accounts': {
    makes: true,
    parts: {
      ...organization,
      ...newName,
      'body.team': always('team'),
      'body.defaultTeam': { asks: ['team'], insteadOf: 'body.team' },
      'body.verifier': choice(),
    },
  },
  'GET /api/v1/service-accounts/:id': { parts: serviceAccount },
  'PATCH /api/v1/service-accounts/:id': {
    parts: {
      ...serviceAccount,
      'body.name': freeText('new name'),
      'body.defaultTeam': onDemand('team'),
      'body.verifier': choice(),
    },
  },
  'DELETE /api/v1/service-accounts/:id': { parts: serviceAccount },
}

const invitations: Readonly<Record<string, Row>> = {
  'GET /api/v1/organizations/:organization/invitations': { parts: organization },
  'POST /api/v1/organizations/:organization/invitations': {
    makes: true,
    parts: {
      ...organization,
      'body.email': always('email'),
      'body.role': choice(),
      'body.team': onDemand('team'),
      'body.teamRole': choice(),
    },
  },
  'DELETE /api/v1/organizations/:organization/invitations/:id': { parts: { ...organization, ...invitation } },
  'POST /api/v1/invitations/preview': {
    why: 'who holds the token of an invitation is told of it, and nobody else is told anything',
    parts: {
      'body.token': {
        why: 'a secret: whoever holds it is told where it leads, whoever they are. `invitations.test.ts` holds that a wrong, dead or withdrawn one tells nothing',
        value: 'x',
      },
    },
  },
  'POST /api/v1/invitations/accept': {
    makes: true,
    parts: {
      'body.token': {
        asks: ['invitationToken', 'deadInvitationToken', 'invitedEmail'],
        always: true,
        toldToNobody: ['deadInvitationToken'],
      },
      'body.username': onDemand('username'),
      'body.name': freeText(),
      'body.password': { why: 'a secret, chosen by who sends it' },
    },
    exceptions: [
      {
        part: 'body.token',
        kind: 'invitedEmail',
        askers: ['nobody'],
        why: 'Whoever holds an invitation is taken for the owner of its e-mail address. If that has an account, they must be told to use its credentials.',
      },
      {
        part: 'body.username',
        kind: 'username',
        askers: ['nobody'],
        why: 'User names are references: who chooses one that is taken must be told to choose another. Only who holds an invitation can ask, and learns of no e-mail address and of no organization.',
      },
    ],
  },
}

const users: Readonly<Record<string, Row>> = {
  'GET /api/v1/users': { parts: finding('userWord') },
  'POST /api/v1/users': {
    makes: true,
    parts: {
      'body.email': always('email'),
      'body.username': onDemand('username'),
      'body.name': freeText(),
      'body.instanceAdmin': choice(),
    },
  },
  'GET /api/v1/users/:user': { parts: user },
  'PATCH /api/v1/users/:user': { parts: { ...user, ...newName, 'body.instanceAdmin': choice() } },
  'DELETE /api/v1/users/:user': { parts: { ...user, 'query.keys': choice() } },
}

const password: NoReference = {
  why: 'a secret, of which it is told only whether it is the one',
  value: 'correct horse battery',
}
const link: NoReference = { why: 'a secret: who holds it knows that there is one, and all others are answered alike' }

const sessions: Readonly<Record<string, Row>> = {
  'GET /api/v1/sessions': noParts('lists the caller’s own'),
  'DELETE /api/v1/sessions/:id': { parts: { 'path.id': { asks: ['session'], always: true } } },
  'DELETE /api/v1/session': noParts('is about the session that asks'),
  'PUT /api/v1/password': { parts: { 'body.current': password, 'body.new': password }, why: 'is about the caller' },
  'POST /api/v1/users/:user/password-links': { makes: true, parts: user },
  'POST /api/v1/session': {
    parts: {
      'body.email': { why: 'sign-in.test.ts holds that nobody learns whether it is known' },
      'body.password': password,
    },
    why: 'tells who has no password nothing but that it failed',
  },
  'GET /api/v1/setup': noParts('takes nothing'),
  'POST /api/v1/setup': {
    parts: {
      'body.token': link,
      'body.email': freeText(),
      'body.password': password,
      'body.organization': freeText(),
      'body.name': freeText(),
    },
    why: 'works only while there is nobody',
  },
  'POST /api/v1/device/authorizations': {
    parts: { 'body.name': freeText() },
    why: 'begins with nobody, and speaks of nobody',
  },
  'POST /api/v1/device/tokens': {
    parts: { 'body.deviceCode': deviceCode },
    why: 'speaks of nobody but who has approved the program that holds the code',
  },
  'POST /api/v1/device/authorizations/preview': {
    parts: { 'body.userCode': userCode },
    why: 'speaks of a program that has no credentials yet, and of nobody',
  },
  'POST /api/v1/device/authorizations/decision': {
    parts: { 'body.userCode': userCode, 'body.approve': choice(true) },
    why: 'changes nothing but what becomes of the program that shows the code',
  },
  'POST /api/v1/leaks': {
    parts: { 'body.token': { why: 'leaks.test.ts holds that the answer is the same for every text' } },
    why: 'answers one thing, whatever it is asked',
  },
  'POST /api/v1/password-links/use': {
    parts: { 'body.token': link, 'body.password': password },
    why: 'speaks of nobody but whom the link is for',
  },
}

/** The same page for everybody, which asks the doors above for all that it shows. */
const console: Readonly<Record<string, Row>> = Object.fromEntries(
  consoleAddresses.map((address) => [`GET ${address}`, noParts('is the same for everybody')]),
)

const auditFilters = {
  'query.organization': onDemand('organization'),
  'query.action': choice(),
  'query.outcome': choice(),
  'query.actor': onDemand('auditActor'),
  'query.subject': onDemand('auditSubject'),
  'query.from': time,
  'query.until': time,
}

const others: Readonly<Record<string, Row>> = {
  'GET /api/v1/audit': { parts: { ...paging, ...auditFilters } },
  'GET /api/v1/audit/export': { parts: auditFilters },
  'POST /api/v1/verify': {
    parts: {
      'body.token': {
        why: 'who holds a token knows that there is one; what a verifier may be told of it is another table’s',
        value: ({ token }: Place) => token,
      },
      'body.organization': onDemand('organization'),
      'body.team': onDemand('team'),
      'body.client': { why: 'what the verifier itself says of who presented the token' },
    },
  },
  'GET /api/v1/changes': {
    why: 'speaks in tags, which tell only those who have the ID',
    parts: { 'query.seconds': { why: 'a number', value: () => '0' } },
  },
  'POST /api/v1/verify/batch': {
    why: 'asks POST /api/v1/verify several times over',
    parts: { 'body.questions': { why: 'each is answered by what answers POST /api/v1/verify, whose parts are above' } },
  },
  '* /auth': {
    parts: {
      'query.organization': always('organization'),
      'query.team': onDemand('team'),
    },
  },
  '* /auth/*': noParts('is none of the paths that there are'),
  'GET /api/v1/me': noParts('speaks of nothing but the credentials themselves'),
  'GET /api/v1/openapi.json': noParts('is the same for everybody'),
  '* /api/v1/*': noParts('is none of the paths that there are'),
  'GET /healthz': noParts('takes nothing'),
  'GET /readyz': noParts('takes nothing'),
  'GET /metrics': noParts('takes nothing'),
  'GET /traces/health': noParts('takes nothing'),
  'GET /graphql': noParts('takes nothing'),
  'GET /admin/audit_logs': noParts('takes dates and numbers, and a place in the caller’s own list'),
  'POST /graphql': noParts('has a table of its own, of fields'),
}

const webhook = { 'path.id': always('webhook') }
const webhookSettings = {
  'body.url': { why: 'an address, which nobody looks at yet', value: 'https://hooks.example.com/' },
  'body.eventTypes': choice(),
  'body.description': freeText(),
}

const webhooks: Readonly<Record<string, Row>> = {
  'POST /api/v1/webhooks': { makes: true, parts: { ...webhookSettings, 'body.organization': always('organization') } },
  'GET /api/v1/webhooks': { parts: { 'query.organization': always('organization') } },
  'GET /api/v1/webhooks/:id': { parts: webhook },
  'PATCH /api/v1/webhooks/:id': { parts: { ...webhook, ...webhookSettings, 'body.enabled': choice() } },
  'DELETE /api/v1/webhooks/:id': { parts: webhook },
  'POST /api/v1/webhooks/:id/rotate-secret': { parts: webhook },
  'POST /api/v1/webhooks/:id/test': { parts: webhook, makes: true },
  'GET /api/v1/webhooks/:id/deliveries': { parts: { ...webhook, ...paging } },
  'POST /api/v1/webhooks/:id/deliveries/:event/redeliver': {
    parts: { ...webhook, 'path.event': { asks: ['webhookEvent'], always: true } },
  },
}

/** One row for each route. */
export const restRows: Readonly<Record<string, Row>> = {
  ...keys,
  ...rotations,
  ...organizations,
  ...teams,
  ...serviceAccounts,
  ...invitations,
  ...users,
  ...sessions,
  ...webhooks,
  ...console,
  ...others,
}
