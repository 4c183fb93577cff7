import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { createKeysteadClient } from '@keystead/sdk'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Machine, makeMachine } from '../cli/machine.ts'
import { startVaultStandIn, type VaultStandIn } from '../cli/vault-stand-in.ts'
import { startListeningServer } from '../sdk/listening-server.ts'
import { openTerminal } from './open-terminal.ts'

let server: Awaited<ReturnType<typeof startListeningServer>>
let vault: VaultStandIn
let machine: Machine

beforeAll(async () => {
  ;[server, vault] = await Promise.all([startListeningServer(), startVaultStandIn()])
})
afterAll(async () => {
  vault.close()
  await server.close()
})
beforeEach(async () => {
  machine = await makeMachine({ KEYSTEAD_URL: server.url, TERM: 'xterm-256color', ...vault.variables })
})
afterEach(() => machine.remove())

const clearLine = '\r\u001b[K'

describe('how far a long scan has come', () => {
  let project: string
  // Long enough that somebody waits: the rules for other vendors read it all.
  beforeEach(() => {
    project = join(machine.home, 'project')
    mkdirSync(project)
    const line = `${'no secret is in this line, and there are many of it; '.repeat(4)}\n`
    for (let file = 0; file < 120; file += 1) writeFileSync(join(project, `${file}.txt`), line.repeat(4_000))
  })
  const progress = /\d+ files, \d+ MB, 0 found/

  it('is shown on a screen, and gone at its end', async () => {
    const terminal = openTerminal(machine, ['scan', project], { variables: { NO_COLOR: '1' } })
    await terminal.shown(progress)
    const { exitCode, text } = await terminal.ended
    expect(exitCode).toBe(0)
    // Nothing is left of the line but what cleared it; NO_COLOR is about colours, of which it has none.
    expect(text.slice(text.lastIndexOf(clearLine) + clearLine.length)).toMatch(/^Nothing found in 120 files\./)
    expect(text).not.toMatch(/\u001b\[[\d;]*m/)
  })

  it('is shown nowhere else', async () => {
    const { stdout, stderr } = await machine.keystead(['scan', project])
    expect(stdout).toBe('')
    expect(stripVTControlCharacters(stderr)).toBe(stderr)
    expect(stderr).not.toMatch(progress)
  })
})

describe('how far the rotation of a whole service account has come', () => {
  it('is shown on a screen, and gone at its end', async () => {
    const { token } = server.app.ada
    const client = createKeysteadClient({ url: server.url, token })
    await client.teams.create('acme', { name: 'robots' })
    const account = await client.serviceAccounts.create('acme', { name: 'builder', defaultTeam: 'robots' })
    for (const name of ['one', 'two', 'three']) await client.keys.create({ name, owner: account.id })
    vault.delayMs = 200
    try {
      const args = ['service-accounts', 'rotate', account.id, '--store', 'vault:kv/builder']
      const terminal = openTerminal(machine, args, { variables: { KEYSTEAD_TOKEN: token } })
      await terminal.shown(/\d of 3 rotated/)
      const { exitCode, text } = await terminal.ended
      expect(exitCode).toBe(0)
      expect(text.slice(text.lastIndexOf(clearLine) + clearLine.length)).toMatch(/^Key \w+ \(\w{16}\) is made\./)
    } finally {
      vault.delayMs = 0
    }
  })
})
