import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Instance, KeysteadError } from '@keystead/core'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { OperatorCommand } from './commands/operator-command.ts'
import { ControlSocketError, openControlSocket, runThroughServer } from './control-socket.ts'
import { makeLogger } from './logger.ts'

type Count = { readonly to: number }

/** Counts, and reports every number. */
const count: OperatorCommand<Count, { readonly counted: number }> = {
  name: 'count',
  requestSchema: z.object({ to: z.number() }),
  async run(_instance, { to }, reportProgress) {
    for (let done = 1; done <= to; done += 1) await reportProgress(done, to)
    return { counted: to }
  },
}
const refuse: OperatorCommand<unknown, never> = {
  name: 'refuse',
  requestSchema: z.object({}),
  async run() {
    throw new KeysteadError('UNAVAILABLE', { internal: 'the disk is full' })
  },
}

describe('a command through the control socket', () => {
  let folder: string
  let server: FastifyInstance | undefined
  const lines: string[] = []
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keystead-control-'))
    server = undefined
    lines.length = 0
  })
  afterEach(async () => {
    await server?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const open = async (...commands: readonly OperatorCommand[]) => {
    const logger = makeLogger('info', { write: (line) => lines.push(line) })
    server = await openControlSocket({} as Instance, folder, logger, commands)
  }
  const nothing = async () => {}
  const run = (to: number, reportProgress: (done: number, total: number) => Promise<void> = nothing) =>
    runThroughServer(folder, count, { to }, reportProgress)

  it('answers what it would answer here, and says on the way how far it is', async () => {
    await open(count)
    const seen: string[] = []
    const answer = await run(3, async (done, total) => void seen.push(`${done} of ${total}`))
    expect(answer).toEqual({ result: { counted: 3 } })
    expect(seen).toEqual(['1 of 3', '2 of 3', '3 of 3'])
  })

  it('fails as it would fail here, with what only the operator is told, and the log says so, too', async () => {
    await open(refuse)
    await expect(runThroughServer(folder, refuse, {}, nothing)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      internal: 'the disk is full',
    })
    expect(lines.some((line) => line.includes('the disk is full'))).toBe(true)
  })

  it('is not there without a server', async () => {
    expect(await run(1)).toBeUndefined()
  })

  it('that a server of another version does not know says just that', async () => {
    await open(refuse)
    await expect(run(1)).rejects.toThrow(/does not take this command \(404\): it is of another version; restart it/)
  })

  it('does not keep the server from stopping, and lets everybody else have their turn meanwhile', async () => {
    await open(count)
    const { promise: stopped, resolve } = Promise.withResolvers<void>()
    const endless = run(1e9, async (done) => {
      if (done === 10) resolve(server?.close())
    })
    await expect(endless).rejects.toMatchObject({ code: 'UNAVAILABLE', internal: 'the server is stopping' })
    await stopped
  })

  it('ends when nobody waits for it any more', async () => {
    const { promise: ended, resolve } = Promise.withResolvers<unknown>()
    const watched: typeof count = {
      ...count,
      run: (...args) =>
        count.run(...args).catch((error: unknown) => {
          resolve(error)
          throw error
        }),
    }
    await open(watched)
    const givenUp = run(1e9, async () => {
      throw new Error('given up')
    })
    await expect(givenUp).rejects.toThrow('given up')
    expect(await ended).toMatchObject({ internal: 'nobody waits for the answer any more' })
  })

  it.each([
    ['no JSON', '<html>\n'],
    ['a line of something else', '{"type":"surprise"}\n'],
    ['an error that there is not', '{"type":"error","code":"EXPLODED"}\n'],
  ])('that is answered by %s is an error that says so, and no crash', async (_, body) => {
    const nonsense = createServer((_request, response) => response.end(body))
    nonsense.listen(join(folder, 'control.sock'))
    await once(nonsense, 'listening')
    await expect(run(1)).rejects.toThrow(
      new ControlSocketError('the server that uses the data directory gave an answer that is none'),
    )
    nonsense.close()
  })

  it.each([
    ['ends', (end: () => void) => end()],
    ['breaks off', (_end: () => void, destroy: () => void) => destroy()],
  ])('whose answer %s without a result is taken for neither done nor refused', async (_, finish) => {
    const broken = createServer((_request, response) => {
      response.write('{"type":"progress","done":1,"total":2}\n{"type":"resu', () =>
        finish(
          () => response.end(),
          () => response.destroy(),
        ),
      )
    })
    broken.listen(join(folder, 'control.sock'))
    await once(broken, 'listening')
    await expect(run(1)).rejects.toThrow('the server that uses the data directory ended before it had answered')
    broken.close()
  })
})
