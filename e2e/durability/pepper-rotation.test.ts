import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createTestDatabase } from '@keystead/storage/testing/create-test-database'
import { describe, expect, inject, vi } from 'vitest'
import { it, type Operator, type ServedKeystead } from './operator.ts'
import { createKey, deleteKey, findKeyOf, type RestClient } from './rest-client.ts'

// A test starts up to a dozen processes, one after the other.
vi.setConfig({ testTimeout: 120_000 })

interface Listed {
  readonly version: number
  readonly state: string
  readonly keys: number
  readonly sessions: number
}

const pepperIn = (operator: Operator) => join(operator.dataFolder, 'pepper')

async function listPeppers(operator: Operator, environment = {}): Promise<Listed[]> {
  const ending = await operator.run(['pepper', 'list', '--json'], environment)
  expect(ending).toMatchObject({ exitCode: 0, stderr: '' })
  return JSON.parse(ending.stdout) as Listed[]
}

async function runWell(operator: Operator, args: string[], environment = {}) {
  const ending = await operator.run(args, environment)
  expect(ending, ending.stderr).toMatchObject({ exitCode: 0 })
  return ending
}

/** What the trail says of what the operator did to the instance, oldest first. */
async function listOperations(client: RestClient, token: string): Promise<string[]> {
  const { body } = await client.call('GET', '/api/v1/audit?action=instance&limit=200', { token })
  const { events } = body as { events: { action: string; actor: { type: string }; details: { version?: number } }[] }
  const pepper = events.filter(({ action, actor }) => action.endsWith('_pepper') && actor.type === 'operator')
  return pepper.map(({ action, details }) => `${action} ${details.version}`).reverse()
}

/** Asks who these tokens are, over and over, until told to stop: how often one was not known. */
function askAllTheTime(client: RestClient, tokens: readonly string[]) {
  let stopped = false
  let asked = 0
  let refused = 0
  const done = (async () => {
    while (!stopped) {
      for (const token of tokens) {
        asked += 1
        if ((await findKeyOf(client, token)) === undefined) refused += 1
      }
    }
  })()
  return {
    async stop() {
      stopped = true
      await done
      return { asked, refused }
    },
  }
}

describe('keystead pepper rotate, while the server runs on SQLite', () => {
  it('has new keys made under a new version at once; older ones go on, before and after a restart', async ({
    operator,
  }) => {
    const token = await operator.bootstrap()
    const server = await operator.serve()
    const before = await createKey(server.client, token, { name: 'before' })
    const load = askAllTheTime(server.client, [token, before.token])
    await runWell(operator, ['pepper', 'rotate'])
    const after = await createKey(server.client, token, { name: 'after' })
    expect(await load.stop()).toMatchObject({ refused: 0 })

    expect(await listPeppers(operator)).toMatchObject([
      { version: 1, state: 'checking', keys: 2 },
      { version: 2, state: 'current', keys: 1 },
    ])
    expect((await stat(pepperIn(operator))).mode & 0o777).toBe(0o600)
    server.signal('SIGTERM')
    await server.ended
    const { client } = await operator.serve()
    for (const good of [token, before.token, after.token]) expect(await findKeyOf(client, good)).toBeDefined()
    expect(await runWell(operator, ['audit', 'verify'])).toMatchObject({ exitCode: 0 })
  })

  it('does not make a second key for a request that is repeated after it', async ({ operator }) => {
    const token = await operator.bootstrap()
    const { client } = await operator.serve()
    const request = { name: 'once', idempotencyKey: randomUUID() }
    const first = await createKey(client, token, request)
    await runWell(operator, ['pepper', 'rotate'])
    expect(await createKey(client, token, request)).toEqual(first)
    // And where the file has long forgotten the pepper that sealed the answer, it is still known as a repetition.
    const newAdmin = await createKey(client, token, { name: 'admin' })
    await deleteKey(client, token, first.id)
    await deleteKey(client, token, (await findKeyOf(client, token))?.id ?? '')
    await runWell(operator, ['pepper', 'retire', '1'])
    const repeated = await client.call('POST', '/api/v1/keys', {
      token: newAdmin.token,
      body: { name: 'once' },
      idempotencyKey: request.idempotencyKey,
    })
    expect(repeated.body).toMatchObject({ code: 'IDEMPOTENT_TOKEN_GONE' })
  })

  it('is refused while another change is being made, or was broken off, and says what to do', async ({ operator }) => {
    await operator.bootstrap()
    const made = await readFile(pepperIn(operator), 'utf8')
    await writeFile(`${pepperIn(operator)}.new`, '')
    const ending = await operator.run(['pepper', 'rotate'])
    expect(ending).toMatchObject({ exitCode: 78, stdout: '' })
    expect(ending.stderr).toContain(`${pepperIn(operator)}.new`)
    expect(await readFile(pepperIn(operator), 'utf8')).toBe(made)
  })
})

describe('keystead pepper list', () => {
  it('makes no database where there is none', async ({ operator }) => {
    expect(await operator.run(['pepper', 'list'])).toMatchObject({ exitCode: 78, stdout: '' })
    expect(existsSync(operator.dataFolder)).toBe(false)
  })
})

describe('keystead pepper retire', () => {
  it('is refused while anything lives under the version, and says how much', async ({ operator }) => {
    await operator.bootstrap()
    await operator.serve()
    const made = await readFile(pepperIn(operator), 'utf8')
    const current = await operator.run(['pepper', 'retire', '1'])
    expect(current).toMatchObject({ exitCode: 78, stdout: '' })
    expect(current.stderr).toContain('the one that new keys are made under')
    await runWell(operator, ['pepper', 'rotate'])
    const needed = await operator.run(['pepper', 'retire', '1'])
    expect(needed).toMatchObject({ exitCode: 78, stdout: '' })
    expect(needed.stderr).toContain('1 key live')
    expect(await readFile(pepperIn(operator), 'utf8')).toContain(made)
  })

  it('destroys the pepper and keeps what checks the audit trail', async ({ operator }) => {
    const token = await operator.bootstrap()
    const server = await operator.serve()
    const [, secret = ''] = (await readFile(pepperIn(operator), 'utf8')).trim().split(' ')
    await runWell(operator, ['pepper', 'rotate'])
    const next = await createKey(server.client, token, { name: 'next' })
    await deleteKey(server.client, token, (await findKeyOf(server.client, token))?.id ?? '')
    const ending = await runWell(operator, ['pepper', 'retire', '1'])
    expect(ending.hasPrinted(secret)).toBe(false)

    expect(await readFile(pepperIn(operator), 'utf8')).not.toContain(secret)
    expect(await listPeppers(operator)).toMatchObject([
      { version: 1, state: 'retired', keys: 0 },
      { version: 2, state: 'current', keys: 1 },
    ])
    await runWell(operator, ['audit', 'verify'])
    const remembered = ['instance.use_pepper 2', 'instance.retire_pepper 1']
    expect(await listOperations(server.client, next.token)).toEqual(remembered)
    server.signal('SIGTERM')
    await server.ended
    const { client } = await operator.serve()
    expect(await findKeyOf(client, next.token)).toBeDefined()
    await runWell(operator, ['audit', 'verify'])
  })
})

describe('two nodes on PostgreSQL, each with its own copy of the pepper file', () => {
  it('go from one pepper to the next without refusing a key or failing a request', async ({ operator }) => {
    const database = await createTestDatabase(inject('postgresUrl'))
    try {
      const files = ['one', 'two'].map((node) => join(operator.folder, node, 'pepper')) as [string, string]
      const environments = files.map((file) => ({ DATABASE_URL: database.url, KEYSTEAD_PEPPER_FILE: file }))
      const [first = {}, second = {}] = environments
      const token = await operator.bootstrap(first)
      const spread = async () => {
        await mkdir(dirname(files[1]), { recursive: true, mode: 0o700 })
        await copyFile(files[0], files[1])
      }
      await spread()
      const one = await operator.serve({ environment: first })
      const two = await operator.serve({ environment: second })
      const made = [await createKey(one.client, token, { name: 'old' })]
      const load = [one, two].map(({ client }) => askAllTheTime(client, [token, made[0]?.token ?? '']))

      const refused = await operator.run(['pepper', 'rotate'], first)
      expect(refused).toMatchObject({ exitCode: 64, stdout: '' })

      await runWell(operator, ['pepper', 'add'], first)
      await hangUp(one, 1, [1, 2])
      const early = await operator.run(['pepper', 'use', '2'], first)
      expect(early).toMatchObject({ exitCode: 78, stdout: '' })
      expect(early.stderr).toMatch(/do not know version 2 yet: [^,]+;/)
      await spread()
      await hangUp(two, 1, [1, 2])
      await runWell(operator, ['pepper', 'use', '2'], first)
      await hangUp(one, 2, [1, 2])
      // Now they differ in what new keys are made under, and each knows both.
      made.push(await createKey(one.client, token, { name: 'new, by the first' }))
      made.push(await createKey(two.client, token, { name: 'new, by the second' }))
      const request = { name: 'asked twice', idempotencyKey: randomUUID() }
      const once = await createKey(one.client, token, request)
      expect(await createKey(two.client, token, request)).toEqual(once)
      for (const { token: good } of [...made, once]) {
        for (const { client } of [one, two]) expect(await findKeyOf(client, good)).toBeDefined()
      }
      await spread()
      await hangUp(two, 2, [1, 2])

      for (const { stop } of load) {
        const { asked, refused } = await stop()
        expect(asked).toBeGreaterThan(0)
        expect(refused).toBe(0)
      }
      expect(await listPeppers(operator, second)).toMatchObject([
        { version: 1, state: 'checking', keys: 3 },
        { version: 2, state: 'current', keys: 2 },
      ])
      expect(await listOperations(one.client, token)).toEqual(['instance.add_pepper 2', 'instance.use_pepper 2'])
      await runWell(operator, ['audit', 'verify'], first)
      await stop(one, two)
    } finally {
      await database.drop()
    }
  })

  it('goes on with the peppers from before when the new file cannot be used, and says so', async ({ operator }) => {
    const token = await operator.bootstrap()
    const server = await operator.serve()
    await writeFile(pepperIn(operator), `1 ${'A'.repeat(43)}\n`, { mode: 0o600 })
    server.signal('SIGHUP')
    await server.waitForOutput(/cannot be used; going on/)
    expect(await findKeyOf(server.client, token)).toBeDefined()
    expect((await createKey(server.client, token, { name: 'still' })).id).not.toBe('')
  })
})

async function hangUp(server: ServedKeystead, current: number, versions: number[]): Promise<void> {
  server.signal('SIGHUP')
  await server.waitForOutput(new RegExp(`"current":${current},"versions":\\[${versions}\\]`))
}

async function stop(...servers: ServedKeystead[]): Promise<void> {
  for (const server of servers) {
    server.signal('SIGTERM')
    await server.ended
  }
}
