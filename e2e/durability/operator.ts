// Whoever runs Keystead, as a fixture: a folder, the command, and nothing left behind after the test.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'vitest'
import { type CommandOptions, type Ending, type KeysteadCommand, startCommand } from './keystead-command.ts'
import { openRestClient, type RestClient } from './rest-client.ts'

export interface ServedKeystead extends KeysteadCommand {
  readonly url: string
  readonly port: number
  /** Makes a connection for each call, so that none is open between them. */
  readonly client: RestClient
}

type Variables = Readonly<Record<string, string>>
type RunOptions = Omit<CommandOptions, 'environment'> & { readonly environment?: Variables }

export interface Operator {
  /** A folder of this test, which goes with it. */
  readonly folder: string
  /** `KEYSTEAD_DATA_DIR` unless a test sets another; the command has to make it. */
  readonly dataFolder: string
  /** Starts a command, with a free port and what the test adds to the environment. */
  start(args: readonly string[], options?: RunOptions): KeysteadCommand
  /** Runs a command to its end. */
  run(args: readonly string[], environment?: Variables): Promise<Ending>
  /** `keystead serve`, from the moment that it says it listens. */
  serve(options?: RunOptions): Promise<ServedKeystead>
  /** `keystead bootstrap` for ada@example.com and acme: the token of the first administrator. */
  bootstrap(environment?: Variables, root?: string): Promise<string>
}

export const bootstrapArgs = ['bootstrap', '--email', 'ada@example.com', '--organization', 'acme']

// Half of a short command's time goes into compiling what it imports, which is the same for all commands of a file.
const compiled = test.extend('compileCache', { scope: 'file' }, async ({}, { onCleanup }) => {
  const folder = await mkdtemp(join(tmpdir(), 'keystead-compiled-'))
  onCleanup(() => rm(folder, { recursive: true, force: true }))
  return folder
})

export const it = compiled.extend('operator', async ({ compileCache }, { onCleanup }): Promise<Operator> => {
  const folder = await mkdtemp(join(tmpdir(), 'keystead-operator-'))
  const dataFolder = join(folder, 'data')
  const started: KeysteadCommand[] = []
  onCleanup(async () => {
    for (const command of started) if (command.isRunning()) command.signal('SIGKILL')
    await Promise.allSettled(started.map(({ ended }) => ended))
    await rm(folder, { recursive: true, force: true })
  })

  const start: Operator['start'] = (args, { environment, ...options } = {}) => {
    const basis = {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      NODE_COMPILE_CACHE: compileCache,
      KEYSTEAD_DATA_DIR: dataFolder,
      KEYSTEAD_PORT: '0',
    }
    const command = startCommand(args, { ...options, environment: { ...basis, ...environment } })
    started.push(command)
    return command
  }
  return {
    folder,
    dataFolder,
    start,
    run: (args, environment = {}) => start(args, { environment }).ended,
    async serve(options) {
      const command = start(['serve'], options)
      const [, url = '', port] = await command.waitForOutput(/ is listening on (http:\/\/[^\s/]+:(\d+))/)
      return { ...command, url, port: Number(port), client: openRestClient(url) }
    },
    async bootstrap(environment = {}, root) {
      const ending = await start(bootstrapArgs, { environment, ...(root !== undefined && { root }) }).ended
      if (ending.exitCode !== 0) throw new Error(`bootstrap ended with ${ending.exitCode}:\n${ending.stderr}`)
      return (JSON.parse(ending.revealStdout()) as { token: string }).token
    },
  }
})
