import { once } from 'node:events'
import { type IncomingMessage, request as openRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Machine } from '../../../testing/accounts.ts'
import { bodyOf, refusal } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'
import { subjectTag } from './subject-tag.ts'

type Event = { readonly event: string; readonly data: Record<string, unknown> }

describe.each(testStores)('the stream of changes, on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let machine: Machine

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    await app.app.listen({ host: '127.0.0.1', port: 0 })
    machine = await app.addMachine('gateway', { organization: 'acme', verifier: true })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  /** Reads events one by one. */
  async function follow(token: string) {
    const { port } = app.app.server.address() as AddressInfo
    const headers = { authorization: `Bearer ${token}` }
    const request = openRequest({ port, path: '/api/v1/changes', headers }).end()
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    expect(response.headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    const events = parse(response)
    return {
      next: async (): Promise<Event | undefined> => (await events.next()).value ?? undefined,
      /** The next one of this name, whatever comes before it. */
      async nextOf(name: string): Promise<Event | undefined> {
        // Not by `for await`, which would end the stream with the event that is returned.
        for (;;) {
          const { value } = await events.next()
          if (value === undefined || value.event === name) return value
        }
      },
      close: () => request.destroy(),
    }
  }

  async function* parse(response: IncomingMessage): AsyncGenerator<Event, undefined> {
    let text = ''
    for await (const chunk of response.setEncoding('utf8')) {
      text += chunk
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? []
        yield { event, data: JSON.parse(data) as Record<string, unknown> }
      }
    }
    return undefined
  }

  it('begins with the lease and with what is proven, and says at once what to forget when a key is deleted', async () => {
    const stream = await follow(machine.token)
    expect(await stream.next()).toMatchObject({ event: 'hello', data: { leaseMs: 2_000 } })
    const fresh = await stream.next()
    expect(fresh?.event).toBe('fresh')
    const { key } = await app.addKey(app.ada.user)
    await stream.nextOf('drop')
    const answer = await app.call('DELETE', `/api/v1/keys/${key.id}`, { token: app.ada.token })
    expect(answer.status).toBe(200)
    const drop = await stream.nextOf('drop')
    expect(drop?.data.subjects).toContain(subjectTag(key.id))
    expect(Number(drop?.data.change)).toBeGreaterThan(Number(fresh?.data.change))
    expect(JSON.stringify(drop)).not.toContain(key.id)
    stream.close()
  })

  it('has a number for each answer by which to tell whether it is newer than what was forgotten', async () => {
    const stream = await follow(machine.token)
    const { key, token } = await app.addKey(app.ada.user, { organization: 'acme' })
    const drop = await stream.nextOf('drop')
    const answer = await app.call('POST', '/api/v1/verify', { token: machine.token, body: { token } })
    expect(bodyOf(answer, 200)).toMatchObject({ valid: true, keyId: key.id })
    expect(Number(answer.headers['x-keystead-change'])).toBeGreaterThanOrEqual(Number(drop?.data.change))
    stream.close()
  })

  it('proves ever newer moments while nothing changes, and never one that has not come', async () => {
    const stream = await follow(machine.token)
    const begun = performance.now()
    await stream.next()
    const proven: number[] = []
    for (let count = 0; count < 3; count += 1) proven.push(Number((await stream.nextOf('fresh'))?.data.provenMs))
    expect(proven.toSorted((a, b) => a - b)).toEqual(proven)
    expect(new Set(proven).size).toBe(3)
    expect(proven[2]).toBeLessThan(performance.now() - begun + 50)
    stream.close()
  })

  it('ends for a verifier whose own key is deleted', async () => {
    const other = await app.addMachine('short-lived', { organization: 'acme', verifier: true })
    const stream = await follow(other.token)
    await app.call('DELETE', `/api/v1/keys/${other.keyId}`, { token: app.ada.token })
    expect(await stream.nextOf('nothing')).toBeUndefined()
  })

  it('is for verifiers alone', async () => {
    const member = await app.addPerson('member', { acme: 'member' })
    const plain = await app.addMachine('plain', { organization: 'acme' })
    for (const { token } of [member, plain]) {
      expect(await app.call('GET', '/api/v1/changes', { token })).toMatchObject(refusal(403, 'NOT_A_VERIFIER'))
    }
    expect(await app.call('GET', '/api/v1/changes')).toMatchObject(refusal(401, 'UNAUTHENTICATED'))
  })

  it('ends when the server stops', async () => {
    const beside = await startTestApp(opened.store, { beside: app })
    await beside.app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = beside.app.server.address() as AddressInfo
    const headers = { authorization: `Bearer ${machine.token}` }
    const request = openRequest({ port, path: '/api/v1/changes', headers }).end()
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    const events = parse(response)
    await events.next()
    await beside.close()
    for await (const _event of events);
    expect(response.complete).toBe(true)
  })
})
