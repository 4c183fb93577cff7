// Runs one real program to its end and keeps what it said, with every token masked.

import { spawn } from 'node:child_process'
import { maskTokens } from './mask-tokens.ts'

export interface ProgramOptions {
  /** The whole environment of the program: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>
  readonly folder?: string
  readonly timeoutMs?: number
}

export interface ProgramRun {
  /** `null` where a signal ended it. */
  readonly exitCode: number | null
  readonly timedOut: boolean
  readonly stdout: string
  readonly stderr: string
}

export async function runProgram(
  command: string,
  args: readonly string[],
  { environment, folder, timeoutMs = 60_000 }: ProgramOptions,
): Promise<ProgramRun> {
  // A process group of its own, because wandb starts helpers (wandb-core) that can outlive the command.
  const child = spawn(command, args, {
    detached: true,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(folder === undefined ? {} : { cwd: folder }),
  })
  let stdout = ''
  let stderr = ''
  let timedOut = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })

  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      timedOut = true
      killGroup(child.pid)
    }, timeoutMs)
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(new Error(`cannot run ${command}: ${error.message}`))
    })
    // 'close' comes only when every holder of the pipes has gone, so the helpers must end with their parent.
    child.once('exit', () => killGroup(child.pid))
    child.once('close', (exitCode) => {
      clearTimeout(timer)
      resolve({ exitCode, timedOut, stdout: maskTokens(stdout), stderr: maskTokens(stderr) })
    })
  })
}

function killGroup(leader: number | undefined): void {
  if (leader === undefined) return
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // The group has already gone.
  }
}
