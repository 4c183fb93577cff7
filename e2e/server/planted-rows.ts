// Of every route, every place of its own into which somebody could put a token.

import { documents, namingDocuments } from './planted-documents.ts'

/** What there is that a path can name: by ID, or by a name that takes no encoding. */
export interface PlantedPlaces {
  readonly key: string
  readonly team: string
  readonly member: string
  readonly serviceAccount: string
}

/** What is particular to a route; the places that all routes have are filled for each. */
export interface RouteRow {
  /** Query parameters that it reads. */
  readonly query?: readonly string[]
  /** Which parts of the path name something that is there; the others name something that is not. */
  readonly on?: Readonly<Record<string, keyof PlantedPlaces>>
  /** A query that keeps the answer short, where it could hold all that ever happened. */
  readonly narrow?: string
  /** A body that is right, so that a request gets past it; none where the route takes none. */
  readonly body?: unknown
  /** Bodies that would make the text the name of something, by which it is stored or answered. */
  readonly names?: (text: string) => readonly unknown[]
  /** Bodies with the text in each other place that is read, and in some that are not. */
  readonly bodies?: (text: string) => readonly unknown[]
}

const inName = (text: string) => [{ name: text }, { name: `my key is ${text}!` }]

const keyBodies = (text: string) => [
  { name: '', owner: text },
  { name: 'x', owner: text },
  { name: 'x', organization: text },
  { name: 'x', expiresAt: text },
  { name: 'x', format: text },
  { name: 'x', [text]: text },
  { name: { [text]: text } },
]

const roles = (text: string) => [{ role: text }, { role: 'member', [text]: text }]
const references = (text: string) => [{ user: text, role: 'member' }, ...roles(text)]
const emails = (text: string) =>
  [`${text}@example.com`, `"${text}"@example.com`, `me@${text}`].map((email) => ({ email }))
const noEmails = (text: string) => [{ email: text }, { email: [text] }]
const finding = ['query', 'cursor', 'limit']
const auditFilters = ['organization', 'action', 'outcome', 'actor', 'subject', 'from', 'until']

const keyRows: Readonly<Record<string, RouteRow>> = {
  // No name: made keys are a matter of the test itself.
  'POST /api/v1/keys': { body: { name: '' }, names: inName, bodies: keyBodies },
  'GET /api/v1/keys': {
    query: [
      ...finding,
      ...[
        'type',
        'owner',
        'organization',
        'state',
        'createdBefore',
        'expiresBefore',
        'lastUsedBefore',
        'stale',
        'sort',
        'order',
      ],
    ],
  },
  'GET /api/v1/keys/:id': { on: { id: 'key' } },
  'GET /api/v1/keys/:id/consumers': { on: { id: 'key' } },
  'PATCH /api/v1/keys/:id': {
    on: { id: 'key' },
    body: { name: '' },
    names: inName,
    bodies: (text) => [{ name: 'x', [text]: text }, { name: [text] }],
  },
  'DELETE /api/v1/keys/:id': {},
  'POST /api/v1/keys/bulk-delete': {
    body: { ids: ['unknown'] },
    bodies: (text) => [{ ids: [text] }, { ids: ['unknown', text] }, { ids: text }, { ids: [], [text]: 1 }],
  },
  'GET /api/v1/deleted-keys': { query: ['organization', 'cursor', 'limit'] },
  'POST /api/v1/keys/:id/undelete': { on: { id: 'key' } },
  'PUT /api/v1/keys/:id/disablement': { body: {}, bodies: (text) => [{ minutes: text }, { [text]: 1 }] },
  'DELETE /api/v1/keys/:id/disablement': { on: { id: 'key' } },
  'PUT /api/v1/keys/:id/blocks/:organization': {},
  'DELETE /api/v1/keys/:id/blocks/:organization': { on: { id: 'key' } },
}

const rotationBodies = (text: string) => [
  { completion: text },
  { format: text },
  { revokeNow: text },
  { deadline: text },
  { deadline: { at: text, then: 'alert' } },
  { deadline: { at: '2020-01-01T00:00:00Z', then: text } },
  { [text]: text },
]
const endingBodies = (text: string) => [{ evenIfUsed: text }, { [text]: true }]

// None is opened: the deadline is over. What made keys hold is a matter of the test itself.
const overdue = { deadline: { at: '2020-01-01T00:00:00Z', then: 'alert' } }

const rotationRows: Readonly<Record<string, RouteRow>> = {
  'POST /api/v1/keys/:id/rotations': { on: { id: 'key' }, body: overdue, bodies: rotationBodies },
  'POST /api/v1/service-accounts/:id/rotations': {
    on: { id: 'serviceAccount' },
    body: overdue,
    bodies: rotationBodies,
  },
  'GET /api/v1/rotations': { query: ['state', 'keyId', 'owner', 'organization', 'cursor', 'limit'] },
  'GET /api/v1/rotations/:id': {},
  'PATCH /api/v1/rotations/:id': { body: {}, bodies: rotationBodies },
  'POST /api/v1/rotations/:id/complete': { body: {}, bodies: endingBodies },
  'POST /api/v1/rotations/:id/cancel': { body: {}, bodies: endingBodies },
  'POST /api/v1/rotations/:id/revoke': {},
  'PUT /api/v1/rotations/:id/gone-consumers/:consumer': {},
  'DELETE /api/v1/rotations/:id/gone-consumers/:consumer': {},
}

const refusalRows: Readonly<Record<string, RouteRow>> = {
  'GET /api/v1/refusals/:requestId': {},
  'GET /api/v1/keys/:id/refusals': { on: { id: 'key' }, query: ['reason', 'since', 'cursor', 'limit'] },
  'GET /api/v1/keys/:id/explanation': { on: { id: 'key' } },
}

const organizationRows: Readonly<Record<string, RouteRow>> = {
  // No names where something would be made of them: what there is, is a matter of the test itself.
  'POST /api/v1/organizations': {
    body: { name: '' },
    names: inName,
    bodies: (text) => [
      { name: 'x', admin: text },
      { name: 'x', [text]: text },
    ],
  },
  'GET /api/v1/organizations': { query: finding },
  'GET /api/v1/organizations/:organization': {},
  'PATCH /api/v1/organizations/:organization': {
    body: { name: '' },
    names: inName,
    bodies: (text) => [{ name: 'x', [text]: text }],
  },
  'GET /api/v1/organizations/:organization/policies': {},
  'PATCH /api/v1/organizations/:organization/policies': {
    body: {},
    bodies: (text) => [
      { enforceOrganizationKeys: true, confirmation: text },
      { disableKeyCreation: text },
      { disableViewerKeyCreation: text },
      { disableTeamServiceAccountCreation: text },
      { maximumKeyLifetimeSeconds: text },
      { onLeak: text },
      { leakGraceSeconds: text },
      { [text]: text },
    ],
  },
  'GET /api/v1/organizations/:organization/policies/enforcement-preview': { query: ['cursor', 'limit'] },
  'GET /api/v1/organizations/:organization/members': { query: finding },
  'POST /api/v1/organizations/:organization/members': { body: { user: 'unknown', role: 'member' }, bodies: references },
  'PATCH /api/v1/organizations/:organization/members/:user': { body: { role: 'member' }, bodies: roles },
  'DELETE /api/v1/organizations/:organization/members/:user': {},
}

const teamRows: Readonly<Record<string, RouteRow>> = {
  'GET /api/v1/organizations/:organization/teams': { query: finding },
  'POST /api/v1/organizations/:organization/teams': {
    body: { name: '' },
    names: inName,
    bodies: (text) => [
      { name: 'x', admin: text },
      { name: 'x', [text]: text },
    ],
  },
  'GET /api/v1/organizations/:organization/teams/:team': { on: { team: 'team' } },
  'PATCH /api/v1/organizations/:organization/teams/:team': {
    on: { team: 'team' },
    body: { name: '' },
    names: inName,
    bodies: (text) => [{ name: 'x', [text]: text }],
  },
  'DELETE /api/v1/organizations/:organization/teams/:team': {},
  'GET /api/v1/organizations/:organization/teams/:team/members': { on: { team: 'team' }, query: finding },
  'POST /api/v1/organizations/:organization/teams/:team/members': {
    on: { team: 'team' },
    body: { user: 'unknown', role: 'member' },
    bodies: references,
  },
  'PATCH /api/v1/organizations/:organization/teams/:team/members/:user': {
    on: { team: 'team', user: 'member' },
    body: { role: 'member' },
    bodies: roles,
  },
  'DELETE /api/v1/organizations/:organization/teams/:team/members/:user': { on: { team: 'team' } },
}

const serviceAccountRows: Readonly<Record<string, RouteRow>> = {
  'GET /api/v1/organizations/:organization/service-accounts': { query: [...finding, 'team'] },
  'POST /api/v1/organizations/:organization/service-accounts': {
    body: { name: '', team: 'unknown' },
    names: (text) => inName(text).map((named) => ({ ...named, team: 'fleet' })),
    bodies: (text) => [
      { name: 'x', team: text },
      { name: 'x', defaultTeam: text },
      { name: 'x', team: 'fleet', verifier: text },
      { name: 'x', [text]: text },
    ],
  },
  'GET /api/v1/service-accounts/:id': { on: { id: 'serviceAccount' } },
  'PATCH /api/v1/service-accounts/:id': {
    on: { id: 'serviceAccount' },
    body: {},
    names: inName,
    bodies: (text) => [{ defaultTeam: text }, { verifier: text }, { [text]: text }],
  },
  'DELETE /api/v1/service-accounts/:id': {},
}

const invitationRows: Readonly<Record<string, RouteRow>> = {
  'GET /api/v1/organizations/:organization/invitations': {},
  'POST /api/v1/organizations/:organization/invitations': {
    body: { email: 'no address' },
    names: emails,
    bodies: (text) => [
      ...noEmails(text),
      { email: 'a@example.com', team: text },
      { email: 'a@example.com', role: text },
      { email: 'a@example.com', teamRole: text },
      { email: 'a@example.com', [text]: text },
    ],
  },
  'DELETE /api/v1/organizations/:organization/invitations/:id': {},
  'POST /api/v1/invitations/preview': {
    body: { token: 'x' },
    bodies: (text) => [{ token: text }, { token: [text] }, { [text]: text }],
  },
  'POST /api/v1/invitations/accept': {
    body: { token: 'x' },
    names: (text) => [
      { token: 'x', name: text },
      { token: 'x', username: text },
    ],
    bodies: (text) => [{ token: text }, { token: [text] }, { token: text, username: 'Not Allowed' }, { [text]: text }],
  },
}

const deviceRows: Readonly<Record<string, RouteRow>> = {
  'POST /api/v1/device/authorizations': {
    body: { name: '' },
    names: (text) => [{ name: text }],
    bodies: (text) => [{ name: [text] }, { [text]: text }],
  },
  'POST /api/v1/device/tokens': {
    body: { deviceCode: 'x' },
    bodies: (text) => [{ deviceCode: text }, { deviceCode: [text] }, { [text]: text }],
  },
  'POST /api/v1/device/authorizations/preview': {
    body: { userCode: 'x' },
    bodies: (text) => [{ userCode: text }, { userCode: [text] }, { [text]: text }],
  },
  'POST /api/v1/device/authorizations/decision': {
    body: { userCode: 'x', approve: true },
    bodies: (text) => [{ userCode: text, approve: true }, { userCode: 'x', approve: text }, { [text]: text }],
  },
}

const userRows: Readonly<Record<string, RouteRow>> = {
  'GET /api/v1/users': { query: finding },
  'POST /api/v1/users': {
    body: { email: 'no address' },
    names: (text) => [
      ...emails(text),
      { email: 'a@example.com', name: text },
      { email: 'a@example.com', username: text },
    ],
    bodies: (text) => [
      ...noEmails(text),
      { email: 'a@example.com', instanceAdmin: text },
      { email: 'a@example.com', [text]: text },
    ],
  },
  'GET /api/v1/users/:user': { on: { user: 'member' } },
  'PATCH /api/v1/users/:user': {
    on: { user: 'member' },
    body: {},
    names: inName,
    bodies: (text) => [{ instanceAdmin: text }, { [text]: text }],
  },
  'DELETE /api/v1/users/:user': { query: ['keys'] },
}

const webhookUrl = 'https://hooks.example.com/'
const webhookBodies = (text: string) => [
  { url: text },
  { url: `https://${text}:x@hooks.example.com/` },
  { url: webhookUrl, eventTypes: [text] },
  { url: webhookUrl, [text]: text },
]

const webhookRows: Readonly<Record<string, RouteRow>> = {
  'POST /api/v1/webhooks': {
    body: { url: 'no address' },
    names: (text) => [{ url: webhookUrl, description: text }, { url: `${webhookUrl}${text}` }],
    bodies: (text) => [...webhookBodies(text), { url: webhookUrl, organization: text }],
  },
  'GET /api/v1/webhooks': { query: ['organization'] },
  'GET /api/v1/webhooks/:id': {},
  'PATCH /api/v1/webhooks/:id': { body: {}, bodies: webhookBodies },
  'DELETE /api/v1/webhooks/:id': {},
  'POST /api/v1/webhooks/:id/rotate-secret': {},
  'POST /api/v1/webhooks/:id/test': {},
  'GET /api/v1/webhooks/:id/deliveries': { query: ['cursor', 'limit'] },
  'POST /api/v1/webhooks/:id/deliveries/:event/redeliver': {},
}

export const rows: Readonly<Record<string, RouteRow>> = {
  ...keyRows,
  ...rotationRows,
  ...refusalRows,
  ...organizationRows,
  ...teamRows,
  ...serviceAccountRows,
  ...deviceRows,
  ...invitationRows,
  ...userRows,
  ...webhookRows,
  'GET /api/v1/audit': { narrow: 'limit=1', query: [...auditFilters, 'cursor', 'limit'] },
  'GET /api/v1/audit/export': { narrow: 'action=instance', query: auditFilters },
  'GET /admin/audit_logs': {
    narrow: 'limit=1',
    query: ['startDate', 'endDate', 'numDays', 'limit', 'cursor', 'anonymize'],
  },
  'GET /healthz': {},
  'GET /readyz': {},
  'GET /metrics': {},
  'GET /traces/health': {},
  'POST /graphql': { body: { query: '{ viewer { username } }' }, names: namingDocuments, bodies: documents },
  'GET /graphql': {},
  'GET /api/v1/openapi.json': {},
  'GET /api/v1/me': {},
  'POST /api/v1/leaks': {
    body: { token: 'x' },
    bodies: (text) => [{ token: text }, { token: [text] }, { token: 'x', [text]: text }],
  },
  'POST /api/v1/verify': {
    body: { token: 'x' },
    bodies: (text) => [
      { token: text },
      { token: text, organization: 'acme' },
      { token: text, organization: 'nowhere' },
      { token: text, team: text },
      { token: 'x', organization: text },
      { token: 'x', client: { ip: text } },
      { token: 'x', client: { ip: '::1', userAgent: text, label: text } },
      { token: 'x', client: { [text]: text } },
      { token: [text] },
    ],
  },
  'GET /api/v1/changes': { query: ['seconds'], narrow: 'seconds=0' },
  'POST /api/v1/verify/batch': {
    body: { questions: [{ token: 'x' }] },
    bodies: (text) => [
      { questions: [{ token: text }, { token: text, organization: 'acme' }] },
      { questions: [{ token: 'x', organization: text }] },
      { questions: [text] },
    ],
  },
  '* /api/v1/*': {},
  '* /auth': { query: ['organization', 'team'] },
  '* /auth/*': {},
}
