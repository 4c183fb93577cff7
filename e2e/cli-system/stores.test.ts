import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { type Machine, makeMachine } from '../cli/machine.ts'
import { startAzureStandIn, startGoogleStandIn } from './cloud-stand-ins.ts'
import {
  makeAppRole,
  type RunningStore,
  startKeepassxc,
  startKeyring,
  startMoto,
  startOpenBao,
  startPass,
} from './start-stores.ts'
import type { StoreProgramName, StorePrograms } from './store-programs.ts'

type Started = RunningStore & { readonly prefix: string; readonly suffix?: string; readonly isFlat?: boolean }
type Case = { readonly name: string; readonly needs: readonly StoreProgramName[]; start(): Promise<Started> }

const programs = inject('storePrograms')
const present = programs as { readonly [Name in keyof StorePrograms]: string }

async function startStandIn(name: 'op' | 'bw'): Promise<RunningStore> {
  const folder = await mkdtemp(join(tmpdir(), 'keystead-stand-in-'))
  const environment = {
    PATH: `${join(import.meta.dirname, 'stand-ins')}:${process.env.PATH}`,
    [`${name.toUpperCase()}_STAND_IN`]: join(folder, 'items.json'),
    BW_SESSION: 'unlocked',
  }
  return { environment, stop: () => rm(folder, { recursive: true, force: true }) }
}

const cases: Case[] = [
  {
    name: 'the Secret Service',
    needs: ['gnome-keyring-daemon', 'dbus-run-session'],
    start: async () => ({ ...(await startKeyring(present)), prefix: 'keychain:team/' }),
  },
  {
    name: 'OpenBao',
    needs: ['bao'],
    start: async () => ({ ...(await startOpenBao(present)), prefix: 'vault:secret/team/' }),
  },
  {
    name: 'AWS Secrets Manager',
    needs: ['moto_server'],
    start: async () => ({ ...(await startMoto(present)), prefix: 'aws:team/' }),
  },
  {
    name: 'AWS Secrets Manager, in a field',
    needs: ['moto_server'],
    start: async () => ({ ...(await startMoto(present)), prefix: 'aws:team/', suffix: '#WANDB_API_KEY' }),
  },
  {
    name: 'Google Secret Manager',
    needs: [],
    start: async () => ({ ...(await startGoogleStandIn()), prefix: 'gcp:my-project/' }),
  },
  {
    name: 'Azure Key Vault',
    needs: [],
    start: async () => {
      const started = await startAzureStandIn()
      return { ...started, prefix: `azure:${started.vault}/` }
    },
  },
  {
    name: 'pass',
    needs: ['pass', 'gpg'],
    start: async () => ({ ...(await startPass(present)), prefix: 'pass:team/' }),
  },
  {
    name: 'KeePassXC',
    needs: ['keepassxc-cli'],
    start: async () => ({ ...(await startKeepassxc(present)), prefix: 'keepassxc:team/deep/' }),
  },
  { name: '1Password', needs: [], start: async () => ({ ...(await startStandIn('op')), prefix: 'op:Private/' }) },
  { name: 'Bitwarden', needs: [], start: async () => ({ ...(await startStandIn('bw')), prefix: 'bw:team ' }) },
]

describe.for(cases.filter(({ needs }) => needs.every((name) => programs[name] !== null)))('$name', ({ start }) => {
  let store: Started
  let machine: Machine

  beforeAll(async () => {
    store = await start()
  })
  afterAll(() => store.stop())
  beforeEach(async () => {
    machine = await makeMachine(store.environment)
  })
  afterEach(() => machine.remove())

  const put = (reference: string, secret: string) => machine.keystead(['store', 'put', reference], { input: secret })
  const get = (reference: string) => machine.keystead(['store', 'get', reference])

  it('keeps a secret, replaces it, lists where it is, and forgets it', async () => {
    const { prefix, suffix = '' } = store
    const [first, second] = [`${prefix}first${suffix}`, `${prefix}second${suffix}`]
    expect(await get(first)).toMatchObject({ exitCode: 66, stdout: '' })

    expect(await put(first, 'ksd_one')).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await put(second, 'ksd_two')).toMatchObject({ exitCode: 0 })
    expect(await put(first, 'ksd_three "é 日本"')).toMatchObject({ exitCode: 0 })
    expect(await get(first)).toEqual({ exitCode: 0, stdout: 'ksd_three "é 日本"\n', stderr: '' })
    expect(await get(second)).toEqual({ exitCode: 0, stdout: 'ksd_two\n', stderr: '' })

    const listed = await machine.keystead(['store', 'list', prefix])
    expect(listed.stdout.trim().split('\n').sort()).toEqual([`${prefix}first`, `${prefix}second`])

    expect(await machine.keystead(['store', 'remove', first, '--yes'])).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await get(first)).toMatchObject({ exitCode: 66 })
    expect(await machine.keystead(['store', 'remove', first, '--yes'])).toMatchObject({ exitCode: 66 })
    expect(await get(second)).toMatchObject({ stdout: 'ksd_two\n' })
    await machine.keystead(['store', 'remove', second, '--yes'])
    expect(machine.files().filter(({ content }) => /ksd_(one|two|three)/.test(content))).toEqual([])
  })
})

describe.runIf(programs.bao !== null)('a role of OpenBao', () => {
  it('reaches what its policy lets it reach, and is told of the rest', async () => {
    const bao = await startOpenBao(present)
    const machine = await makeMachine(await makeAppRole(bao.environment))
    try {
      const put = await machine.keystead(['store', 'put', 'vault:secret/team/app#KEY'], { input: 'of the team' })
      expect(put).toMatchObject({ exitCode: 0, stderr: '' })
      expect(await machine.keystead(['store', 'get', 'vault:secret/team/app#KEY'])).toMatchObject({
        stdout: 'of the team\n',
      })
      expect(await machine.keystead(['store', 'get', 'vault:secret/others/app'])).toMatchObject({
        exitCode: 77,
        stderr: expect.stringContaining('permission denied'),
      })
    } finally {
      await Promise.all([bao.stop(), machine.remove()])
    }
  })
})

describe('a store that is not there', () => {
  it.each([
    ['keychain:x', {}, 69, 'No other place was chosen'],
    ['vault:kv/x', {}, 78, 'VAULT_ADDR'],
    ['vault:kv/x', { VAULT_ADDR: 'http://127.0.0.1:9', VAULT_TOKEN: 'x' }, 69, 'http://127.0.0.1:9 did not answer'],
    ['keepassxc:x', {}, 78, 'KEEPASSXC_DATABASE'],
    ['op:a/b', { PATH: '/nowhere' }, 69, 'op is not installed'],
    ['bw:a', { PATH: '/nowhere' }, 69, 'bw is not installed'],
    ['pass:a', { PATH: '/nowhere' }, 69, 'pass is not installed'],
  ])('%s says what is missing, and keeps nothing', async (reference, environment, exitCode, words) => {
    const machine = await makeMachine(environment)
    try {
      const run = await machine.keystead(['store', 'put', reference], { input: 'never kept' })
      expect(run).toMatchObject({ exitCode, stdout: '', stderr: expect.stringContaining(words) })
      expect(machine.files()).toEqual([])
    } finally {
      await machine.remove()
    }
  })
})
