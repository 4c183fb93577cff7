import { plainCommands } from '@keystead/cli/src/commands/plain/add-plain-commands.ts'
import { plainOptions } from '@keystead/cli/src/commands/plain/plain-options.ts'
import { makeProgram } from '@keystead/cli/src/make-program.ts'
import { en } from '@keystead/cli/src/phrases/en.ts'
import { openTerminal } from '@keystead/cli/src/terminal/terminal.ts'
import { createKeysteadClient } from '@keystead/sdk'
import { describe, expect, it } from 'vitest'
import { operations } from '../../packages/sdk/src/api/api.ts'

type Operation = keyof typeof operations

/** Which command does it, where more belongs to it than to ask and to show the answer. */
const commands: Partial<Record<Operation, string>> = {
  getMe: 'whoami',
  beginDeviceAuthorization: 'login',
  claimDeviceKey: 'login',
  listKeys: 'keys list',
  getKey: 'keys show',
  createKey: 'keys create',
  renameKey: 'keys rename',
  deleteKey: 'keys delete',
  openRotation: 'keys rotate',
  listRotations: 'rotations list',
  getRotation: 'rotations show',
  completeRotation: 'rotations complete',
  cancelRotation: 'rotations cancel',
  revokeRotation: 'rotations revoke',
  listOrganizations: 'orgs list',
  listTeams: 'teams list',
  listMembers: 'members list',
  listServiceAccounts: 'service-accounts list',
  listAuditEvents: 'audit list',
  exportAuditEvents: 'audit export',
  reportLeak: 'leaks report',
  explainKey: 'keys why',
  explainRefusal: 'keys why',
  listRefusals: 'keys why',
}

/** Why there is none. */
const reasons: Partial<Record<Operation, string>> = {
  signIn: 'a browser’s',
  signOut: 'a browser’s',
  setUp: 'a browser’s; where the server runs, there is keystead bootstrap',
  getSetup: 'a browser’s',
  choosePassword: 'a browser’s: a password is typed on a page',
  changePassword: 'a browser’s: a password is typed on a page',
  listSessions: 'sessions are browsers’, and ended by whoever sits there',
  endSession: 'sessions are browsers’, and ended by whoever sits there',
  previewDeviceAuthorization: 'the console’s, which approves what this program has begun',
  decideDeviceAuthorization: 'the console’s, and only a session may',
  previewInvitation: 'the console’s: who accepts has a link',
  acceptInvitation: 'the console’s: who accepts has a link',
  deleteKeys: 'keys delete takes several, and says of each what became of it',
  rotateServiceAccount:
    'service-accounts rotate opens one after the other: each token is in its store before there is another',
  verifyKey: 'for services, by the SDK',
  verifyKeys: 'for services, by the SDK',
  followChanges: 'for services, by the SDK',
}

const { program } = makeProgram(en, openTerminal('en'), () => {
  throw new Error('no command is run here')
})
type Command = typeof program
const leavesOf = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf)
const nameOf = (command: Command): string =>
  command.parent === program ? command.name() : `${command.parent?.name()} ${command.name()}`
const names = leavesOf(program).map(nameOf)

const valueOf = (flags: string) => {
  const [, values = ''] = /<(.*)>/.exec(flags) ?? []
  if (values.includes('|')) return values.split('|')[0]
  return values === 'number' ? '5' : '5h'
}

/** What a plain command asks of the server, each option given. */
async function operationOf({ args, options = [], ask }: (typeof plainCommands)[number]) {
  const asked: string[] = []
  const client = createKeysteadClient({
    url: 'https://keys.example.com',
    fetch: async (address, init) => {
      asked.push(`${init?.method} ${new URL(String(address)).pathname}`)
      return Response.json({})
    },
  })
  const values = Object.fromEntries(options.map((option) => [option, valueOf(plainOptions[option])]))
  await ask(
    client,
    args.map((name) => name.slice(1, -1)),
    values,
  )
  return Object.entries(operations).flatMap(([operation, { method, path }]) => {
    const shape = new RegExp(`^${method} /api/v1${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`)
    return asked.some((request) => shape.test(request)) ? [operation as Operation] : []
  })
}

describe('everything that the API does', () => {
  it('has a command, or a reason why there is none', async () => {
    const plain = (await Promise.all(plainCommands.map(operationOf))).flat()
    const known = new Set([...Object.keys(commands), ...Object.keys(reasons), ...plain])
    expect(Object.keys(operations).filter((operation) => !known.has(operation))).toEqual([])
    // Nothing is explained that needs no explanation, or is no more.
    const explained = [...Object.keys(commands), ...Object.keys(reasons)]
    expect(explained.filter((operation) => plain.includes(operation as Operation))).toEqual([])
    expect(explained.filter((operation) => !(operation in operations))).toEqual([])
    expect(Object.values(commands).filter((name) => !names.includes(name))).toEqual([])
  })

  it.each(plainCommands.map((command) => [command.name, command] as const))('%s asks one thing', async (_, command) => {
    expect(await operationOf(command)).toHaveLength(1)
  })
})
