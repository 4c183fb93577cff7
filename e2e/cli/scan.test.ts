import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeLongWandbKey, makeToken } from '@keystead/scanner/testing/secrets.ts'
import { createKeysteadClient } from '@keystead/sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { startListeningServer } from '../sdk/listening-server.ts'
import { type Machine, makeMachine } from './machine.ts'

let server: Awaited<ReturnType<typeof startListeningServer>>
let machine: Machine
let project: string

beforeAll(async () => {
  server = await startListeningServer()
})
afterAll(() => server.close())
beforeEach(async () => {
  machine = await makeMachine({ KEYSTEAD_URL: server.url })
  onTestFinished(() => machine.remove())
  project = join(machine.home, 'project')
  mkdirSync(project)
})

const write = (name: string, text: string) => {
  mkdirSync(dirname(join(project, name)), { recursive: true })
  writeFileSync(join(project, name), text)
}
const scan = (args: readonly string[] = [], environment: Record<string, string> = {}) =>
  machine.keystead(['scan', ...args], { folder: project, environment })
const git = (...words: string[]) =>
  execFileSync('git', words, { cwd: project, env: { ...machine.environment, GIT_CONFIG_NOSYSTEM: '1' }, stdio: 'pipe' })

describe('keystead scan', () => {
  it('says where a key lies and what it is, never the key itself, and ends with 2', async () => {
    const token = makeToken()
    write('src/a.py', `import wandb\nkey = "${token}"\n`)
    write('.env', `WANDB_API_KEY=${makeLongWandbKey()}\n`)
    const { exitCode, stdout, stderr } = await scan()
    expect(exitCode).toBe(2)
    expect(stdout.trim().split('\n').sort()).toEqual([
      expect.stringMatching(/^\.env:1:15\tW&B key\twandb_v1_\w{8}…$/),
      `src/a.py:2:8\tKeystead token\t${token.slice(0, -50)}_…`,
    ])
    expect(stderr).toContain('2 found in 2 files.')
    expect(stdout + stderr).not.toContain(token.slice(-43))
  })

  it('ends with 0 where there is nothing, and says so in Japanese, too', async () => {
    write('a.txt', 'nothing here')
    expect(await scan()).toMatchObject({ exitCode: 0, stdout: '', stderr: 'Nothing found in 1 files.\n' })
    const japanese = await scan(['--lang', 'ja'])
    expect(japanese).toMatchObject({ exitCode: 0, stderr: '1ファイルを調べました。何も見つかりませんでした。\n' })
  })

  it('answers as JSON and as SARIF', async () => {
    write('a.txt', makeToken())
    const json = JSON.parse((await scan(['--json'])).stdout)
    expect(json).toMatchObject({
      findings: [{ rule: 'keystead-token', certainty: 'certain', path: 'a.txt', line: 1, life: 'unknown' }],
      contents: 1,
    })
    const sarif = JSON.parse((await scan(['--sarif'])).stdout)
    expect(sarif).toMatchObject({ version: '2.1.0', runs: [{ results: [{ ruleId: 'keystead-token' }] }] })
  })

  it.each([
    [['--staged', '--history'], 64],
    [['--staged', 'a.txt'], 64],
    [['--staged'], 65],
    [['--history'], 65],
  ])('ends %j with %d where that cannot be done', async (args, exitCode) => {
    expect(await scan(args)).toMatchObject({ exitCode, stdout: '' })
  })

  it('looks through the history for what was taken out again', async () => {
    git('init', '-q')
    const commit = () => git('-c', 'user.name=G', '-c', 'user.email=g@example.com', 'commit', '-qam', 'one')
    write('a.txt', makeToken())
    git('add', '.')
    commit()
    write('a.txt', 'clean')
    commit()
    expect(await scan()).toMatchObject({ exitCode: 0 })
    const { exitCode, stdout } = await scan(['--history'])
    expect(exitCode).toBe(2)
    expect(stdout).toMatch(/^a\.txt:1:1 in [0-9a-f]{12}\tKeystead token\t/)
  })
})

describe('keystead scan --check', () => {
  const check = async () => {
    const environment = { KEYSTEAD_TOKEN: server.app.ada.token }
    const { stdout } = await scan(['--check', '--json'], environment)
    const { findings } = JSON.parse(stdout) as { findings: { keyId: string; life: string }[] }
    return Object.fromEntries(findings.map(({ keyId, life }) => [keyId, life]))
  }

  it('says which keys still work, of one’s own without using them', async () => {
    const client = createKeysteadClient({ url: server.url, token: server.app.ada.token })
    const [live, disabled, deleted] = await Promise.all(['a', 'b', 'c'].map((name) => client.keys.create({ name })))
    if (!live || !disabled || !deleted) throw new Error('three keys were made')
    await client.keys.disable(disabled.key.id)
    await client.keys.delete(deleted.key.id)
    const foreign = makeToken('acme')
    write('keys.txt', [live.token, disabled.token, deleted.token, foreign, makeLongWandbKey()].join('\n'))
    expect(await check()).toEqual({
      [live.key.id]: 'live',
      [disabled.key.id]: 'dead',
      [deleted.key.id]: 'dead',
      [foreign.slice(-66, -50)]: 'dead',
      null: 'unknown',
    })
    expect((await client.keys.get(live.key.id)).lastUsedAt).toBeNull()
  })

  it('needs an account of the server', async () => {
    write('a.txt', makeToken())
    expect(await scan(['--check'])).toMatchObject({ exitCode: 77 })
  })
})

describe('keystead scan --install-hook', () => {
  it('keeps keys out of commits from then on', async () => {
    git('init', '-q')
    expect(await scan(['--install-hook'])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('pre-commit') })
    const bin = join(machine.home, 'bin')
    mkdirSync(bin)
    const root = join(import.meta.dirname, '../..')
    writeFileSync(
      join(bin, 'keystead'),
      `#!/bin/sh\nexec ${root}/node_modules/.bin/node ${root}/packages/cli/bin/keystead "$@"\n`,
    )
    chmodSync(join(bin, 'keystead'), 0o755)
    const commit = () => {
      try {
        const words = ['-c', 'user.name=G', '-c', 'user.email=g@example.com', 'commit', '-qm', 'one']
        const env = { ...machine.environment, PATH: `${bin}:${machine.environment.PATH}` }
        execFileSync('git', words, { cwd: project, env, stdio: 'pipe' })
        return 'committed'
      } catch (error) {
        // Git sends what a hook prints to standard error.
        return String((error as { stderr: Buffer }).stderr)
      }
    }
    write('a.txt', makeToken())
    git('add', '.')
    expect(commit()).toContain('a.txt:1:1\tKeystead token')
    write('a.txt', 'clean')
    git('add', '.')
    expect(commit()).toBe('committed')
    expect(readFileSync(join(project, '.git/hooks/pre-commit'), 'utf8')).toContain('keystead scan --staged')
  })
})
