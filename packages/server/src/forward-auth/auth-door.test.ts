import type { Server } from 'node:http'
import { mintKey } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { exchange, listenPlainly } from '../../testing/raw-exchange.ts'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'
import { FrontReader } from '../front/front-reader.ts'
import { addressReader } from '../http/client-of.ts'
import { authDoor } from './auth-door.ts'

const last = 'GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'

describe.each(testStores)('the short way of /auth, with $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  /** Which of the answers went it. */
  let short = 0
  let front: Server
  let plain: Server
  let token: string
  let japanese: string
  let machine: string

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    new FrontReader(app.app, {
      doors: [authDoor({ verifier: app.verifier, addressOf: addressReader([]) })],
      isDraining: () => app.readiness.draining,
      inFlight: { enter() {}, leave() {} },
      onAnswer: () => {
        short += 1
      },
    })
    await app.app.listen({ host: '127.0.0.1', port: 0 })
    front = app.app.server as Server
    plain = await listenPlainly(app.app)
    ;({ token } = await app.addPerson('driver', { acme: 'member', birch: 'viewer' }))
    await app.addTeam('acme', 'fleet', { driver: 'viewer' })
    japanese = (await app.addPerson('日本語, 漢字', { acme: 'member' })).token
    machine = (await app.addMachine('trainer', { organization: 'acme', team: 'fleet' })).token
  })
  beforeEach(() => {
    short = 0
  })
  afterAll(async () => {
    plain.close()
    await app.close()
    await opened.close()
  })

  type Parts = { query?: string; own?: string; headers?: string; start?: string; body?: string }
  const ask = ({ query = '', own = token, headers = '', start, body = '' }: Parts = {}) =>
    `${start ?? `GET /auth${query} HTTP/1.1`}\r\nhost: keys.example.com\r\nauthorization: Bearer ${own}\r\n${headers}\r\n${body}`

  async function expectSame(pieces: readonly string[]): Promise<string> {
    const [here, there] = [await exchange(front, pieces), await exchange(plain, pieces)]
    expect(here).toBe(there)
    return here
  }

  const ofNginx = 'X-Original-URI: /models?page=2\r\nX-Real-IP: 203.0.113.7\r\nCookie: a=b\r\nAccept: */*\r\n'
  const ofTraefik =
    'User-Agent: curl/8.9.1\r\nX-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Host: a.example\r\nX-Forwarded-Method: PUT\r\n' +
    'X-Forwarded-Uri: /models\r\nAccept-Encoding: gzip\r\n'
  it.each<[status: number, string, () => Parts]>([
    [200, 'a person', () => ({})],
    [200, 'a person whose name is no ASCII', () => ({ own: japanese })],
    [200, 'a service account', () => ({ own: machine })],
    [200, 'what nginx sends', () => ({ headers: ofNginx })],
    [200, 'what Traefik sends', () => ({ headers: ofTraefik })],
    [200, 'what Envoy sends', () => ({ headers: 'content-length: 0\r\nx-envoy-internal: true\r\n' })],
    [200, 'an organization', () => ({ query: '?organization=acme' })],
    [200, 'a team', () => ({ query: '?organization=acme&team=fleet' })],
    [403, 'an organization out of reach', () => ({ query: '?organization=acme&team=crew' })],
    [403, 'an organization that is none', () => ({ query: '?organization=nobody' })],
    [401, 'no token', () => ({ own: 'nonsense' })],
    [401, 'no token for an organization', () => ({ own: 'nonsense', query: '?organization=acme' })],
    [401, 'a token that nobody has made', () => ({ own: mintKey(app.instance, 'v1').token.reveal() })],
  ])('answers %s byte for byte as the route does, with the same line in the log: %s', async (status, _what, parts) => {
    const linesBefore = app.logLines.length
    const request = ask(parts())
    const answers = await expectSame([request + request + last])
    expect(answers.match(/HTTP\/1.1 \d+/g)).toEqual([`HTTP/1.1 ${status}`, `HTTP/1.1 ${status}`, 'HTTP/1.1 200'])
    expect(short).toBe(2)
    const lines = app.logLines.slice(linesBefore).filter((line) => line.includes('"refused"'))
    const [first, ...more] = lines.map((line) =>
      line.replace(/req_[0-9a-f]{32}/, 'req_…').replace(/"time":".*?"/, '"time":"…"'),
    )
    expect(more).toEqual(status === 200 ? [] : [first, first, first])
  })

  it.each<[string, () => Parts]>([
    ['a requirement that is none', () => ({ query: '?organisation=acme' })],
    ['a requirement said twice', () => ({ query: '?organization=acme&organization=birch' })],
    ['a team without its organization', () => ({ query: '?team=fleet' })],
    ['an empty requirement', () => ({ query: '?organization=' })],
    ['an encoded requirement', () => ({ query: '?organization=%61cme' })],
    ['a token in the URL', () => ({ query: `?organization=${token}` })],
    ['a path behind it', () => ({ start: 'GET /auth/models HTTP/1.1' })],
    ['another method', () => ({ start: 'POST /auth HTTP/1.1' })],
    ['HTTP/1.0, as nginx asks by itself', () => ({ start: 'GET /auth HTTP/1.0' })],
    ['two credentials', () => ({ headers: 'authorization: Bearer x\r\n' })],
    ['a body', () => ({ headers: 'content-length: 2\r\n', body: '{}' })],
    ['a body that is announced and not sent', () => ({ headers: 'content-length: 5\r\n' })],
  ])('leaves %s to the route', async (_what, parts) => {
    await expectSame([ask(parts()), last])
    expect(short).toBe(0)
  })

  it('lets a key pass no longer over the same connection as soon as it is deleted', async () => {
    const { keyId, token: own } = await app.addPerson('leaver', { acme: 'member' })
    const end = () => app.call('DELETE', `/api/v1/keys/${keyId}`, { token: own })
    const answers = await exchange(front, [ask({ own }), ask({ own }), end, ask({ own }), last])
    expect(answers.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 401', 'HTTP/1.1 200'])
    expect(short).toBe(3)
  })
})
