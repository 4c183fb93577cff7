/**
 * A process of its own that runs PostgreSQL for as long as its owner, the test run, lives. When its standard input ends
 * it stops PostgreSQL and removes the directory. An exit handler in the owner could not do that: a run that is killed,
 * or reaches the time limit of CI, runs none. The end of a pipe always arrives.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'

export interface GuardedRun {
  directory: string
  /** Run one after the other while they succeed; the last one is the server. */
  commands: { program: string; argv: string[]; account?: { uid: number; gid: number } | undefined }[]
}

const { directory, commands }: GuardedRun = JSON.parse(process.argv[2] ?? '')

let running: ChildProcess | undefined
let isReleased = false
function release() {
  isReleased = true
  running?.kill('SIGINT') // to PostgreSQL: disconnect everyone, write everything, leave
}
process.stdin.resume().once('close', release)
process.once('SIGTERM', release)

try {
  for (const { program, argv, account } of commands) {
    if (isReleased) break
    // LC_ALL: the owner reads English log lines.
    const env = { ...process.env, LC_ALL: 'C' }
    running = spawn(program, argv, { ...account, cwd: directory, env, stdio: ['ignore', 'ignore', 'inherit'] })
    const [exitCode] = await once(running, 'exit')
    if (exitCode !== 0) break
  }
} finally {
  rmSync(directory, { recursive: true, force: true })
}
process.exit()
