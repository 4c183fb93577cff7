// The real server on SQLite as whoever starts it for the first time meets it: with a set-up link, and nobody in it.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

export interface ConsoleServer {
  readonly origin: string
  readonly setupLink: string
  /** One number from the database, such as how many keys there are. */
  count(query: string): number
  /** Does to the database what no door of the server does. */
  change(statement: string): void
  /** Answers nothing from now on, and keeps its connections open. */
  freeze(): void
  thaw(): void
  /** Keeps the database from being written, as a disk that hangs would, until what this returns is called. */
  holdDatabase(): () => void
  kill(): Promise<void>
  remove(): Promise<void>
}

export async function startConsoleServer(settings: Readonly<Record<string, string>> = {}): Promise<ConsoleServer> {
  const folder = await mkdtemp(join(tmpdir(), 'keystead-console-'))
  const child = spawn(
    join(root, 'node_modules', '.bin', 'node'),
    [join(root, 'packages', 'server', 'src', 'main.ts'), 'serve'],
    {
      env: { PATH: process.env.PATH ?? '', HOME: folder, KEYSTEAD_PORT: '0', KEYSTEAD_DATA_DIR: folder, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const exited = once(child, 'exit')
  const setupLink = await readSetupLink(child)
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  return {
    origin: new URL(setupLink).origin,
    setupLink,
    count: (query) => {
      const database = new DatabaseSync(join(folder, 'keystead.sqlite'), { readOnly: true })
      const row = database.prepare(query).get()
      database.close()
      return Number(Object.values(row ?? {})[0])
    },
    change: (statement) => {
      const database = new DatabaseSync(join(folder, 'keystead.sqlite'))
      database.exec(statement)
      database.close()
    },
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    holdDatabase: () => {
      const database = new DatabaseSync(join(folder, 'keystead.sqlite'))
      database.exec('begin immediate')
      return () => database.close()
    },
    kill,
    remove: async () => {
      if (child.exitCode === null && child.signalCode === null) await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function readSetupLink(child: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = ''
    child.once('error', reject)
    child.once('close', (code) => reject(new Error(`the server ended with ${code} before it printed a set-up link`)))
    child.stderr?.resume()
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      const link = /(http:\/\/\S+\/setup#\S+)\s/.exec(printed)?.[1]
      if (link !== undefined) resolve(link)
    })
  })
}
