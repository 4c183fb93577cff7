import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTestDatabase } from '@keystead/storage/testing/create-test-database'
import { afterAll, beforeAll, describe, expect, inject } from 'vitest'
import { it } from './operator.ts'
import { createKey } from './rest-client.ts'

const mac = 'A'.repeat(43)
const noDatabase =
  'keystead: there is no Keystead database with an audit trail here: look at KEYSTEAD_DATA_DIR and DATABASE_URL\n'

describe('keystead audit', () => {
  it.for([
    ['verify', ['audit', 'verify']],
    ['anchor', ['audit', 'anchor']],
  ] as const)(
    '%s where there is no database: exit 78, says where to look, and makes none',
    async ([, args], { operator }) => {
      expect(await operator.run(args)).toMatchObject({ exitCode: 78, stdout: '', stderr: noDatabase })
      expect(existsSync(operator.dataFolder)).toBe(false)
    },
  )

  it('takes a database in which nothing has ever happened for the wrong one, also where a server runs on it', async ({
    operator,
  }) => {
    const server = await operator.serve()
    for (const verb of ['verify', 'anchor']) {
      expect(await operator.run(['audit', verb])).toMatchObject({ exitCode: 78, stdout: '', stderr: noDatabase })
    }
    server.signal('SIGTERM')
    await server.ended
    expect(await operator.run(['audit', 'verify'])).toMatchObject({ exitCode: 78, stdout: '', stderr: noDatabase })
  })

  it('anchor prints an anchor alone on a line, which verify takes, before, during and after a server runs', async ({
    operator,
  }) => {
    const token = await operator.bootstrap()
    const first = await operator.run(['audit', 'anchor'])
    expect(first).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringMatching(/^1:[\w-]{43}\n$/) })

    const server = await operator.serve()
    await createKey(server.client, token, { name: 'laptop' })
    const second = await operator.run(['audit', 'anchor'])
    expect(second).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringMatching(/^2:[\w-]{43}\n$/) })
    const check = () => operator.run(['audit', 'verify', '--anchor', first.stdout.trim()])
    const untouched = { exitCode: 0, stderr: '', stdout: expect.stringContaining('untouched: 2 events') }
    expect(await check()).toMatchObject(untouched)
    server.signal('SIGTERM')
    await server.ended
    expect(await check()).toMatchObject(untouched)
  })

  it('takes any line of an export for an anchor', async ({ operator }) => {
    const token = await operator.bootstrap()
    const { client } = await operator.serve()
    await createKey(client, token, { name: 'laptop' })
    const { body } = await client.call('GET', '/api/v1/audit/export', { token })
    const lines = String(body).trim().split('\n')
    expect(lines).toHaveLength(2)
    for (const line of lines) {
      const event = JSON.parse(line) as { number: number; mac: string }
      const ending = await operator.run(['audit', 'verify', '--anchor', `${event.number}:${event.mac}`])
      expect(ending).toMatchObject({ exitCode: 0, stderr: '' })
    }
  })

  it.for([
    ['nothing', []],
    ['a word that there is not', ['hunter2']],
    ['verify with a word', ['verify', 'hunter2']],
    ['verify with an option that there is not', ['verify', '--hunter2']],
    ['verify with half an anchor', ['verify', '--anchor', '12:hunter2']],
    ['anchor with a word', ['anchor', 'hunter2']],
  ] as const)('given %s: exit 64, says what it takes, and repeats nothing', async ([, args], { operator }) => {
    const ending = await operator.run(['audit', ...args])
    expect(ending).toMatchObject({ exitCode: 64, stdout: '', stderr: expect.stringMatching(/^keystead: .+\n$/) })
    expect(ending.hasPrinted('hunter2')).toBe(false)
    expect(existsSync(operator.dataFolder)).toBe(false)
  })

  it('is in the help, with what its exit codes mean', async ({ operator }) => {
    const { stdout } = await operator.run(['--help'])
    expect(stdout).toContain('keystead audit verify [--anchor <number>:<mac>] [--json]')
    expect(stdout).toContain('exit 0 if nobody has, 1 if somebody has or it cannot be told')
    expect(stdout).toContain('keystead audit anchor')
  })

  it('ends as every command does where the pepper is another: exit 78, and no word on the trail', async ({
    operator,
  }) => {
    await operator.bootstrap()
    await writeFile(join(operator.dataFolder, 'pepper'), `1 ${'B'.repeat(43)}\n`)
    expect(await operator.run(['audit', 'verify'])).toMatchObject({ exitCode: 78, stdout: '' })
  })
})

describe('keystead audit on PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>
  beforeAll(async () => {
    database = await createTestDatabase(inject('postgresUrl'))
  })
  afterAll(() => database?.drop())

  it('checks one trail that several nodes write to at the same moment', { timeout: 60_000 }, async ({ operator }) => {
    await mkdir(operator.dataFolder)
    await writeFile(join(operator.dataFolder, 'pepper'), `1 ${'A'.repeat(43)}\n`, { mode: 0o600 })
    const environment = { DATABASE_URL: database.url }
    const token = await operator.bootstrap(environment)
    const nodes = await Promise.all([operator.serve({ environment }), operator.serve({ environment })])
    const made = Array.from({ length: 50 }, (_, index) =>
      createKey((nodes[index % 2] ?? nodes[0]).client, token, { name: `key ${index}` }),
    )
    // While they write: what comes after its beginning is left for the next time.
    expect(await operator.run(['audit', 'verify'], environment)).toMatchObject({ exitCode: 0, stderr: '' })
    await Promise.all(made)
    const ending = await operator.run(['audit', 'verify', '--json'], environment)
    expect(JSON.parse(ending.stdout)).toMatchObject({ isUntouched: true, events: 51, faults: [] })
  })

  it('does not take an anchor of another instance for one of this trail', async ({ operator }) => {
    const other = await createTestDatabase(inject('postgresUrl'))
    try {
      const environment = { DATABASE_URL: other.url }
      await operator.bootstrap(environment)
      const ending = await operator.run(['audit', 'verify', '--anchor', `1:${mac}`], environment)
      expect(ending).toMatchObject({ exitCode: 1, stderr: '' })
      expect(ending.stdout).toContain('unless the anchor is mistyped, or was taken from another instance')
    } finally {
      await other.drop()
    }
  })
})
