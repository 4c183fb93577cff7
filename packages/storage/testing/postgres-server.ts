import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { findFreePort } from './find-free-port.ts'
import { findPostgres, type PostgresBinaries } from './find-postgres.ts'
import type { GuardedRun } from './postgres-guard.ts'

type Guard = ChildProcessByStdio<Writable, null, Readable>

export interface PostgresServer {
  /** With the superuser's password, which nobody else is told. */
  url: string
  version: string
  /** Stops the server and removes its data. Happens by itself when this process ends, however it ends. */
  stop(): Promise<void>
}

/**
 * Starts a real, empty, throwaway PostgreSQL on a free port of 127.0.0.1.
 *
 * @param options.durable `true` for tests of what survives a crash: commits reach the disk, at a price in speed.
 */
export async function startPostgres({ durable = false }: { durable?: boolean } = {}): Promise<PostgresServer> {
  const binaries = await findPostgres()
  for (let attempt = 1; ; attempt++) {
    try {
      return await launch(binaries, durable)
    } catch (error) {
      // Somebody else can take the port between our finding it free and PostgreSQL's binding it.
      if (attempt === 3 || !String(error).includes('Address already in use')) throw error
    }
  }
}

async function launch(
  { folder, version, inPrivateCache }: PostgresBinaries,
  durable: boolean,
): Promise<PostgresServer> {
  const port = await findFreePort()
  const locale = await findLocale()
  const account = findAccount()
  const directory = mkdtempSync(join(tmpdir(), 'keystead-postgres-'))
  const data = join(directory, 'data')
  const password = randomBytes(24).toString('base64url')
  const passwordFile = join(directory, 'password') // not in argv, which `ps` shows to everybody
  writeFileSync(passwordFile, password, { mode: 0o600 })

  const commands: GuardedRun['commands'] = []
  let bin = folder
  if (account && inPrivateCache) {
    commands.push({ program: 'cp', argv: ['-RP', dirname(folder), join(directory, 'postgres')] })
    bin = join(directory, 'postgres/bin')
  }
  if (account) commands.push({ program: 'chown', argv: ['-R', `${account.uid}:${account.gid}`, directory] })
  const initdb = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8']
  commands.push({ program: join(bin, 'initdb'), argv: [...initdb, `--locale=${locale}`, '--no-sync', data], account })
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', 'max_connections=200']
  if (!durable) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off')
  const postgres = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]
  commands.push({ program: join(bin, 'postgres'), argv: postgres, account })

  const script = fileURLToPath(new URL('./postgres-guard.ts', import.meta.url))
  const guard = spawn(process.execPath, [script, JSON.stringify({ directory, commands } satisfies GuardedRun)], {
    detached: true, // Ctrl-C reaches the owner only; the guard follows in its own order
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  const ended = once(guard, 'exit')
  await waitUntilReady(guard)
  const stop = async () => {
    guard.stdin.end()
    await ended
  }
  return { url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, version, stop }
}

async function waitUntilReady({ stderr }: Guard): Promise<void> {
  const log: string[] = []
  for await (const line of createInterface({ input: stderr })) {
    if (line.includes('database system is ready to accept connections')) {
      stderr.resume() // an unread pipe fills up, and PostgreSQL would wait for it
      return
    }
    log.push(line)
  }
  throw new Error(`PostgreSQL did not start:\n${log.slice(-20).join('\n')}`)
}

/** Byte order, whatever the machine's language: C.UTF-8 where the system knows it, which also folds non-ASCII case. */
async function findLocale(): Promise<string> {
  const { stdout } = await promisify(execFile)('locale', ['-a']).catch(() => ({ stdout: '' }))
  return /^C\.utf-?8$/im.test(stdout) ? 'C.UTF-8' : 'C'
}

/** PostgreSQL refuses to run as root, so that root lends it another account. */
export function findAccount(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8')
  const user = /^postgres:[^:]*:(\d+):(\d+):/m.exec(users) ?? /^nobody:[^:]*:(\d+):(\d+):/m.exec(users)
  if (!user) throw new Error('PostgreSQL cannot run as root, and there is no user postgres or nobody to run it as.')
  return { uid: Number(user[1]), gid: Number(user[2]) }
}
