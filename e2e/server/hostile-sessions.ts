import type { HostileRow } from './hostile-row.ts'
import { bearer, json } from './hostile-row.ts'
import { type Bytes, type RawRequest, writeRequest } from './raw-http.ts'

type Header = NonNullable<RawRequest['headers']>[number]

const unauthenticated = { status: 401, shape: 'problem', code: 'UNAUTHENTICATED' } as const
const failed = { status: 401, shape: 'problem', code: 'SIGN_IN_FAILED' } as const
const invalid = { status: 400, shape: 'problem', code: 'INVALID_REQUEST' } as const
const malformed = { status: 400, shape: 'problem', code: 'MALFORMED_JSON' } as const
const refusedLink = { status: 403, shape: 'problem', code: 'LINK_INVALID' } as const

// The server of these rows is reached by plain HTTP on this machine.
const named = (value: Bytes): Header => ['cookie', Buffer.concat([Buffer.from('keystead='), Buffer.from(value)])]

const badCookies: Readonly<Record<string, (token: string) => readonly Header[]>> = {
  'with a key in it': (token) => [named(token)],
  'with a session of nobody': () => [named(`session_v1_${'0'.repeat(16)}_${'0'.repeat(49)}`)],
  'of bytes that are no text': () => [named(Uint8Array.from([0x80, 0xff, 0xc0, 0xaf]))],
  'of nothing': () => [['cookie', '']],
  'of seven kilobytes': () => [named('x'.repeat(7_000))],
  'of ten kilobytes': () => [named('x'.repeat(10_000))],
  'of three thousand semicolons': () => [['cookie', ';'.repeat(3_000)]],
  'in two headers': (token) => [named(token), named('x')],
  'in quotes': () => [named('"x"')],
  'that climbs': () => [named('../../x')],
  '`__proto__`': () => [['cookie', '__proto__=x; constructor=y; keystead=']],
}

const signIn = (body: Bytes, headers: readonly Header[] = [json]) => post('/api/v1/session', body, headers)

function post(path: string, body: Bytes, headers: readonly Header[] = [json]) {
  return () => writeRequest({ method: 'POST', path, headers, body })
}

const write = (email: unknown, password: unknown) => JSON.stringify({ email, password })
const link = (token: unknown, password: unknown) => JSON.stringify({ token, password })

export const sessionRows: readonly HostileRow[] = [
  ...Object.entries(badCookies).flatMap(([what, headers]): HostileRow[] => [
    {
      name: `a cookie ${what}`,
      request: (token) => writeRequest({ path: '/api/v1/me', headers: headers(token) }),
      ...unauthenticated,
    },
    {
      name: `a cookie ${what}, beside a good key, which wins`,
      request: (token) => writeRequest({ path: '/api/v1/me', headers: [bearer(token), ...headers(token)] }),
      status: 200,
      shape: 'json',
    },
  ]),
  { name: 'signing in as nobody', request: signIn(write('', '')), ...failed },
  { name: 'signing in with a zero character', request: signIn(write('a\0@example.com', 'x\0')), ...failed },
  { name: 'signing in with half a character', request: signIn('{"email":"\\ud800","password":"\\udfff"}'), ...failed },
  { name: 'signing in with four kilobytes', request: signIn(write('x', '\ufdfa'.repeat(4_096))), ...failed },
  { name: 'signing in with more', request: signIn(write('x', 'x'.repeat(4_097))), ...invalid },
  { name: 'signing in with lists', request: signIn(write(['x'], ['y'])), ...invalid },
  { name: 'signing in with conditions', request: signIn(write({ $ne: null }, { $gt: '' })), ...invalid },
  { name: 'signing in with SQL', request: signIn(write("' or 1=1 --", "' or 1=1 --")), ...failed },
  { name: 'signing in with nothing', request: signIn('{}'), ...invalid },
  { name: 'signing in with `__proto__`', request: signIn('{"__proto__":{},"email":"x","password":"y"}'), ...malformed },
  {
    name: 'signing in with a form',
    request: signIn('email=x&password=y', [['content-type', 'application/x-www-form-urlencoded']]),
    status: 415,
    shape: 'problem',
    code: 'UNSUPPORTED_MEDIA_TYPE',
  },
  {
    name: 'signing in from another site',
    request: signIn(write('ada@example.com', 'x'), [json, ['origin', 'https://evil.example']]),
    status: 403,
    shape: 'problem',
    code: 'CROSS_SITE_REQUEST',
  },
  { name: 'a link of nothing', request: post('/api/v1/password-links/use', link('', 'x')), ...refusedLink },
  {
    name: 'a link of zero characters',
    request: post('/api/v1/password-links/use', link('\0'.repeat(20), 'x')),
    ...refusedLink,
  },
  { name: 'a link that is long', request: post('/api/v1/password-links/use', link('x'.repeat(201), 'x')), ...invalid },
  { name: 'a link that is a list', request: post('/api/v1/password-links/use', link([], 'x')), ...invalid },
  {
    name: 'a set-up where there is nothing to set up',
    request: post(
      '/api/v1/setup',
      '{"token":"x","email":"x@example.com","password":"correct horse","organization":"x"}',
    ),
    status: 409,
    shape: 'problem',
    code: 'ALREADY_BOOTSTRAPPED',
  },
]
