import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { it } from './operator.ts'
import { holdCreate, openIdleConnection, RawConnection, readAnswers } from './raw-connection.ts'
import { createKey, findKeyOf, getKey } from './rest-client.ts'

const stopping = /"msg":"stopping/

describe('a graceful stop', () => {
  it.for(['SIGTERM', 'SIGINT'] as const)('%s: exit 0, and nothing listens any more', async (signal, { operator }) => {
    const server = await operator.serve()
    server.signal(signal)
    expect(await server.ended).toMatchObject({ exitCode: 0, signal: null })
    await expect(RawConnection.open(server.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    expect(existsSync(join(operator.dataFolder, 'control.sock'))).toBe(false)
  })

  it('every request that had begun gets its full answer, and what it did is there after a restart', async ({
    operator,
  }) => {
    const token = await operator.bootstrap()
    const server = await operator.serve()
    const names = Array.from({ length: 8 }, (_, index) => `begun ${index}`)
    const held = await Promise.all(names.map((name) => holdCreate(server.port, token, name, 'close')))
    server.signal('SIGTERM')
    await server.waitForOutput(stopping)
    for (const { connection, body } of held) connection.send(body)
    const received = await Promise.all(held.map(({ connection }) => connection.closed))
    expect(await server.ended).toMatchObject({ exitCode: 0 })

    const answers = received.map((text) => readAnswers(text))
    expect(answers.map((each) => each.map(({ status }) => status))).toEqual(names.map(() => [201]))
    const { client } = await operator.serve()
    const tokens = answers.flat().map(({ body }) => (JSON.parse(body) as { token: string }).token)
    const keys = await Promise.all(tokens.map((each) => findKeyOf(client, each)))
    expect(keys.map((key) => key?.name)).toEqual(names)
  })

  it('what was used is written: lastUsedAt, held in memory till then, is there after a restart', async ({
    operator,
  }) => {
    const token = await operator.bootstrap()
    const server = await operator.serve()
    const keys = await Promise.all(['a', 'b', 'c'].map((name) => createKey(server.client, token, { name })))
    const usedAt = Date.now()
    await Promise.all(keys.map((key) => findKeyOf(server.client, key.token)))
    server.signal('SIGTERM')
    expect(await server.ended).toMatchObject({ exitCode: 0 })

    const { client } = await operator.serve()
    const found = await Promise.all(keys.map(({ id }) => getKey(client, token, id)))
    for (const { lastUsedAt } of found) expect(Date.parse(lastUsedAt ?? '')).toBeGreaterThanOrEqual(usedAt)
  })

  it('while it finishes, new connections are refused: neither /readyz nor /healthz calls it ready', async ({
    operator,
  }) => {
    const token = await operator.bootstrap()
    const server = await operator.serve()
    const first = await holdCreate(server.port, token, 'first', 'close')
    const second = await holdCreate(server.port, token, 'second', 'close')
    server.signal('SIGTERM')
    await server.waitForOutput(stopping)
    first.connection.send(first.body)
    await first.connection.closed
    for (const path of ['/readyz', '/healthz', '/api/v1/me']) {
      await expect(server.client.call('GET', path)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    }
    expect(server.isRunning()).toBe(true)
    second.connection.send(second.body)
    expect(readAnswers(await second.connection.closed)).toMatchObject([{ status: 201 }])
    expect(await server.ended).toMatchObject({ exitCode: 0 })
  })

  it('connections that are kept alive are closed: idle ones at once, busy ones with their answer', async ({
    operator,
  }) => {
    const token = await operator.bootstrap()
    const server = await operator.serve()
    const idle = await openIdleConnection(server.port)
    const busy = await holdCreate(server.port, token, 'busy', 'keep-alive')
    server.signal('SIGTERM')
    await idle.closed
    busy.connection.send(`${busy.body}GET /readyz HTTP/1.1\r\nhost: keystead\r\n\r\n`)
    // The request behind it came too late: it gets no answer, not even one in a form of the framework's own.
    const [answer, ...late] = readAnswers(await busy.connection.closed)
    expect(late).toEqual([])
    expect(answer).toMatchObject({ status: 201, headers: { connection: 'close' } })
    expect(await server.ended).toMatchObject({ exitCode: 0 })
  })

  it('a connection that has sent nothing, as browsers and health checks hold in reserve, does not delay it', async ({
    operator,
  }) => {
    const server = await operator.serve()
    const silent = await RawConnection.open(server.port)
    // Connections are taken in order: once a later one is answered, the server has the silent one.
    const idle = await openIdleConnection(server.port)
    const asked = performance.now()
    server.signal('SIGTERM')
    expect(await silent.closed).toBe('')
    await idle.closed
    expect(await server.ended).toMatchObject({ exitCode: 0 })
    expect(performance.now() - asked).toBeLessThan(5_000)
  })

  it('clients that stall within a request are cut off at last, and what was used is written all the same', {
    timeout: 40_000,
  }, async ({ operator }) => {
    const token = await operator.bootstrap()
    const server = await operator.serve()
    const key = await createKey(server.client, token, { name: 'used' })
    const noBody = await holdCreate(server.port, token, 'never comes', 'keep-alive')
    const halfHead = await RawConnection.open(server.port)
    halfHead.send('POST /api/v1/keys HTTP/1.1\r\nhost: key')
    const usedAt = Date.now()
    expect(await findKeyOf(server.client, key.token)).toBeDefined()
    server.signal('SIGTERM')
    expect(await server.ended).toMatchObject({ exitCode: 0 })
    expect(readAnswers(await noBody.connection.closed)).toEqual([])
    await halfHead.closed

    const { client } = await operator.serve()
    const { lastUsedAt } = await getKey(client, token, key.id)
    expect(Date.parse(lastUsedAt ?? '')).toBeGreaterThanOrEqual(usedAt)
  })

  it('a signal that arrives twice, as from a terminal through npm, is one: what had begun is finished', async ({
    operator,
  }) => {
    const token = await operator.bootstrap()
    const server = await operator.serve()
    const held = await holdCreate(server.port, token, 'begun', 'close')
    server.signal('SIGINT')
    await server.waitForOutput(stopping)
    server.signal('SIGINT')
    server.signal('SIGTERM')
    held.connection.send(held.body)
    expect(readAnswers(await held.connection.closed)).toMatchObject([{ status: 201 }])
    const ending = await server.ended
    expect(ending).toMatchObject({ exitCode: 0, signal: null })
    expect(ending.stderr.split(stopping)).toHaveLength(2)
  })
})

describe('two processes on one data directory', () => {
  it('the second ends with 75 and names the first and the directory; the first goes on', async ({ operator }) => {
    const token = await operator.bootstrap()
    const first = await operator.serve()
    const second = await operator.run(['serve'])
    expect(second).toMatchObject({ exitCode: 75, stdout: '' })
    expect(second.stderr).toContain(`process ${first.pid})`)
    expect(second.stderr).toContain(operator.dataFolder)
    const key = await createKey(first.client, token, { name: 'after' })
    expect(await findKeyOf(first.client, key.token)).toMatchObject({ name: 'after' })
  })

  it('of many that start at once, one serves and the others end with 75', async ({ operator }) => {
    await operator.bootstrap()
    const started = Array.from({ length: 4 }, () => operator.start(['serve']))
    const listening = started.map((command) => command.waitForOutput(/ is listening on /).then(() => command))
    const winner = await Promise.any(listening)
    const losers = await Promise.all(started.filter((command) => command !== winner).map(({ ended }) => ended))
    expect(losers.map(({ exitCode }) => exitCode)).toEqual([75, 75, 75])
    expect(winner.isRunning()).toBe(true)
    await Promise.allSettled(listening)
  })

  it('a process that was killed blocks nobody: the next one starts where it was', async ({ operator }) => {
    const token = await operator.bootstrap()
    const first = await operator.serve()
    const key = await createKey(first.client, token, { name: 'before' })
    first.signal('SIGKILL')
    await first.ended
    const { client } = await operator.serve()
    expect(await findKeyOf(client, key.token)).toMatchObject({ name: 'before' })
  })
})
