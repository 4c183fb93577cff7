import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { hostname } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Machine, makeMachine } from '../cli/machine.ts'
import { startVaultStandIn, type VaultStandIn } from '../cli/vault-stand-in.ts'
import { openStage, phrasesOf, type Stage } from '../console/open-stage.ts'

describe.each(['en', 'ja'] as const)('keystead login by the console, in %s', (language) => {
  const t = phrasesOf[language]
  let stage: Stage
  let vault: VaultStandIn
  let machine: Machine
  beforeAll(async () => {
    ;[stage, vault] = await Promise.all([openStage(language), startVaultStandIn()])
    const lang = language === 'ja' ? 'ja_JP.UTF-8' : 'en_GB.UTF-8'
    machine = await makeMachine({ KEYSTEAD_URL: stage.server.origin, LANG: lang, ...vault.variables })
  })
  afterAll(async () => {
    vault.close()
    await Promise.all([stage.close(), machine.remove()])
  })

  /** The command, from the moment that it waits, and the code that it shows. */
  async function startLogin(): Promise<{ child: ChildProcess; code: string; ended: Promise<unknown[]> }> {
    const { command, args, environment } = machine.command(['login', '--store', 'vault:kv/me'])
    const child = spawn(command, args, { env: environment, stdio: ['ignore', 'ignore', 'pipe'] })
    const ended = once(child, 'close')
    let text = ''
    for await (const chunk of child.stderr.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      text += chunk
      const [, code] = /\/device#([A-Z]{4}-[A-Z]{4})\n/.exec(text) ?? []
      if (code !== undefined) return { child, code, ended }
    }
    throw new Error(`it did not wait: ${text}`)
  }

  it('takes its code from the address, and gets a key when its person approves', async () => {
    const ada = await stage.enter('/settings/api-keys')
    const { child, code, ended } = await startLogin()
    child.stderr?.resume()
    await ada.open(`/device#${code}`)
    await ada.press(t.device.look)
    const host = hostname()
    await ada.page.getByText(host).waitFor()
    expect(ada.page.url()).not.toContain(code)
    await ada.press(t.device.approve)
    await ada.heading(t.device.approvedHeading)
    expect((await ended)[0]).toBe(0)

    const me = await machine.json<{ key: { id: string; name: string } }>(['whoami'])
    expect(me).toMatchObject({ keptIn: 'vault:kv/me', principal: { email: 'ada@example.com' } })
    expect(me.key.name).toContain(host)
    expect(await machine.keystead(['logout'])).toMatchObject({ exitCode: 0 })
    expect(stage.server.count(`SELECT count(*) FROM api_keys WHERE id = '${me.key.id}'`)).toBe(0)
    expect(ada.complaints).toEqual([])
  })

  it('takes its code typed by hand, and gets no key where its person denies', async () => {
    const ada = await stage.enter('/settings/api-keys')
    const { child, code, ended } = await startLogin()
    child.stderr?.resume()
    await ada.open('/device')
    await ada.type(t.device.code, 'BCDF-GHJK')
    await ada.press(t.device.look)
    await ada.page.getByText(t.errors.USER_CODE_INVALID).waitFor()
    await ada.type(t.device.code, code.toLowerCase())
    await ada.press(t.device.look)
    await ada.press(t.device.deny)
    await ada.heading(t.device.deniedHeading)
    expect((await ended)[0]).toBe(77)
    expect(vault.entries.size).toBe(0)
  })
})
