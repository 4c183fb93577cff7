import { forgeKeyId, forgeSecret, mistype } from '../../packages/server/testing/forge-token.ts'
import { basic, bearer, type HostileRow, json } from './hostile-row.ts'
import { type Bytes, type RawRequest, writeRequest } from './raw-http.ts'

type Header = NonNullable<RawRequest['headers']>[number]

/** What somebody may present in the place of a good token. */
const badTokens: Readonly<Record<string, (token: string) => Bytes>> = {
  'the right key ID with a wrong secret': forgeSecret,
  'an unknown key': forgeKeyId,
  'a mistyped token': mistype,
  'a token cut by one character': (token) => token.slice(0, -1),
  'the first half of a token': (token) => token.slice(0, token.length / 2),
  'a token with one character too many': (token) => `${token}0`,
  'a token twice': (token) => token + token,
  'a key ID': (token) => token.split('_')[2] ?? '',
  'a token in capitals': (token) => token.toUpperCase(),
  'a token in full-width letters': (token) =>
    token.replace(/^[a-z]+/, (prefix) =>
      prefix.replaceAll(/./g, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0)),
    ),
  'a token behind a byte order mark': (token) => `\ufeff${token}`,
  'a token behind a no-break space': (token) => `\u00a0${token}`,
  'a token with a zero-width space inside': (token) => `${token.slice(0, 9)}\u200b${token.slice(9)}`,
  'bytes that are no text': () => Uint8Array.from([0x80, 0xff, 0xfe, 0xc0, 0xaf, 0xed, 0xa0, 0x80]),
  'four kilobytes': () => 'x'.repeat(4_096),
  'eleven kilobytes': () => 'x'.repeat(11_000),
  'a legacy token, where they are switched off': () => `local-${'0123456789'.repeat(4)}`,
  nothing: () => '',
}

/** Whole headers that hold no credentials, or none in a form that counts. */
const badHeaders: Readonly<Record<string, (token: string) => readonly Header[]>> = {
  'no Authorization header': () => [],
  'a scheme alone': () => [['authorization', 'Bearer']],
  'another scheme': (token) => [['authorization', `Token ${token}`]],
  'a token without a scheme': (token) => [['authorization', token]],
  'a tab for the space': (token) => [['authorization', `Bearer\t${token}`]],
  'spaces inside': (token) => [bearer(`${token.slice(0, 20)} ${token.slice(20)}`)],
  'Basic with the token as user name': (token) => [basic(`${token}:`)],
  'Basic without a colon': (token) => [basic(token)],
  'Basic of nothing': () => [basic('')],
  'Basic with a space before the token': (token) => [basic(`api: ${token}`)],
  'Basic with a line break after the token': (token) => [basic(`api:${token}\n`)],
  'Basic that is no base64': () => [['authorization', 'Basic *=*=*']],
  'Basic with the token as it is': (token) => [['authorization', `Basic api:${token}`]],
  'a bad Authorization header before a good one': (token) => [bearer('bad'), bearer(token)],
  'the token in other headers': (token) => [
    ['proxy-authorization', `Bearer ${token}`],
    ['x-api-key', token],
    ['cookie', `token=${token}`],
  ],
}

const doors: readonly { readonly name: string; readonly shape: 'problem' | 'graphql'; readonly request: RawRequest }[] =
  [
    { name: 'REST', shape: 'problem', request: { path: '/api/v1/me' } },
    { name: 'forward auth', shape: 'problem', request: { path: '/auth' } },
    {
      name: 'GraphQL',
      shape: 'graphql',
      request: { method: 'POST', path: '/graphql', body: '{"query":"{ viewer { id } }"}', headers: [json] },
    },
  ]

const introspection = '{ __schema { queryType { name } } }'

export const credentialRows: readonly HostileRow[] = [
  ...doors.flatMap(({ name, shape, request }): HostileRow[] => {
    const row = (what: string, headers: (token: string) => readonly Header[]): HostileRow => ({
      name: `${name}: ${what}`,
      request: (token) => writeRequest({ ...request, headers: [...(request.headers ?? []), ...headers(token)] }),
      status: 401,
      shape,
      code: 'UNAUTHENTICATED',
    })
    return [
      ...Object.entries(badTokens).flatMap(([what, make]) => [
        row(`${what}, as Bearer`, (token) => [bearer(make(token))]),
        row(`${what}, as Basic`, (token) => [basic(Buffer.concat([Buffer.from('api:'), Buffer.from(make(token))]))]),
      ]),
      ...Object.entries(badHeaders).map(([what, headers]) => row(what, headers)),
    ]
  }),
  {
    name: 'spaces around a good token, which HTTP lets be there',
    request: (token) => writeRequest({ path: '/api/v1/me', headers: [['authorization', `  Bearer   ${token}  `]] }),
    status: 200,
    shape: 'json',
  },
  ...doors.map(
    ({ name, request }): HostileRow => ({
      name: `${name}: credentials of a megabyte`,
      request: () => writeRequest({ ...request, headers: [bearer('x'.repeat(1_000_000))] }),
      answeredAfter: 20_000,
      status: 431,
      shape: 'problem',
      code: 'HEADERS_TOO_LARGE',
    }),
  ),
  {
    name: 'a zero byte in a header',
    request: (token) => writeRequest({ path: '/api/v1/me', headers: [bearer(`${token}\0`)] }),
    status: 400,
    shape: 'problem',
    code: 'INVALID_REQUEST',
  },
  {
    name: 'introspection without credentials',
    request: () =>
      writeRequest({
        method: 'POST',
        path: '/graphql',
        headers: [json],
        body: JSON.stringify({ query: introspection }),
      }),
    status: 401,
    shape: 'graphql',
    code: 'UNAUTHENTICATED',
  },
  {
    name: 'introspection with credentials',
    request: (token) =>
      writeRequest({
        method: 'POST',
        path: '/graphql',
        headers: [bearer(token), json],
        body: JSON.stringify({ query: introspection }),
      }),
    status: 200,
    shape: 'json',
  },
  // Nobody unknown makes the server parse anything: what the body holds makes no difference.
  ...['{', 'x'.repeat(10_000_000)].map(
    (body): HostileRow => ({
      name: `a body of ${body.length} bytes without credentials`,
      request: () => writeRequest({ method: 'POST', path: '/api/v1/keys', headers: [json], body }),
      answeredAfter: 1_000,
      status: 401,
      shape: 'problem',
      code: 'UNAUTHENTICATED',
    }),
  ),
  {
    name: 'an unknown path without credentials, which says no more than a known one',
    request: () => writeRequest({ path: '/api/v1/nothing' }),
    status: 401,
    shape: 'problem',
    code: 'UNAUTHENTICATED',
  },
]
