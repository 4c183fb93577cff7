import { bearer, creation, graphqlBody, type HostileRow, json } from './hostile-row.ts'
import { writeRequest } from './raw-http.ts'

const utf8 = ['content-type', 'application/json; charset=utf-8'] as const
const good = '{"name":"hostile"}'
const tenMegabytes = 10_000_000

/** A body in chunks, of which the server cannot know the length before the last. */
function inChunks(body: string): string {
  const size = 50_000
  const chunks = Array.from({ length: Math.ceil(body.length / size) }, (_, place) =>
    body.slice(place * size, (place + 1) * size),
  )
  return [...chunks, ''].map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')
}

const refused = { status: 400, shape: 'problem', code: 'INVALID_REQUEST' } as const
const malformed = { status: 400, shape: 'problem', code: 'MALFORMED_JSON' } as const
const unsupported = { status: 415, shape: 'problem', code: 'UNSUPPORTED_MEDIA_TYPE' } as const
const created = { status: 201, shape: 'json' } as const
const notFound = { status: 404, shape: 'problem', code: 'NOT_FOUND' } as const

const invalidUtf8 = Buffer.concat([Buffer.from('{"name":"'), Uint8Array.from([0xf0, 0x9f, 0x98]), Buffer.from('"}')])

const bodies: readonly HostileRow[] = [
  { name: 'half a JSON text', request: creation('{"name":"hos'), ...malformed },
  { name: 'a text that is no JSON', request: creation('name=hostile'), ...malformed },
  { name: 'JSON with a trailing comma', request: creation('{"name":"hostile",}'), ...malformed },
  { name: 'two JSON texts', request: creation(`${good}${good}`), ...malformed },
  { name: 'JSON in UTF-16', request: creation(Buffer.from(good, 'utf16le'), [utf8]), ...malformed },
  { name: 'JSON with bytes that are no UTF-8', request: creation(invalidUtf8), ...malformed },
  {
    name: 'JSON with bytes that are no UTF-8, in chunks',
    request: creation(Buffer.concat([Buffer.from('e\r\n'), invalidUtf8, Buffer.from('\r\n0\r\n\r\n')]), [
      json,
      ['transfer-encoding', 'chunked'],
    ]),
    ...malformed,
  },
  { name: '60,000 brackets that never close', request: creation('['.repeat(60_000)), ...malformed },
  { name: '30,000 brackets that close', request: creation('['.repeat(30_000) + ']'.repeat(30_000)), ...refused },
  {
    name: 'a name that is 7,000 objects deep',
    request: creation(`${'{"name":'.repeat(7_000)}1${'}'.repeat(7_000)}`),
    ...refused,
  },
  {
    name: '5,000 unknown properties',
    request: creation(`{${Array.from({ length: 5_000 }, (_, place) => `"p${place}":1`)}}`),
    ...refused,
  },
  {
    name: '`__proto__` in JSON',
    request: creation('{"name":"hostile","__proto__":{"instanceAdmin":true}}'),
    ...malformed,
  },
  {
    name: '`__proto__` in JSON, written with escapes',
    request: creation('{"name":"hostile","\\u005f_proto__":{}}'),
    ...malformed,
  },
  {
    name: '`constructor.prototype` in JSON',
    request: creation('{"name":"hostile","constructor":{"prototype":{}}}'),
    ...malformed,
  },
  { name: 'a property twice, of which the last counts', request: creation('{"name":"","name":"hostile"}'), ...created },
  { name: 'a byte order mark', request: creation(`\ufeff${good}`), ...created },
  { name: 'a lone surrogate in a name', request: creation('{"name":"\\ud800"}'), ...refused, code: 'INVALID_NAME' },
  { name: 'a zero character in a name', request: creation('{"name":"a\\u0000b"}'), ...refused, code: 'INVALID_NAME' },
  { name: 'a number beyond all numbers', request: creation('{"name":1e999}'), ...refused },
  { name: 'an array', request: creation('["hostile"]'), ...refused },
  { name: 'null', request: creation('null'), ...refused },
  { name: 'no body', request: creation(''), ...refused },
  {
    name: 'ten megabytes for REST',
    request: creation('x'.repeat(tenMegabytes)),
    answeredAfter: 1_000,
    status: 413,
    shape: 'problem',
    code: 'BODY_TOO_LARGE',
  },
  {
    name: 'ten megabytes for REST, in chunks',
    request: creation(inChunks('x'.repeat(tenMegabytes)), [json, ['transfer-encoding', 'chunked']]),
    // A little more than the 64 KiB that a body may have.
    answeredAfter: 66_500,
    status: 413,
    shape: 'problem',
    code: 'BODY_TOO_LARGE',
  },
  {
    name: 'ten megabytes for GraphQL',
    request: graphqlBody('x'.repeat(tenMegabytes)),
    answeredAfter: 1_000,
    status: 413,
    shape: 'graphql',
    code: 'BODY_TOO_LARGE',
  },
  {
    name: 'ten megabytes for GraphQL, in chunks',
    request: graphqlBody(inChunks('x'.repeat(tenMegabytes)), [json, ['transfer-encoding', 'chunked']]),
    // A little more than the 256 KiB that a body may have.
    answeredAfter: 263_500,
    status: 413,
    shape: 'graphql',
    code: 'BODY_TOO_LARGE',
  },
  ...[
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/vnd.api+json',
    '\u0080',
  ].flatMap((type): HostileRow[] => [
    {
      name: `a body of the type ${JSON.stringify(type)} for REST`,
      request: creation(good, [['content-type', type]]),
      ...unsupported,
    },
    {
      name: `a body of the type ${JSON.stringify(type)} for GraphQL`,
      request: graphqlBody('{"query":"{ viewer { id } }"}', [['content-type', type]]),
      ...unsupported,
      shape: 'graphql',
    },
  ]),
  { name: 'a body without a type', request: creation(good, []), ...unsupported },
]

const get =
  (path: string, headers: 'with credentials' | 'without' = 'with credentials') =>
  (token: string) =>
    writeRequest({ path: path.replaceAll('TOKEN', token), headers: headers === 'without' ? [] : [bearer(token)] })

const inUrl = { status: 400, shape: 'problem', code: 'TOKEN_IN_URL' } as const

const urls: readonly HostileRow[] = [
  { name: 'an unknown route', request: get('/nothing'), ...notFound },
  { name: 'an unknown route of the API', request: get('/api/v1/nothing'), ...notFound },
  { name: 'a path that climbs', request: get('/api/v1/../../healthz'), ...notFound },
  { name: 'a path with an encoded slash', request: get('/api%2fv1%2fme'), ...notFound },
  { name: 'a path in capitals', request: get('/API/V1/ME'), ...notFound },
  { name: 'a path that is no percent-encoding', request: get('/api/v1/keys/%zz'), ...notFound },
  { name: 'a path whose bytes are no UTF-8', request: get('/api/v1/keys/%ff%fe'), ...notFound },
  { name: 'a key ID of one zero character', request: get('/api/v1/keys/%00'), ...notFound, code: 'KEY_NOT_FOUND' },
  { name: 'a key ID that climbs', request: get('/api/v1/keys/..%2f..%2fme'), ...notFound, code: 'KEY_NOT_FOUND' },
  {
    name: 'a path of a megabyte',
    request: get(`/${'x'.repeat(1_000_000)}`),
    answeredAfter: 20_000,
    status: 431,
    shape: 'problem',
    code: 'HEADERS_TOO_LARGE',
  },
  { name: 'a token in the query string', request: get('/api/v1/me?token=TOKEN', 'without'), ...inUrl },
  { name: 'a token in the query string beside good credentials', request: get('/api/v1/keys?query=TOKEN'), ...inUrl },
  {
    name: 'a query parameter that is named like credentials',
    request: get('/api/v1/me?access_token=x', 'without'),
    ...inUrl,
  },
  { name: 'a token in the path', request: get('/api/v1/keys/TOKEN'), ...inUrl },
  { name: 'a token in a path that is none', request: get('/TOKEN', 'without'), ...inUrl },
  { name: 'a token behind a fragment sign', request: get('/healthz?#TOKEN', 'without'), ...inUrl },
  {
    name: 'a token with its underscores encoded',
    request: (token) => get(`/healthz?x=${token.replaceAll('_', '%5F')}`)(token),
    ...inUrl,
  },
  {
    name: 'a token in the URL of GraphQL',
    request: (token) =>
      writeRequest({
        method: 'POST',
        path: `/graphql?key=${token}`,
        headers: [bearer(token), json],
        body: '{"query":"{ viewer { id } }"}',
      }),
    ...inUrl,
    shape: 'graphql',
  },
  ...(
    [
      ['PUT', '/api/v1/keys', notFound],
      ['DELETE', '/api/v1/me', notFound],
      ['TRACE', '/api/v1/me', notFound],
      ['POST', '/healthz', notFound],
      ['TRACE', '/healthz', notFound],
      ['OPTIONS', '*', notFound],
      ['GET', '/graphql', { status: 405, shape: 'graphql', code: 'METHOD_NOT_ALLOWED' }],
    ] as const
  ).map(
    ([method, path, verdict]): HostileRow => ({
      name: `the method ${method} on ${path}`,
      request: (token) => writeRequest({ method, path, headers: [bearer(token)] }),
      ...verdict,
    }),
  ),
]

/** As it stands on the wire, lines without their ends. */
const lines =
  (...text: string[]) =>
  () =>
    Buffer.from(`${text.join('\r\n')}\r\n\r\n`, 'latin1')

/** What lets a proxy and the server behind it see different requests in the same bytes. */
const smuggling: readonly HostileRow[] = [
  ...(
    [
      [
        'two lengths that differ',
        [
          ['content-length', '18'],
          ['content-length', '5'],
        ],
      ],
      [
        'two lengths that agree',
        [
          ['content-length', '18'],
          ['content-length', '18'],
        ],
      ],
      ['a list of lengths', [['content-length', '18, 18']]],
      [
        'a length and chunks',
        [
          ['content-length', '18'],
          ['transfer-encoding', 'chunked'],
        ],
      ],
      ['an unknown transfer encoding', [['transfer-encoding', 'x']]],
      ['chunks that are not the last encoding', [['transfer-encoding', 'chunked, identity']]],
      ['an encoding that is almost chunked', [['transfer-encoding', 'xchunked']]],
      ['a negative length', [['content-length', '-1']]],
      ['a length with a sign', [['content-length', '+18']]],
      ['a length in hexadecimal', [['content-length', '0x12']]],
      ['a length beyond all numbers', [['content-length', '9'.repeat(30)]]],
    ] as const
  ).map(([name, headers]): HostileRow => ({ name, request: creation(good, [json, ...headers]), ...refused })),
  {
    name: 'a chunk whose length is no number',
    request: creation('zz\r\n{}\r\n0\r\n\r\n', [json, ['transfer-encoding', 'chunked']]),
    ...refused,
  },
  {
    name: 'a space before a colon',
    request: lines('GET /healthz HTTP/1.1', 'host: x', 'connection : close'),
    ...refused,
  },
  { name: 'a folded header', request: lines('GET /healthz HTTP/1.1', 'host: x', 'x-a: 1', '  folded'), ...refused },
  { name: 'line feeds alone', request: () => Buffer.from('GET /healthz HTTP/1.1\nhost: x\n\n'), ...refused },
  { name: 'a header line without a colon', request: lines('GET /healthz HTTP/1.1', 'host: x', 'nothing'), ...refused },
  { name: 'an unknown method', request: lines('BREW /healthz HTTP/1.1', 'host: x'), ...refused },
  { name: 'the preface of HTTP/2', request: lines('PRI * HTTP/2.0', '', 'SM'), ...refused },
  { name: 'the beginning of TLS', request: () => Buffer.from('160301020001000001fc0303', 'hex'), ...refused },
  { name: 'no host', request: lines('GET /healthz HTTP/1.1', 'connection: close'), status: 400, shape: 'none' },
  {
    name: '2,500 headers',
    request: () =>
      writeRequest({ path: '/healthz', headers: Array.from({ length: 2_500 }, (_, place) => [`x${place}`, '']) }),
    status: 431,
    shape: 'problem',
    code: 'HEADERS_TOO_LARGE',
  },
]

export const requestRows: readonly HostileRow[] = [...bodies, ...urls, ...smuggling]
