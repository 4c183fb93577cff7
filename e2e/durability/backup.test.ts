import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, vi } from 'vitest'
import { it, type Operator, type ServedKeystead } from './operator.ts'
import { type CreatedKey, createKey, deleteKey, findKeyOf, listKeys, type RestClient } from './rest-client.ts'

// Several processes are started one after the other.
vi.setConfig({ testTimeout: 120_000 })

const backupIn = (operator: Operator) => join(operator.folder, 'backup.sqlite')
const databaseIn = (folder: string) => join(folder, 'keystead.sqlite')

/** The environment of a second Keystead on this machine, for what is restored. */
function elsewhere(operator: Operator): { folder: string; environment: Record<string, string> } {
  const folder = join(operator.folder, 'elsewhere')
  return { folder, environment: { KEYSTEAD_DATA_DIR: folder } }
}

async function bringPepper(operator: Operator): Promise<void> {
  const { folder } = elsewhere(operator)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await copyFile(join(operator.dataFolder, 'pepper'), join(folder, 'pepper'))
}

async function end(server: ServedKeystead, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  server.signal(signal)
  await server.ended
}

/** Creates keys and deletes every third of them, as fast as it is answered, until it breaks. */
function writeUntilKilled(client: RestClient, token: string) {
  const acknowledged = { created: [] as CreatedKey[], deleted: [] as CreatedKey[] }
  const write = async (writer: number) => {
    for (let number = 1; ; number++) {
      const key = await createKey(client, token, { name: `${writer}.${number}` })
      if (number % 3 === 0) {
        await deleteKey(client, token, key.id)
        acknowledged.deleted.push(key)
      } else acknowledged.created.push(key)
    }
  }
  // Each ends with the server, by an error.
  const done = Promise.allSettled([1, 2, 3, 4].map(write))
  return { acknowledged, done, copy: () => structuredClone(acknowledged) }
}

describe('keystead backup, while the server writes', () => {
  it('holds all that was acknowledged before, and comes back after the crash: keys work, the trail is untouched', async ({
    operator,
  }) => {
    const token = await operator.bootstrap()
    const server = await operator.serve()
    const load = writeUntilKilled(server.client, token)
    while (load.acknowledged.created.length < 50) await findKeyOf(server.client, token)
    const before = load.copy()
    const made = await operator.run(['backup', backupIn(operator)])
    expect(made, made.stderr).toMatchObject({ exitCode: 0, stderr: '' })
    const written = load.acknowledged.created.length - before.created.length
    await end(server, 'SIGKILL')
    await load.done
    expect(written, 'keys were made while the backup was').toBeGreaterThan(0)

    const { folder, environment } = elsewhere(operator)
    await bringPepper(operator)
    const restored = await operator.run(['restore', backupIn(operator)], environment)
    expect(restored, restored.stderr).toMatchObject({ exitCode: 0, stderr: '' })
    const [, anchor = ''] = /ends with (\S+)/.exec(made.stdout) ?? []
    const trail = await operator.run(['audit', 'verify', '--anchor', anchor], environment)
    expect(trail, trail.stdout).toMatchObject({ exitCode: 0 })

    const { client } = await operator.serve({ environment })
    const { body } = await client.call('GET', '/api/v1/audit?action=instance.restore', { token })
    const [lastEvent] = anchor.split(':')
    expect(body).toMatchObject({
      events: [
        { actor: { type: 'operator' }, target: { type: 'instance' }, details: { lastEvent: Number(lastEvent) } },
      ],
    })
    const listed = new Map((await listKeys(client, token)).map(({ id, name }) => [id, name]))
    for (const { id, name } of before.created) expect(listed.get(id)).toBe(name)
    for (const { id } of before.deleted) expect(listed.has(id)).toBe(false)
    for (const key of before.created.slice(0, 20))
      expect(await findKeyOf(client, key.token)).toMatchObject({ id: key.id })
    for (const key of before.deleted.slice(0, 20)) expect(await findKeyOf(client, key.token)).toBeUndefined()
    expect((await createKey(client, token, { name: 'life goes on' })).id).not.toBe('')
    expect((await readdir(folder)).filter((name) => name.includes('restoring'))).toEqual([])
  })

  it('is one file for its owner alone, that holds no pepper, and says that the pepper is needed', async ({
    operator,
  }) => {
    await operator.bootstrap()
    const ending = await operator.start(['backup', backupIn(operator)], { umask: '0' }).ended
    expect(ending).toMatchObject({ exitCode: 0, stderr: '' })
    expect(ending.stdout).toContain('The pepper is not in it')
    expect((await stat(backupIn(operator))).mode & 0o777).toBe(0o600)
    expect((await readdir(operator.folder)).sort()).toEqual(['backup.sqlite', 'data'])
    const [, secret = ''] = (await readFile(join(operator.dataFolder, 'pepper'), 'utf8')).trim().split(' ')
    const copy = await readFile(backupIn(operator))
    expect(copy.includes(secret) || copy.includes(Buffer.from(secret, 'base64url'))).toBe(false)
  })

  it('replaces no file, unless told to', async ({ operator }) => {
    await operator.bootstrap()
    await writeFile(backupIn(operator), 'precious')
    const refused = await operator.run(['backup', backupIn(operator)])
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' })
    expect(refused.stderr).toContain('--overwrite')
    expect(await readFile(backupIn(operator), 'utf8')).toBe('precious')
    expect(await operator.run(['backup', backupIn(operator), '--overwrite'])).toMatchObject({ exitCode: 0 })
    expect((await readFile(backupIn(operator))).subarray(0, 15).toString()).toBe('SQLite format 3')
  })

  it('makes no database where there is none, and nothing of PostgreSQL', async ({ operator }) => {
    const none = await operator.run(['backup', backupIn(operator)])
    expect(none).toMatchObject({ exitCode: 1, stdout: '' })
    expect(existsSync(operator.dataFolder)).toBe(false)
    const environment = { DATABASE_URL: 'postgres://keystead:hunter2@127.0.0.1:1/keystead' }
    const refused = await operator.run(['backup', backupIn(operator)], environment)
    expect(refused).toMatchObject({ exitCode: 78, stdout: '' })
    expect(refused.stderr).toContain('pg_dump')
    expect(refused.hasPrinted('hunter2')).toBe(false)
    expect(existsSync(backupIn(operator))).toBe(false)
  })
})

describe('keystead restore', () => {
  it('is refused without the pepper, and with another, and leaves no database behind', async ({ operator }) => {
    const token = await operator.bootstrap()
    await operator.run(['backup', backupIn(operator)])
    const { folder, environment } = elsewhere(operator)
    const without = await operator.run(['restore', backupIn(operator)], environment)
    expect(without).toMatchObject({ exitCode: 78, stdout: '' })
    expect(without.stderr).toContain(`${join(folder, 'pepper')} is missing`)
    expect(without.stderr).toContain('without it no key works')
    await writeFile(join(folder, 'pepper'), `1 ${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 })
    const other = await operator.run(['restore', backupIn(operator)], environment)
    expect(other).toMatchObject({ exitCode: 78, stdout: '' })
    expect(other.stderr).toContain('another pepper')
    expect((await readdir(folder)).filter((name) => name.startsWith('keystead.sqlite'))).toEqual([])

    await bringPepper(operator)
    expect(await operator.run(['restore', backupIn(operator)], environment)).toMatchObject({ exitCode: 0 })
    const { client } = await operator.serve({ environment })
    expect(await findKeyOf(client, token)).toBeDefined()
  })

  it('touches no database that is there, with or without a server', async ({ operator }) => {
    const token = await operator.bootstrap()
    await operator.run(['backup', backupIn(operator)])
    const stopped = await operator.run(['restore', backupIn(operator)])
    expect(stopped).toMatchObject({ exitCode: 1, stdout: '' })
    expect(stopped.stderr).toContain('holds a database already')
    const { client } = await operator.serve()
    expect(await operator.run(['restore', backupIn(operator)])).toMatchObject({ exitCode: 75, stdout: '' })
    expect(await findKeyOf(client, token)).toBeDefined()
  })

  it.for([
    ['is not there', async () => {}],
    ['is something else', (file: string) => writeFile(file, 'hunter2 '.repeat(1_000))],
    ['was cut', async (file: string) => truncate(file, (await stat(file)).size >> 1)],
  ] as const)('refuses a backup that %s', async ([what, spoil], { operator }) => {
    await operator.bootstrap()
    if (what !== 'is not there') await operator.run(['backup', backupIn(operator)])
    await spoil(backupIn(operator))
    await bringPepper(operator)
    const { folder, environment } = elsewhere(operator)
    const ending = await operator.run(['restore', backupIn(operator)], environment)
    expect(ending).toMatchObject({ exitCode: 1, stdout: '' })
    expect(ending.stderr).toContain(backupIn(operator))
    expect(ending.hasPrinted('hunter2')).toBe(false)
    expect(existsSync(databaseIn(folder))).toBe(false)
  })
})
