// One run of the real command, and all that a supervisor sees of it: what it prints, and how it ends.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { maskTokens } from '../support/mask-tokens.ts'

const here = fileURLToPath(new URL('../../', import.meta.url))

export interface Ending {
  /** Null where a signal ended it. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** Tokens masked, so that a failed expectation may print it. */
  readonly stdout: string
  readonly stderr: string
  /** Standard output as it was, for the one command whose output is a token. */
  revealStdout(): string
  /** Whether it printed this anywhere, before any masking. */
  hasPrinted(text: string): boolean
}

export interface KeysteadCommand {
  readonly pid: number
  readonly ended: Promise<Ending>
  isRunning(): boolean
  /** The first match on either output, as soon as it is printed; rejects when the command ends without it. */
  waitForOutput(pattern: RegExp): Promise<RegExpExecArray>
  signal(name: NodeJS.Signals): void
}

export interface CommandOptions {
  /** All of it: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>
  /** Set for the command as `umask` does; left out, the one of this process. */
  readonly umask?: string
  /** The root of the code that is run; left out, the one of this repository. */
  readonly root?: string
}

export function startCommand(
  args: readonly string[],
  { environment, umask, root = here }: CommandOptions,
): KeysteadCommand {
  const node = join(root, 'node_modules', '.bin', 'node')
  const entry = join(root, 'packages', 'server', 'src', 'main.ts')
  const shell = ['sh', '-c', `umask ${umask} && exec "$@"`, 'sh']
  const [program = node, ...rest] = [...(umask === undefined ? [] : shell), node, entry, ...args]
  const child = spawn(program, rest, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  const watchers = new Set<() => void>()
  const note = () => {
    for (const watcher of watchers) watcher()
  }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    note()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    note()
  })
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject)
    // 'close', not 'exit': by then all that it printed has arrived.
    child.once('close', (exitCode, signal) =>
      resolve({
        exitCode,
        signal,
        stdout: maskTokens(stdout),
        stderr: maskTokens(stderr),
        revealStdout: () => stdout,
        hasPrinted: (text) => `${stdout}\n${stderr}`.includes(text),
      }),
    )
  })
  return {
    pid: child.pid ?? 0,
    ended,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    async waitForOutput(pattern) {
      const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>()
      const look = () => {
        const match = pattern.exec(stdout) ?? pattern.exec(stderr)
        if (match !== null) resolve(match)
      }
      watchers.add(look)
      look()
      const lookLast = (ending: Ending) => {
        look()
        reject(new Error(`it ended (${ending.exitCode ?? ending.signal}) without ${pattern}:\n${ending.stderr}`))
      }
      ended.then(lookLast, reject)
      return promise.finally(() => watchers.delete(look))
    },
    signal: (name) => void child.kill(name),
  }
}
