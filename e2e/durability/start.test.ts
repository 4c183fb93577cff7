import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createTestDatabase } from '@keystead/storage/testing/create-test-database'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, inject } from 'vitest'
import { bootstrapArgs, it } from './operator.ts'
import { RawConnection } from './raw-connection.ts'

const secret = 'hunter2'

describe('the command line', () => {
  it.for([
    ['keystead --help', ['--help']],
    ['keystead help', ['help']],
    ['keystead, and nothing more,', []],
  ] as const)('%s explains the commands', async ([, args], { operator }) => {
    const ending = await operator.run(args)
    expect(ending).toMatchObject({ exitCode: 0, stderr: '' })
    expect(ending.stdout).toContain('keystead serve')
    expect(ending.stdout).toContain('keystead bootstrap --email')
  })

  it('keystead --version prints the version, alone on a line', async ({ operator }) => {
    expect(await operator.run(['--version'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/),
      stderr: '',
    })
  })

  it.for([
    ['a command that there is not', ['ksd_v1_hunter2']],
    ['arguments of serve', ['serve', 'ksd_v1_hunter2']],
    ['an option of serve', ['serve', '--token=hunter2']],
  ] as const)('%s: exit 64, a hint, and no repetition of what could be a token', async ([, args], { operator }) => {
    const ending = await operator.run(args)
    expect(ending).toMatchObject({ exitCode: 64, stdout: '' })
    expect(ending.stderr).toMatch(/^keystead: .+\n$/)
    expect(ending.hasPrinted(secret)).toBe(false)
  })
})

describe('settings that cannot be used', () => {
  it.for([
    ['KEYSTEAD_PORT', 'hunter2'],
    ['KEYSTEAD_PORT', '65536'],
    ['KEYSTEAD_PUBLIC_URL', 'ftp://hunter2'],
    ['KEYSTEAD_KEY_PREFIX', 'HUNTER-hunter2'],
    ['KEYSTEAD_LEGACY_KEYS', 'hunter2'],
    ['KEYSTEAD_LOG_LEVEL', 'hunter2'],
    ['KEYSTEAD_TRUSTED_PROXIES', '10.0.0.0/8,hunter2'],
    ['KEYSTEAD_TRUSTED_PROXIES', '10.0.0.0/64'],
    ['KEYSTEAD_TRUSTED_PROXIES', '10.0.0.0/0'],
    ['DATABASE_URL', 'mysql://root:hunter2@127.0.0.1/keystead'],
    ['DATABASE_URL', 'postgres://keystead:hunter2@127.0.0.1:port/keystead'],
    ['DATABASE_URL', 'postgres://keystead:hunter2@127.0.0.1:65536/keystead'],
    ['DATABASE_URL', 'postgres://keystead:100%hunter2@127.0.0.1/keystead'],
  ] as const)(
    '%s=%s: exit 78, names the variable, and does not repeat the value',
    async ([name, value], { operator }) => {
      const ending = await operator.run(['serve'], { [name]: value })
      expect(ending).toMatchObject({ exitCode: 78, stdout: '' })
      expect(ending.stderr).toMatch(new RegExp(`^keystead: .*${name}.*\n$`))
      expect(ending.hasPrinted(value)).toBe(false)
      expect(ending.hasPrinted(secret)).toBe(false)
    },
  )

  it('an address that this machine does not have: exit 78, and names the variable', async ({ operator }) => {
    // TEST-NET-1, which is nobody's (RFC 5737).
    const ending = await operator.run(['serve'], { KEYSTEAD_HOST: '192.0.2.1', KEYSTEAD_LOG_LEVEL: 'error' })
    expect(ending).toMatchObject({ exitCode: 78, stdout: '' })
    expect(ending.stderr).toContain('KEYSTEAD_HOST')
  })

  it('a data directory that is a file: exit 78, and names the variable', async ({ operator }) => {
    await writeFile(join(operator.folder, 'file'), '')
    const ending = await operator.run(['serve'], { KEYSTEAD_DATA_DIR: join(operator.folder, 'file') })
    expect(ending).toMatchObject({ exitCode: 78, stdout: '' })
    expect(ending.stderr).toContain('KEYSTEAD_DATA_DIR')
  })

  it('empty variables count as unset', async ({ operator }) => {
    const empty = { DATABASE_URL: '', KEYSTEAD_PUBLIC_URL: '', KEYSTEAD_TRUSTED_PROXIES: ' ', KEYSTEAD_KEY_PREFIX: '' }
    const { client } = await operator.serve({ environment: empty })
    expect((await client.call('GET', '/readyz')).status).toBe(200)
  })
})

describe('the port', () => {
  const taken = createServer()
  beforeAll(async () => {
    taken.listen(0, '127.0.0.1')
    await once(taken, 'listening')
  })
  afterAll(() => taken.close())
  const takenPort = () => String((taken.address() as AddressInfo).port)

  it('0 takes a free one, and the address that is printed is the one it listens on', async ({ operator }) => {
    const server = await operator.serve()
    expect(server.port).toBeGreaterThan(0)
    ;(await RawConnection.open(server.port)).destroy()
    expect((await server.client.call('GET', '/healthz')).body).toEqual({ status: 'ok' })
  })

  it('taken: exit 75, says so and which, and the data directory is free again', async ({ operator }) => {
    const ending = await operator.run(['serve'], { KEYSTEAD_PORT: takenPort() })
    expect(ending).toMatchObject({ exitCode: 75, stdout: '' })
    expect(ending.stderr).toMatch(new RegExp(`^keystead: the port is taken: .*${takenPort()}`, 'm'))
    await operator.serve()
  })

  it('taken, on PostgreSQL: ends as soon as it has said so, without waiting for its connections', async ({
    operator,
  }) => {
    const database = await createTestDatabase(inject('postgresUrl'))
    try {
      const command = operator.start(['serve'], {
        environment: { KEYSTEAD_PORT: takenPort(), DATABASE_URL: database.url },
      })
      await command.waitForOutput(/the port is taken/)
      const said = performance.now()
      expect(await command.ended).toMatchObject({ exitCode: 75 })
      // An idle connection of the pool would hold it for ten seconds.
      expect(performance.now() - said).toBeLessThan(5_000)
    } finally {
      await database.drop()
    }
  })
})

describe('a database that a newer Keystead has written', () => {
  const newer = `INSERT INTO keystead_migrations (name, timestamp) VALUES ('9999_from_the_future', '2099')`

  it('SQLite: exit 78, says so, and changes nothing', async ({ operator }) => {
    await operator.bootstrap()
    const database = new DatabaseSync(join(operator.dataFolder, 'keystead.sqlite'))
    database.exec(newer)
    const before = database.prepare('PRAGMA data_version').get()
    const ending = await operator.run(['serve'])
    expect(ending).toMatchObject({ exitCode: 78, stdout: '' })
    expect(ending.stderr).toContain('newer Keystead')
    expect(database.prepare('PRAGMA data_version').get()).toEqual(before)
    database.close()
  })

  it('PostgreSQL: exit 78, and says so', async ({ operator }) => {
    const database = await createTestDatabase(inject('postgresUrl'))
    try {
      const environment = { DATABASE_URL: database.url }
      await operator.bootstrap(environment)
      const client = new Client(database.url)
      await client.connect()
      await client.query(newer).finally(() => client.end())
      const ending = await operator.run(['serve'], environment)
      expect(ending).toMatchObject({ exitCode: 78, stdout: '' })
      expect(ending.stderr).toContain('newer Keystead')
    } finally {
      await database.drop()
    }
  })
})

describe('a PostgreSQL that cannot be used at the start', () => {
  it.for([
    ['nobody listens', 'postgres://keystead:hunter2@127.0.0.1:1/keystead'],
    ['nobody listens, at an address of two families', 'postgres://keystead:hunter2@localhost:1/keystead'],
    ['there is no such host', 'postgres://keystead:hunter2@database.invalid/keystead'],
  ] as const)('%s: exit 69, says what failed, without the password', async ([, url], { operator }) => {
    for (const args of [['serve'], bootstrapArgs]) {
      const ending = await operator.run(args, { DATABASE_URL: url })
      expect(ending).toMatchObject({ exitCode: 69, stdout: '' })
      expect(ending.stderr).toMatch(
        /^keystead: the database cannot be reached \(.*(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN)/m,
      )
      expect(ending.hasPrinted(secret)).toBe(false)
    }
  })

  it('it refuses the password: exit 78, and names the variable and neither password', async ({ operator }) => {
    const url = Object.assign(new URL(inject('postgresUrl')), { password: secret })
    const ending = await operator.run(['serve'], { DATABASE_URL: url.href })
    expect(ending).toMatchObject({ exitCode: 78, stdout: '' })
    expect(ending.stderr).toContain('DATABASE_URL')
    expect(ending.hasPrinted(secret)).toBe(false)
  })

  it('there is no such database: exit 78, and names the variable', async ({ operator }) => {
    const url = Object.assign(new URL(inject('postgresUrl')), { pathname: 'no_such_database' })
    const ending = await operator.run(['serve'], { DATABASE_URL: url.href })
    expect(ending).toMatchObject({ exitCode: 78, stdout: '' })
    expect(ending.stderr).toContain('DATABASE_URL')
    expect(ending.hasPrinted(url.password)).toBe(false)
  })
})
