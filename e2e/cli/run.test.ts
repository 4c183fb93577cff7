import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { type Machine, makeMachine } from './machine.ts'
import { startVaultStandIn, type VaultStandIn } from './vault-stand-in.ts'

// A token by its form; no server knows it, and `keystead run` asks none.
const token = 'ksd_v1_0123456789abcdef_0123456789abcdefghijABCDEFGHIJ0123456789abcdefghij'
const reference = 'vault:kv/wandb#KEY'

let vault: VaultStandIn
let machine: Machine

beforeAll(async () => {
  vault = await startVaultStandIn()
})
afterAll(() => vault.close())
beforeEach(async () => {
  vault.entries.set('kv/wandb', { data: { KEY: token }, version: 1 })
  machine = await makeMachine(vault.variables)
  onTestFinished(() => machine.remove())
})

const run = (...rest: string[]) => machine.keystead(['run', '--key', reference, ...rest])
const node = (script: string) => ['node', '-e', script]

describe('keystead run', () => {
  it('gives the program the token in its environment alone, and not our own key', async () => {
    const script = `
      const { WANDB_API_KEY: key = '', KEYSTEAD_TOKEN } = process.env
      console.log(key.length, [...key].at(-1), process.argv.length, KEYSTEAD_TOKEN ?? 'no other')`
    const result = await machine.keystead(['run', '--key', reference, '--', ...node(script)], {
      environment: { KEYSTEAD_TOKEN: 'something' },
    })
    expect(result).toEqual({ exitCode: 0, stdout: `${token.length} j 1 no other\n`, stderr: '' })
  })

  it('gives it under another name where one is wanted', async () => {
    const { stdout } = await run(
      '--env',
      'API_KEY',
      '--',
      ...node("console.log('API_KEY' in process.env, 'WANDB_API_KEY' in process.env)"),
    )
    expect(stdout).toBe('true false\n')
  })

  it('masks the token in what the program prints, on both outputs and in pieces', async () => {
    const script = `
      const key = process.env.WANDB_API_KEY
      console.error('error: ' + key + '!')
      process.stdout.write('a' + key + key.slice(0, 30))
      setTimeout(() => process.stdout.write(key.slice(30) + 'z' + key.slice(0, 9)), 50)`
    expect(await run('--', ...node(script))).toEqual({
      exitCode: 0,
      stdout: `a****************z${token.slice(0, 9)}`,
      stderr: 'error: ********!\n',
    })
  })

  it('reads its input, and ends as it ends', async () => {
    const args = ['run', '--key', reference, '--', 'sh', '-c', 'read line; echo "got $line"; exit 3']
    expect(await machine.keystead(args, { input: 'this\n' })).toEqual({ exitCode: 3, stdout: 'got this\n', stderr: '' })
    expect(await run('--', 'no-such-program-anywhere')).toMatchObject({ exitCode: 127 })
    expect(await run('--', machine.home)).toMatchObject({ exitCode: 126 })
  })

  it('passes signals on, and dies of the one that the program died of', async () => {
    const { command, args, environment } = machine.command([
      'run',
      '--key',
      reference,
      '--',
      ...node("console.log('ready'); setInterval(() => {}, 1000)"),
    ])
    const child = spawn(command, args, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
    child.stdout.once('data', () => child.kill('SIGTERM'))
    expect(await new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })))).toEqual({
      code: null,
      signal: 'SIGTERM',
    })
  })

  it('starts nothing where the token is not to be had', async () => {
    vault.entries.clear()
    const result = await run('--', 'touch', join(machine.home, 'started'))
    expect(result).toMatchObject({ exitCode: 66, stderr: `keystead: There is nothing at ${reference}.\n` })
    expect(machine.files()).toEqual([])
  })
})

describe('keystead.json', () => {
  const write = (content: unknown) =>
    writeFileSync(join(machine.home, 'keystead.json'), typeof content === 'string' ? content : JSON.stringify(content))
  const runHere = (folder = machine.home) =>
    machine.keystead(['run', '--', ...node('console.log(process.env.WANDB_API_KEY?.length)')], { folder })

  it('names the references of a project, also for its folders', async () => {
    write({ environment: { WANDB_API_KEY: reference } })
    mkdirSync(join(machine.home, 'src/deep'), { recursive: true })
    expect(await runHere(join(machine.home, 'src/deep'))).toMatchObject({ exitCode: 0, stdout: `${token.length}\n` })
  })

  it('does not count beyond the repository', async () => {
    write({ environment: { WANDB_API_KEY: reference } })
    mkdirSync(join(machine.home, 'project/.git'), { recursive: true })
    expect(await runHere(join(machine.home, 'project'))).toMatchObject({ exitCode: 64 })
  })

  it('is refused where it holds a token, which is not repeated', async () => {
    for (const secret of [token, '0123456789abcdef0123456789abcdef01234567', `local-${'0123456789'.repeat(4)}`]) {
      write({ environment: { WANDB_API_KEY: secret } })
      const result = await runHere()
      expect(result).toMatchObject({
        exitCode: 78,
        stderr: expect.stringContaining('holds what looks like an API key'),
      })
      expect(result.stderr).not.toContain(secret)
    }
  })

  it('is refused where it is something else, or wants the key of keystead itself', async () => {
    for (const content of ['{', { environment: {} }, { environment: { A: 1 } }, { keys: {} }]) {
      write(content)
      expect(await runHere()).toMatchObject({ exitCode: 78 })
    }
    mkdirSync(join(machine.home, '.config/keystead'), { recursive: true })
    const profiles = { default: { url: 'http://127.0.0.1:9', credential: reference } }
    writeFileSync(join(machine.home, '.config/keystead/config.json'), JSON.stringify({ profiles }))
    write({ environment: { WANDB_API_KEY: reference } })
    expect(await runHere()).toMatchObject({ exitCode: 78, stderr: expect.stringContaining('itself') })
  })
})

describe('keystead store', () => {
  it('puts what comes by standard input, hands it on into a pipe, and removes it', async () => {
    expect(await machine.keystead(['store', 'put', 'vault:kv/new'], { input: 'a secret\n' })).toMatchObject({
      exitCode: 0,
    })
    expect(await machine.keystead(['store', 'get', 'vault:kv/new'])).toEqual({
      exitCode: 0,
      stdout: 'a secret\n',
      stderr: '',
    })
    expect(await machine.keystead(['store', 'remove', 'vault:kv/new'])).toMatchObject({ exitCode: 64 })
    expect(await machine.keystead(['store', 'remove', 'vault:kv/new', '--yes'])).toMatchObject({ exitCode: 0 })
    expect(await machine.keystead(['store', 'get', 'vault:kv/new'])).toMatchObject({ exitCode: 66 })
  })

  it('keeps one line, and takes no secret for a reference', async () => {
    for (const input of ['', 'two\nlines\n', 'x'.repeat(5_000)]) {
      expect(await machine.keystead(['store', 'put', 'vault:kv/new'], { input })).toMatchObject({ exitCode: 65 })
    }
    const typed = await machine.keystead(['store', 'get', 'hunter2-hunter2'])
    expect(typed).toMatchObject({ exitCode: 64 })
    expect(typed.stderr).not.toContain('hunter2')
  })
})
