import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeHex, makeToken } from '@keystead/scanner/testing/secrets.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { type Machine, makeMachine } from './machine.ts'
import { startVaultStandIn, type VaultStandIn } from './vault-stand-in.ts'

let machine: Machine
beforeEach(async () => {
  machine = await makeMachine()
  onTestFinished(() => machine.remove())
  mkdirSync(join(machine.home, 'project'))
})

const write = (name: string, text = '') => {
  const path = join(machine.home, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

type Ailment = { readonly check: string; readonly place: string; readonly fix: string; readonly version?: string }

const examine = async (environment: Record<string, string> = {}) => {
  const folder = join(machine.home, 'project')
  const { exitCode, stdout, stderr } = await machine.keystead(['doctor', '--json'], { folder, environment })
  expect(stderr).toBe('')
  const { ailments } = JSON.parse(stdout) as { ailments: readonly Ailment[] }
  // What else runs on the machine of the test is none of it.
  const ours = ailments.filter(({ check }) => check !== 'process-list')
  expect(exitCode).toBe(ailments.length === 0 ? 0 : 2)
  return {
    all: ailments,
    ours,
    places: ours.map(({ check, place }) => `${check} ${place.replace(machine.home, '~')}`),
    stdout,
  }
}

describe('keystead doctor', () => {
  it('finds nothing on a machine that is well', async () => {
    write('.netrc', 'machine example.com login x password y\n')
    write('project/requirements.txt', 'wandb==0.22.3\nweave>=0.52.17\nwandb-core==0.1\n')
    write('project/uv.lock', '[[package]]\nname = "wandb"\nversion = "0.30.0"\n')
    write('project/package-lock.json', '{"packages": {"node_modules/weave": {"version": "0.11.1"}}}')
    expect(await examine()).toMatchObject({ ours: [] })
  })

  it('finds keys in settings files, and shows nothing of them', async () => {
    const [netrc, settings] = [makeHex(), makeToken()]
    write('.netrc', `machine api.wandb.ai\n  login user\n  password ${netrc}\n`)
    write('.config/wandb/settings', `[default]\nbase_url = https://keys.example.com\napi_key = ${settings}\n`)
    write('.docker/config.json', JSON.stringify({ auths: { x: { auth: btoa(`user:${makeToken()}`) } } }))
    const { places, stdout } = await examine()
    expect(places).toEqual([
      'plain-text ~/.config/wandb/settings:3',
      'plain-text ~/.docker/config.json:1',
      'plain-text ~/.netrc:3',
    ])
    expect(stdout).not.toContain(netrc.slice(8))
    expect(stdout).not.toContain(settings.slice(-49))
  })

  it.each([
    ['.bash_history', (token: string) => `ls\n#1700000000\nexport WANDB_API_KEY=${token}\n`, 3],
    ['.zsh_history', (token: string) => `: 1700000000:0;ls\n: 1700000001:0;wandb login ${token}\n`, 2],
    ['.local/share/fish/fish_history', (token: string) => `- cmd: wandb login ${token}\n  when: 1700000000\n`, 1],
  ])('finds keys in %s', async (name, text, line) => {
    write(name, text(makeToken()))
    expect((await examine()).places).toEqual([`shell-history ~/${name}:${line}`])
  })

  it('finds .env files that git keeps, and no others', async () => {
    const git = (...words: string[]) =>
      execFileSync('git', words, { cwd: join(machine.home, 'project'), env: machine.environment })
    git('init', '-q')
    for (const name of ['.env', 'app/.env.production', '.env.example', 'ignored/.env'])
      write(`project/${name}`, 'A=1\n')
    git('add', '.env', 'app', '.env.example')
    const { places, ours } = await examine()
    expect(places).toEqual(['env-under-git ~/project/.env', 'env-under-git ~/project/app/.env.production'])
    expect(ours[0]?.fix).toContain(`git rm --cached '${join(machine.home, 'project/.env')}'`)
  })

  it('finds keys among the arguments of what runs', async () => {
    const child = spawn('sh', ['-c', 'echo ready; read line', makeToken()], { stdio: ['pipe', 'pipe', 'inherit'] })
    onTestFinished(async () => {
      child.stdin.end()
      await once(child, 'close')
    })
    await once(child.stdout, 'data')
    expect((await examine()).all).toContainEqual(
      expect.objectContaining({ check: 'process-list', place: String(child.pid) }),
    )
  })

  it('finds clients too old for long keys, and says what brings newer ones or goes round them', async () => {
    write('project/uv.lock', '[[package]]\nname = "wandb"\nversion = "0.22.2"\n')
    write('project/yarn.lock', '"@wandb/sdk@^0.5.0":\n  version "0.5.1"\n')
    const { ours } = await examine()
    expect(ours.map(({ version }) => version)).toEqual(['0.22.2', '0.5.1'])
    expect(ours[0]?.fix).toContain("uv add 'wandb>=0.22.3'")
    for (const { fix } of ours) expect(fix).toContain('keystead run')
  })

  it('looks into the environment that is in use, conda’s too', async () => {
    write('conda/conda-meta/wandb-0.17.9-pyhd8ed1ab_0.json', '{}')
    write('venv/lib/python3.11/site-packages/weave-0.50.0.dist-info/METADATA')
    const { ours } = await examine({
      CONDA_PREFIX: join(machine.home, 'conda'),
      VIRTUAL_ENV: join(machine.home, 'venv'),
    })
    expect(ours.map(({ version }) => version)).toEqual(['0.50.0', '0.17.9'])
  })

  it('tells people what is wrong and what mends it, in both languages', async () => {
    write('project/requirements.txt', 'wandb==0.21.4\n')
    const folder = join(machine.home, 'project')
    const english = await machine.keystead(['doctor'], { folder })
    expect(english.stdout).toContain(
      'wandb 0.21.4 refuses keys longer than 40 characters; 0.22.3 takes them.\n  pip install',
    )
    const japanese = await machine.keystead(['doctor', '--lang', 'ja'], { folder })
    expect(japanese.stdout).toContain('wandb 0.21.4 は40文字を超えるキーを拒否します。')
  })
})

describe('keystead doctor --fix', () => {
  let vault: VaultStandIn
  beforeAll(async () => {
    vault = await startVaultStandIn()
  })
  afterAll(() => vault.close())
  beforeEach(() => vault.entries.clear())

  const fix = (...more: string[]) => {
    const options = { folder: join(machine.home, 'project'), environment: vault.variables }
    return machine.keystead(['doctor', '--fix', ...more], options)
  }
  const readProject = () => JSON.parse(readFileSync(join(machine.home, 'project/keystead.json'), 'utf8'))

  it('names where the key lies, and puts there what lay open, unseen: programs then have it by the environment', async () => {
    const token = makeToken()
    write('.netrc', `machine api.wandb.ai\n  login user\n  password ${token}\n`)
    write('project/requirements.txt', 'wandb==0.21.4\n')
    const { exitCode, stdout, stderr } = await fix('--store', 'vault:kv/project')
    expect(exitCode).toBe(2)
    expect(stdout + stderr).not.toContain(token.slice(-49))
    expect(stderr).toContain(`${join(machine.home, '.netrc')}:3`)
    expect(readProject()).toEqual({ environment: { WANDB_API_KEY: 'vault:kv/project' } })
    expect(vault.entries.get('kv/project')?.data).toEqual({ token })

    const folder = join(machine.home, 'project')
    const script = 'test "$WANDB_API_KEY" && echo "it has one"'
    const ran = await machine.keystead(['run', '--', 'sh', '-c', script], { folder, environment: vault.variables })
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'it has one\n' })
    // What asks for 40 characters is not asked any more.
    expect((await examine(vault.variables)).places).toEqual(['plain-text ~/.netrc:3'])
  })

  it('leaves what is in the store and in the file as it is', async () => {
    vault.entries.set('kv/project', { data: { token: 'there already' }, version: 1 })
    write('project/keystead.json', '{ "note": "ours", "environment": { "OTHER": "vault:kv/other" } }')
    write('.netrc', `machine api.wandb.ai password ${makeToken()}\n`)
    expect(await fix('--store', 'vault:kv/project')).toMatchObject({ exitCode: 2 })
    expect(vault.entries.get('kv/project')?.data).toEqual({ token: 'there already' })
    expect(readProject()).toEqual({
      note: 'ours',
      environment: { OTHER: 'vault:kv/other', WANDB_API_KEY: 'vault:kv/project' },
    })
  })

  it('chooses none of several keys, and no store, where nobody is there to be asked', async () => {
    write('.netrc', `machine a password ${makeToken()}\nmachine b password ${makeToken()}\n`)
    expect(await fix()).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('--store') })
    expect(existsSync(join(machine.home, 'project/keystead.json'))).toBe(false)
    expect((await fix('--store', 'vault:kv/project')).stderr).toContain('keystead store put vault:kv/project')
    expect(vault.entries.size).toBe(0)
  })
})
