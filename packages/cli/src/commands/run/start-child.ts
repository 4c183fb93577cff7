import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { Failure } from '../../failure.ts'
import { maskStream } from './mask-stream.ts'

type Start = {
  readonly environment: Readonly<Record<string, string>>
  /** What must not appear in what it prints. */
  readonly secrets: readonly string[]
  /** Gives it our own output as it is, which some programs need in order to draw on a screen. */
  readonly isUnmasked: boolean
}

// A terminal sends SIGINT and SIGQUIT to everybody in the foreground, the child included: a second one would be one too many.
const fromTerminal: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT']
const passedOn: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', ...fromTerminal]

/** Runs a program to its end. Answers with its exit code; where a signal ends it, the same one ends this process. */
export async function startChild(program: string, args: readonly string[], start: Start): Promise<number> {
  const { environment, secrets, isUnmasked } = start
  const output = isUnmasked ? 'inherit' : 'pipe'
  const child = spawn(program, args, { env: environment, stdio: ['inherit', output, output] })
  const forward = (signal: NodeJS.Signals) => {
    if (!(process.stdin.isTTY && fromTerminal.includes(signal))) child.kill(signal)
  }
  for (const signal of passedOn) process.on(signal, forward)
  const passed = [pass(child.stdout, process.stdout, secrets), pass(child.stderr, process.stderr, secrets)]
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    await Promise.all(passed)
    if (code !== null) return code
    return await dieOf(signal ?? 'SIGTERM', () => {
      for (const one of passedOn) process.off(one, forward)
    })
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new Failure(isMissing ? 'noProgram' : 'notExecutable', ({ run }) => run.cannotStart(program))
  }
}

/** As the child did, so that whoever waits for this process sees the same. */
async function dieOf(signal: NodeJS.Signals, listenNoMore: () => void): Promise<never> {
  listenNoMore()
  process.kill(process.pid, signal)
  return new Promise(() => setInterval(() => undefined, 1_000))
}

/** Resolves when everything has been passed on, or when nobody reads it any more. */
async function pass(from: Readable | null, to: Writable, secrets: readonly string[]): Promise<void> {
  if (from === null) return
  const masked = secrets.reduce<Readable>((stream, secret) => stream.pipe(maskStream(secret)), from)
  try {
    for await (const chunk of masked) if (!to.write(chunk)) await once(to, 'drain')
  } catch {
    from.destroy()
  }
}
