// The real program with everything that it prints kept as it is. (`startKeystead` masks tokens, which is right for all
// tests but the one that looks for them.)

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const node = `${root}node_modules/.bin/node`
const entry = `${root}packages/server/src/main.ts`

export interface Program {
  readonly pid: number
  readonly stdout: () => Buffer
  readonly stderr: () => Buffer
  /** Resolves when it has printed this on standard output; rejects when it ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>
  /** Resolves with the exit code when it has ended and everything that it printed is there. */
  readonly ended: Promise<number | null>
  kill(signal: NodeJS.Signals): void
}

export function runKeystead(args: readonly string[], environment: Readonly<Record<string, string>>): Program {
  const child = spawn(node, [entry, ...args], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return {
    pid: child.pid ?? 0,
    stdout: () => Buffer.concat(out),
    stderr: () => Buffer.concat(err),
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(Buffer.concat(out).toString('utf8'))
          if (match !== null) resolve(match)
        }
        child.stdout.on('data', look)
        look()
        ended.then((code) => reject(new Error(`it ended with exit ${code}`)), reject)
      }),
    ended,
    kill: (signal) => {
      child.kill(signal)
    },
  }
}
