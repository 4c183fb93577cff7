// A machine of somebody's own: a home folder, and the real command, which gets no variable of ours but the PATH.

import { spawn } from 'node:child_process'
import { globSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const node = join(root, 'node_modules', '.bin', 'node')
const entry = join(root, 'packages', 'cli', 'bin', 'keystead')

type Run = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }

type RunOptions = {
  readonly input?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly folder?: string
}

type Command = {
  readonly command: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

export type Machine = {
  readonly home: string
  readonly environment: Readonly<Record<string, string>>
  keystead(args: readonly string[], options?: RunOptions): Promise<Run>
  /** What to start for it, for tests that do so themselves. */
  command(args: readonly string[]): Command
  /** The same, and what it has printed as JSON. Fails where it has not succeeded. */
  json<Answer>(args: readonly string[], options?: RunOptions): Promise<Answer>
  /** Every file in the home folder, with what it holds. */
  files(): readonly { readonly path: string; readonly content: string }[]
  remove(): Promise<void>
}

export async function makeMachine(variables: Readonly<Record<string, string>> = {}): Promise<Machine> {
  const home = await mkdtemp(join(tmpdir(), 'keystead-cli-'))
  const environment = { PATH: process.env.PATH ?? '', HOME: home, LANG: 'en_US.UTF-8', ...variables }
  const keystead = (args: readonly string[], options: RunOptions = {}) =>
    runCommand(node, [entry, ...args], { ...options, environment: { ...environment, ...options.environment } })
  return {
    home,
    environment,
    keystead,
    command: (args) => ({ command: node, args: [entry, ...args], environment }),
    async json(args, options) {
      const { exitCode, stdout, stderr } = await keystead([...args, '--json'], options)
      if (exitCode !== 0) throw new Error(`keystead ${args[0]} ${args[1] ?? ''} ended with exit ${exitCode}: ${stderr}`)
      return JSON.parse(stdout)
    },
    files: () =>
      globSync('**/{*,.*}', { cwd: home })
        .map((name) => join(home, name))
        .filter((path) => statSync(path).isFile())
        .map((path) => ({ path, content: readFileSync(path, 'latin1') })),
    remove: () => rm(home, { recursive: true, force: true }),
  }
}

async function runCommand(
  command: string,
  args: readonly string[],
  { input = '', environment, folder }: RunOptions,
): Promise<Run> {
  const child = spawn(command, args, { env: environment, ...(folder !== undefined && { cwd: folder }) })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  // A command that reads no input may be gone before it is written.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }))
  })
}
