// What nobody should be called, in every place of the REST door that gives something a name.

import type { ErrorCode } from '@keystead/core'
import { bearer, type HostileRow, json } from './hostile-row.ts'
import { writeRequest } from './raw-http.ts'

/** A route that takes a name, and the body around it. */
type Naming = {
  readonly route: readonly [method: string, path: string]
  readonly field: string
  readonly others?: Readonly<Record<string, unknown>>
  readonly code: ErrorCode
}

// Of what hostile-input.test.ts prepares: the team `fleet` of acme, and ada.
const acme = '/api/v1/organizations/acme'
const names: readonly Naming[] = [
  { route: ['POST', '/api/v1/organizations'], field: 'name', code: 'INVALID_ORGANIZATION_NAME' },
  { route: ['PATCH', acme], field: 'name', code: 'INVALID_ORGANIZATION_NAME' },
  { route: ['POST', `${acme}/teams`], field: 'name', code: 'INVALID_TEAM_NAME' },
  { route: ['PATCH', `${acme}/teams/fleet`], field: 'name', code: 'INVALID_TEAM_NAME' },
  { route: ['POST', `${acme}/service-accounts`], field: 'name', others: { team: 'fleet' }, code: 'INVALID_NAME' },
  { route: ['POST', '/api/v1/users'], field: 'name', others: { email: 'x@example.com' }, code: 'INVALID_NAME' },
  { route: ['PATCH', '/api/v1/users/ada'], field: 'name', code: 'INVALID_NAME' },
  { route: ['POST', '/api/v1/keys'], field: 'name', code: 'INVALID_NAME' },
]
const usernames: readonly Naming[] = [
  {
    route: ['POST', '/api/v1/users'],
    field: 'username',
    others: { email: 'x@example.com' },
    code: 'INVALID_USERNAME',
  },
]
const emails: readonly Naming[] = [
  { route: ['POST', '/api/v1/users'], field: 'email', code: 'INVALID_EMAIL' },
  { route: ['POST', `${acme}/invitations`], field: 'email', code: 'INVALID_EMAIL' },
]

// As JSON, in which half a surrogate pair can be written.
const badNames: Readonly<Record<string, string>> = {
  nothing: '""',
  blanks: String.raw`" \t\u3000 "`,
  'a zero character': String.raw`"a\u0000b"`,
  'half a surrogate pair': String.raw`"\ud83d"`,
  'a line break': String.raw`"a\nb"`,
  'a line separator': String.raw`"a\u2028b"`,
  'an escape sequence of terminals': String.raw`"\u001b[2Ja"`,
  'an override of the direction of writing': String.raw`"exe\u202egnp"`,
  'an isolate of the direction of writing': String.raw`"\u2067a"`,
  'nothing that is visible': String.raw`"\u200b\u200d\ufeff"`,
  '256 characters': JSON.stringify('x'.repeat(256)),
  '256 emoji': JSON.stringify('🔑'.repeat(256)),
  '4,000 characters': JSON.stringify('x'.repeat(4_000)),
}

const badUsernames: Readonly<Record<string, string>> = {
  nothing: '""',
  capitals: '"Bo"',
  'a space': '"b o"',
  'a zero character': String.raw`"b\u0000"`,
  'half a surrogate pair': String.raw`"\udc00"`,
  'full-width letters': '"ｂｏ"',
  'a letter that looks like another': '"bо"',
  'a path that climbs': '"../bo"',
  '`__proto__`': '"__proto__"',
  'what an ID begins with': '"usr_bo"',
  '65 characters': JSON.stringify('x'.repeat(65)),
}

const badEmails: Readonly<Record<string, string>> = {
  nothing: '""',
  'no address': '"bo"',
  'two at signs': '"a@b@c"',
  'nothing before the at sign': '"@example.com"',
  'nothing behind the at sign': '"bo@"',
  'a header that is put in': String.raw`"bo@example.com\r\nbcc: eve@example.com"`,
  'a space': '"b o@example.com"',
  'a zero character': String.raw`"bo\u0000@example.com"`,
  'half a surrogate pair': String.raw`"\ud800@example.com"`,
  'an override of the direction of writing': String.raw`"bo\u202e@example.com"`,
  'an invisible character': String.raw`"bo\u200b@example.com"`,
  '65 characters before the at sign': JSON.stringify(`${'x'.repeat(65)}@example.com`),
  '255 characters': JSON.stringify(`${'x'.repeat(60)}@${'y'.repeat(190)}.com`),
}

/** No text, or one longer than any rule has words for. */
const noTexts: Readonly<Record<string, string>> = {
  'a number': '5',
  'a truth': 'true',
  'an array': '["x"]',
  'an object': '{"x":1}',
  '5,000 characters': JSON.stringify('x'.repeat(5_000)),
  'an array that is 5,000 deep': '['.repeat(5_000) + ']'.repeat(5_000),
}

const bodyOf = ({ field, others = {} }: Naming, value: string) =>
  `{${[...Object.entries(others).map(([name, other]) => `"${name}":${JSON.stringify(other)}`), `"${field}":${value}`]}}`

function rowsOf(naming: Naming, values: Readonly<Record<string, string>>, code: ErrorCode): HostileRow[] {
  const [method, path] = naming.route
  return Object.entries(values).map(([what, value]) => ({
    name: `${method} ${path}: ${what} for the ${naming.field}`,
    request: (token) => writeRequest({ method, path, headers: [bearer(token), json], body: bodyOf(naming, value) }),
    status: 400,
    shape: 'problem',
    code,
  }))
}

const rowsOfAll = (namings: readonly Naming[], values: Readonly<Record<string, string>>) =>
  namings.flatMap((naming) => [...rowsOf(naming, values, naming.code), ...rowsOf(naming, noTexts, 'INVALID_REQUEST')])

/** What JavaScript has names for, which here are names like any other. */
export const reservedNames = ['__proto__', 'constructor', 'toString', 'null', 'undefined', '__defineGetter__']

const reserved: readonly HostileRow[] = reservedNames
  .flatMap((name): readonly (readonly [path: string, body: object])[] => [
    [`${acme}/teams`, { name }],
    [`${acme}/service-accounts`, { name, team: 'fleet' }],
    ['/api/v1/organizations', { name }],
  ])
  .map(([path, body]) => ({
    name: `POST ${path}: a name that JavaScript has a meaning for, ${JSON.stringify(body)}`,
    request: (token) =>
      writeRequest({ method: 'POST', path, headers: [bearer(token), json], body: JSON.stringify(body) }),
    status: 201,
    shape: 'json',
  }))

export const nameRows: readonly HostileRow[] = [
  ...rowsOfAll(names, badNames),
  ...rowsOfAll(usernames, badUsernames),
  ...rowsOfAll(emails, badEmails),
  ...reserved,
]
