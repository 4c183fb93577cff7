// The tour of the README, run from the file as it is written there.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { maskTokens } from '../support/mask-tokens.ts'
import { runProgram } from '../support/run-program.ts'
import { makeClientHome } from './client-home.ts'
import { requireClient } from './scenario.ts'

const root = join(import.meta.dirname, '../..')

it('the README’s tour works as written: bootstrap, create, wandb login, verify, delete, refused', async () => {
  const wandb = requireClient('wandb 0.31.0')
  const home = await makeClientHome()
  const environment = {
    ...home.environment,
    PATH: `${join(wandb, 'bin')}:${home.environment.PATH ?? ''}`,
    KEYSTEAD_DATA_DIR: join(home.folder, 'data'),
  }
  let server: ChildProcess | undefined
  try {
    server = await startFromReadme(environment)
    const steps = await readTourBlock('steps')
    const { exitCode, stdout, stderr } = await runProgram('bash', ['-euo', 'pipefail', '-c', steps], {
      environment,
      folder: root,
    })
    expect(exitCode, stdout + stderr).toBe(0)
    expect(stderr).toContain('Currently logged in as: ada')
    const [created, good, deleted, refused] = readJsonDocuments(stdout)
    expect(created).toMatchObject({ name: 'laptop', type: 'personal', state: 'active' })
    expect(good).toMatchObject({ valid: true, principal: { username: 'ada' } })
    expect(deleted).toMatchObject({ name: 'laptop' })
    expect(refused).toEqual({ valid: false, code: 'INVALID_KEY', requestId: expect.any(String) })
  } finally {
    if (server !== undefined) await stop(server)
    await home.remove()
  }
})

async function readTourBlock(name: 'server' | 'steps'): Promise<string> {
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  const [, block] = new RegExp(`<!-- tour: ${name} -->\n\`\`\`bash\n([^]*?)\n\`\`\``).exec(readme) ?? []
  if (block === undefined) throw new Error(`README.md has no block "tour: ${name}"`)
  return block
}

/** Resolves once it listens where the README says that it does. */
async function startFromReadme(environment: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const command = await readTourBlock('server')
  const child = spawn('bash', ['-c', `exec ${command}`], {
    cwd: root,
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  await new Promise<void>((resolve, reject) => {
    const read = (text: string) => {
      printed += text
      if (printed.includes('listening on http://127.0.0.1:5390 ')) resolve()
    }
    child.stdout?.setEncoding('utf8').on('data', read)
    child.stderr?.setEncoding('utf8').on('data', read)
    child.once('exit', () =>
      reject(new Error(`the server ended; is port 5390 taken? It printed:\n${maskTokens(printed)}`)),
    )
  })
  return child
}

async function stop(server: ChildProcess): Promise<void> {
  // 'close' comes once nobody holds the pipes any more: not npm alone has ended, but the server that it started.
  const closed = once(server, 'close')
  server.kill('SIGTERM')
  await closed
}

/** What curl and jq print one after the other: pretty or not, each begins with a brace in the first column. */
function readJsonDocuments(text: string): unknown[] {
  return text
    .replaceAll(/\}\s*\{/g, '}\u0000{')
    .split('\u0000')
    .map((document) => JSON.parse(document))
}
