import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import type { ApiKey, CreatedKey, ValidKey, Verification } from '../api/api.ts'
import { operations } from '../api/api.ts'
import { createKeysteadClient, type KeysteadClientOptions } from '../create-keystead-client.ts'

type Sent = { readonly method: string; readonly path: string; readonly headers: Headers }
type Turn = Response | Error | 'silence'

/** A client of a server that does what it is told, turn by turn; the last turn stays. */
function makeClient(turns: readonly Turn[], options: Partial<KeysteadClientOptions> = {}) {
  const sent: Sent[] = []
  const client = createKeysteadClient({
    url: 'https://keys.example.com/base/',
    token: 'secret',
    async fetch(url, { method = '', headers } = {}) {
      const turn = turns[Math.min(sent.length, turns.length - 1)]
      sent.push({ method, path: url.replace('https://keys.example.com/base', ''), headers: new Headers(headers) })
      if (turn === undefined || turn === 'silence') return new Promise(() => {})
      if (turn instanceof Error) throw turn
      return turn.clone()
    },
    ...options,
  })
  return { client, sent }
}

const good = () => Response.json({ keys: [], nextCursor: null })
const lost = () => Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } })
const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  Response.json(
    { type: `urn:keystead:error:${code}`, title: 'No.', status, code, requestId: 'req_1' },
    { status, headers },
  )

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a call', () => {
  it('goes where the operation is, with the token in the header that is for it', async () => {
    const { client, sent } = makeClient([good()])
    await client.keys.list({ query: 'a b', state: undefined, limit: 5 })
    expect(sent).toMatchObject([{ method: 'GET', path: '/api/v1/keys?query=a+b&limit=5' }])
    expect(Object.fromEntries(sent[0]?.headers ?? [])).toEqual({
      accept: 'application/json',
      authorization: 'Bearer secret',
    })
  })

  it('sends no credentials without a token', async () => {
    const { client, sent } = makeClient([good()], { token: undefined })
    await client.keys.list()
    expect(sent[0]?.headers.has('authorization')).toBe(false)
  })

  it('reaches every operation of the API', async () => {
    const things = ['keys', 'organizations', 'members', 'teams', 'serviceAccounts', 'users', 'events']
    const lists = [...things, 'rotations', 'deliveries']
    const empty = Object.fromEntries(lists.map((name) => [name, []]))
    const { client, sent } = makeClient([new Response(`${JSON.stringify({ ...empty, nextCursor: null })}\n`)])
    const callAll = async (group: object): Promise<void> => {
      for (const member of Object.values(group)) {
        if (typeof member === 'object') await callAll(member)
        else {
          const result = member('a', 'b', 'c', 'd')
          await (result?.next?.() ?? result)
        }
      }
    }
    await callAll(client)
    const pattern = (path: string) => path.replace(/\?.*/, '')
    const asked = new Set(sent.map(({ method, path }) => `${method} ${pattern(path)}`))
    const missing = Object.entries(operations).filter(([, { method, path }]) => {
      const shape = new RegExp(`^${method} /api/v1${path.replaceAll(/\{\w+\}/g, '[abcd]')}$`)
      return ![...asked].some((one) => shape.test(one))
    })
    expect(missing).toEqual([])
  })

  it.each([
    ['no answer', [lost(), lost(), good()]],
    ['503', [problem(503, 'UNAVAILABLE'), good()]],
    ['a gateway that finds no server', [new Response('<html>', { status: 502 }), good()]],
  ] as const)('that reads is repeated after %s, at most twice', async (_, turns) => {
    const { client, sent } = makeClient(turns)
    const call = client.keys.list()
    await vi.runAllTimersAsync()
    expect(await call).toEqual({ keys: [], nextCursor: null })
    expect(sent).toHaveLength(turns.length)

    const hopeless = makeClient(turns.slice(0, 1))
    const failing = expect(hopeless.client.keys.list()).rejects.toMatchObject({ name: 'KeysteadError' })
    await vi.runAllTimersAsync()
    await failing
    expect(hopeless.sent).toHaveLength(3)
  })

  it('is repeated as often as its owner allows', async () => {
    const { client, sent } = makeClient([lost()], { retries: 0 })
    await expect(client.keys.create({ name: 'ci' })).rejects.toMatchObject({ code: 'NO_ANSWER' })
    expect(sent).toHaveLength(1)
  })

  it('waits as long as the server asks for, unless that is longer than anybody would', async () => {
    const { client, sent } = makeClient([problem(503, 'UNAVAILABLE', { 'retry-after': '3' }), good()])
    const call = client.keys.list()
    await vi.advanceTimersByTimeAsync(2_999)
    expect(sent).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    await call
    expect(sent).toHaveLength(2)

    const busy = makeClient([problem(503, 'UNAVAILABLE', { 'retry-after': '60' })])
    await expect(busy.client.keys.list()).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterMs: 60_000 })
    expect(busy.sent).toHaveLength(1)
  })

  it('that changes something is not repeated', async () => {
    for (const turn of [lost(), problem(503, 'UNAVAILABLE')]) {
      const { client, sent } = makeClient([turn])
      await expect(client.keys.delete('id')).rejects.toMatchObject({ name: 'KeysteadError' })
      await expect(client.teams.create('acme', { name: 'x' })).rejects.toMatchObject({ name: 'KeysteadError' })
      expect(sent).toHaveLength(2)
    }
  })

  it('that creates a key is repeated under the same Idempotency-Key, and each call has its own', async () => {
    const { client, sent } = makeClient([lost(), good(), good()])
    const call = client.keys.create({ name: 'ci' })
    await vi.runAllTimersAsync()
    await call
    await client.keys.create({ name: 'ci' })
    await client.keys.create({ name: 'ci' }, { idempotencyKey: 'one of my own choosing' })
    const keys = sent.map(({ headers }) => headers.get('idempotency-key'))
    expect(keys[0]).toBe(keys[1])
    expect(new Set(keys).size).toBe(3)
    expect(keys[3]).toBe('one of my own choosing')
  })

  it('that was refused is not repeated', async () => {
    const { client, sent } = makeClient([problem(403, 'FORBIDDEN')])
    await expect(client.keys.list()).rejects.toMatchObject({ code: 'FORBIDDEN', status: 403, requestId: 'req_1' })
    expect(sent).toHaveLength(1)
  })

  it('ends when its time is up, repetitions included', async () => {
    const { client } = makeClient(['silence'], { timeoutMs: 4_000 })
    const call = expect(client.keys.list()).rejects.toMatchObject({ code: 'TIMED_OUT', status: undefined })
    await vi.advanceTimersByTimeAsync(4_000)
    await call
    const slow = makeClient([problem(503, 'UNAVAILABLE', { 'retry-after': '4' })])
    const slowCall = expect(slow.client.keys.list({}, { timeoutMs: 6_000 })).rejects.toMatchObject({
      code: 'TIMED_OUT',
    })
    await vi.advanceTimersByTimeAsync(6_000)
    await slowCall
    expect(vi.getTimerCount()).toBe(0)
  })

  it('ends when its caller gives up, with their reason, before and while it waits', async () => {
    const reason = new Error('the page was closed')
    const early = makeClient([good()])
    await expect(early.client.keys.list({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(early.sent).toHaveLength(0)
    for (const turn of ['silence', problem(503, 'UNAVAILABLE')] as const) {
      const controller = new AbortController()
      const { client } = makeClient([turn])
      const call = expect(client.keys.list({}, { signal: controller.signal })).rejects.toBe(reason)
      await vi.advanceTimersByTimeAsync(1)
      controller.abort(reason)
      await call
    }
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does not take a page of somebody else for an answer, nor a redirect for a way', async () => {
    for (const answer of [
      new Response('<html>Welcome</html>'),
      new Response('<html>No</html>', { status: 404 }),
      Response.json({ code: 'KEY_NOT_FOUND' }, { status: 404 }),
      new Response(null, { status: 302, headers: { location: 'https://elsewhere.example.com' } }),
    ]) {
      await expect(makeClient([answer]).client.keys.get('id')).rejects.toMatchObject({
        code: 'UNEXPECTED_ANSWER',
        status: answer.status,
      })
    }
  })

  it('fails where an export breaks off, be it in the middle of a line or of the connection', async () => {
    const event = JSON.stringify({ number: 1 })
    const take = async (answer: Response) => {
      const numbers: number[] = []
      for await (const { number } of makeClient([answer]).client.audit.export()) numbers.push(number)
      return numbers
    }
    expect(await take(new Response(`${event}\n${event}\n`))).toEqual([1, 1])
    await expect(take(new Response(`${event}\n{"number":`))).rejects.toMatchObject({ code: 'NO_ANSWER' })
    const broken = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(`${event}\n`))
        controller.error(lost())
      },
    })
    await expect(take(new Response(broken))).rejects.toMatchObject({ code: 'NO_ANSWER' })
  })

  it('reads server-sent events, however they are cut, and leaves alone what is none', async () => {
    const text = [
      ': a comment\n\n',
      'event: hello\nid: 1\ndata: {"change":1,\ndata: "leaseMs":2000}\n\n',
      'event: nothing\n\n',
      'event:drop\r\ndata:{"change":2,"subjects":["日\u2028本"]}\r\n\r\n',
      'event: fresh\ndata: {"change":3}\n',
    ].join('')
    for (const size of [1, 7, 1000]) {
      const bytes = new TextEncoder().encode(text)
      const stream = new ReadableStream({
        start(controller) {
          for (let from = 0; from < bytes.length; from += size) controller.enqueue(bytes.slice(from, from + size))
          controller.close()
        },
      })
      const events: unknown[] = []
      const { client } = makeClient([], { fetch: async () => new Response(stream) })
      for await (const event of client.followChanges()) events.push(event)
      expect(events).toEqual([
        { event: 'hello', data: { change: 1, leaseMs: 2000 } },
        { event: 'drop', data: { change: 2, subjects: ['日\u2028本'] } },
      ])
    }
  })

  it('tells of the headers of its answer', async () => {
    const told: (string | null)[] = []
    const { client } = makeClient([new Response('{}', { headers: { 'x-keystead-change': '7' } })])
    await client.verifyKey({ token: 'x' }, { onHeaders: (headers) => told.push(headers.get('x-keystead-change')) })
    expect(told).toEqual(['7'])
  })

  it('has a URL and a token, or says what is wrong without quoting them', () => {
    for (const url of ['keys.example.com', 'ftp://x', 'https://u:p@x', 'https://x?token=s3cret', 'https://x#s3cret']) {
      expect(() => createKeysteadClient({ url })).toThrow(TypeError)
      expect(() => createKeysteadClient({ url })).not.toThrow(url)
    }
    expect(() => createKeysteadClient({ url: 'https://x', token: 'a', getToken: () => 'b' })).toThrow(TypeError)
  })
})

it('the types of the client are those of the API', () => {
  const { client } = makeClient([good()])
  expectTypeOf(client.keys.create).parameter(0).toHaveProperty('name').toEqualTypeOf<string>()
  expectTypeOf(client.keys.create).returns.resolves.toEqualTypeOf<CreatedKey>()
  expectTypeOf(client.keys.listAll()).toExtend<AsyncIterable<ApiKey>>()
  expectTypeOf(client.verifyKey).returns.resolves.toEqualTypeOf<Verification>()
  expectTypeOf<Extract<Verification, { valid: true }>>().toEqualTypeOf<ValidKey>()
  expectTypeOf(client.sessions.signOut).returns.resolves.toEqualTypeOf<undefined>()
  // @ts-expect-error: a role that there is not
  void (() => client.members.changeRole('acme', 'ada', 'owner'))
  // @ts-expect-error: a field that there is not
  void (() => client.keys.create({ name: 'ci', scope: 'all' }))
  // @ts-expect-error: the one who is asked must be said
  void (() => client.verifyKey({ organization: 'acme' }))
})
