import { once } from 'node:events'
import { request as openRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { create } from '@bufbuild/protobuf'
import { createClient } from '@connectrpc/connect'
import { createGrpcTransport } from '@connectrpc/connect-node'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Machine, Person } from '../../../testing/accounts.ts'
import { bodyOf, refusal, verify } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'
import { Authorization, CheckRequestSchema } from '../../forward-auth/grpc/ext-authz_pb.ts'
import { listenGrpc } from '../../forward-auth/grpc/listen-grpc.ts'
import { addressReader } from '../../http/client-of.ts'
import { shortenVerification } from '../principals/verify-shortcut.ts'

type Consumer = Record<string, unknown> & { readonly verifier: { id: string; name: string | null } | null }
type Uses = { readonly consumers: readonly Consumer[]; readonly days: readonly { date: string; count: number }[] }

const proxy = '192.0.2.1'
const clientHeaders = { 'user-agent': 'python-requests/2.32.3 Python/3.11.4', 'x-forwarded-for': '203.0.113.9' }
const direct = { network: '198.51.100.0/24', lastAddress: '198.51.100.7', verifier: null, count: 1 }
const forwarded = { network: '203.0.113.0/24', lastAddress: '203.0.113.9', verifier: null, count: 1 }
const requests = { name: 'python-requests', version: '2.32.3', runtime: 'python 3.11' }

describe.each(testStores)('consumers, on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let gate: Machine
  let ada: Person
  let people = 0

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store, { trustedProxies: [proxy] })
    shortenVerification(app.app, {
      verifier: app.verifier,
      isDraining: () => false,
      addressOf: addressReader(['127.0.0.1']),
      inFlight: { enter() {}, leave() {} },
      onAnswer() {},
    })
    await app.app.listen({ host: '127.0.0.1', port: 0 })
    ada = app.ada as Person
    gate = await app.addMachine('gate', { organization: 'acme', verifier: true })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const newPerson = (roles: Parameters<TestApp['addPerson']>[1] = { acme: 'member' }) => {
    people += 1
    return app.addPerson(`person${people}`, roles)
  }
  const usesOf = async ({ keyId }: { readonly keyId: string }, reader = ada): Promise<Uses> => {
    await app.usage.flush()
    return bodyOf(await app.call('GET', `/api/v1/keys/${keyId}/consumers`, { token: reader.token }), 200)
  }
  const consumersOf = async (whose: { readonly keyId: string }) => (await usesOf(whose)).consumers

  it.each<[string, (token: string) => Promise<unknown>, object]>([
    [
      'REST',
      (token) =>
        app.call('GET', '/api/v1/me', { token, from: '198.51.100.7', headers: { 'user-agent': 'curl/8.9.1' } }),
      { ...direct, label: null, program: { name: 'curl', version: '8.9.1', runtime: null } },
    ],
    [
      'REST, behind a trusted proxy, with a label',
      (token) =>
        app.call('GET', '/api/v1/me', {
          token,
          from: proxy,
          headers: { ...clientHeaders, 'x-keystead-client': 'etl-cron' },
        }),
      { ...forwarded, label: 'etl-cron', program: requests },
    ],
    [
      'REST, behind somebody who only says to be a proxy',
      (token) => app.call('GET', '/api/v1/me', { token, from: '198.51.100.7', headers: clientHeaders }),
      { ...direct, program: requests },
    ],
    [
      'GraphQL',
      (token) =>
        app.call('POST', '/graphql', {
          token,
          body: { query: '{ viewer { id } }' },
          from: '198.51.100.7',
          headers: { 'user-agent': 'W&B Public Client 0.21.4' },
        }),
      { ...direct, program: { name: 'wandb', version: '0.21.4', runtime: null } },
    ],
    [
      '/auth, the client and not its proxy',
      (token) => app.call('GET', '/auth', { token, from: proxy, headers: clientHeaders }),
      { ...forwarded, program: requests },
    ],
    [
      'Envoy’s question by gRPC',
      async (token) => {
        const listener = await listenGrpc(
          { verifier: app.verifier, logger: app.app.log },
          { host: '127.0.0.1', port: 0 },
        )
        const transport = createGrpcTransport({ baseUrl: `http://127.0.0.1:${listener.port}` })
        await createClient(Authorization, transport).check(
          create(CheckRequestSchema, {
            attributes: {
              source: { address: { socketAddress: { address: '203.0.113.9' } } },
              request: { http: { headers: { 'user-agent': 'curl/8.9.1', authorization: `Bearer ${token}` } } },
            },
          }),
        )
        await listener.close(0)
      },
      { ...forwarded, program: { name: 'curl', version: '8.9.1', runtime: null } },
    ],
    [
      '/verify, as its verifier says',
      (token) =>
        app.call('POST', '/api/v1/verify', {
          token: gate.token,
          body: { token, client: { ip: '203.0.113.9', userAgent: 'curl/8.9.1', label: 'web' } },
        }),
      { ...forwarded, label: 'web', verifier: { id: expect.any(String), name: 'gate' } },
    ],
    [
      '/verify/batch, by a verifier who says nothing',
      (token) => app.call('POST', '/api/v1/verify/batch', { token: gate.token, body: { questions: [{ token }] } }),
      { label: null, network: null, lastAddress: null, program: null, count: 1, verifier: { name: 'gate' } },
    ],
    [
      'the shortcut of /verify, as a caller',
      async (token) => {
        const verifier = await app.addMachine('shortcut', { organization: 'acme', verifier: true })
        const { port } = app.app.server.address() as AddressInfo
        const ask = openRequest({
          port,
          method: 'POST',
          path: '/api/v1/verify',
          headers: { ...clientHeaders, authorization: `Bearer ${verifier.token}`, 'content-type': 'application/json' },
        })
        ask.end(JSON.stringify({ token, client: { label: 'web' } }))
        const [answer] = await once(ask, 'response')
        answer.resume()
        expect(await consumersOf(verifier)).toMatchObject([{ ...forwarded, program: requests }])
      },
      { label: 'web', verifier: { name: 'shortcut' } },
    ],
  ])('are noted through %s', async (_door, use, expected) => {
    const person = await newPerson()
    await use(person.token)
    const consumers = await consumersOf(person)
    expect(consumers).toHaveLength(1)
    expect(consumers[0]).toMatchObject(expected)
  })

  it('are not noted of a token that is refused, nor of a session', async () => {
    const person = await newPerson()
    await verify(app, gate.token, { token: person.token, organization: 'acme' })
    const before = await consumersOf(person)
    await app.call('GET', '/api/v1/me', { token: `${person.token}x` })
    await app.call('POST', '/api/v1/verify', { token: gate.token, body: { token: person.token, team: 'nowhere' } })
    expect(await consumersOf(person)).toEqual(before)
  })

  it('show when and how often a key is used from each place, and on which days', async () => {
    const person = await newPerson()
    const hourMs = 3_600_000
    const nightly = (ip: string) =>
      app.call('GET', '/api/v1/me', {
        token: person.token,
        from: ip,
        headers: { 'user-agent': 'W&B Public Client 0.21.4' },
      })
    const firstAt = app.clock.now()
    for (let night = 0; night < 4; night += 1) {
      await nightly(`198.51.100.${night}`)
      app.clock.advance(24 * hourMs)
    }
    app.clock.advance(-24 * hourMs)
    app.clock.advance(1)
    await app.call('GET', '/api/v1/me', { token: person.token, from: '2001:db8::5' })
    const { consumers, days } = await usesOf(person, person)
    expect(consumers).toMatchObject([
      { network: '2001:db8:0:0::/64', count: 1, usualIntervalMs: null, advice: null },
      {
        id: expect.stringMatching(/^con_/),
        lastAddress: '198.51.100.3',
        firstSeenAt: new Date(firstAt).toISOString(),
        lastSeenAt: new Date(app.clock.now() - 1).toISOString(),
        count: 4,
        usualIntervalMs: 24 * hourMs,
        advice: { code: 'TOO_OLD_FOR_LONG_KEYS', minimumVersion: '0.22.3' },
      },
    ])
    expect(days).toHaveLength(90)
    expect(days.at(-1)?.date).toBe(new Date(app.clock.now()).toISOString().slice(0, 10))
    expect(days.slice(-5).map(({ count }) => count)).toEqual([0, 1, 1, 1, 2])
    expect(days.slice(0, -5).every(({ count }) => count === 0)).toBe(true)
  })

  it('of a personal key show an admin nothing of what other organizations ask about it', async () => {
    const person = await newPerson({ acme: 'member', birch: 'member' })
    const admin = await newPerson({ acme: 'admin' })
    const [elsewhere, birchAdmin] = [
      await app.addMachine('elsewhere', { organization: 'birch', verifier: true }),
      await newPerson({ birch: 'admin' }),
    ]
    for (const verifier of [gate, elsewhere, birchAdmin]) {
      await app.call('POST', '/api/v1/verify', {
        token: verifier.token,
        body: { token: person.token, client: { label: 'web' } },
      })
    }
    await app.call('GET', '/api/v1/me', { token: person.token })
    const seenBy = async (reader: Person) =>
      (await usesOf(person, reader)).consumers.map(({ verifier }) => verifier?.name ?? 'itself').sort()
    expect(await seenBy(admin)).toEqual(['gate', 'itself'])
    expect(await seenBy(birchAdmin)).toEqual(['elsewhere', 'itself', birchAdmin.user.name])
    expect(await seenBy(ada)).toEqual(['elsewhere', 'gate', 'itself', birchAdmin.user.name])
  })

  it('are for those who may see the key, and for others there is no such key', async () => {
    const [person, stranger] = [await newPerson(), await newPerson()]
    const ask = (id: string, token: string) => app.call('GET', `/api/v1/keys/${id}/consumers`, { token })
    expect(await ask(person.keyId, stranger.token)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
    expect(await ask('0000000000000000', stranger.token)).toMatchObject(refusal(404, 'KEY_NOT_FOUND'))
    expect(await ask(person.keyId, person.token)).toMatchObject({ status: 200 })
  })

  it('hold no token, whatever a client puts into its label and its User-Agent', async () => {
    const person = await newPerson()
    await app.call('GET', '/api/v1/me', {
      token: person.token,
      headers: { 'user-agent': `${person.token}/1.0 (${person.token})`, 'x-keystead-client': `me ${person.token}` },
    })
    const text = JSON.stringify(await usesOf(person))
    expect(text).toContain('me [redacted]')
    expect(text).not.toContain(person.token.slice(-43))
  })
})
