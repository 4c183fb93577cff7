// One running store of each kind, and the variables by which the CLI finds it.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findFreePort } from '@keystead/storage/testing/find-free-port'
import type { StorePrograms } from './store-programs.ts'

export type RunningStore = {
  readonly environment: Readonly<Record<string, string>>
  stop(): Promise<void>
}

type Paths = { readonly [Name in keyof StorePrograms]: string }

const path = process.env.PATH ?? ''

export async function startOpenBao({ bao }: Pick<Paths, 'bao'>): Promise<RunningStore> {
  const address = `127.0.0.1:${await findFreePort()}`
  const token = 'root-of-the-test'
  const child = spawn(bao, ['server', '-dev', `-dev-listen-address=${address}`, `-dev-root-token-id=${token}`], {
    env: { PATH: path, HOME: tmpdir() },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await printed(child, /Development mode should NOT be used/)
  return { environment: { VAULT_ADDR: `http://${address}`, VAULT_TOKEN: token }, stop: () => end(child) }
}

/** Variables by which a role, and no token, may read and write below `secret/team`. */
export async function makeAppRole({ VAULT_ADDR = '', VAULT_TOKEN = '' }: RunningStore['environment']) {
  const ask = async (method: string, place: string, body: unknown = {}) => {
    const headers = { 'x-vault-token': VAULT_TOKEN }
    const response = await fetch(`${VAULT_ADDR}/v1/${place}`, { method, headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`OpenBao answered ${method} ${place} with ${response.status}`)
    const text = await response.text()
    return text === '' ? {} : JSON.parse(text).data
  }
  const policy = 'path "secret/data/team/*" { capabilities = ["create", "read", "update"] }'
  await ask('PUT', 'sys/policies/acl/team', { policy })
  await ask('POST', 'sys/auth/approle', { type: 'approle' })
  await ask('POST', 'auth/approle/role/team', { token_policies: 'team' })
  const { role_id } = await requestJson(`${VAULT_ADDR}/v1/auth/approle/role/team/role-id`, VAULT_TOKEN)
  const { secret_id } = await ask('POST', 'auth/approle/role/team/secret-id')
  return { VAULT_ADDR, VAULT_ROLE_ID: String(role_id), VAULT_SECRET_ID: String(secret_id) }
}

async function requestJson(url: string, token: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, { headers: { 'x-vault-token': token } })
  return ((await response.json()) as { data: Record<string, unknown> }).data
}

export async function startMoto({ moto_server }: Pick<Paths, 'moto_server'>): Promise<RunningStore> {
  const port = await findFreePort()
  const child = spawn('python3', [moto_server, '-H', '127.0.0.1', '-p', String(port)], {
    env: { PATH: path, HOME: tmpdir(), PYTHONPATH: dirname(dirname(moto_server)) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await printed(child, /Running on/)
  const environment = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  }
  return { environment, stop: () => end(child) }
}

/** A session bus of its own with an unlocked Secret Service, as a desktop has it. */
export async function startKeyring(
  programs: Pick<Paths, 'gnome-keyring-daemon' | 'dbus-run-session'>,
): Promise<RunningStore> {
  const home = await mkdtemp(join(tmpdir(), 'keystead-keyring-'))
  const script = `printf unlocked | "$DAEMON" --unlock --components=secrets >/dev/null && echo "at $DBUS_SESSION_BUS_ADDRESS" && cat`
  const child = spawn(programs['dbus-run-session'], ['--', 'sh', '-c', script], {
    env: { PATH: path, HOME: home, XDG_RUNTIME_DIR: home, DAEMON: programs['gnome-keyring-daemon'] },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const [, address = ''] = await printed(child, /^at (.+)$/m)
  const stop = async () => {
    // The session lasts as long as its command, which reads until there is nothing more.
    child.stdin?.end()
    await once(child, 'exit')
    await rm(home, { recursive: true, force: true })
  }
  return { environment: { DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: home }, stop }
}

/** A password store with a key of its own, which needs no passphrase. */
export async function startPass({ gpg }: Pick<Paths, 'gpg'>): Promise<RunningStore> {
  const home = await mkdtemp(join(tmpdir(), 'keystead-pass-'))
  const environment = { GNUPGHOME: join(home, 'gnupg'), PASSWORD_STORE_DIR: join(home, 'store') }
  mkdirSync(environment.GNUPGHOME, { mode: 0o700 })
  const options = { env: { PATH: path, HOME: home, ...environment }, stdio: 'ignore' } as const
  const makeKey = [
    '--batch',
    '--passphrase',
    '',
    '--quick-generate-key',
    'test@example.com',
    'default',
    'default',
    'never',
  ]
  execFileSync(gpg, makeKey, options)
  execFileSync('pass', ['init', 'test@example.com'], options)
  const stop = async () => {
    execFileSync('gpgconf', ['--kill', 'all'], options)
    await rm(home, { recursive: true, force: true })
  }
  return { environment, stop }
}

/** A KeePass database that a key file opens. */
export async function startKeepassxc(programs: Pick<Paths, 'keepassxc-cli'>): Promise<RunningStore> {
  const home = await mkdtemp(join(tmpdir(), 'keystead-keepassxc-'))
  const environment = { KEEPASSXC_DATABASE: join(home, 'keys.kdbx'), KEEPASSXC_KEY_FILE: join(home, 'key') }
  const { KEEPASSXC_DATABASE: database, KEEPASSXC_KEY_FILE: keyFile } = environment
  execFileSync(programs['keepassxc-cli'], ['db-create', '--quiet', '--set-key-file', keyFile, database], {
    env: { PATH: path, HOME: home },
    stdio: 'ignore',
  })
  return { environment, stop: () => rm(home, { recursive: true, force: true }) }
}

/** Resolves when the program has printed this; rejects when it ends before. */
function printed(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let text = ''
    const read = (chunk: string) => {
      text += chunk
      const match = pattern.exec(text)
      if (match !== null) resolve(match)
    }
    child.stdout?.setEncoding('utf8').on('data', read)
    child.stderr?.setEncoding('utf8').on('data', read)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${child.spawnfile} ended with exit ${code}: ${text}`)))
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill()
  await once(child, 'exit')
}
