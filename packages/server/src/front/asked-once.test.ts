import type { Server } from 'node:http'
import { KeysteadError, mintKey } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { alterStore, asShared } from '../../testing/altered-store.ts'
import { exchange, listenPlainly } from '../../testing/raw-exchange.ts'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'
import { authDoor } from '../forward-auth/auth-door.ts'
import { addressReader } from '../http/client-of.ts'
import { verifyDoor } from '../rest/principals/verify-door.ts'
import { shortenVerification } from '../rest/principals/verify-shortcut.ts'
import { FrontReader } from './front-reader.ts'

const last = 'GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'
// Two spaces: for node:http.
const unusual = 'accept:  */*\r\n'

describe.each(testStores)('the database, with $name, is asked once for a key', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let altered: ReturnType<typeof alterStore>['altered']
  let front: Server
  let plain: Server
  /** Of which keys it was asked. */
  const asked: string[] = []
  let people = 0

  beforeAll(async () => {
    opened = await open()
    const alterable = alterStore(opened.store)
    altered = alterable.altered
    // As it is once the lease is over: each key is asked of the database.
    altered.changes = asShared(opened.store.changes)
    app = await startTestApp(alterable.store, { leaseMs: 0 })
    plain = await listenPlainly(app.app)
    const parts = {
      verifier: app.verifier,
      addressOf: addressReader([]),
      isDraining: () => false,
      inFlight: { enter() {}, leave() {} },
      onAnswer() {},
    }
    shortenVerification(app.app, parts)
    new FrontReader(app.app, { doors: [verifyDoor(parts), authDoor(parts)], ...parts })
    await app.app.listen({ host: '127.0.0.1', port: 0 })
    front = app.app.server as Server
  })
  afterEach(() => {
    delete altered.findVerifiableKey
    asked.length = 0
  })
  afterAll(async () => {
    plain.close()
    await app.close()
    await opened.close()
  })

  /** As the store does, but for the keys that it cannot be asked about. */
  const ask = (isAway: (keyId: string) => boolean) => {
    altered.findVerifiableKey = (async (keyId: string) => {
      asked.push(keyId)
      if (isAway(keyId)) throw new KeysteadError('UNAVAILABLE', { internal: 'away' })
      return opened.store.findVerifiableKey(keyId as never)
    }) as never
  }
  const verify = (own: string, body = '{"token":"x"}', headers = '') =>
    `POST /api/v1/verify HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${own}\r\n${headers}` +
    `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
  const auth = (own: string, query = '') =>
    `GET /auth${query} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${own}\r\n\r\n`

  it.each<[string, (own: string, other: string) => string, number]>([
    ['of a caller', (own) => verify(own), 1],
    ['of a caller over a connection that was given to node:http', (own) => verify(own, undefined, unusual), 1],
    ['that a good caller asks about', (_own, other) => verify(app.ada.token, JSON.stringify({ token: other })), 2],
    ['that a proxy asks about', (own) => auth(own), 1],
    ['that must reach an organization', (own) => auth(own, '?organization=acme'), 1],
  ])('%s, and the answer is 503 where that fails, as the route says it', async (_what, request, times) => {
    const { token } = await app.addPerson(`person-${(people += 1)}`, { acme: 'member' })
    const adas = app.ada.token.split('_')[2]
    ask((keyId) => keyId !== adas)
    const here = await exchange(front, [request(token, token) + last])
    expect(asked).toHaveLength(times)
    expect(here).toMatch(/^HTTP\/1.1 503 /)
    expect(here).toContain('"code":"UNAVAILABLE"')
    expect(await exchange(plain, [request(token, token) + last])).toBe(here)
  })

  it.each([
    ['at the front', ''],
    ['over a connection that was given to node:http', unusual],
  ])('of a caller who is nobody, %s', async (_where, headers) => {
    ask(() => false)
    const madeUp = mintKey(app.instance, 'v1').token.reveal()
    expect(await exchange(front, [verify(madeUp, undefined, headers) + last])).toMatch(/^HTTP\/1.1 401 /)
    expect(asked).toHaveLength(1)
  })
})
