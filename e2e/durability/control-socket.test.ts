import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { bootstrapArgs, it } from './operator.ts'
import { findKeyOf } from './rest-client.ts'

const socketName = 'control.sock'

describe('the control socket', () => {
  it('is inside the data directory, which the server makes for its own account alone, with all that is in it', async ({
    operator,
  }) => {
    await operator.serve({ umask: '0' })
    expect(await modeOf(operator.dataFolder)).toBe(0o700)
    expect((await stat(join(operator.dataFolder, socketName))).isSocket()).toBe(true)
  })

  it('takes nobody in but the account of the server, although a data directory made before is open to all', async ({
    operator,
  }) => {
    await mkdir(operator.dataFolder)
    await chmod(operator.dataFolder, 0o755)
    await operator.serve({ umask: '0' })
    const names = await readdir(operator.dataFolder)
    expect(names).toContain(socketName)
    const modes = await Promise.all(names.map(async (name) => [name, await modeOf(join(operator.dataFolder, name))]))
    expect(modes.filter(([, mode]) => (Number(mode) & 0o077) !== 0)).toEqual([])
  })

  it('left behind by kill -9, it hinders neither the next start nor a bootstrap through it', async ({ operator }) => {
    const killed = await operator.serve()
    killed.signal('SIGKILL')
    await killed.ended
    expect(existsSync(join(operator.dataFolder, socketName))).toBe(true)
    const { client } = await operator.serve()
    const ending = await operator.run(bootstrapArgs)
    expect(ending).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await findKeyOf(client, tokenIn(ending.revealStdout()))).toMatchObject({ name: 'bootstrap' })
  })

  it('left behind by kill -9, it does not hinder a bootstrap without a server', async ({ operator }) => {
    const killed = await operator.serve()
    killed.signal('SIGKILL')
    await killed.ended
    expect(await operator.run(bootstrapArgs)).toMatchObject({ exitCode: 0, stderr: '' })
  })

  it('is left out where the path is too long for a socket: the server works, bootstrap asks to stop it first', async ({
    operator,
  }) => {
    const dataFolder = join(operator.folder, 'deep'.repeat(30))
    const environment = { KEYSTEAD_DATA_DIR: dataFolder }
    const server = await operator.serve({ environment })
    expect((await server.client.call('GET', '/readyz')).status).toBe(200)
    const refused = await operator.run(bootstrapArgs, environment)
    expect(refused).toMatchObject({ exitCode: 75, stdout: '' })
    expect(refused.stderr).toContain(`process ${server.pid}`)
    expect(refused.stderr).toContain(dataFolder)

    server.signal('SIGTERM')
    await server.ended
    const token = await operator.bootstrap(environment)
    const { client } = await operator.serve({ environment })
    expect(await findKeyOf(client, token)).toMatchObject({ name: 'bootstrap' })
  })

  it('that cannot be opened ends the start: no process that says it failed goes on serving', async ({ operator }) => {
    await mkdir(join(operator.dataFolder, socketName), { recursive: true })
    const command = operator.start(['serve'])
    await command.waitForOutput(/^keystead: .+/m)
    const ending = await command.ended
    expect(ending.exitCode).not.toBe(0)
    expect(ending.stdout).toBe('')
    expect(ending.stderr).toContain(socketName)
  })
})

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777
}

function tokenIn(printed: string): string {
  return (JSON.parse(printed) as { token: string }).token
}
