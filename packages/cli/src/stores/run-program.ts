import { spawn } from 'node:child_process'
import { redactTokens } from '@keystead/core/token'
import { Failure } from '../failure.ts'

export type ProgramAnswer = { readonly exitCode: number; readonly stdout: string; readonly stderr: string }

type Variables = Readonly<Record<string, string>>

const mostOutput = 8 * 1024 * 1024

/**
 * Runs the command of a password manager. Secrets go in by its standard input alone: arguments are seen by everybody on the
 * machine.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  environment: Variables,
  input = '',
): Promise<ProgramAnswer> {
  const child = spawn(program, args, { env: environment, stdio: 'pipe' })
  const out: Buffer[] = []
  let length = 0
  child.stdout.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length <= mostOutput) out.push(chunk)
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4_096)
  })
  // One that ends before it has read everything says why by its exit.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.once('error', () => reject(new Failure('unavailable', ({ stores }) => stores.programMissing(program))))
    child.once('close', (code) => {
      resolve({ exitCode: code ?? 1, stdout: Buffer.concat(out).toString('utf8'), stderr })
    })
  })
}

/** What the program itself says is wrong: its last line, without anything that looks like a token. */
export function programFailure(program: string, { stderr, exitCode }: ProgramAnswer): Failure {
  const line = stderr.trim().split('\n').at(-1)?.trim() || `exit ${exitCode}`
  return new Failure('unavailable', ({ stores }) => stores.refused(program, redactTokens(line)))
}
