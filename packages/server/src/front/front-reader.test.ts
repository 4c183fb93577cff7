import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import { makePepper, mintKey, Peppers } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { exchange, listenPlainly, portOf } from '../../testing/raw-exchange.ts'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'
import { addressReader } from '../http/client-of.ts'
import { verifyDoor } from '../rest/principals/verify-door.ts'
import { FrontReader } from './front-reader.ts'

/** The last request of a connection, and long enough that a body which swallows its beginning leaves something behind. */
const last = `GET /healthz HTTP/1.1\r\nhost: a\r\nx-padding: ${'x'.repeat(64)}\r\nconnection: close\r\n\r\n`

describe.each(testStores)('the front reader, with $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  /** Which of the answers went the short way. */
  let short = 0
  let reader: FrontReader
  let front: Server
  let plain: Server
  let japanese: string

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    reader = new FrontReader(app.app, {
      doors: [verifyDoor({ verifier: app.verifier, addressOf: addressReader(['127.0.0.1']) })],
      isDraining: () => app.readiness.draining,
      inFlight: { enter() {}, leave() {} },
      onAnswer: () => {
        short += 1
      },
    })
    await app.app.listen({ host: '127.0.0.1', port: 0 })
    front = app.app.server as Server
    plain = await listenPlainly(app.app)
    await app.addTeam('acme', 'research', { ada: 'admin' })
    japanese = (await app.addPerson('日本語', { acme: 'member' })).token
  })
  beforeEach(() => {
    short = 0
  })
  afterAll(async () => {
    // What `fetch` keeps open for the next request.
    reader.closeAll()
    plain.close()
    await app.close()
    await opened.close()
  })

  type Parts = { start?: string; body?: string; length?: string; headers?: string; own?: string }
  /** A good request, or one that is good but for what is given. */
  const ask = ({ start, body = JSON.stringify({ token: app.ada.token }), length, headers = '', own }: Parts = {}) =>
    `${start ?? 'POST /api/v1/verify HTTP/1.1'}\r\nhost: keys.example.com\r\n` +
    `authorization: ${own ?? `Bearer ${app.ada.token}`}\r\ncontent-type: application/json\r\n${headers}` +
    `${length ?? `content-length: ${Buffer.byteLength(body)}\r\n`}\r\n${body}`

  async function expectSame(pieces: readonly (string | Buffer)[]): Promise<string> {
    const [here, there] = [await exchange(front, pieces), await exchange(plain, pieces)]
    expect(here).toBe(there)
    return here
  }

  it.each<[string, () => Parts]>([
    ['a good token', () => ({})],
    ['a wrong token', () => ({ body: '{"token":"nonsense"}' })],
    ['what it must reach', () => ({ body: JSON.stringify({ token: app.ada.token, organization: 'acme' }) })],
    ['a client with a name in Japanese', () => ({ body: JSON.stringify({ token: 'x', client: { label: 'テスト' } }) })],
    [
      'the headers of a usual client',
      () => ({ headers: 'accept: */*\r\nuser-agent: curl/8\r\nConnection: keep-alive\r\n' }),
    ],
    ['credentials as W&B’s clients send them', () => ({ own: `Basic ${btoa(`api:${app.ada.token}`)}` })],
  ])('answers %s byte for byte as the route does', async (_what, parts) => {
    const answer = await expectSame([ask(parts()), last])
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/)
    expect(short).toBe(1)
  })

  it.each<[string, () => Parts]>([
    ['whose token is none', () => ({ own: 'Bearer nonsense' })],
    ['whose token is mistyped', () => ({ own: `Bearer ${app.ada.token.slice(0, -6)}000000` })],
    ['whose token nobody has made', () => ({ own: `Bearer ${mintKey(app.instance, 'v1').token.reveal()}` })],
    ['of W&B’s clients whose token is none', () => ({ own: `Basic ${btoa('api:nonsense')}` })],
    ['whose question is none, either', () => ({ own: 'Bearer nonsense', body: '{' })],
  ])('refuses a caller %s byte for byte as the route does, with the same line in the log', async (_what, parts) => {
    const linesBefore = app.logLines.length
    expect(await expectSame([ask(parts()), last])).toMatch(/^HTTP\/1.1 401 Unauthorized\r\n/)
    expect(short).toBe(1)
    const lines = app.logLines.slice(linesBefore).filter((line) => line.includes('"refused"'))
    const [here, there, ...more] = lines.map((line) =>
      line.replace(/req_[0-9a-f]{32}/, 'req_…').replace(/"time":".*?"/, '"time":"…"'),
    )
    expect(here).toContain('"reqId":"req_…","code":"UNAUTHENTICATED"')
    expect([here, more]).toEqual([there, []])
  })

  it('names a refusal in its answer as in the log', async () => {
    const refused = await fetch(`http://127.0.0.1:${portOf(front)}/api/v1/verify`, {
      method: 'POST',
      headers: { authorization: 'Bearer nonsense', 'content-type': 'application/json' },
      body: '{}',
    })
    const { requestId } = (await refused.json()) as { requestId: string }
    expect([short, refused.headers.get('x-request-id')]).toEqual([1, requestId])
    expect(app.logLines.filter((line) => line.includes(requestId))).toHaveLength(1)
  })

  it('answers for a person whose name is no ASCII', async () => {
    expect(await expectSame([ask({ body: JSON.stringify({ token: japanese }) }), last])).toContain('日本語')
    expect(short).toBe(1)
  })

  it('notes who asked, from where, and by which name', async () => {
    const { token, keyId } = await app.addPerson('asker', { cedar: 'admin' })
    const headers = 'x-forwarded-for: 203.0.113.5\r\nuser-agent: curl/8.9.1\r\nx-keystead-client: etl-cron\r\n'
    expect(await exchange(front, [ask({ own: `Bearer ${token}`, headers }), last])).toContain('"valid":')
    expect(short).toBe(1)
    await app.usage.flush()
    const { body } = await app.call('GET', `/api/v1/keys/${keyId}/consumers`, { token })
    expect(body).toMatchObject({
      consumers: [{ label: 'etl-cron', lastAddress: '203.0.113.5', program: { name: 'curl', version: '8.9.1' } }],
    })
  })

  it('answers several at once, in their order', async () => {
    const bodies = ['{"token":"x"}', JSON.stringify({ token: app.ada.token, organization: 'acme' })]
    await expectSame([[...bodies, ...bodies].map((body) => ask({ body })).join('') + last])
    expect(short).toBe(4)
  })

  it.each<[string, (keyId: string) => Promise<unknown>]>([
    ['is deleted', (keyId) => app.call('DELETE', `/api/v1/keys/${keyId}`, { token: app.ada.token })],
    [
      'is switched off',
      (keyId) => app.call('PUT', `/api/v1/keys/${keyId}/disablement`, { token: app.ada.token, body: {} }),
    ],
    ['expires', async () => app.clock.advance(60_000)],
    ['has another pepper', async () => app.instance.peppers.replaceBy(new Peppers([makePepper(1, randomBytes(32))]))],
  ])('knows a caller no longer over the same connection as soon as the key %s', async (_what, end) => {
    const expiresAt = new Date(app.clock.now() + 60_000).toISOString()
    const { body } = await app.call('POST', '/api/v1/keys', {
      token: app.ada.token,
      body: { name: 'short', expiresAt },
    })
    const { token, key } = body as { token: string; key: { id: string } }
    const { peppers } = app.instance
    const before = new Peppers(peppers.versions())
    const own = ask({ own: `Bearer ${token}`, body: '{"token":"x"}' })
    const answers = await exchange(front, [own, own, () => end(key.id), own, last])
    peppers.replaceBy(before)
    expect(answers.match(/HTTP\/1.1 (\d+)/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 401', 'HTTP/1.1 200'])
    expect(answers).not.toContain('"valid":true')
  })

  const smuggled = 'GET /api/v1/me HTTP/1.1\r\nhost: a\r\n\r\n'
  it.each<[string, Parts | (() => string)]>([
    ['two lengths', { length: 'content-length: 2\r\ncontent-length: 3\r\n', body: '{}' }],
    ['one length twice', { length: 'content-length: 2\r\ncontent-length: 2\r\n', body: '{}' }],
    ['a list of lengths', { length: 'content-length: 2, 2\r\n', body: '{}' }],
    ['a length with a sign', { length: 'content-length: +2\r\n', body: '{}' }],
    ['a length in hex', { length: 'content-length: 0x2\r\n', body: '{}' }],
    ['a length with a zero before it', { length: 'content-length: 02\r\n', body: '{}' }],
    ['a length beyond what comes', { length: 'content-length: 60\r\n', body: '{}' }],
    ['a length short of what comes', { length: 'content-length: 2\r\n', body: `{}${smuggled}` }],
    ['no length', { length: '', body: smuggled }],
    ['a chunked body', { length: 'transfer-encoding: chunked\r\n', body: '2\r\n{}\r\n0\r\n\r\n' }],
    ['both', { length: 'content-length: 4\r\ntransfer-encoding: chunked\r\n', body: `0\r\n\r\n${smuggled}` }],
    [
      'both, obscured',
      { length: 'content-length: 4\r\ntransfer-encoding: xchunked\r\n', body: `0\r\n\r\n${smuggled}` },
    ],
    ['a space before a colon', { headers: 'accept : */*\r\n' }],
    ['a space before the colon of a length', { length: 'content-length : 2\r\n', body: '{}' }],
    ['no space behind a colon', { headers: 'accept:*/*\r\n' }],
    ['two spaces behind a colon', { headers: 'accept:  */*\r\n' }],
    ['a tab behind a colon', { headers: 'accept:\t*/*\r\n' }],
    ['a header without a colon', { headers: 'accept\r\n' }],
    ['a header without a name', { headers: ': x\r\n' }],
    ['a header without a value', { headers: 'accept: \r\n' }],
    ['a folded line', { headers: 'accept: a\r\n b: c\r\n' }],
    ['a line that ends with LF', { headers: 'accept: */*\n' }],
    ['a line that ends with CR', { headers: 'accept: */*\rx: y\r\n' }],
    ['NUL', { headers: 'accept: a\0b\r\n' }],
    ['a byte beyond ASCII', { headers: 'accept: é\r\n' }],
    ['a name beyond ASCII', { headers: 'accépt: x\r\n' }],
    ['another path', { start: 'POST /api/v1/verify/ HTTP/1.1' }],
    ['a query', { start: 'POST /api/v1/verify?a=b HTTP/1.1' }],
    ['a fragment', { start: 'POST /api/v1/verify#a HTTP/1.1' }],
    ['an encoded path', { start: 'POST /api/v1/%76erify HTTP/1.1' }],
    ['a whole URL', { start: 'POST http://keys.example.com/api/v1/verify HTTP/1.1' }],
    ['another method', { start: 'PUT /api/v1/verify HTTP/1.1' }],
    ['a method in small letters', { start: 'post /api/v1/verify HTTP/1.1' }],
    ['HTTP/1.0', { start: 'POST /api/v1/verify HTTP/1.0' }],
    ['HTTP/1.2', { start: 'POST /api/v1/verify HTTP/1.2' }],
    ['two spaces in the first line', { start: 'POST  /api/v1/verify HTTP/1.1' }],
    ['empty lines before it', () => `\r\n\r\n${ask()}`],
    ['LF alone', () => ask().replaceAll('\r\n', '\n')],
    ['no host', () => ask().replace(/host: .*\r\n/, '')],
    ['two hosts', { headers: 'host: elsewhere.example\r\n' }],
    ['two credentials', { headers: 'authorization: Bearer x\r\n' }],
    ['no credentials', () => ask().replace(/authorization: .*\r\n/, '')],
    ['credentials of another kind', { own: 'Digest nonsense' }],
    ['two names of a client', { headers: 'user-agent: curl\r\nuser-agent: wget\r\n' }],
    ['two media types', { headers: 'content-type: text/plain\r\n' }],
    ['an encoded body', { headers: 'content-encoding: identity\r\n' }],
    ['the end of the connection', { headers: 'connection: close\r\n' }],
    ['a list for the connection', { headers: 'connection: keep-alive, close\r\n' }],
    ['the end as proxies once said it', { headers: 'proxy-connection: close\r\n' }],
    ['an expectation', { headers: 'expect: 100-continue\r\n' }],
    ['another protocol', { headers: 'upgrade: h2c\r\n' }],
    ['a connection for another protocol', { headers: 'connection: upgrade\r\n' }],
    ['a trailer', { headers: 'trailer: x\r\n' }],
    ['too many headers', { headers: 'x: y\r\n'.repeat(2_500) }],
    ['an endless header', { headers: `x: ${'y'.repeat(20_000)}\r\n` }],
    ['a body beyond the limit', { body: JSON.stringify({ token: 'x'.repeat(70_000) }) }],
    ['another shape', { body: '{"token":"x","tokens":[]}' }],
    ['no JSON', { body: '{' }],
    ['nothing that is HTTP', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ])('leaves %s to node:http, and whatever comes behind it', async (_what, parts) => {
    await expectSame([(typeof parts === 'function' ? parts() : ask(parts)) + ask() + last])
    expect(short).toBe(0)
  })

  it('leaves what follows another request to node:http, though what came before was answered here', async () => {
    await expectSame([ask(), `${ask()}GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n`, ask(), last])
    expect(short).toBe(2)
  })

  it('gives the same answer wherever a request is cut in two', async () => {
    const request = Buffer.from(ask())
    const whole = await exchange(plain, [request, last])
    for (let cut = 1; cut < request.length; cut += 1) {
      expect(await exchange(front, [request.subarray(0, cut), request.subarray(cut), last])).toBe(whole)
    }
    expect(short).toBe(0)
  })

  it('gives the same answers whatever comes, however it is cut', async () => {
    const requests = [
      ask(),
      ask({ body: '{"token":"x"}' }),
      ask({ own: 'Bearer nonsense' }),
      ask({ length: 'transfer-encoding: chunked\r\n', body: '2\r\n{}\r\n0\r\n\r\n' }),
      ask({ body: '{"token":"x","client":{"label":"テスト"}}' }),
      'GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n',
    ]
    const sent = fc.array(fc.constantFrom(...requests), { minLength: 1, maxLength: 5 })
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(sent, cuts, async (chosen, shares) => {
        const bytes = Buffer.from(chosen.join('') + last)
        const places = shares.map((share) => Math.round(share * bytes.length)).sort((a, b) => a - b)
        const ends = [...places, bytes.length]
        await expectSame(
          ends.map((end, turn) => bytes.subarray(ends[turn - 1] ?? 0, end)).filter(({ length }) => length > 0),
        )
      }),
      { numRuns: 60 },
    )
  })
})
