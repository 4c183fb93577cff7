// Where the PostgreSQL machines of a run live: programs, an account, a folder, disks that can be full, and an end for all
// of it that comes even if the run is killed.

import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { findPostgres } from '@keystead/storage/testing/find-postgres'
import { findAccount } from '@keystead/storage/testing/postgres-server'

const run = promisify(execFile)

const diskSize = '160m'

export interface PostgresHost {
  readonly folder: string
  readonly account: { readonly uid: number; readonly gid: number } | undefined
  readonly password: string
  /** For `initdb`. */
  readonly passwordFile: string
  /** For those who connect. */
  readonly passFile: string
  /** Whether disks are of limited size, and can be filled. */
  readonly canFillDisks: boolean
  program(name: string): string
  /** An empty folder of the account: on a disk of its own, where one can be mounted. */
  makeDisk(name: string): Promise<string>
  removeDisk(folder: string): Promise<void>
  close(): Promise<void>
}

// Its input ends with the run, however that ends. A machine that is paused takes its signal once it is woken.
const leash = `
  cat > /dev/null
  for file in "$1"/*/postmaster.pid; do
    [ -e "$file" ] && read -r pid < "$file" && kill -QUIT "$pid" && kill -CONT "$pid"
  done 2> /dev/null
  for disk in "$1"/*/; do umount -l "$disk"; done 2> /dev/null
  rm -rf "$1"`

export async function openPostgresHost(): Promise<PostgresHost> {
  const binaries = await findPostgres()
  const account = findAccount()
  const folder = await mkdtemp(join(tmpdir(), 'keystead-faults-'))
  const holder = spawn('sh', ['-c', leash, 'sh', folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  const ended = once(holder, 'exit')
  const password = randomBytes(24).toString('base64url')
  const passwordFile = join(folder, 'password') // not in argv, which `ps` shows to everybody
  const passFile = join(folder, 'passfile')
  await writeFile(passwordFile, password, { mode: 0o600 })
  await writeFile(passFile, `127.0.0.1:*:*:postgres:${password}\n`, { mode: 0o600 })
  const give = async (path: string) => account && (await chown(path, account.uid, account.gid))
  for (const path of [folder, passwordFile, passFile]) await give(path)
  let programs = binaries.folder
  if (account && binaries.inPrivateCache) {
    await run('cp', ['-RP', dirname(programs), join(folder, 'postgres')])
    await run('chown', ['-R', `${account.uid}:${account.gid}`, join(folder, 'postgres')])
    programs = join(folder, 'postgres', 'bin')
  }
  const canFillDisks = await canMount(folder)
  return {
    folder,
    account,
    password,
    passwordFile,
    passFile,
    canFillDisks,
    program: (name) => join(programs, name),
    async makeDisk(name) {
      const path = join(folder, name)
      await mkdir(path, { mode: 0o700 })
      if (canFillDisks) await run('mount', ['-t', 'tmpfs', '-o', `size=${diskSize},mode=0700`, 'keystead-faults', path])
      await give(path)
      return path
    },
    async removeDisk(path) {
      if (canFillDisks) await run('umount', ['-l', path])
      await rm(path, { recursive: true, force: true })
    },
    async close() {
      holder.stdin.end()
      await ended
    },
  }
}

/** Root on Linux may, as a rule. */
async function canMount(folder: string): Promise<boolean> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const trial = join(folder, 'trial')
  await mkdir(trial)
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'keystead-faults', trial])
    await run('umount', [trial])
    return true
  } catch {
    return false
  } finally {
    await rm(trial, { recursive: true, force: true })
  }
}
