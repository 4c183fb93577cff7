import { once } from 'node:events'
import type { Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exchange, portOf } from '../../testing/raw-exchange.ts'
import { FrontReader } from './front-reader.ts'
import type { PlainAnswer } from './plain-door.ts'

const ask = (path: string) => `GET ${path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer x\r\n\r\n`
const last = 'GET /last HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'

describe('a connection at the front', () => {
  let app: FastifyInstance
  let server: Server
  let front: FrontReader
  let isDraining = false
  let inFlight = 0
  /** The answers that `/slow` owes. */
  let owed: PromiseWithResolvers<PlainAnswer | undefined>[]
  let clients: Socket[]

  async function start(keepAliveTimeout = 72_000): Promise<void> {
    app = Fastify({ keepAliveTimeout })
    // What Node adds to it, so that a client who waits as long as it was told still finds the connection.
    app.server.keepAliveTimeoutBuffer = 0
    app.get('/*', async ({ url }, reply) => {
      if (isDraining) reply.header('connection', 'close')
      return `by the route of ${url}`
    })
    front = new FrontReader(app, {
      doors: [
        { method: 'GET', path: '/fast', answer: () => ({ status: 200, headers: '', body: 'by the door of /fast' }) },
        { method: 'GET', path: '/large', answer: () => ({ status: 200, headers: '', body: 'x'.repeat(1_000_000) }) },
        {
          method: 'GET',
          path: '/slow',
          answer: () => {
            const answer = Promise.withResolvers<PlainAnswer | undefined>()
            owed.push(answer)
            owes.resolve()
            return answer.promise
          },
        },
        {
          method: 'GET',
          path: '/broken',
          answer: () => {
            throw new Error('broken')
          },
        },
      ],
      isDraining: () => isDraining,
      inFlight: {
        enter() {
          inFlight += 1
        },
        leave() {
          inFlight -= 1
        },
      },
      onAnswer() {},
    })
    await app.listen({ host: '127.0.0.1', port: 0 })
    server = app.server as Server
  }
  /** Resolved once `/slow` owes an answer. */
  let owes: PromiseWithResolvers<void>

  beforeEach(() => {
    isDraining = false
    owed = []
    owes = Promise.withResolvers()
    clients = []
  })
  afterEach(async () => {
    for (const client of clients) client.destroy()
    front.closeAll()
    await app.close()
  })

  async function open(): Promise<{ client: Socket; received: Promise<string> }> {
    const accepted = once(server, 'connection')
    const client = connect(portOf(server), '127.0.0.1')
    client.on('error', () => {})
    clients.push(client)
    let text = ''
    client.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
    await accepted
    return { client, received: once(client, 'close').then(() => text) }
  }

  it('answers in the order of the questions, however long one takes', async () => {
    await start()
    const answers = exchange(server, [ask('/fast') + ask('/slow') + ask('/fast') + last])
    await owes.promise
    expect(inFlight).toBe(1)
    owed[0]?.resolve({ status: 200, headers: '', body: 'by the door of /slow' })
    expect((await answers).match(/by the (?:door|route) of \/(?:fast|slow|last)/g)).toEqual([
      'by the door of /fast',
      'by the door of /slow',
      'by the door of /fast',
      'by the route of /last',
    ])
    expect(inFlight).toBe(0)
  })

  it.each<[string, () => void]>([
    ['finds nothing in the end', () => owed[0]?.resolve(undefined)],
    ['fails in the end', () => owed[0]?.reject(new Error('no'))],
  ])('leaves to the route what a door %s to say of', async (_what, settle) => {
    await start()
    const answers = exchange(server, [ask('/slow') + ask('/fast') + last])
    await owes.promise
    settle()
    expect((await answers).match(/by the (?:door|route) of \/(?:fast|slow|last)/g)).toEqual([
      'by the route of /slow',
      'by the route of /fast',
      'by the route of /last',
    ])
  })

  it('leaves to the route what breaks a door', async () => {
    await start()
    expect(await exchange(server, [ask('/broken') + last])).toContain('by the route of /broken')
  })

  it('ends a connection that has said nothing for as long as it may', async () => {
    await start(50)
    const { client, received } = await open()
    client.write(ask('/fast'))
    expect(await received).toContain('by the door of /fast')
  })

  it('ends with its client', async () => {
    await start()
    const { client, received } = await open()
    client.end(ask('/fast'))
    expect(await received).toContain('by the door of /fast')
  })

  it('waits for a client that does not read, and reads nothing more of it meanwhile', async () => {
    await start()
    const accepted = once(server, 'connection') as Promise<[Socket]>
    const { client } = await open()
    const [far] = await accepted
    client.pause()
    const times = 40
    client.write(ask('/large').repeat(times))
    while (far.writableLength === 0) await new Promise(setImmediate)
    expect(far.isPaused()).toBe(true)
    let read = 0
    client.on('data', (piece: string) => {
      read += piece.length
    })
    client.resume()
    while (read < times * 1_000_000) await once(client, 'data')
    expect(far.destroyed).toBe(false)
  })

  it('ends at once when the server stops, if nothing is being asked', async () => {
    await start()
    const { client, received } = await open()
    client.write(ask('/fast'))
    await once(client, 'data')
    isDraining = true
    front.closeIdle()
    expect(await received).toContain('Connection: keep-alive')
  })

  it('answers what was asked before the server stopped, and ends with it', async () => {
    await start()
    const { client, received } = await open()
    client.write(ask('/slow'))
    await owes.promise
    isDraining = true
    front.closeIdle()
    owed[0]?.resolve({ status: 200, headers: '', body: 'by the door of /slow' })
    const text = await received
    expect(text).toContain('connection: close')
    expect(text).toContain('by the route of /slow')
  })

  it('loses nothing when its client goes away while it is being answered', async () => {
    await start()
    const { client, received } = await open()
    client.write(ask('/slow'))
    await owes.promise
    client.resetAndDestroy()
    await received
    owed[0]?.resolve({ status: 200, headers: '', body: 'too late' })
    while (inFlight > 0) await new Promise(setImmediate)
    expect(await exchange(server, [ask('/fast') + last])).toContain('by the door of /fast')
  })
})
