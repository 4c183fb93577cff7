import { once } from 'node:events'
import { connect } from 'node:http2'
import { create } from '@bufbuild/protobuf'
import { Code, ConnectError, createClient } from '@connectrpc/connect'
import { compressionGzip, createGrpcTransport, type GrpcTransportOptions } from '@connectrpc/connect-node'
import { KeysteadError } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../../testing/accounts.ts'
import { alterStore, asShared } from '../../../testing/altered-store.ts'
import { mistype } from '../../../testing/forge-token.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'
import { identityHeaders } from '../identity-headers.ts'
import { Authorization, CheckRequestSchema, type CheckResponse, type HeaderValueOption } from './ext-authz_pb.ts'
import { type GrpcListener, listenGrpc } from './listen-grpc.ts'

describe.each(testStores)('Envoy’s question by gRPC, with $name', ({ open }) => {
  let opened: TestStore
  let altered: ReturnType<typeof alterStore>['altered']
  let app: TestApp
  let listener: GrpcListener
  let outsider: Person
  beforeAll(async () => {
    opened = await open()
    const alterable = alterStore(opened.store)
    altered = alterable.altered
    // Each key is asked of the database, so that it can fail.
    altered.changes = asShared(opened.store.changes)
    app = await startTestApp(alterable.store, { leaseMs: 0 })
    outsider = await app.addPerson('outsider', { cedar: 'admin' })
    listener = await listen()
  })
  afterAll(async () => {
    await listener.close(0)
    await app.close()
    await opened.close()
  })

  const listen = () => listenGrpc({ verifier: app.verifier, logger: app.app.log }, { host: '127.0.0.1', port: 0 })

  const optionsOf = ({ port }: GrpcListener): GrpcTransportOptions => ({ baseUrl: `http://127.0.0.1:${port}` })
  const clientOf = (options: GrpcTransportOptions) => createClient(Authorization, createGrpcTransport(options))

  const question = (token: string | undefined, contextExtensions: Record<string, string> = {}, more = {}) => {
    const headers = { ...more, ...(token !== undefined && { authorization: `Bearer ${token}` }) }
    return create(CheckRequestSchema, { attributes: { request: { http: { headers } }, contextExtensions } })
  }
  const ask = (...parts: Parameters<typeof question>) => clientOf(optionsOf(listener)).check(question(...parts))

  const valuesOf = (headers: readonly HeaderValueOption[]) =>
    Object.fromEntries(headers.map(({ header }) => [header?.key, header?.value]))
  const allowed = ({ status, httpResponse }: CheckResponse) => {
    if (status?.code !== 0 || httpResponse.case !== 'okResponse') throw new Error(`denied: ${status?.code}`)
    return httpResponse.value
  }
  const denied = ({ status, httpResponse }: CheckResponse) => {
    if (httpResponse.case !== 'deniedResponse') throw new Error('allowed')
    return { code: status?.code, ...httpResponse.value }
  }
  const failureOf = async (asked: Promise<unknown>) => {
    const failure = await asked.then(
      () => undefined,
      (error: unknown) => error,
    )
    if (!(failure instanceof ConnectError)) throw new Error('it was answered')
    return failure.code
  }

  it('is answered as /auth answers, and takes away what there is nothing to say of', async () => {
    const { headers } = await app.call('GET', '/auth?organization=acme', { token: app.ada.token })
    const said = identityHeaders.filter((name) => headers[name] !== '')
    const { headers: set, headersToRemove } = allowed(await ask(app.ada.token, { organization: 'acme' }))
    expect(valuesOf(set)).toEqual(Object.fromEntries(said.map((name) => [name, headers[name]])))
    expect([...said, ...headersToRemove].sort()).toEqual([...identityHeaders].sort())
    // Instead of what the client sent under the same name, not beside it.
    expect(set.map(({ appendAction }) => appendAction)).toEqual(set.map(() => 2))
  })

  it('is denied without a good key, with the answer for the client', async () => {
    for (const token of [undefined, 'nonsense', mistype(app.ada.token)]) {
      const { code, status, headers, body } = denied(await ask(token, { organization: 'acme' }))
      expect({ code, status: status?.code }).toEqual({ code: Code.Unauthenticated, status: 401 })
      expect(valuesOf(headers)).toMatchObject({
        'www-authenticate': 'Bearer realm="keystead"',
        'content-type': 'application/problem+json; charset=utf-8',
        'cache-control': 'no-store',
      })
      expect(JSON.parse(body)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' })
    }
  })

  it('is denied to a good key that does not reach what the route requires', async () => {
    const { code, status, headers } = denied(await ask(outsider.token, { organization: 'acme' }))
    expect({ code, status: status?.code }).toEqual({ code: Code.PermissionDenied, status: 403 })
    expect(valuesOf(headers)).not.toHaveProperty('www-authenticate')
  })

  it('counts two Authorization headers, which Envoy joins, as none', async () => {
    const twice = `${app.ada.token},Bearer ${app.ada.token}`
    expect(denied(await ask(twice))).toMatchObject({ code: Code.Unauthenticated })
  })

  it('takes requirements from the route alone, and none that is mistyped', async () => {
    expect(allowed(await ask(app.ada.token, {}, { organization: 'cedar', 'x-organization': 'cedar' }))).toBeDefined()
    for (const extensions of [{ organisation: 'acme' }, { organization: '' }, { team: 'fleet' }] as const) {
      expect(await failureOf(ask(app.ada.token, { ...extensions }))).toBe(Code.InvalidArgument)
    }
  })

  it('is denied where it holds nothing, or not what Keystead reads', async () => {
    const client = clientOf(optionsOf(listener))
    expect(denied(await client.check({}))).toMatchObject({ code: Code.Unauthenticated })
    expect(denied(await client.check({ attributes: { request: {} } }))).toMatchObject({ code: Code.Unauthenticated })
  })

  it('fails where it cannot be known, which Envoy takes for no', async () => {
    altered.findVerifiableKey = async () => {
      throw new KeysteadError('UNAVAILABLE')
    }
    expect(await failureOf(ask(app.ada.token))).toBe(Code.Unavailable)
    altered.findVerifiableKey = async () => {
      throw new TypeError('an internal word')
    }
    const failure = await ask(app.ada.token).catch((error: unknown) => String(error))
    delete altered.findVerifiableKey
    expect(failure).toContain('Something went wrong here')
    expect(failure).not.toContain('an internal word')
  })

  it('is not read where it is larger than headers can be, or packed', async () => {
    expect(await failureOf(ask(app.ada.token, {}, { cookie: 'x'.repeat(200_000) }))).toBe(Code.ResourceExhausted)
    const packing = clientOf({ ...optionsOf(listener), sendCompression: compressionGzip, compressMinBytes: 0 })
    expect(await failureOf(packing.check(question(app.ada.token)))).toBe(Code.Unimplemented)
  })

  it('is taken by gRPC alone, on its own path', async () => {
    const path = `/${Authorization.typeName}/Check`
    const session = connect(optionsOf(listener).baseUrl)
    const statusOf = async (headers: Readonly<Record<string, string>>) => {
      const stream = session.request(
        { ':path': path, ':method': 'POST', 'content-type': 'application/grpc', ...headers },
        { endStream: true },
      )
      const [answer] = await once(stream, 'response')
      stream.close()
      return answer[':status']
    }
    expect(await statusOf({ 'content-type': 'application/json' })).toBe(415)
    expect(await statusOf({ 'content-type': 'application/grpc-web+proto' })).toBe(415)
    expect(await statusOf({ ':method': 'GET' })).toBe(405)
    expect(await statusOf({ ':path': '/auth' })).toBe(404)
    session.close()
  })

  it('is answered, though the server stops, and then no more', async () => {
    const stopping = await listen()
    const { promise, resolve } = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    altered.findVerifiableKey = async (id) => {
      asked.resolve()
      await promise
      return opened.store.findVerifiableKey(id)
    }
    const client = clientOf(optionsOf(stopping))
    const answer = client.check(question(app.ada.token))
    await asked.promise
    const closed = stopping.close(10_000)
    resolve()
    expect(allowed(await answer)).toBeDefined()
    await closed
    delete altered.findVerifiableKey
    expect(await failureOf(client.check(question(app.ada.token)))).toBe(Code.Unavailable)
  })
})
