import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseToken } from '@keystead/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { startListeningServer } from '../sdk/listening-server.ts'
import { type Machine, makeMachine } from './machine.ts'
import { startVaultStandIn, type VaultStandIn } from './vault-stand-in.ts'

let server: Awaited<ReturnType<typeof startListeningServer>>
let vault: VaultStandIn
let machine: Machine
let token: string

beforeAll(async () => {
  ;[server, vault] = await Promise.all([startListeningServer(), startVaultStandIn()])
  token = server.app.ada.token
})
afterAll(async () => {
  vault.close()
  await server.close()
})
beforeEach(async () => {
  vault.entries.clear()
  vault.refuseWrites = false
  machine = await makeMachine({ KEYSTEAD_URL: server.url, ...vault.variables })
  onTestFinished(() => machine.remove())
})

const logIn = (...more: string[]) =>
  machine.keystead(['login', '--with-token', '--store', 'vault:kv/me', ...more], { input: `${token}\n` })

const withToken = () => ({ environment: { KEYSTEAD_TOKEN: token } })

describe('signing in', () => {
  it('keeps the key in the store that was named, and in no file', async () => {
    expect(await logIn()).toMatchObject({ exitCode: 0, stdout: `Signed in to ${server.url} as ada.\n` })
    expect(vault.entries.get('kv/me')?.data).toEqual({ token })

    const configuration = join(machine.home, '.config/keystead/config.json')
    expect(JSON.parse(readFileSync(configuration, 'utf8'))).toEqual({
      profile: 'default',
      profiles: { default: { url: server.url, credential: 'vault:kv/me' } },
      keys: {},
    })
    expect(statSync(configuration).mode & 0o077).toBe(0)
    expect(machine.files().filter(({ content }) => content.includes(token))).toEqual([])
    expect(await machine.json(['whoami'])).toMatchObject({
      url: server.url,
      keptIn: 'vault:kv/me',
      principal: { username: 'ada' },
    })
  })

  it('keeps nothing of a key that does not work', async () => {
    const wrong = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`
    const run = await machine.keystead(['login', '--with-token', '--store', 'vault:kv/me'], { input: wrong })
    expect(run).toEqual({
      exitCode: 65,
      stdout: '',
      stderr: 'keystead: This API key is mistyped or cut: its checksum is wrong.\n',
    })
    expect(vault.entries.size).toBe(0)
    expect(machine.files()).toEqual([])
  })

  it('ends with the key gone from the store', async () => {
    await logIn()
    expect(await machine.keystead(['logout'])).toMatchObject({ exitCode: 0 })
    expect(vault.entries.size).toBe(0)
    expect(await machine.keystead(['whoami'])).toMatchObject({
      exitCode: 77,
      stderr: 'keystead: Profile default is not signed in. Do so with: keystead login\n',
    })
  })

  it('keeps profiles apart, and sends the key of one to no other server', async () => {
    await logIn()
    await logIn('--profile', 'work', '--store', 'vault:kv/work')
    expect(await machine.json(['profiles', 'list'])).toMatchObject({
      profiles: [
        { name: 'default', current: false },
        { name: 'work', current: true },
      ],
    })
    expect(await machine.json(['whoami', '--profile', 'default'])).toMatchObject({ keptIn: 'vault:kv/me' })
    const elsewhere = await machine.keystead(['whoami'], { environment: { KEYSTEAD_URL: 'http://127.0.0.1:9' } })
    expect(elsewhere).toMatchObject({ exitCode: 77, stderr: expect.stringContaining('names another server') })
  })

  it('falls back to no file where the keychain cannot be reached', async () => {
    const run = await machine.keystead(['login', '--with-token'], { input: token })
    expect(run).toMatchObject({ exitCode: 69, stderr: expect.stringContaining('No other place was chosen') })
    expect(machine.files()).toEqual([])
  })
})

describe('keys', () => {
  it('are made straight into a store: nobody sees the token, and the key works', async () => {
    const run = await machine.keystead(
      ['keys', 'create', 'laptop', '--store', 'vault:kv/team/app#WANDB_API_KEY'],
      withToken(),
    )
    expect(run).toMatchObject({ exitCode: 0, stderr: '' })
    const made = String(vault.entries.get('kv/team/app')?.data.WANDB_API_KEY)
    const parsed = parseToken(made)
    if (!parsed.ok) throw new Error('what was stored is no token')
    expect(run.stdout).toBe(
      `Key laptop (${parsed.keyId}) is made.\nIts token is in vault:kv/team/app#WANDB_API_KEY. Nobody has seen it.\n`,
    )
    expect(await machine.json(['whoami'], { environment: { KEYSTEAD_TOKEN: made } })).toMatchObject({
      key: { id: parsed.keyId },
    })
    expect(await machine.json(['keys', 'show', parsed.keyId], withToken())).toMatchObject({
      key: { name: 'laptop' },
      storedIn: 'vault:kv/team/app#WANDB_API_KEY',
    })
  })

  it('are rotated: the new token gets to where the old one was, and the old key works until the rotation is complete', async () => {
    const place = 'vault:kv/rotated'
    const { key } = await machine.json<{ key: { id: string } }>(
      ['keys', 'create', 'worker', '--store', place],
      withToken(),
    )
    const tokenOf = () => String(vault.entries.get('kv/rotated')?.data.token)
    const old = tokenOf()
    const opened = await machine.json<{ key: { id: string }; storedIn: string; rotation: { id: string } }>(
      ['keys', 'rotate', key.id],
      withToken(),
    )
    expect(opened).toMatchObject({ storedIn: place, rotation: { state: 'open', oldKeyId: key.id } })
    expect(JSON.stringify(opened)).not.toContain(tokenOf().slice(-40))
    for (const token of [old, tokenOf()]) {
      expect(await machine.keystead(['whoami'], { environment: { KEYSTEAD_TOKEN: token } })).toMatchObject({
        exitCode: 0,
      })
    }
    const { rotations } = await machine.json<{ rotations: unknown[] }>(['rotations', 'list'], withToken())
    expect(rotations).toMatchObject([{ id: opened.rotation.id }])
    const ended = await machine.keystead(
      ['rotations', 'complete', opened.rotation.id, '--even-if-used', '--yes'],
      withToken(),
    )
    expect(ended).toEqual({ exitCode: 0, stdout: `${opened.rotation.id}: completed.\n`, stderr: '' })
    expect(await machine.keystead(['whoami'], { environment: { KEYSTEAD_TOKEN: old } })).toMatchObject({ exitCode: 77 })
    // And again, from the key that is in use now.
    expect(await machine.json(['keys', 'rotate', opened.key.id], withToken())).toMatchObject({ storedIn: place })
  })

  it('are as they were where the new token could not be stored', async () => {
    const { key } = await machine.json<{ key: { id: string } }>(
      ['keys', 'create', 'kept', '--store', 'vault:kv/kept'],
      withToken(),
    )
    vault.refuseWrites = true
    expect(await machine.keystead(['keys', 'rotate', key.id], withToken())).toMatchObject({ exitCode: 69 })
    expect(await machine.json(['keys', 'list', '--query', 'kept'], withToken())).toMatchObject({
      keys: [{ id: key.id }],
    })
  })

  it('leave what else lies beside them in the store', async () => {
    vault.entries.set('kv/team/app', { data: { OTHER: 'stays' }, version: 4 })
    await machine.keystead(['keys', 'create', 'x', '--store', 'vault:kv/team/app#KEY'], withToken())
    expect(vault.entries.get('kv/team/app')).toMatchObject({ data: { OTHER: 'stays' }, version: 5 })
  })

  it('are deleted again where the token could not be stored', async () => {
    vault.refuseWrites = true
    const run = await machine.keystead(['keys', 'create', 'nowhere', '--store', 'vault:kv/x'], withToken())
    expect(run).toMatchObject({
      exitCode: 69,
      stdout: '',
      stderr: expect.stringMatching(
        /permission denied\nThe token could not be stored, so the key has been deleted again/,
      ),
    })
    expect(await machine.json(['keys', 'list', '--query', 'nowhere'], withToken())).toEqual({ keys: [], more: false })
  })

  it('are not made where nobody has said where the token is to go', async () => {
    const run = await machine.keystead(['keys', 'create', 'adrift'], withToken())
    expect(run).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('--show-token') })
    expect(await machine.json(['keys', 'list', '--query', 'adrift'], withToken())).toMatchObject({ keys: [] })
  })

  it('show their token once where that was asked for, on standard output alone', async () => {
    const run = await machine.keystead(['keys', 'create', 'shown', '--show-token', '--expires', '90d'], withToken())
    expect(parseToken(run.stdout.trim()).ok).toBe(true)
    expect(run.stderr).not.toContain(run.stdout.trim())
  })

  it('are listed as lines with tabs for programs that take no JSON, and renamed', async () => {
    const { key } = await machine.json<{ key: { id: string } }>(['keys', 'create', '前', '--show-token'], withToken())
    await machine.keystead(['keys', 'rename', key.id, '日本語の名前'], withToken())
    const { stdout } = await machine.keystead(['keys', 'list', '--query', '日本語'], withToken())
    expect(stdout.split('\t').slice(0, 5)).toEqual(['日本語の名前', key.id, 'ada', 'personal', 'active'])
  })

  it('are deleted by programs that say --yes, and by nobody who was not asked', async () => {
    const { key } = await machine.json<{ key: { id: string } }>(['keys', 'create', 'old', '--show-token'], withToken())
    const unasked = await machine.keystead(['keys', 'delete', key.id], withToken())
    expect(unasked).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('--yes') })
    const run = await machine.keystead(['keys', 'delete', key.id, '--yes'], withToken())
    expect(run.stdout).toMatch(
      new RegExp(`^Deleted old \\(${key.id}\\)\\.\nRefused by all nodes \\(1\\) within \\d+ ms\\.\n$`),
    )
    expect(await machine.keystead(['keys', 'show', key.id], withToken())).toMatchObject({ exitCode: 66 })
  })
})

describe('lists', () => {
  it.each([
    [['orgs', 'list'], 'organizations', 'acme'],
    [['members', 'list', 'acme'], 'members', 'ada'],
    [['teams', 'list', 'acme'], 'teams', undefined],
    [['service-accounts', 'list', 'acme'], 'serviceAccounts', undefined],
    [['audit', 'list', '--organization', 'acme'], 'events', 'key.create'],
  ] as const)('%j shows them, to people and to programs', async (args, name, expected) => {
    const listed = await machine.json<Record<string, unknown[]>>(args, withToken())
    expect(Array.isArray(listed[name])).toBe(true)
    const { exitCode, stdout } = await machine.keystead(args, withToken())
    expect(exitCode).toBe(0)
    if (expected !== undefined) expect(stdout).toContain(expected)
  })
})

describe('what goes wrong', () => {
  it('is a sentence with the code and the request, in both languages, and JSON for programs', async () => {
    const args = ['keys', 'show', 'nobodyknowsthis1']
    const { stderr } = await machine.keystead(args, withToken())
    expect(stderr).toMatch(/^keystead: There is no such API key\. \(KEY_NOT_FOUND, request [\w-]+\)\n$/)
    const japanese = await machine.keystead([...args, '--lang', 'ja'], withToken())
    expect(japanese.stderr).toMatch(/^keystead: 該当するAPIキーはありません。\(KEY_NOT_FOUND、リクエスト [\w-]+\)\n$/)
    const forPrograms = await machine.keystead([...args, '--json'], withToken())
    expect(JSON.parse(forPrograms.stderr)).toMatchObject({
      error: { code: 'KEY_NOT_FOUND', requestId: expect.any(String) },
    })
  })

  it('is told apart by the exit code', async () => {
    const other = { environment: { KEYSTEAD_TOKEN: token, KEYSTEAD_URL: 'http://127.0.0.1:9' } }
    expect(await machine.keystead(['whoami'], other)).toMatchObject({ exitCode: 69 })
    expect(await machine.keystead(['keys', 'fly'])).toMatchObject({ exitCode: 64 })
    const unknown = { environment: { KEYSTEAD_TOKEN: 'ksd_v1_0000000000000000_nothing' } }
    expect(await machine.keystead(['whoami'], unknown)).toMatchObject({ exitCode: 77 })
  })
})

describe('a token among the arguments', () => {
  const hex = '0123456789abcdef0123456789abcdef01234567'
  it.each([
    ['as a key of Keystead’s', () => token],
    ['cut', () => token.slice(0, -7)],
    ['in an option', () => `--query=${token}`],
    ['in the legacy form', () => `local-${hex}`],
    ['as a key of W&B’s', () => hex],
    ['as a new key of W&B’s', () => `wandb_v1_${hex}_${hex}`],
    ['in a URL', () => `https://api:${hex}@example.com`],
  ])('%s is refused at once and not repeated', async (_, make) => {
    for (const args of [[make()], ['keys', 'list', make()], ['run', '--', 'echo', make()]]) {
      const run = await machine.keystead(args)
      expect(run).toMatchObject({ exitCode: 64, stdout: '' })
      expect(run.stderr).toContain('Nothing was done')
      expect(run.stderr).not.toContain(make().slice(0, 30))
    }
  })
})

describe('the one keystead', () => {
  it('hands what runs a server over to the server’s package', async () => {
    const run = await machine.keystead(['bootstrap', '--email', 'eve@example.com'])
    expect(run).toMatchObject({
      exitCode: 64,
      stderr: 'keystead: keystead bootstrap needs --email and --organization\n',
    })
    const args = ['bootstrap', '--email', 'eve@example.com', '--organization', 'globex']
    const { stdout } = await machine.keystead(args, { folder: machine.home })
    expect(JSON.parse(stdout)).toMatchObject({ user: { email: 'eve@example.com' }, organization: { name: 'globex' } })
  })
})
