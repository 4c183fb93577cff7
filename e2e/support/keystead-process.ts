// The real server as a child process: its own data folder, a free port, an environment built from scratch.

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { maskTokens } from './mask-tokens.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const node = join(root, 'node_modules', '.bin', 'node')
const entry = join(root, 'packages', 'server', 'src', 'main.ts')

const startTimeoutMs = 30_000
const stopTimeoutMs = 15_000

export interface KeysteadOptions {
  /** Variables besides the data folder and the port, such as `KEYSTEAD_LEGACY_KEYS` or `DATABASE_URL`. */
  readonly environment?: Readonly<Record<string, string>>
  /** A server that was stopped or killed: the new one takes over its data folder and its first token. */
  readonly resume?: Pick<Keystead, 'dataFolder' | 'token'>
}

export interface Keystead {
  /** The address it listens on, without a slash at the end. */
  readonly url: string
  /** Token of the first admin (user `ada`, organization `acme`), from `bootstrap`. */
  readonly token: string
  readonly dataFolder: string
  readonly pid: number
  /** Everything it has printed so far, tokens masked. */
  logs(): string
  /** Graceful stop, by SIGTERM; resolves with the exit code, and rejects if the server needed a SIGKILL. */
  stop(): Promise<number | null>
  /** The crash: SIGKILL, no goodbye. The data folder stays as it is. */
  kill9(): Promise<void>
  /** Stops it if it still runs, and removes the data folder. */
  remove(): Promise<void>
}

export async function startKeystead(options: KeysteadOptions = {}): Promise<Keystead> {
  const dataFolder = options.resume?.dataFolder ?? (await mkdtemp(join(tmpdir(), 'keystead-e2e-')))
  const environment = {
    // `PATH` and `HOME` are all it gets of ours: a KEYSTEAD_* or DATABASE_URL of the developer's shell must not leak in.
    PATH: process.env.PATH ?? '',
    HOME: dataFolder,
    KEYSTEAD_PORT: '0',
    ...options.environment,
    KEYSTEAD_DATA_DIR: dataFolder,
  }
  const removeData = () => rm(dataFolder, { recursive: true, force: true })
  try {
    const token = options.resume?.token ?? (await bootstrap(environment))
    return { ...(await serve(environment, removeData)), token, dataFolder }
  } catch (error) {
    if (options.resume === undefined) await removeData()
    throw error
  }
}

async function bootstrap(environment: Record<string, string>): Promise<string> {
  const args = [entry, 'bootstrap', '--email', 'ada@example.com', '--organization', 'acme']
  const run = promisify(execFile)(node, args, { env: environment, timeout: startTimeoutMs })
  // Only its standard error may be quoted: standard output is where a token would be.
  const { stdout } = await run.catch((error: { code?: unknown; stderr?: string }) => {
    throw new Error(`bootstrap failed (exit ${error.code}):\n${maskTokens(error.stderr ?? '')}`)
  })
  return (JSON.parse(stdout) as { token: string }).token
}

async function serve(environment: Record<string, string>, removeData: () => Promise<void>) {
  const child = spawn(node, [entry, 'serve'], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const logs = () => maskTokens(printed)
  const note = (text: string) => {
    printed += text
  }
  child.stderr.setEncoding('utf8').on('data', note)

  const url = await new Promise<string>((resolve, reject) => {
    let line = ''
    const giveUp = (why: string) => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      reject(new Error(`the server ${why}; it printed:\n${logs()}`))
    }
    const timer = setTimeout(() => giveUp(`was not ready within ${startTimeoutMs} ms`), startTimeoutMs)
    child.once('error', (error) => giveUp(`could not be started (${error.message})`))
    // 'close', not 'exit': only then has all that it printed been read.
    child.once('close', (code) => giveUp(`ended with exit ${code} before it was ready`))
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      note(text)
      line += text
      const ready = /listening on (http:\/\/\S+)/.exec(line)
      if (ready?.[1] === undefined) return
      clearTimeout(timer)
      resolve(ready[1].replace(/\/$/, ''))
    })
  })

  const stop = () => stopGracefully(child, exited)
  const kill9 = async () => {
    child.kill('SIGKILL')
    await exited
  }
  const remove = async () => {
    if (child.exitCode === null && child.signalCode === null) await stop().finally(removeData)
    else await removeData()
  }
  return { url, pid: child.pid ?? 0, logs, stop, kill9, remove }
}

async function stopGracefully(child: ChildProcess, exited: Promise<number | null>): Promise<number | null> {
  let forced = false
  const timer = setTimeout(() => {
    forced = true
    child.kill('SIGKILL')
  }, stopTimeoutMs)
  child.kill('SIGTERM')
  const exitCode = await exited
  clearTimeout(timer)
  if (forced) throw new Error(`the server did not stop within ${stopTimeoutMs} ms of SIGTERM`)
  return exitCode
}
