import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeToken } from '@keystead/scanner/testing/secrets.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Machine, makeMachine } from '../cli/machine.ts'
import { startVaultStandIn, type VaultStandIn } from '../cli/vault-stand-in.ts'
import { openTerminal } from './open-terminal.ts'

let vault: VaultStandIn
let machine: Machine
let project: string

beforeAll(async () => {
  vault = await startVaultStandIn()
})
afterAll(() => vault.close())
beforeEach(async () => {
  machine = await makeMachine({ TERM: 'xterm-256color', ...vault.variables })
  project = join(machine.home, 'project')
  mkdirSync(project)
  writeFileSync(join(project, 'requirements.txt'), 'wandb==0.21.4\n')
})
afterEach(() => machine.remove())

const examine = (LANG: string) =>
  openTerminal(machine, ['doctor'], { columns: 200, folder: project, variables: { LANG } })

describe.each([
  ['en_US.UTF-8', /Set up the way round/, /Where does its key lie/, /Which of these keys/],
  ['ja_JP.UTF-8', /回避策を設定しますか/, /キーの保存先\r?\n/, /プロジェクトのキーはどれ/],
])('the way round an old client, asked about in %s', (language, question, where, which) => {
  it('is set up as the person says, with the key that they choose, unseen', async () => {
    const [first, second] = [makeToken(), makeToken()]
    writeFileSync(join(machine.home, '.netrc'), `machine a password ${first}\nmachine b password ${second}\n`)
    const terminal = examine(language)
    await terminal.shown(question)
    terminal.type('y')
    await terminal.shown(where)
    terminal.type('vault:kv/chosen\r')
    await terminal.shown(which)
    terminal.type('\u001b[B\r')
    const { exitCode, text } = await terminal.ended
    expect(exitCode).toBe(2)
    for (const token of [first, second]) expect(text).not.toContain(token.slice(-49))
    expect(vault.entries.get('kv/chosen')?.data).toEqual({ token: second })
    expect(JSON.parse(readFileSync(join(project, 'keystead.json'), 'utf8'))).toEqual({
      environment: { WANDB_API_KEY: 'vault:kv/chosen' },
    })
    vault.entries.clear()
  })

  it('is not, for who does not want it', async () => {
    const terminal = examine(language)
    await terminal.shown(question)
    terminal.type('n')
    expect(await terminal.ended).toMatchObject({ exitCode: 2 })
    expect(existsSync(join(project, 'keystead.json'))).toBe(false)
  })
})
