import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { Client } from 'pg'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createTestDatabase } from './create-test-database.ts'
import { type PostgresServer, startPostgres } from './postgres-server.ts'

const servers: PostgresServer[] = []
async function start(options?: { durable?: boolean }): Promise<PostgresServer> {
  const server = await startPostgres(options)
  servers.push(server)
  return server
}

afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all(servers.splice(0).map((server) => server.stop()))
})

async function ask(url: string, statement: string): Promise<unknown> {
  const client = new Client(url)
  await client.connect()
  try {
    const { rows } = await client.query({ text: statement, rowMode: 'array' })
    return rows[0]?.[0]
  } finally {
    await client.end()
  }
}

async function connectAndForget(url: string): Promise<{ cutOff: Promise<void> }> {
  const client = new Client(url)
  client.on('error', () => {}) // being cut off is what these tests want
  const cutOff = new Promise<void>((resolve) => client.once('end', resolve))
  await client.connect()
  return { cutOff }
}

describe('a throwaway PostgreSQL', () => {
  it('listens on loopback only, asks for the password, and sorts by bytes', async () => {
    const { url, version } = await start()
    expect(await ask(url, 'SHOW listen_addresses')).toBe('127.0.0.1')
    expect(await ask(url, 'SHOW unix_socket_directories')).toBe('')
    expect(await ask(url, 'SHOW server_version')).toContain(version)
    expect(await ask(url, `SELECT 'é' > 'z' AND 'a' > 'B'`)).toBe(true)
    const guess = Object.assign(new URL(url), { password: 'guess' })
    await expect(ask(guess.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
  })

  it('writes commits to the disk only where a test asks for it', async () => {
    const [fast, durable] = await Promise.all([start(), start({ durable: true })])
    expect(await ask(fast.url, 'SHOW fsync')).toBe('off')
    expect(await ask(durable.url, 'SHOW fsync')).toBe('on')
  })

  it('gives each test file a database of its own, which goes although a connection is open', async () => {
    const { url } = await start()
    const [one, two] = await Promise.all([createTestDatabase(url), createTestDatabase(url)])
    await ask(one.url, 'CREATE TABLE keys ()')
    expect(await ask(two.url, `SELECT to_regclass('keys')`)).toBeNull()
    const { cutOff } = await connectAndForget(one.url)
    await one.drop()
    await cutOff
    await expect(ask(one.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' })
  })

  it('leaves nothing behind when it is stopped, although a client is connected', async () => {
    const { url, stop } = await start()
    const directory = dirname(String(await ask(url, 'SHOW data_directory')))
    const { cutOff } = await connectAndForget(url)
    await stop()
    await cutOff
    expect(existsSync(directory)).toBe(false)
    await expect(ask(url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('leaves nothing behind when the process that started it is killed', async () => {
    const server = JSON.stringify(new URL('./postgres-server.ts', import.meta.url).href)
    const script = `import { startPostgres } from ${server}; console.log((await startPostgres()).url)`
    const owner = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [url] = await once(owner.stdout.setEncoding('utf8'), 'data')
    const directory = dirname(String(await ask(url.trim(), 'SHOW data_directory')))
    owner.kill('SIGKILL')
    await expect.poll(() => existsSync(directory), { timeout: 10_000 }).toBe(false)
    await expect(ask(url.trim(), 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('says what to set when the chosen folder holds no PostgreSQL', async () => {
    vi.stubEnv('KEYSTEAD_TEST_POSTGRES', '')
    vi.stubEnv('KEYSTEAD_TEST_POSTGRES_BIN', '/nowhere')
    await expect(startPostgres()).rejects.toThrow('KEYSTEAD_TEST_POSTGRES_BIN=/nowhere has no initdb and postgres')
  })
})
