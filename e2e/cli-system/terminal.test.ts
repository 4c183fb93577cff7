import { stripVTControlCharacters } from 'node:util'
import measure from 'fast-string-truncated-width'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Machine, makeMachine } from '../cli/machine.ts'
import { startVaultStandIn, type VaultStandIn } from '../cli/vault-stand-in.ts'
import { startListeningServer } from '../sdk/listening-server.ts'
import { openTerminal as openTerminalOf, type TerminalOptions } from './open-terminal.ts'

let server: Awaited<ReturnType<typeof startListeningServer>>
let vault: VaultStandIn
let machine: Machine

beforeAll(async () => {
  ;[server, vault] = await Promise.all([startListeningServer(), startVaultStandIn()])
})
afterAll(async () => {
  vault.close()
  await server.close()
})
beforeEach(async () => {
  machine = await makeMachine({ KEYSTEAD_URL: server.url, TERM: 'xterm-256color', ...vault.variables })
})
afterEach(() => machine.remove())

const openTerminal = (args: readonly string[], options?: TerminalOptions) => openTerminalOf(machine, args, options)

const asAda = () => ({ KEYSTEAD_TOKEN: server.app.ada.token })
const makeKey = async (name: string) => {
  const made = await machine.json<{ key: { id: string } }>(['keys', 'create', name, '--show-token'], {
    environment: asAda(),
  })
  return made.key.id
}
const isThere = async (id: string) =>
  (await machine.keystead(['keys', 'show', id], { environment: asAda() })).exitCode === 0

describe('a list on a screen', () => {
  const list = async (columns: number, variables: Record<string, string> = {}) => {
    const args = ['keys', 'list', '--query', 'screen']
    return (await openTerminal(args, { columns, variables: { ...asAda(), ...variables } }).ended).text
  }
  const linesOf = (text: string) => stripVTControlCharacters(text).trimEnd().split('\r\n')

  it('has columns that stand below each other and fit, however wide the letters', async () => {
    const ids = [await makeKey('screen: 日本語のとても長い名前のキー、さらに続く説明'), await makeKey('screen: plain')]
    for (const [columns, lang, title] of [
      [100, 'en_US.UTF-8', 'Key ID'],
      [120, 'ja_JP.UTF-8', 'キーID'],
    ] as const) {
      const lines = linesOf(await list(columns, { LANG: lang }))
      expect(lines).toHaveLength(3)
      for (const line of lines) expect(measure(line).width, lines.join('\n')).toBeLessThanOrEqual(columns)
      const starts = [title, ...ids].map((text) => {
        const line = lines.find((one) => one.includes(text)) ?? ''
        return measure(line.slice(0, line.indexOf(text))).width
      })
      expect(new Set(starts).size, lines.join('\n')).toBe(1)
    }
  })

  it('becomes lines of one field each where columns do not fit', async () => {
    const id = await makeKey('screen: narrow')
    const lines = linesOf(await list(40))
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^Key ID\\s+${id}$`)))
  })

  it('has colours, unless NO_COLOR is set', async () => {
    await makeKey('screen: colourful')
    expect(await list(100)).toContain('\u001b[1m')
    expect(await list(100, { NO_COLOR: '1' })).not.toContain('\u001b')
  })
})

describe.each([
  ['en_US.UTF-8', /Delete .* Whatever uses it stops working/],
  ['ja_JP.UTF-8', /を削除しますか/],
])('a question before a deletion, in %s', (LANG, question) => {
  const ask = async (answer: string) => {
    const id = await makeKey('asked about')
    const terminal = openTerminal(['keys', 'delete', id], { variables: { ...asAda(), LANG } })
    await terminal.shown(question)
    terminal.type(answer)
    const { exitCode } = await terminal.ended
    return { exitCode, isThere: await isThere(id) }
  }

  it('deletes nothing without a yes', async () => {
    expect(await ask('n')).toEqual({ exitCode: 130, isThere: true })
    expect(await ask('\u0003')).toEqual({ exitCode: 130, isThere: true })
    expect(await ask('\r')).toEqual({ exitCode: 130, isThere: true })
  })

  it('deletes with one', async () => {
    expect(await ask('y')).toEqual({ exitCode: 0, isThere: false })
  })
})

describe('a secret on a screen', () => {
  it('is not shown while it is typed', async () => {
    const { token } = server.app.ada
    const terminal = openTerminal(['login', '--with-token', '--store', 'vault:kv/me'])
    await terminal.shown(/API key/)
    terminal.type(`${token}\r`)
    const { exitCode, text } = await terminal.ended
    expect(exitCode).toBe(0)
    expect(text).not.toContain(token.slice(-40))
    expect(vault.entries.get('kv/me')?.data).toEqual({ token })
  })

  it('is shown by `store get` only after a yes', async () => {
    vault.entries.set('kv/shown', { data: { token: 'a-secret-of-the-store' }, version: 1 })
    for (const [answer, exitCode] of [
      ['n', 130],
      ['y', 0],
    ] as const) {
      const terminal = openTerminal(['store', 'get', 'vault:kv/shown'])
      await terminal.shown(/Show the secret/)
      terminal.type(answer)
      const ending = await terminal.ended
      expect(ending.exitCode).toBe(exitCode)
      expect(ending.text.includes('a-secret-of-the-store')).toBe(exitCode === 0)
    }
  })

  it('is offered where a new key could not be stored; with a no, the key is deleted again', async () => {
    vault.refuseWrites = true
    try {
      for (const [answer, count] of [
        ['n', 0],
        ['y', 1],
      ] as const) {
        const name = `offered ${answer}`
        const terminal = openTerminal(['keys', 'create', name, '--store', 'vault:kv/x'], { variables: asAda() })
        await terminal.shown(/Show it here once/)
        terminal.type(answer)
        const { text } = await terminal.ended
        expect(/ksd_v1_\w{60,}/.test(text)).toBe(count === 1)
        const { keys } = await machine.json<{ keys: unknown[] }>(['keys', 'list', '--query', name], {
          environment: asAda(),
        })
        expect(keys).toHaveLength(count)
      }
    } finally {
      vault.refuseWrites = false
    }
  })
})
