import { once } from 'node:events'
import { type IncomingMessage, request as openRequest } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'
import { addressReader } from '../../http/client-of.ts'
import { shortenVerification } from './verify-shortcut.ts'

type Wire = { readonly status: number; readonly headers: Record<string, unknown>; readonly text: string }

describe.each(testStores)('the shortcut of POST /api/v1/verify, on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let port: number
  let answered = 0
  let token: string
  let organizationToken: string

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    shortenVerification(app.app, {
      verifier: app.verifier,
      isDraining: () => app.readiness.draining,
      addressOf: addressReader([]),
      inFlight: { enter() {}, leave() {} },
      onAnswer: () => {
        answered += 1
      },
    })
    await app.app.listen({ host: '127.0.0.1', port: 0 })
    port = (app.app.server.address() as AddressInfo).port
    await app.addTeam('acme', 'research', { ada: 'admin' })
    const bo = await app.addPerson('bo', { acme: 'member', birch: 'admin' })
    token = bo.token
    organizationToken = (await app.addKey(bo.user, { organization: 'acme', expiresAt: app.clock.now() + 1 })).token
  })
  beforeEach(() => {
    answered = 0
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  /** The same request on a socket, where the shortcut is, and into the framework, where it is not. */
  async function askBoth(body: string | Buffer, headers: Record<string, string> = {}): Promise<[Wire, Wire]> {
    const all = { authorization: `Bearer ${app.ada.token}`, 'content-type': 'application/json', ...headers }
    const injected = await app.app.inject({ method: 'POST', url: '/api/v1/verify', headers: all, payload: body })
    const short = await ask(body, all)
    return [short, { status: injected.statusCode, headers: { ...injected.headers }, text: injected.payload }]
  }

  async function ask(body: string | Buffer, headers: Record<string, string>): Promise<Wire> {
    const request = openRequest({ port, method: 'POST', path: '/api/v1/verify', headers })
    request.end(body)
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk)
    return {
      status: response.statusCode ?? 0,
      headers: { ...response.headers },
      text: Buffer.concat(chunks).toString(),
    }
  }

  /** Without what differs between any two answers, and what only a connection has. */
  const comparable = ({ status, headers, text }: Wire) => {
    const { date, connection, 'keep-alive': keepAlive, 'x-request-id': id, ...rest } = headers
    const { requestId, ...body } = JSON.parse(text) as Record<string, unknown>
    return { status, headers: rest, body, hasId: typeof id === 'string', isProblem: requestId !== undefined }
  }

  it.each<[string, () => object]>([
    ['a good token', () => ({ token })],
    ['a token that expires', () => ({ token: organizationToken })],
    ['what it must reach', () => ({ token, organization: 'acme' })],
    ['what it does not reach', () => ({ token, organization: 'acme', team: 'research' })],
    ['where it was presented from', () => ({ token, client: { ip: '::1', userAgent: 'curl', label: 'テスト' } })],
    ['a wrong token', () => ({ token: token.slice(0, -1) })],
  ])('answers %s byte for byte as the route does', async (_what, bodyOf) => {
    const [short, whole] = await askBoth(JSON.stringify(bodyOf()))
    expect(answered).toBe(1)
    const [shortText, wholeText] = [short, whole].map(({ headers, text }) =>
      // A refusal says by which ID its reason is found: that of its own answer.
      text.replace(`"requestId":"${headers['x-request-id']}"`, '"requestId":"of the answer"'),
    )
    expect(shortText).toBe(wholeText)
    expect(comparable(short)).toEqual(comparable(whole))
  })

  it.each<[string, string | Buffer, Record<string, string>?]>([
    ['an unknown field', '{"token": "x", "tokens": []}'],
    ['a field called __proto__', '{"token": "x", "__proto__": {"organization": "acme"}}'],
    ['a token that is none', '{"token": 7}'],
    ['an organization that is not there', '{"token": "x", "organization": "nowhere"}'],
    ['no JSON', '{'],
    ['nothing', ''],
    ['a list', '[]'],
    ['half a UTF-8 character', Buffer.from([0x7b, 0x22, 0xc3, 0x28])],
    ['a token of 4,097 characters', JSON.stringify({ token: 'x'.repeat(4_097) })],
    ['a body beyond the limit', JSON.stringify({ token: 'x'.repeat(70_000) })],
    ['bad credentials', '{"token": "x"}', { authorization: 'Bearer nonsense' }],
    ['a cookie beside the credentials', '{"token": "x"}', { cookie: 'a=b', origin: 'https://elsewhere.example' }],
    ['another media type', '{"token": "x"}', { 'content-type': 'text/plain' }],
    ['a media type with a parameter', '{"token": "x"}', { 'content-type': 'application/json; charset=utf-8' }],
  ])('leaves %s to the route', async (_what, body, headers) => {
    const [short, whole] = await askBoth(body, headers)
    expect(comparable(short)).toEqual(comparable(whole))
  })

  it('leaves a caller who may not ask to the route', async () => {
    const member = await app.addPerson('member', { acme: 'member' })
    const [short, whole] = await askBoth('{"token": "x"}', { authorization: `Bearer ${member.token}` })
    expect(short.status).toBe(403)
    expect(comparable(short)).toEqual(comparable(whole))
  })

  it('ends the connection with its answer once the process was asked to stop', async () => {
    app.readiness.draining = true
    const [short] = await askBoth(JSON.stringify({ token }))
    app.readiness.draining = false
    expect(short).toMatchObject({ status: 200, headers: { connection: 'close' } })
  })

  it('survives a client that goes away in the middle of its body', async () => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(
      `POST /api/v1/verify HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${app.ada.token}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
    )
    const [request] = (await once(app.app.server, 'request')) as [IncomingMessage]
    socket.destroy()
    await once(request.socket, 'close')
    const [short] = await askBoth(JSON.stringify({ token }))
    expect(short.status).toBe(200)
  })
})
