import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Machine } from '../cli/machine.ts'

export type Terminal = {
  /** Resolves when the screen has shown this. */
  shown(pattern: RegExp): Promise<void>
  type(text: string): void
  /** The exit code, and all that was shown, control characters included. */
  readonly ended: Promise<{ exitCode: number | null; text: string }>
}

export type TerminalOptions = {
  readonly columns?: number
  readonly variables?: Readonly<Record<string, string>>
  readonly folder?: string
}

/** Runs the command in a terminal of its own, as somebody at this machine does. */
export function openTerminal(
  machine: Machine,
  args: readonly string[],
  { columns = 100, variables = {}, folder = machine.home }: TerminalOptions = {},
): Terminal {
  const { command, args: rest, environment } = machine.command(args)
  const driver = [join(import.meta.dirname, 'run-in-terminal.py'), String(columns), command, ...rest]
  const child = spawn('python3', driver, {
    cwd: folder,
    env: { ...environment, ...variables },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  const ended = once(child, 'close').then(([exitCode]) => ({ exitCode, text }))
  return {
    ended,
    type: (typed) => void child.stdin.write(typed),
    shown: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (pattern.test(stripVTControlCharacters(text))) resolve()
        }
        child.stdout.on('data', look)
        look()
        ended.then(() => reject(new Error(`it ended, and showed: ${text}`)), reject)
      }),
  }
}
