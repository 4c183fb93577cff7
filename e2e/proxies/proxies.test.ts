// One contract for all proxies, each run with the configuration of its example.

import { once } from 'node:events'
import { Agent } from 'node:http'
import { identityHeaders } from '@keystead/server/src/forward-auth/identity-headers.ts'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createKey, createRevokedToken, deleteKey } from '../support/keys-api.ts'
import { answerOf, bearer, type ClientAnswer, type Header, open, openWebSocket, send } from './client.ts'
import { proxyKinds } from './proxy-list.ts'
import { type Identity, type RunningProxy, type Stage, setStage } from './stage.ts'

const programs = inject('proxies')
const kinds = proxyKinds.filter(({ program }) => programs[program] !== null)

let stage: Stage
beforeAll(async () => {
  stage = await setStage(kinds, programs)
})
afterAll(() => stage?.stop())

/** All that has reached the API and could be taken for a word of Keystead, as a lenient API would read it. */
function identityAt(path: string): Identity {
  const arrival = stage.upstream.arrival(path)
  if (arrival === undefined) throw new Error('the request has not reached the API')
  const said = arrival.headers
    .map(([name, value]) => [name.toLowerCase().replaceAll('_', '-'), value] as const)
    .filter(([name, value]) => name.includes('keystead') && value !== '')
  expect(new Set(said.map(([name]) => name)).size, 'said twice').toBe(said.length)
  return Object.fromEntries(said)
}

function expectRefused(answer: ClientAnswer, status: number) {
  expect({ status: answer.status, arrival: stage.upstream.arrival(answer.path) }).toEqual({
    status,
    arrival: undefined,
  })
}

/** Refused because nobody could say whether it may pass. */
function expectUnanswered(answer: ClientAnswer) {
  expect(stage.upstream.arrival(answer.path)).toBeUndefined()
  expect(answer.status).toBeGreaterThanOrEqual(500)
}

describe.each(kinds)('behind $name', ({ name }) => {
  let proxy: RunningProxy
  beforeAll(() => {
    proxy = stage.proxy(name)
  })

  it.each(['ada', 'machine'] as const)('a good key of %s passes, and the API reads whose it is', async (who) => {
    const token = stage.tokens[who]
    const answer = await send(proxy.port, { headers: [bearer(token)] })
    expect(answer).toMatchObject({ status: 200, body: 'from the API' })
    const identity = identityAt(answer.path)
    expect(identity).toEqual(await stage.identityOf(token))
    expect(identity['x-keystead-principal']).toBe(who === 'ada' ? 'user' : 'service_account')
  })

  it('the key itself does not reach the API', async () => {
    for (const header of [bearer(stage.tokens.ada), basic(stage.tokens.ada)]) {
      const { path } = await send(proxy.port, { headers: [header] })
      const arrived = stage.upstream.arrival(path)?.headers.filter(([name, value]) => isCredential(name, value))
      expect(arrived).toEqual([])
    }
  })

  it('no key, a mistyped one and a deleted one are refused with 401 and how to do better', async () => {
    const credentials = [
      [],
      [bearer('nonsense')],
      [bearer(`${stage.tokens.ada.slice(0, -1)}${stage.tokens.ada.endsWith('0') ? '1' : '0'}`)],
      [bearer(await createRevokedToken(stage.keystead))],
    ]
    for (const headers of credentials) {
      const answer = await send(proxy.port, { headers })
      expectRefused(answer, 401)
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="keystead"')
    }
  })

  it('of several credentials none counts: which one was meant is not for a guess', async () => {
    const both = [bearer('nonsense'), bearer(stage.tokens.ada)]
    for (const headers of [both, both.toReversed()]) {
      const answer = await send(proxy.port, { headers })
      expect(stage.upstream.arrival(answer.path)).toBeUndefined()
      expect([400, 401]).toContain(answer.status)
    }
  })

  it('a key that does not reach the organization is refused with 403', async () => {
    expectRefused(await send(proxy.port, { headers: [bearer(stage.tokens.outsider)] }), 403)
  })

  it('a key is refused from the moment that its deletion is acknowledged', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const key = await createKey(stage.keystead, { name: 'doomed' })
    const ask = () => send(proxy.port, { headers: [bearer(key.token)], agent })
    expect((await ask()).status).toBe(200)
    await deleteKey(stage.keystead, key.id)
    expectRefused(await ask(), 401)
    agent.destroy()
  })

  it('a client’s own identity headers reach nobody, in no spelling', async () => {
    for (const headers of forgeries) {
      const answer = await send(proxy.port, { headers: [...headers, bearer(stage.tokens.machine)] })
      expect({ sent: headers, status: answer.status }).toEqual({ sent: headers, status: 200 })
      expect({ sent: headers, identity: identityAt(answer.path) }).toEqual({
        sent: headers,
        identity: await stage.identityOf(stage.tokens.machine),
      })
    }
  })

  it('a client cannot have the identity taken away as a header of the connection', async () => {
    for (const connection of ['close, x-keystead-principal', 'X-Keystead-Id, keep-alive, X-KEYSTEAD-KEY-ID']) {
      const headers: Header[] = [['Connection', connection], bearer(stage.tokens.ada)]
      const { path } = await send(proxy.port, { headers })
      expect(identityAt(path)).toEqual(await stage.identityOf(stage.tokens.ada))
    }
  })

  it('a client cannot choose what is required of it', async () => {
    const { path, outgoing } = open(proxy.port, { headers: [bearer(stage.tokens.outsider)] })
    outgoing.path = `${path}?organization=birch`
    const answered = answerOf(outgoing, outgoing.path)
    outgoing.end()
    expectRefused(await answered, 403)
    for (const headers of steering) {
      expectRefused(await send(proxy.port, { headers: [...headers, bearer(stage.tokens.outsider)] }), 403)
    }
  })

  it.each(['HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'REPORT'])(
    '%s passes with a key and not without',
    async (method) => {
      const passed = await send(proxy.port, { method, headers: [bearer(stage.tokens.ada)] })
      expect(passed.status).toBe(200)
      expect(stage.upstream.arrival(passed.path)?.method).toBe(method)
      expectRefused(await send(proxy.port, { method }), 401)
    },
  )

  it('a WebSocket is opened with a key and not without', async () => {
    const opened = await openWebSocket(proxy.port, [bearer(stage.tokens.ada)])
    if (!('socket' in opened)) throw new Error(`answered ${opened.status}`)
    expect(identityAt(opened.path)).toEqual(await stage.identityOf(stage.tokens.ada))
    opened.socket.write('to and fro')
    const [heard] = await once(opened.socket, 'data')
    expect(String(heard)).toBe('to and fro')
    opened.socket.destroy()

    const refused = await openWebSocket(proxy.port, [bearer(stage.tokens.outsider)])
    if ('socket' in refused) throw new Error('it was opened')
    expectRefused(refused, 403)
  })

  it('a body of 50 MB goes through as it comes, and none of it to Keystead', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x')
    const chunks = 50
    const before = proxy.gate.sentBytes
    const { path, outgoing } = open(proxy.port, {
      method: 'POST',
      headers: [bearer(stage.tokens.ada), ['Content-Length', String(chunks * chunk.length)]],
    })
    const answered = answerOf(outgoing, path)
    outgoing.write(chunk)
    // The API hears the beginning while the end is not yet there.
    await stage.upstream.hasReceived(path, chunk.length / 2)
    for (let written = 1; written < chunks; written += 1) {
      if (!outgoing.write(chunk)) await once(outgoing, 'drain')
    }
    outgoing.end()
    expect((await answered).status).toBe(200)
    expect(stage.upstream.arrival(path)?.bodyBytes).toBe(chunks * chunk.length)
    expect(proxy.gate.sentBytes - before).toBeLessThan(10_000)
  })

  it('a body without a key is refused before it has come', async () => {
    const { path, outgoing } = open(proxy.port, { method: 'POST', headers: [['Content-Length', '50000000']] })
    const answered = answerOf(outgoing, path)
    outgoing.write('x')
    expectRefused(await answered, 401)
    outgoing.destroy()
  })

  it('clients that share a connection are not taken for each other', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const [ada, machine] = [await stage.identityOf(stage.tokens.ada), await stage.identityOf(stage.tokens.machine)]
    for (let round = 0; round < 5; round += 1) {
      const asAda = await send(proxy.port, { headers: [bearer(stage.tokens.ada)], agent })
      expect(identityAt(asAda.path)).toEqual(ada)
      const asMachine = await send(proxy.port, { headers: [bearer(stage.tokens.machine)], agent })
      expect(identityAt(asMachine.path)).toEqual(machine)
      expectRefused(await send(proxy.port, { agent }), 401)
      expectRefused(await send(proxy.port, { headers: [bearer(stage.tokens.outsider)], agent }), 403)
    }
    agent.destroy()
  })

  it('many at once are not taken for each other', async () => {
    const who = Array.from({ length: 40 }, (_, place) => (place % 2 === 0 ? 'ada' : 'machine'))
    const identities = {
      ada: await stage.identityOf(stage.tokens.ada),
      machine: await stage.identityOf(stage.tokens.machine),
    }
    await Promise.all(
      who.map(async (name) => {
        const { path } = await send(proxy.port, { headers: [bearer(stage.tokens[name])] })
        expect(identityAt(path)).toEqual(identities[name])
      }),
    )
  })

  it('large headers pass, and larger ones than anybody takes do not', async () => {
    const large = await send(proxy.port, { headers: [bearer(stage.tokens.ada), ['Cookie', 'x'.repeat(7_000)]] })
    expect(large.status).toBe(200)
    const { path, outgoing } = open(proxy.port, { headers: [['Cookie', 'x'.repeat(2_000_000)]] })
    const answered = answerOf(outgoing, path).catch(() => undefined)
    outgoing.end()
    expect((await answered)?.status ?? 400).toBeGreaterThanOrEqual(400)
    expect(stage.upstream.arrival(path)).toBeUndefined()
  })

  it('nobody passes while Keystead is down, and all do again when it is back', async () => {
    await proxy.gate.cut()
    const headers = [bearer(stage.tokens.ada)]
    const [withKey, without, opened] = await Promise.all([
      send(proxy.port, { headers }),
      send(proxy.port),
      openWebSocket(proxy.port, headers),
    ])
    expectUnanswered(withKey)
    expectUnanswered(without)
    if ('socket' in opened) throw new Error('it was opened')
    expectUnanswered(opened)
    await proxy.gate.reopen()
    expect((await send(proxy.port, { headers })).status).toBe(200)
  })
})

it('nobody passes while Keystead does not answer', async () => {
  const impatient = kinds.filter(({ isPatient }) => !isPatient).map(({ name }) => stage.proxy(name))
  await Promise.all(
    impatient.map(async ({ gate, port }) => {
      gate.freeze()
      expectUnanswered(await send(port, { headers: [bearer(stage.tokens.ada)] }))
      await gate.cut()
      await gate.reopen()
    }),
  )
})

it('nobody passes by a requirement that is mistyped', async () => {
  const mistype = (text: string) => text.replaceAll(/organization([=:] ?acme)/g, 'organisation$1')
  const answers = await Promise.all(
    kinds.map(async (kind) => {
      const { port, stop } = await stage.startSpoilt(kind, mistype)
      const answer = await send(port, { headers: [bearer(stage.tokens.ada)] }).finally(stop)
      expect(stage.upstream.arrival(answer.path)).toBeUndefined()
      return [kind.name, answer.status]
    }),
  )
  expect(answers).toEqual(kinds.map(({ name, misconfigured }) => [name, misconfigured]))
})

const basic = (token: string): Header => ['Authorization', `Basic ${Buffer.from(`api:${token}`).toString('base64')}`]

const isCredential = (name: string, value: string) => name.toLowerCase() === 'authorization' && value !== ''

const spellings: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => name.toUpperCase(),
  (name) => name.replaceAll(/(?:^|-)./g, (start) => start.toUpperCase()),
  (name) => name.replaceAll('-', '_'),
  (name) => name.replace('-', '_'),
  (name) => name.replace(/-(?=[^-]*$)/, '_').toUpperCase(),
]

/** Every header of Keystead's in every spelling; then each twice, and together. */
const forgeries: readonly (readonly Header[])[] = [
  ...spellings.map((spell) => identityHeaders.map((name): Header => [spell(name), 'forged'])),
  identityHeaders.flatMap((name): Header[] => [
    [name, 'forged'],
    [name.toUpperCase(), 'forged again'],
  ]),
  [['x-keystead-id', '']],
]

/** What some proxies or servers take for the request’s own address or method. */
const steering: readonly (readonly Header[])[] = [
  [['X-Original-URL', '/auth?organization=birch']],
  [['X-Rewrite-URL', '/auth?organization=birch']],
  [['X-Forwarded-Uri', '/auth?organization=birch']],
  [['X-HTTP-Method-Override', 'GET']],
  [['X-Forwarded-Host', 'keystead.example.com']],
]
