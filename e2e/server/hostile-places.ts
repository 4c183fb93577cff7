// What no client would put into paths and queries of the routes about organizations, people and the audit trail.

import type { ErrorCode } from '@keystead/core'
import { bearer, type HostileRow, json } from './hostile-row.ts'
import { writeRequest } from './raw-http.ts'

type Verdict = Pick<HostileRow, 'status' | 'shape' | 'code'>

const problem = (status: number, code: ErrorCode): Verdict => ({ status, shape: 'problem', code })
const invalid = problem(400, 'INVALID_REQUEST')
const badCursor = problem(400, 'INVALID_CURSOR')
const inUrl = problem(400, 'TOKEN_IN_URL')
const answered: Verdict = { status: 200, shape: 'json' }

function row(method: string, path: string, verdict: Verdict, body?: string): HostileRow {
  const shown = path.length > 90 ? `${path.slice(0, 90)}… (${path.length} characters)` : path
  return {
    name: `${method} ${shown} ${body ?? ''}`.trim(),
    request: (token) =>
      writeRequest({
        method,
        path: path.replaceAll('TOKEN', token),
        headers: [bearer(token), ...(body === undefined ? [] : [json])],
        ...(body !== undefined && { body }),
      }),
    ...verdict,
  }
}

const api = '/api/v1'
const acme = `${api}/organizations/acme`

// Each ends in a reference, which is put in; what is asked for is not there, however it is written.
const places: readonly (readonly [method: string, before: string, after: string, code: ErrorCode])[] = [
  ['GET', `${api}/organizations/`, '', 'ORGANIZATION_NOT_FOUND'],
  ['GET', `${api}/organizations/`, '/policies', 'ORGANIZATION_NOT_FOUND'],
  ['GET', `${api}/organizations/`, '/members', 'ORGANIZATION_NOT_FOUND'],
  ['GET', `${api}/organizations/`, '/teams/fleet', 'ORGANIZATION_NOT_FOUND'],
  ['DELETE', `${acme}/members/`, '', 'MEMBER_NOT_FOUND'],
  ['GET', `${acme}/teams/`, '', 'TEAM_NOT_FOUND'],
  ['DELETE', `${acme}/teams/`, '', 'TEAM_NOT_FOUND'],
  ['DELETE', `${acme}/teams/fleet/members/`, '', 'MEMBER_NOT_FOUND'],
  ['DELETE', `${acme}/invitations/`, '', 'INVITATION_NOT_FOUND'],
  ['GET', `${api}/service-accounts/`, '', 'SERVICE_ACCOUNT_NOT_FOUND'],
  ['DELETE', `${api}/service-accounts/`, '', 'SERVICE_ACCOUNT_NOT_FOUND'],
  ['GET', `${api}/users/`, '', 'USER_NOT_FOUND'],
  ['DELETE', `${api}/users/`, '', 'USER_NOT_FOUND'],
  ['DELETE', `${api}/keys/`, '/disablement', 'KEY_NOT_FOUND'],
  ['POST', `${api}/keys/`, '/undelete', 'KEY_NOT_FOUND'],
  ['GET', `${api}/keys/`, '/explanation', 'KEY_NOT_FOUND'],
  ['GET', `${api}/keys/`, '/refusals', 'KEY_NOT_FOUND'],
  ['GET', `${api}/refusals/`, '', 'REFUSAL_NOT_FOUND'],
  ['PUT', `${api}/keys/unknown/blocks/`, '', 'ORGANIZATION_NOT_FOUND'],
  ['PUT', `${api}/keys/`, '/blocks/acme', 'KEY_NOT_FOUND'],
]

const nothings: readonly string[] = [
  '%00',
  'a%00b',
  '%20',
  '..%2f..%2fme',
  '%2e%2e',
  '%252e',
  '%0d%0aset-cookie:x=1',
  '%E2%80%AEgnp',
  '%F0%9F%94%91',
  'constructor.prototype',
  '%27%20or%201=1--',
  '%25',
  '0',
  '-1',
  '%5Bobject%20Object%5D',
  'x'.repeat(190),
]

const references: readonly HostileRow[] = [
  ...places.flatMap(([method, before, after, code]) =>
    nothings.map((nothing) => row(method, `${before}${nothing}${after}`, problem(404, code))),
  ),
  ...['%zz', '%ff%fe', '%ed%a0%80', '%c0%ae', '%'].flatMap((broken) =>
    [`${api}/organizations/${broken}`, `${acme}/teams/${broken}`, `${api}/users/${broken}`].map((path) =>
      row('GET', path, problem(404, 'NOT_FOUND')),
    ),
  ),
  ...[`${api}/organizations/TOKEN`, `${acme}/teams/TOKEN`, `${api}/users/TOKEN`, `${api}/audit?subject=TOKEN`].map(
    (path) => row('GET', path, inUrl),
  ),
  row('DELETE', `${acme}/members/TOKEN`, inUrl),
  row('GET', `${api}/organizations/${'x'.repeat(1_025)}`, problem(404, 'NOT_FOUND')),
]

const base64 = (text: string) => Buffer.from(text).toString('base64url')
const keyCursor = base64(`1700000000000.${'A'.repeat(16)}`)
const nameCursor = base64(JSON.stringify(['fleet', 'team_x']))
const auditCursor = '5'

const lists = ['/organizations', '/organizations/acme/members', '/organizations/acme/teams', '/users'].map(
  (path) => api + path,
)
const named = [...lists, `${acme}/service-accounts`, `${acme}/teams/fleet/members`]

const cursors: readonly HostileRow[] = [
  ...named.flatMap((path) => [
    ...[keyCursor, auditCursor, 'x', base64('null'), base64('{}'), base64('["a"]'), base64('[1,2]'), '%00'].map(
      (cursor) => row('GET', `${path}?cursor=${cursor}`, badCursor),
    ),
    row('GET', `${path}?cursor=${'x'.repeat(4_097)}`, invalid),
    // Places that no item can have, before or behind all that there are.
    row('GET', `${path}?cursor=${base64(String.raw`["\u0000","x"]`)}`, answered),
    row('GET', `${path}?cursor=${base64(String.raw`["\ud800","x"]`)}`, answered),
    row('GET', `${path}?cursor=${base64(`${'["__proto__",'}"constructor"]`)}`, answered),
  ]),
  ...[nameCursor, auditCursor, 'x'].map((cursor) => row('GET', `${api}/keys?cursor=${cursor}`, badCursor)),
  ...[keyCursor, nameCursor, '-1', '1e3', '0x1', '1'.repeat(16), '%31%00'].map((cursor) =>
    row('GET', `${api}/audit?cursor=${cursor}`, badCursor),
  ),
]

const numbers: readonly HostileRow[] = [...named, `${api}/keys`, `${api}/audit`].flatMap((path) => [
  ...['0', '-1', '201', '1.5', 'x', '1e999', 'NaN', '', '1&limit=2', '[]', '%00'].map((limit) =>
    row('GET', `${path}?limit=${limit}`, invalid),
  ),
  row('GET', `${path}?cursor=x&cursor=y`, invalid),
  row('GET', `${path}?offset=5`, invalid),
  row('GET', `${path}?__proto__=x`, invalid),
])

const searches: readonly HostileRow[] = [...named, `${api}/keys`].flatMap((path) => [
  ...['%00', '%E2%80%AE', '%25', '_', '%27', '%5C', '__proto__', '%F0%9F%94%91'].map((query) =>
    row('GET', `${path}?query=${query}`, answered),
  ),
  row('GET', `${path}?query=a&query=b`, invalid),
  row('GET', `${path}?query[]=a`, invalid),
])

const noTimes = [
  'yesterday',
  '2026-02-30T00:00:00Z',
  '2026-01-01',
  '2026-01-01T00:00:00',
  '2026-01-01T25:00:00Z',
  '1767225600000',
  '%2B010000-01-01T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  '%00',
  '',
]
const farTimes = ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '2026-01-01T00:00:00%2B14:00']

const trail: readonly HostileRow[] = [`${api}/audit`, `${api}/audit/export`].flatMap((path) => [
  ...['from', 'until'].flatMap((name) => [
    ...noTimes.map((time) => row('GET', `${path}?${name}=${time}`, invalid)),
    row('GET', `${path}?${name}=2026-01-01T00:00:00Z&${name}=2026-01-01T00:00:00Z`, invalid),
  ]),
  ...['__proto__', 'constructor', 'key.', 'key.create.', 'KEY', '', '%00', 'x'.repeat(65)].map((action) =>
    row('GET', `${path}?action=${action}`, invalid),
  ),
  ...['maybe', '', '__proto__', 'done&outcome=refused'].map((outcome) =>
    row('GET', `${path}?outcome=${outcome}`, invalid),
  ),
  ...['actor', 'subject'].map((name) => row('GET', `${path}?${name}=${'x'.repeat(201)}`, invalid)),
  row('GET', `${path}?organization=%00`, problem(404, 'ORGANIZATION_NOT_FOUND')),
  row('GET', `${path}?organization=acme&organization=acme`, invalid),
])

const pageOfTrail: readonly HostileRow[] = [
  ...['from', 'until'].flatMap((name) => farTimes.map((time) => row('GET', `${api}/audit?${name}=${time}`, answered))),
  row('GET', `${api}/audit?from=9999-01-01T00:00:00Z&until=0000-01-01T00:00:00Z`, answered),
  ...['%00', '__proto__', '%F0%9F%94%91'].flatMap((id) =>
    ['actor', 'subject'].map((name) => row('GET', `${api}/audit?${name}=${id}`, answered)),
  ),
  row('GET', `${api}/audit/export?limit=5`, invalid),
]

const logs = '/admin/audit_logs'
const auditLogs: readonly HostileRow[] = [
  ...['2026-13-01', '2026-02-30', '26-01-01', '2026-01-01T', '2026-01-01T24', '2026-01-01Z', 'x', '', '%00'].flatMap(
    (date) => [row('GET', `${logs}?startDate=${date}`, invalid), row('GET', `${logs}?endDate=${date}`, invalid)],
  ),
  ...['-1', '36501', '1.5', 'x', '1e999', '1&numDays=2'].map((days) => row('GET', `${logs}?numDays=${days}`, invalid)),
  ...['0', '20001', '-1', '1.5', 'x', '9'.repeat(400)].map((limit) => row('GET', `${logs}?limit=${limit}`, invalid)),
  ...['yes', '', '1', 'true&anonymize=false'].map((choice) => row('GET', `${logs}?anonymize=${choice}`, invalid)),
  row('GET', `${logs}?endDate=2026-01-02&numDays=1`, invalid),
  row('GET', `${logs}?startDate=2026-01-02&endDate=2026-01-01`, invalid),
  row('GET', `${logs}?startDate=2026-01-01&endDate=2026-01-01`, invalid),
  row('GET', `${logs}?cursor=${base64('x')}`, invalid),
  row('GET', `${logs}?limit=5&cursor=${base64('x')}`, badCursor),
  row('GET', `${logs}?limit=5&cursor=${keyCursor}`, badCursor),
  row('GET', `${logs}?limit=5&cursor=${base64('0 86400000 false 1')}`, badCursor),
  row('GET', `${logs}?limit=5&startDate=1970-01-01&cursor=${base64('0 86400000 false -1')}`, badCursor),
  row('GET', `${logs}?limit=5&startDate=1970-01-01&cursor=${base64('0 86400000 true 1')}`, badCursor),
  row('GET', `${logs}?limit=5&startDate=1970-01-01&cursor=${base64('0 86400000 false 1')}`, answered),
  row('GET', `${logs}?organization=acme`, invalid),
  row('GET', `${logs}?limit=20000&startDate=0000-01-01&numDays=36500`, answered),
  row('GET', `${logs}?limit=20000&startDate=9999-12-31&numDays=36500`, answered),
]

// A proxy passes on what its configuration says, and everybody may ask for themselves: what is not there is reached by nobody.
const requirements: readonly HostileRow[] = [
  ...nothings.flatMap((nothing) => [
    row('GET', `/auth?organization=${nothing}`, problem(403, 'FORBIDDEN')),
    row('GET', `/auth?organization=acme&team=${nothing}`, problem(403, 'FORBIDDEN')),
  ]),
  ...[
    'organization=',
    'organization=acme&team=',
    'team=fleet',
    'organization[]=acme',
    '__proto__=acme',
    'x',
    '=',
    '%',
  ].map((query) => row('GET', `/auth?${query}`, invalid)),
  row('GET', '/auth?organization=acme&organization=acme', invalid),
  row('GET', `/auth?organization=${'x'.repeat(1_025)}`, invalid),
  row('GET', '/auth?organization=TOKEN', inUrl),
  row('GET', '/auth/TOKEN', inUrl),
  ...['/auth/', '/auth/members', '/auth/../auth', '/auth%2f', '/auth/%00'].map((path) =>
    row('GET', path, problem(404, 'NOT_FOUND')),
  ),
]

// The right path with a body of which some part is no choice, or no body.
const bodies: readonly HostileRow[] = [
  ...(
    [
      [
        'PATCH',
        `${acme}/members/ada`,
        ['{"role":"owner"}', '{"role":"__proto__"}', '{"role":["admin"]}', '{}', '[]', '5'],
      ],
      ['POST', `${acme}/members`, ['{"user":"ada"}', '{"user":"","role":"admin"}', '{"user":5,"role":"admin"}']],
      [
        'POST',
        `${acme}/teams/fleet/members`,
        ['{"user":{"$ne":1},"role":"member"}', '{"user":"ada","role":"billing_admin"}'],
      ],
      ['POST', `${acme}/teams`, ['{"name":"x","admin":""}', '{"name":"x","admin":null}', '{"name":"x","id":"team_x"}']],
      [
        'POST',
        `${acme}/service-accounts`,
        [
          '{"name":"x"}',
          '{"name":"x","team":"fleet","defaultTeam":"fleet"}',
          '{"name":"x","team":"fleet","verifier":"true"}',
          '{"name":"x","team":["fleet"]}',
        ],
      ],
      [
        'POST',
        `${acme}/invitations`,
        ['{"email":"a@example.com","role":"root"}', '{"email":"a@example.com","team":5}'],
      ],
      [
        'POST',
        `${api}/users`,
        ['{"email":"a@example.com","instanceAdmin":"true"}', '{"email":"a@example.com","id":"usr_x"}'],
      ],
      ['PATCH', `${api}/users/ada`, ['{"instanceAdmin":1}', '{"email":"b@example.com"}', '{"activatedAt":null}']],
      ['POST', `${api}/invitations/preview`, ['{}', '{"token":5}', `{"token":"${'x'.repeat(4_097)}"}`]],
      ['POST', `${api}/invitations/accept`, ['{}', '{"token":5}', `{"token":"${'x'.repeat(4_097)}"}`]],
      ['PATCH', `${acme}/policies`, ['{"maximumKeyLifetimeSeconds":"60"}', '{"disableKeyCreation":"false"}']],
    ] as const
  ).flatMap(([method, path, all]) => all.map((body) => row(method, path, invalid, body))),
  row('POST', `${api}/invitations/preview`, problem(404, 'INVITATION_NOT_FOUND'), '{"token":"\\u0000"}'),
  row('POST', `${api}/invitations/accept`, problem(404, 'INVITATION_NOT_FOUND'), '{"token":"\\u0000"}'),
  row('POST', `${acme}/teams`, problem(404, 'MEMBER_NOT_FOUND'), '{"name":"x","admin":"\\ud800"}'),
  row('POST', `${acme}/teams`, problem(404, 'MEMBER_NOT_FOUND'), '{"name":"x","admin":"constructor"}'),
  row('POST', `${acme}/service-accounts`, problem(404, 'TEAM_NOT_FOUND'), '{"name":"x","team":"\\u0000"}'),
  row('POST', `${acme}/members`, problem(404, 'USER_NOT_FOUND'), '{"user":"__proto__","role":"admin"}'),
  row('POST', `${api}/organizations`, problem(404, 'USER_NOT_FOUND'), '{"name":"x","admin":"\\u202e"}'),
  row('POST', `${api}/keys`, problem(403, 'OWNER_NOT_ALLOWED'), '{"name":"x","owner":"sva_\\u0000"}'),
  row('DELETE', `${api}/users/ada?keys=maybe`, invalid),
  row('DELETE', `${api}/users/ada?keys=refuse&keys=delete`, invalid),
]

/** The one door of the API that opens without credentials. */
const anonymous: readonly HostileRow[] = (
  [
    ['half a JSON text', '{"token":', problem(400, 'MALFORMED_JSON')],
    ['30,000 brackets that close', '['.repeat(30_000) + ']'.repeat(30_000), invalid],
    ['`__proto__`', '{"token":"x","__proto__":{"instanceAdmin":true}}', problem(400, 'MALFORMED_JSON')],
    ['rights that nobody gave', '{"token":"x","instanceAdmin":true}', invalid],
    ['no token', '{}', invalid],
    ['a token that is none', '{"token":"x"}', problem(404, 'INVITATION_NOT_FOUND')],
    ['a zero character for a token', String.raw`{"token":"\u0000"}`, problem(404, 'INVITATION_NOT_FOUND')],
    [
      'a token of the right shape',
      `{"token":"invite_v1_${'0'.repeat(16)}_${'0'.repeat(49)}"}`,
      problem(404, 'INVITATION_NOT_FOUND'),
    ],
    ['a zero character in a name', String.raw`{"token":"x","name":"a\u0000"}`, problem(400, 'INVALID_NAME')],
    ['a user name in capitals', '{"token":"x","username":"Bo"}', problem(400, 'INVALID_USERNAME')],
  ] as const
).map(([what, body, verdict]) => ({
  name: `an invitation accepted by nobody with ${what}`,
  request: () => writeRequest({ method: 'POST', path: `${api}/invitations/accept`, headers: [json], body }),
  ...verdict,
}))

const tenMegabytes: HostileRow = {
  name: 'an invitation accepted by nobody with ten megabytes',
  request: () =>
    writeRequest({
      method: 'POST',
      path: `${api}/invitations/accept`,
      headers: [json],
      body: 'x'.repeat(10_000_000),
    }),
  answeredAfter: 1_000,
  ...problem(413, 'BODY_TOO_LARGE'),
}

export const placeRows: readonly HostileRow[] = [
  ...anonymous,
  tenMegabytes,
  ...references,
  ...cursors,
  ...numbers,
  ...searches,
  ...trail,
  ...pageOfTrail,
  ...auditLogs,
  ...requirements,
  ...bodies,
]
