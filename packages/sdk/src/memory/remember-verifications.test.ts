import { hash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { leaseMs, simulateKeystead } from '../../testing/simulated-keystead.ts'
import type { VerificationRequest } from '../api/api.ts'
import { KeysteadError } from '../keystead-error.ts'
import { makeSteadyNow } from './make-steady-now.ts'
import { type RememberedClient, type RememberOptions, rememberVerifications } from './remember-verifications.ts'

beforeEach(() => {
  vi.useFakeTimers()
  // The real one answers in real time.
  const digest = async (_name: string, bytes: Uint8Array) => Uint8Array.from(hash('sha256', bytes, 'buffer')).buffer
  vi.stubGlobal('crypto', { subtle: { digest } })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

/** A verifier whose stream has begun, of a Keystead that has some good keys. */
async function start(
  options: RememberOptions = {},
  alter: (client: RememberedClient) => RememberedClient = (client) => client,
) {
  const server = simulateKeystead(2)
  for (const key of ['a', 'b', 'c']) server.change(key, true)
  const verifier = rememberVerifications(alter(server.client), options)
  /** The answer, and whether it came from memory. */
  const ask = async (token: string, demand: Omit<VerificationRequest, 'token'> = {}) => {
    const before = server.questions
    const asking = verifier.verifyKey({ token, ...demand })
    asking.catch(() => {})
    await pass(10)
    const { valid } = await asking
    return `${valid ? 'good' : 'refused'}, ${server.questions === before ? 'remembered' : 'asked'}`
  }
  expect(await ask('a')).toBe('good, asked')
  return { server, verifier, ask }
}

describe('remembered verifications', () => {
  it('spare Keystead the question, from the second on', async () => {
    const { server, ask } = await start()
    expect(await ask('b')).toBe('good, asked')
    for (let count = 0; count < 100; count += 1) expect(await ask('b')).toBe('good, remembered')
    expect(server.questions).toBe(2)
  })

  it('are for the same token and demand alone', async () => {
    const { ask } = await start()
    const demands = [{}, { organization: 'acme' }, { team: 'acme' }, { organization: 'acme', team: 'vision' }]
    for (const demand of demands) expect(await ask('a', demand)).toBe('good, asked')
    for (const demand of demands) expect(await ask('a', demand)).toBe('good, remembered')
    expect(await ask('b')).toBe('good, asked')
  })

  it('are for each client by itself: Keystead hears of everybody who uses a key', async () => {
    const { ask } = await start()
    const clients = [
      { ip: '192.0.2.1' },
      { ip: '192.0.2.2' },
      { ip: '192.0.2.1', userAgent: 'curl' },
      { label: 'cron' },
    ]
    for (const client of clients) expect(await ask('a', { client })).toBe('good, asked')
    for (const client of clients) expect(await ask('a', { client: { ...client } })).toBe('good, remembered')
  })

  it('are never refusals: a key is good as soon as it is made', async () => {
    const { server, ask } = await start()
    expect(await ask('new')).toBe('refused, asked')
    expect(await ask('new')).toBe('refused, asked')
    server.change('new', true)
    expect(await ask('new')).toBe('good, asked')
  })

  it('are forgotten as soon as the stream says so, and the others are not', async () => {
    const { server, ask } = await start()
    await ask('a')
    await ask('b')
    server.change('a', false)
    await pass(1)
    expect(await ask('a')).toBe('refused, asked')
    expect(await ask('b')).toBe('good, remembered')
  })

  it('are not used once the stream has been silent for a lease, and not before', async () => {
    const { server, ask } = await start()
    await ask('a')
    server.freeze()
    server.change('a', false)
    await pass(leaseMs - 1_000)
    expect(await ask('a')).toBe('good, remembered')
    await pass(1_000)
    expect(await ask('a')).toBe('refused, asked')
  })

  it('are trusted from when the stream was asked for, not from when it came', async () => {
    const server = simulateKeystead(1)
    server.change('a', true)
    server.delay(800, 1)
    const verifier = rememberVerifications(server.client)
    const first = verifier.verifyKey({ token: 'a' })
    await pass(900)
    await first
    server.delay(1, 1)
    const second = verifier.verifyKey({ token: 'a' })
    await pass(10)
    await second
    const before = server.questions
    expect(await verifier.verifyKey({ token: 'a' })).toMatchObject({ valid: true })
    expect(server.questions).toBe(before)
    server.freeze()
    // The proof is 300 ms older than the stream, which began 800 ms after it was asked for.
    await pass(leaseMs - 300 - 900 + 50)
    const third = verifier.verifyKey({ token: 'a' })
    await pass(10)
    await third
    expect(server.questions).toBe(before + 1)
  })

  it('are not what a node says that lags behind the stream', async () => {
    const { server, ask } = await start()
    await pass(600)
    server.route(0, 1)
    server.stall(1, true)
    server.change('a', false)
    await pass(1)
    // The node may say so for one lease. Whoever repeated it could do so for another.
    expect(await ask('a')).toBe('good, asked')
    expect(await ask('a')).toBe('good, asked')
  })

  it('are not what was dropped before it could be put away', async () => {
    const { server, ask } = await start()
    const digest = async (_name: string, bytes: Uint8Array) => {
      await new Promise((resolve) => setTimeout(resolve, 3))
      return Uint8Array.from(hash('sha256', bytes, 'buffer')).buffer
    }
    vi.stubGlobal('crypto', { subtle: { digest } })
    // The answer comes after 5 ms, its subjects are known after 8, and the drop comes in between.
    setTimeout(() => server.change('a', false), 6)
    expect(await ask('a')).toBe('good, asked')
    expect(await ask('a')).toBe('refused, asked')
  })

  it('are gone after the stream broke, was reset, or was opened anew', async () => {
    const failures: unknown[] = []
    const { server, ask } = await start({ onFailure: (error) => failures.push(error) })
    await ask('a')
    server.cut()
    await pass(1)
    expect(await ask('a')).toBe('good, asked')
    await pass(1_000)
    expect(await ask('a')).toBe('good, asked')
    expect(await ask('a')).toBe('good, remembered')
    expect(failures).toHaveLength(1)
    server.tell('reset')
    await pass(1)
    expect(await ask('a')).toBe('good, asked')
    await pass(leaseMs)
    expect(await ask('a')).toBe('good, remembered')
  })

  it('outlive events that are yet to be invented, and no drop that says not what', async () => {
    const { server, ask } = await start()
    await ask('a')
    server.tell('weather', { rain: true })
    await pass(1)
    expect(await ask('a')).toBe('good, remembered')
    server.tell('drop')
    await pass(1)
    expect(await ask('a')).toBe('good, asked')
  })

  it('are as many as there is room for, those that are used', async () => {
    const { ask } = await start({ capacity: 2 })
    await ask('a')
    await ask('b')
    await ask('a')
    await ask('c')
    expect(await ask('a')).toBe('good, remembered')
    expect(await ask('c')).toBe('good, remembered')
    expect(await ask('b')).toBe('good, asked')
  })

  it('are asked about again every minute, by one of those who use them', async () => {
    const { server, verifier, ask } = await start()
    await ask('a')
    await pass(59_000)
    expect(await ask('a')).toBe('good, remembered')
    await pass(1_000)
    const before = server.questions
    const answers = Promise.all([1, 2, 3].map(() => verifier.verifyKey({ token: 'a' })))
    await pass(10)
    expect((await answers).map(({ valid }) => valid)).toEqual([true, true, true])
    expect(server.questions).toBe(before + 1)
    expect(await ask('a')).toBe('good, remembered')
  })

  it('are forgotten where asking again fails', async () => {
    let failure: Error | undefined
    const { ask } = await start({}, (client) => ({
      ...client,
      verifyKey: (request, options) => (failure ? Promise.reject(failure) : client.verifyKey(request, options)),
    }))
    await ask('a')
    await pass(60_000)
    failure = new KeysteadError('NOT_A_VERIFIER', { message: 'No.' })
    await expect(ask('a')).rejects.toBe(failure)
    await expect(ask('a')).rejects.toBe(failure)
  })

  it('end when the key does', async () => {
    const expiresAt = new Date(Date.now() + 5_000).toISOString()
    const { ask } = await start({}, (client) => ({
      ...client,
      async verifyKey(request, options) {
        const answer = await client.verifyKey(request, options)
        return answer.valid ? { ...answer, expiresAt } : answer
      },
    }))
    await ask('a')
    await pass(4_900)
    expect(await ask('a')).toBe('good, remembered')
    await pass(100)
    expect(await ask('a')).toBe('good, asked')
  })

  it('need to know how new an answer is', async () => {
    const { ask } = await start({}, (client) => ({ ...client, verifyKey: (request) => client.verifyKey(request) }))
    expect(await ask('a')).toBe('good, asked')
    expect(await ask('a')).toBe('good, asked')
  })

  it('are the same for everybody, whatever somebody does with theirs', async () => {
    const { verifier, ask } = await start()
    await ask('a')
    const answer = await verifier.verifyKey({ token: 'a' })
    if (!answer.valid) throw new Error('a good key was refused')
    expect(() => Object.assign(answer, { keyId: 'b' })).toThrow(TypeError)
    expect(() => Object.assign(answer.principal, { id: 'b' })).toThrow(TypeError)
  })

  it('are over when they are closed, and nothing goes on', async () => {
    const { server, verifier, ask } = await start()
    await ask('a')
    verifier.close()
    expect(await ask('a')).toBe('good, asked')
    await pass(10_000)
    expect(await ask('a')).toBe('good, asked')
    server.stop()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('say that they cannot be where there is no crypto.subtle', () => {
    vi.stubGlobal('crypto', {})
    expect(() => rememberVerifications(simulateKeystead(2).client)).toThrow(TypeError)
  })
})

it('time goes on while the machine sleeps, and never back', () => {
  const now = makeSteadyNow()
  const begun = now()
  vi.advanceTimersByTime(100)
  expect(now() - begun).toBe(100)
  // After a sleep the clock on the wall has moved, and that of the processor has not.
  vi.setSystemTime(Date.now() + 60_000)
  expect(now() - begun).toBe(60_100)
  vi.setSystemTime(Date.now() - 3_600_000)
  vi.advanceTimersByTime(100)
  expect(now() - begun).toBe(60_200)
})
