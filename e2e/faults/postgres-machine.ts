// PostgreSQL as a machine that fails: killed, paused, out of disk, slow to write, replaced by its standby.

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, chown, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { findFreePort } from '@keystead/storage/testing/find-free-port'
import { Client } from 'pg'
import type { PostgresHost } from './postgres-host.ts'

const run = promisify(execFile)

type Settings = Readonly<Record<string, string>>

/** What a kill of the process may not lose, the kernel keeps: no need to wait for the disk. */
const settings: Settings = {
  listen_addresses: "'127.0.0.1'",
  unix_socket_directories: "''",
  max_connections: '120',
  shared_buffers: "'32MB'",
  max_wal_size: "'24MB'",
  min_wal_size: "'4MB'",
  wal_keep_size: "'16MB'",
  wal_retrieve_retry_interval: "'100ms'",
  full_page_writes: 'off',
  // Commits wait for the standby, once it has been named: what was acknowledged survives the loss of either.
  synchronous_commit: 'on',
  commit_siblings: '0',
}

const ballast = 'ballast'

export class PostgresMachine {
  readonly port: number
  readonly #host: PostgresHost
  readonly #data: string
  #process: ChildProcess | undefined
  #ended: Promise<unknown> = Promise.resolve()
  #log: string[] = []

  private constructor(host: PostgresHost, data: string, port: number) {
    this.#host = host
    this.#data = data
    this.port = port
  }

  /** A new, empty server. */
  static async create(host: PostgresHost, name: string): Promise<PostgresMachine> {
    const machine = new PostgresMachine(host, await host.makeDisk(name), await findFreePort())
    const initdb = ['--username=postgres', `--pwfile=${host.passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8']
    await machine.#runTool('initdb', [...initdb, '--locale=C', '--no-sync', '--wal-segsize=1', machine.#data])
    await appendFile(join(machine.#data, 'postgresql.conf'), "\ninclude 'faults.conf'\n")
    await machine.#writeSettings({})
    await machine.start()
    return machine
  }

  /** A standby of this server, which from then on waits for it with every commit. */
  async addStandby(name: string): Promise<PostgresMachine> {
    const standby = new PostgresMachine(this.#host, await this.#host.makeDisk(name), await findFreePort())
    await this.#copyTo(standby)
    await standby.#writeSettings({})
    await standby.start()
    await this.configure({ synchronous_standby_names: "'standby'" })
    await this.#awaitStandby()
    return standby
  }

  get url(): string {
    return `postgres://postgres:${this.#host.password}@127.0.0.1:${this.port}/postgres`
  }

  get isRunning(): boolean {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null
  }

  /** Starts it, recovering from whatever its end was. */
  async start(): Promise<void> {
    if (this.isRunning) return
    await this.#ended
    const child = spawn(this.#host.program('postgres'), ['-D', this.#data], {
      ...this.#host.account,
      cwd: this.#data,
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#process = child
    // All of its processes hold the pipe: once it is closed, none is left.
    this.#ended = once(child, 'close')
    this.#log = []
    const ready = Promise.withResolvers<void>()
    const lines = createInterface({ input: child.stderr })
    lines.on('line', (line) => {
      this.#log = [...this.#log.slice(-30), line]
      if (line.includes('database system is ready to accept')) ready.resolve()
    })
    const failed = this.#ended.then(() => {
      throw new Error(`PostgreSQL did not start:\n${this.#log.join('\n')}`)
    })
    failed.catch(() => {})
    await Promise.race([ready.promise, failed])
  }

  /** SIGKILL for every process of it. */
  async kill(): Promise<void> {
    if (!this.isRunning) return
    await this.#signal('SIGKILL')
    await this.#ended
  }

  /** Ends as after a crash, by its own hand. */
  async stopImmediately(): Promise<void> {
    if (!this.isRunning) return
    this.#process?.kill('SIGQUIT')
    await this.#ended
  }

  /** Connections stay, and nobody answers. */
  pause(): Promise<void> {
    return this.#signal('SIGSTOP')
  }

  resume(): Promise<void> {
    return this.#signal('SIGCONT')
  }

  async promote(): Promise<void> {
    const [row] = await this.query<{ done: boolean }>('select pg_promote(true, 30) as done')
    if (row?.done !== true) throw new Error(`the standby was not promoted:\n${this.#log.join('\n')}`)
  }

  async configure(changes: Settings): Promise<void> {
    await this.#writeSettings(changes)
    this.#process?.kill('SIGHUP')
  }

  /** Leaves no byte on its disk. */
  async fillDisk(): Promise<void> {
    const { bavail, bsize } = await statfs(this.#data)
    const path = join(this.#data, ballast)
    await writeFile(path, Buffer.alloc(bavail * bsize)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOSPC') throw error
    })
  }

  async clearDisk(): Promise<void> {
    await rm(join(this.#data, ballast), { force: true })
  }

  async query<Row>(statement: string): Promise<Row[]> {
    return this.#converse(async (client) => (await client.query(statement)).rows as Row[])
  }

  async remove(): Promise<void> {
    await this.kill()
    await this.#host.removeDisk(this.#data)
  }

  /** Until whatever was acknowledged before the standby counted has arrived there, too. */
  async #awaitStandby(): Promise<void> {
    const isThere = `
      select 1 from pg_stat_replication
      where sync_state = 'sync' and flush_lsn >= pg_current_wal_lsn() and current_setting('synchronous_standby_names') <> ''`
    const giveUpAt = performance.now() + 30_000
    for (let seen = 0; seen < 3; ) {
      seen += (await this.query(isThere)).length
      if (performance.now() > giveUpAt) throw new Error(`the standby does not come:\n${this.#log.join('\n')}`)
    }
  }

  async #writeSettings(changes: Settings): Promise<void> {
    const lines = Object.entries({ ...settings, ...changes, port: String(this.port) })
    const text = lines.map(([name, value]) => `${name} = ${value}\n`).join('')
    await writeFile(join(this.#data, 'faults.conf'), text)
  }

  async #converse<Result>(talk: (client: Client) => Promise<Result>): Promise<Result> {
    const client = new Client({ connectionString: this.url, connectionTimeoutMillis: 10_000 })
    client.on('error', () => {})
    await client.connect()
    try {
      return await talk(client)
    } finally {
      await client.end()
    }
  }

  /** By hand, since not every PostgreSQL that tests find brings `pg_basebackup`. */
  #copyTo(standby: PostgresMachine): Promise<void> {
    const { passFile, account } = this.#host
    return this.#converse(async (client) => {
      await client.query("select pg_backup_start('standby', true)")
      const copy =
        'cd "$1" && tar -cf - --exclude=./postmaster.* --exclude=./pg_wal/* . | tar -xf - -C "$2" && mkdir "$2/pg_wal/archive_status"'
      await run('sh', ['-c', copy, 'sh', this.#data, standby.#data], { ...account, timeout: 60_000 })
      const { rows } = await client.query('select labelfile from pg_backup_stop(false)')
      const source = `host=127.0.0.1 port=${this.port} user=postgres passfile=${passFile} application_name=standby`
      await this.#give(standby, 'backup_label', rows[0].labelfile)
      await this.#give(standby, 'standby.signal', '')
      await appendFile(join(standby.#data, 'postgresql.auto.conf'), `primary_conninfo = '${source}'\n`)
    })
  }

  async #give(to: PostgresMachine, name: string, text: string): Promise<void> {
    const { account } = this.#host
    const path = join(to.#data, name)
    await writeFile(path, text)
    if (account) await chown(path, account.uid, account.gid)
  }

  async #runTool(name: string, args: readonly string[]): Promise<void> {
    await run(this.#host.program(name), args, { ...this.#host.account, cwd: this.#host.folder, timeout: 60_000 })
  }

  /** The first process first: it makes no more of them then. Each of the others leads a group of its own. */
  async #signal(name: NodeJS.Signals): Promise<void> {
    const first = this.#process?.pid
    if (first === undefined || !this.isRunning) return
    signalIfThere(first, name)
    const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid='])
    for (const line of stdout.split('\n')) {
      const [pid, parent] = line.trim().split(/\s+/).map(Number)
      if (pid !== undefined && parent === first) signalIfThere(pid, name)
    }
  }
}

function signalIfThere(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
