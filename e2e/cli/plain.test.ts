import { createKeysteadClient } from '@keystead/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startListeningServer } from '../sdk/listening-server.ts'
import { type Machine, makeMachine } from './machine.ts'
import { startVaultStandIn, type VaultStandIn } from './vault-stand-in.ts'

let server: Awaited<ReturnType<typeof startListeningServer>>
let vault: VaultStandIn
let machine: Machine
beforeAll(async () => {
  ;[server, vault] = await Promise.all([startListeningServer(), startVaultStandIn()])
  machine = await makeMachine({ KEYSTEAD_URL: server.url, KEYSTEAD_TOKEN: server.app.ada.token, ...vault.variables })
})
afterAll(async () => {
  vault.close()
  await Promise.all([server.close(), machine.remove()])
})

const client = () => createKeysteadClient({ url: server.url, token: server.app.ada.token })
const say = async (...args: string[]) => {
  const { exitCode, stdout, stderr } = await machine.keystead(args)
  return { exitCode, lines: stdout.split('\n').slice(0, -1), stderr }
}

describe('a command that asks the API one thing', () => {
  it('answers people in their language, and programs as the API does', async () => {
    const changed = await say('policies', 'change', 'acme', '--on-leak', 'rotate', '--leak-grace', '4h')
    expect(changed).toMatchObject({ exitCode: 0, lines: expect.arrayContaining(['When a key leaks\trotate']) })
    const { lines } = await say('policies', 'show', 'acme', '--lang', 'ja')
    expect(lines).toContain('キーが漏洩したとき\trotate')
    expect(await machine.json(['policies', 'show', 'acme'])).toMatchObject({
      onLeak: 'rotate',
      leakGraceSeconds: 14_400,
    })
  })

  it('shows a list as a line for each', async () => {
    const made = await Promise.all(['a', 'b'].map((name) => client().keys.create({ name })))
    for (const { key } of made) await client().keys.delete(key.id)
    const { lines } = await say('keys', 'deleted')
    for (const { key } of made) expect(lines.filter((line) => line.startsWith(`${key.id}\t`))).toHaveLength(1)
    const [{ key }] = made as [(typeof made)[0]]
    expect(await say('keys', 'undelete', key.id)).toMatchObject({ exitCode: 0 })
    expect(await client().keys.get(key.id)).toMatchObject({ state: 'active' })
  })

  it('takes nothing away where nobody is asked, unless it was said', async () => {
    const { id } = await client().teams.create('acme', { name: 'kept' })
    expect(await say('teams', 'delete', 'acme', 'kept')).toMatchObject({ exitCode: 64 })
    expect(await client().teams.get('acme', 'kept')).toMatchObject({ id })
    expect(await say('teams', 'delete', 'acme', 'kept', '--yes')).toMatchObject({ exitCode: 0 })
    await expect(client().teams.get('acme', 'kept')).rejects.toMatchObject({ code: 'TEAM_NOT_FOUND' })
  })

  it('says why not', async () => {
    expect(await say('keys', 'disable', 'x', '--minutes', 'soon')).toMatchObject({ exitCode: 64 })
    expect(await say('keys', 'enable', 'nosuchkeynosuchk')).toMatchObject({
      exitCode: 66,
      stderr: expect.stringContaining('KEY_NOT_FOUND'),
    })
  })
})

describe('keystead service-accounts rotate', () => {
  it('puts a new key in the place of each, and settles where they go before the first', async () => {
    await client().teams.create('acme', { name: 'robots' })
    const account = await client().serviceAccounts.create('acme', { name: 'builder', defaultTeam: 'robots' })
    const made = await machine.json<{ key: { id: string } }>([
      ...['keys', 'create', 'known', '--owner', account.id, '--store', 'vault:kv/known'],
    ])
    const other = await client().keys.create({ name: 'elsewhere', owner: account.id })
    const refused = await say('service-accounts', 'rotate', account.id)
    expect(refused).toMatchObject({ exitCode: 64, stderr: expect.stringContaining(`elsewhere (${other.key.id})`) })
    expect((await client().keys.list({ owner: account.id })).keys).toHaveLength(2)

    const before = vault.entries.get('kv/known')?.data.token
    const { rotations } = await machine.json<{ rotations: { storedIn: string; rotation: { oldKeyId: string } }[] }>([
      ...['service-accounts', 'rotate', account.id, '--store', 'vault:kv/more'],
    ])
    expect(Object.fromEntries(rotations.map(({ storedIn, rotation }) => [rotation.oldKeyId, storedIn]))).toEqual({
      [made.key.id]: 'vault:kv/known',
      [other.key.id]: `vault:kv/more/${other.key.id}`,
    })
    expect(vault.entries.get('kv/known')?.data.token).not.toBe(before)
    expect(await say('service-accounts', 'rotate', account.id)).toMatchObject({ exitCode: 0, lines: [] })
  })
})

describe('keystead audit export', () => {
  it('prints an event a line, oldest first', async () => {
    const { exitCode, lines } = await say('audit', 'export', '--organization', 'acme')
    expect(exitCode).toBe(0)
    const numbers = lines.map((line) => (JSON.parse(line) as { number: number }).number)
    expect(numbers.length).toBeGreaterThan(3)
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  })
})
