import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeToken } from '@keystead/scanner/testing/secrets.ts'
import { createKeysteadClient } from '@keystead/sdk'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Machine, makeMachine } from '../cli/machine.ts'
import { startVaultStandIn, type VaultStandIn } from '../cli/vault-stand-in.ts'
import { startListeningServer } from '../sdk/listening-server.ts'
import { openTerminal } from './open-terminal.ts'

let server: Awaited<ReturnType<typeof startListeningServer>>
let vault: VaultStandIn
let machine: Machine
let project: string

beforeAll(async () => {
  ;[server, vault] = await Promise.all([startListeningServer(), startVaultStandIn()])
})
afterAll(async () => {
  vault.close()
  await server.close()
})
beforeEach(async () => {
  machine = await makeMachine({ KEYSTEAD_URL: server.url, TERM: 'xterm-256color', ...vault.variables })
  project = join(machine.home, 'project')
  mkdirSync(project)
})
afterEach(() => machine.remove())

const clientOf = (token: string) => createKeysteadClient({ url: server.url, token })
const ada = () => clientOf(server.app.ada.token)
const down = '\u001b[B'

describe('keystead scan --check at a terminal', () => {
  /** Scans a file that holds this token, and answers what is asked. */
  const check = (token: string, caller: { token: string }, LANG = 'en_US.UTF-8') => {
    writeFileSync(join(project, 'notes.txt'), `the key: ${token}\n`)
    const variables = { KEYSTEAD_TOKEN: caller.token, LANG }
    return openTerminal(machine, ['scan', '--check', '--no-vendors'], { columns: 200, folder: project, variables })
  }

  it.each([
    ['en_US.UTF-8', /still works\. What now/],
    ['ja_JP.UTF-8', /まだ有効です/],
  ])('offers to delete what still works, in %s', async (LANG, question) => {
    const { key, token } = await ada().keys.create({ name: 'found' })
    const terminal = check(token, server.app.ada, LANG)
    await terminal.shown(question)
    terminal.type(`${down}\r`)
    const { exitCode, text } = await terminal.ended
    expect(exitCode).toBe(2)
    expect(text).not.toContain(token.slice(-49))
    await expect(ada().keys.get(key.id)).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' })
  })

  it('offers to put another into its place, unseen', async () => {
    const { key, token } = await ada().keys.create({ name: 'to be replaced' })
    const terminal = check(token, server.app.ada)
    await terminal.shown(/What now/)
    terminal.type('\r')
    await terminal.shown(/Where should the new token go/)
    terminal.type('vault:kv/replaced\r')
    const { text } = await terminal.ended
    await expect(ada().keys.get(key.id)).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' })
    const made = String(vault.entries.get('kv/replaced')?.data.token)
    expect((await clientOf(made).me()).principal).toMatchObject({ username: 'ada' })
    expect(text).not.toContain(made.slice(-49))
  })

  it('does nothing for who leaves it', async () => {
    const { key, token } = await ada().keys.create({ name: 'left' })
    const terminal = check(token, server.app.ada)
    await terminal.shown(/What now/)
    terminal.type(`${down.repeat(3)}\r`)
    expect(await terminal.ended).toMatchObject({ exitCode: 2 })
    expect(await ada().keys.get(key.id)).toMatchObject({ state: 'active' })
  })

  it('offers to report what is somebody else’s, whose organization decides', async () => {
    const bo = await server.app.addPerson('finder', { acme: 'member' })
    const { key, token } = await ada().keys.create({ name: 'somebody else’s' })
    const terminal = check(token, bo)
    await terminal.shown(/Report it as leaked/)
    terminal.type('y')
    const { text } = await terminal.ended
    expect(text).not.toContain(token.slice(-49))
    await vi.waitFor(async () => expect(await ada().keys.get(key.id)).toMatchObject({ state: 'disabled' }))
  })

  it('asks nobody where nobody is, and says what to run', async () => {
    const { key, token } = await ada().keys.create({ name: 'unattended' })
    writeFileSync(join(project, 'notes.txt'), `${token}\n${makeToken()}\n`)
    const environment = { KEYSTEAD_TOKEN: server.app.ada.token }
    const run = await machine.keystead(['scan', '--check', '--no-vendors'], { folder: project, environment })
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(`keystead keys delete ${key.id}`) })
    expect(await ada().keys.get(key.id)).toMatchObject({ state: 'active' })
  })
})
