import type { lookup as lookUp } from 'node:dns'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { startWebhookReceiver, type WebhookReceiver } from '../../testing/webhook-receiver.ts'
import { makeAddressGuard } from './address-guard.ts'
import { makePostWebhook, type PostOptions } from './post-webhook.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

async function open(): Promise<WebhookReceiver> {
  const receiver = await startWebhookReceiver()
  cleanUps.push(() => receiver.close())
  return receiver
}

function post(url: string, networks: readonly string[] = ['127.0.0.0/8'], options: Partial<PostOptions> = {}) {
  const send = makePostWebhook({
    guard: makeAddressGuard(networks),
    timeoutMs: 5_000,
    connectMs: 5_000,
    ...options,
  })
  return send({ url, headers: { 'webhook-id': 'evt_1' }, body: '{"type":"webhook.test","data":{}}' })
}

/** A resolver that leads every name to these addresses, one list after the other. */
function leadingTo(...answers: string[][]): { readonly lookup: typeof lookUp; readonly asked: string[] } {
  const asked: string[] = []
  const lookup = ((name: string, _options: unknown, answer: (error: null, found: unknown) => void) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? []
    asked.push(name)
    answer(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }) as unknown as typeof lookUp
  return { lookup, asked }
}

const refused = { status: null, error: 'address_not_allowed' }

describe('a delivery', () => {
  it('is answered by the status of the receiver, whatever that is', async () => {
    const receiver = await open()
    for (const status of [200, 204, 400, 410, 500]) {
      receiver.behave(status)
      expect(await post(receiver.url)).toEqual({ status, error: null })
    }
    expect(receiver.received).toHaveLength(5)
    expect(receiver.received[0]).toMatchObject({ json: { type: 'webhook.test' }, headers: { 'webhook-id': 'evt_1' } })
  })

  it('follows no redirect', async () => {
    const [receiver, inside] = [await open(), await open()]
    for (const status of [301, 302, 307, 308]) {
      receiver.behave((answer) => answer.writeHead(status, { location: inside.url }).end())
      expect(await post(receiver.url)).toEqual({ status, error: null })
    }
    expect(inside.received).toEqual([])
  })

  it('goes to no address that is written out and not allowed', async () => {
    const receiver = await open()
    const { port } = new URL(receiver.url)
    for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '[::1]', '0']) {
      expect(await post(`http://${host}:${port}/`, []), host).toEqual(refused)
      expect(await post(`https://${host}:${port}/`, []), host).toEqual(refused)
    }
    expect(receiver.received).toEqual([])
  })

  it('goes to no name that leads there, and of several addresses to those that are allowed', async () => {
    const receiver = await open()
    const { port } = new URL(receiver.url)
    const url = `http://hooks.example.com:${port}/`
    expect(await post(url, [], leadingTo(['127.0.0.1']))).toEqual(refused)
    expect(await post(url, ['127.0.0.1'], leadingTo(['10.0.0.1', '169.254.169.254']))).toEqual(refused)
    expect(receiver.received).toEqual([])
    expect(await post(url, ['127.0.0.1'], leadingTo(['10.0.0.1', '127.0.0.1']))).toEqual({ status: 204, error: null })
  })

  it('is connected to the address that was checked: a name that changes its mind is not asked twice', async () => {
    const receiver = await open()
    const { port } = new URL(receiver.url)
    const rebinding = leadingTo(['127.0.0.1'], ['169.254.169.254'])
    expect(await post(`http://hooks.example.com:${port}/`, ['127.0.0.1'], rebinding)).toMatchObject({ status: 204 })
    expect(rebinding.asked).toEqual(['hooks.example.com'])
  })

  it('goes by plain HTTP to networks that were allowed, and never over the public internet', async () => {
    expect(await post('http://hooks.example.com/', ['127.0.0.0/8'], leadingTo(['8.8.8.8']))).toEqual(refused)
    expect(await post('http://8.8.8.8/')).toEqual(refused)
  })

  it('says in a word why there was no answer', async () => {
    const receiver = await open()
    await receiver.close()
    expect(await post(receiver.url)).toEqual({ status: null, error: 'connection_refused' })
    const breaking = await open()
    breaking.behave((answer) => void answer.socket?.destroy())
    expect(await post(breaking.url)).toEqual({ status: null, error: 'connection_broken' })
    const plain = await open()
    expect(await post(plain.url.replace('http:', 'https:'))).toEqual({ status: null, error: 'tls' })
    const nameless = ((_name: string, _options: unknown, answer: (error: Error) => void) =>
      answer(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }))) as unknown as typeof lookUp
    expect(await post('https://nowhere.example.com/', [], { lookup: nameless })).toMatchObject({
      error: 'name_not_found',
    })
  })

  it('waits for no receiver that never answers, nor for one that never connects', async () => {
    const silent = await listen(createServer(() => {}))
    expect(await post(silent, undefined, { timeoutMs: 50 })).toEqual({ status: null, error: 'timeout' })
    const deaf = await listen(createTcpServer(() => {}) as unknown as Server)
    expect(await post(deaf.replace('http:', 'https:'), undefined, { connectMs: 50 })).toMatchObject({
      error: 'timeout',
    })
  })

  it('is not held up by an answer that never ends', async () => {
    const endless = await open()
    const closed = Promise.withResolvers<void>()
    endless.behave((answer) => {
      answer.on('close', closed.resolve)
      answer.writeHead(200)
      const pour = () => {
        while (answer.write(Buffer.alloc(16_384)));
      }
      answer.on('drain', pour)
      pour()
    })
    expect(await post(endless.url)).toEqual({ status: 200, error: null })
    await closed.promise
  })
})

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanUps.push(() => {
    server.closeAllConnections?.()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
