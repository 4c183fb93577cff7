import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Machine, makeMachine } from '../cli/machine.ts'
import { startVaultStandIn, type VaultStandIn } from '../cli/vault-stand-in.ts'
import { startListeningServer } from '../sdk/listening-server.ts'

const isRoot = process.getuid?.() === 0
// Debian's `nobody`: somebody else on the same machine.
const stranger = 65_534

/** Reads what every process was started with, and the environment of each where it may, over and over. */
function startWatching() {
  const files = `/proc/[0-9]*/cmdline${isRoot ? ' /proc/[0-9]*/environ' : ''}`
  const child = spawn('sh', ['-c', `while :; do cat ${files} 2>/dev/null; echo; done`], {
    stdio: ['ignore', 'pipe', 'ignore'],
    ...(isRoot && { uid: stranger, gid: stranger }),
  })
  const seen = new Set<string>()
  let rest = ''
  child.stdout.setEncoding('latin1').on('data', (text: string) => {
    const parts = (rest + text).split(/[\0\n]/)
    rest = parts.pop() ?? ''
    for (const part of parts) seen.add(part)
  })
  return {
    /** Resolves when it has seen this. */
    async sees(text: string) {
      while (![...seen].some((part) => part.includes(text))) await once(child.stdout, 'data')
    },
    hasSeen: (text: string) => [...seen].some((part) => part.includes(text)),
    async stop() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

/** Files below the folders for temporary files that have come since, with what they hold. */
function newFiles(since: number): string[] {
  return globSync('**/{*,.*}', { cwd: tmpdir() })
    .map((name) => join(tmpdir(), name))
    .filter((path) => {
      try {
        const { mtimeMs, size } = statSync(path)
        return mtimeMs >= since && size < 10_000_000 && statSync(path).isFile()
      } catch {
        return false
      }
    })
}

describe('a stranger on the same machine who looks at everything', () => {
  let server: Awaited<ReturnType<typeof startListeningServer>>
  let vault: VaultStandIn
  let machine: Machine
  beforeAll(async () => {
    ;[server, vault] = await Promise.all([startListeningServer(), startVaultStandIn()])
    machine = await makeMachine({ KEYSTEAD_URL: server.url, ...vault.variables })
  })
  afterAll(async () => {
    vault.close()
    await Promise.all([server.close(), machine.remove()])
  })

  it('sees no token: not among arguments, in an environment, in the history or in a file', async () => {
    const { token } = server.app.ada
    const begunAt = Date.now()
    const watcher = startWatching()
    // As somebody types it, with the history that their shell keeps.
    const { command, args } = machine.command([])
    const keystead = [command, ...args].join(' ')
    const script = `
      HISTFILE=$HOME/.bash_history; set -o history
      ${keystead} login --with-token --store vault:kv/me <&3
      ${keystead} keys create laptop --store vault:kv/wandb
      ${keystead} run --key vault:kv/wandb -- sh -c 'for i in $(seq 40); do sleep 0.05; done; echo "it has $WANDB_API_KEY"' the-watched-program
      ${keystead} store get vault:kv/wandb | cat > /dev/null
      ${keystead} keys list
      ${keystead} logout
      history -a
    `
    const shell = spawn('bash', ['--norc'], { env: machine.environment, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] })
    let printed = ''
    for (const output of [shell.stdout, shell.stderr]) {
      output.setEncoding('utf8').on('data', (text: string) => {
        printed += text
      })
    }
    shell.stdin.end(script)
    const input = shell.stdio[3]
    if (input === null || input === undefined || !('end' in input)) throw new Error('the shell has no third input')
    input.end(`${token}\n`)
    await watcher.sees('the-watched-program')
    const [exitCode] = await once(shell, 'close')
    await watcher.stop()

    expect(exitCode, printed).toBe(0)
    const made = String(vault.entries.get('kv/wandb')?.data.token)
    expect(printed).toContain('it has ********')
    const history = readFileSync(join(machine.home, '.bash_history'), 'utf8')
    expect(history).toContain('keys create laptop')
    for (const secret of [token, made]) {
      expect(secret).toMatch(/^ksd_v1_/)
      // Its last half is nothing but secret.
      const part = secret.slice(-40)
      expect(watcher.hasSeen(part)).toBe(false)
      expect(printed).not.toContain(part)
      expect(history).not.toContain(part)
      expect(machine.files().filter(({ content }) => content.includes(part))).toEqual([])
      expect(newFiles(begunAt).filter((path) => readFileSync(path, 'latin1').includes(part))).toEqual([])
    }
  })
})
