import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTestDatabase } from '@keystead/storage/testing/create-test-database'
import { afterAll, beforeAll, describe, expect, inject } from 'vitest'
import type { Ending } from './keystead-command.ts'
import { bootstrapArgs, it, type Operator } from './operator.ts'
import { findKeyOf } from './rest-client.ts'

const alreadyDone = 'keystead: An administrator exists already. Bootstrap works once.\n'
const pepper = `1 ${'A'.repeat(43)}\n`

describe('keystead bootstrap', () => {
  it('before the first start: prints one line of JSON and nothing else, with a token that works', async ({
    operator,
  }) => {
    const ending = await operator.run(bootstrapArgs)
    expect(ending).toMatchObject({ exitCode: 0, stderr: '' })
    const token = expectOneLine(ending)
    const { client } = await operator.serve()
    expect(await findKeyOf(client, token)).toMatchObject({ name: 'bootstrap' })
  })

  it('while a server runs on the data directory: the same, through the server, and without a restart', async ({
    operator,
  }) => {
    const { client } = await operator.serve()
    const ending = await operator.run(bootstrapArgs)
    expect(ending).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await findKeyOf(client, expectOneLine(ending))).toMatchObject({ name: 'bootstrap' })
  })

  it('is what a server without an administrator tells its operator to run, and one with an administrator does not', async ({
    operator,
  }) => {
    const first = await operator.serve()
    await first.waitForOutput(/There is no administrator yet\.[^]*npx keystead bootstrap --email/)
    await operator.run(bootstrapArgs)
    first.signal('SIGTERM')
    await first.ended
    const second = await operator.serve()
    second.signal('SIGTERM')
    expect((await second.ended).stdout).not.toContain('administrator')
  })

  it('refuses the second time, with and without a server', async ({ operator }) => {
    const token = await operator.bootstrap()
    const again = ['bootstrap', '--email', 'eve@example.com', '--organization', 'evil']
    expect(await operator.run(again)).toMatchObject({ exitCode: 1, stdout: '', stderr: alreadyDone })
    const { client } = await operator.serve()
    expect(await operator.run(again)).toMatchObject({ exitCode: 1, stdout: '', stderr: alreadyDone })
    expect(await findKeyOf(client, token)).toMatchObject({ name: 'bootstrap' })
  })

  it('two at once before the first start: exactly one makes an administrator', async ({ operator }) => {
    const [winner, loser] = await raceTwo(operator)
    expectOneLine(winner)
    // The other found either the data directory in use or the work done.
    expect([1, 75]).toContain(loser.exitCode)
    expect(loser.stderr).toMatch(loser.exitCode === 1 ? alreadyDone : /another Keystead \(process .+\) uses the data/)
  })

  it('two at once while a server runs: exactly one makes an administrator', async ({ operator }) => {
    const { client } = await operator.serve()
    const [winner, loser] = await raceTwo(operator)
    expect(loser).toMatchObject({ exitCode: 1, stderr: alreadyDone })
    expect(await findKeyOf(client, expectOneLine(winner))).toMatchObject({ name: 'bootstrap' })
  })
})

describe('keystead bootstrap on PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>
  let another: Awaited<ReturnType<typeof createTestDatabase>>
  beforeAll(async () => {
    database = await createTestDatabase(inject('postgresUrl'))
    another = await createTestDatabase(inject('postgresUrl'))
  })
  afterAll(() => Promise.all([database?.drop(), another?.drop()]))

  it('two nodes at once with one pepper, while a third serves: exactly one makes an administrator', async ({
    operator,
  }) => {
    await mkdir(operator.dataFolder)
    await writeFile(join(operator.dataFolder, 'pepper'), pepper, { mode: 0o600 })
    const environment = { DATABASE_URL: database.url }
    const { client } = await operator.serve({ environment })
    const [winner, loser] = await raceTwo(operator, environment)
    expect(loser).toMatchObject({ exitCode: 1, stderr: alreadyDone })
    expect(await findKeyOf(client, expectOneLine(winner))).toMatchObject({ name: 'bootstrap' })
  })

  it('two at once that share a place for the pepper, in which there is none yet: one makes it, both use it', async ({
    operator,
  }) => {
    const [winner, loser] = await raceTwo(operator, { DATABASE_URL: another.url })
    expect(loser).toMatchObject({ exitCode: 1, stderr: alreadyDone })
    const { client } = await operator.serve({ environment: { DATABASE_URL: another.url } })
    expect(await findKeyOf(client, expectOneLine(winner))).toMatchObject({ name: 'bootstrap' })
  })
})

describe('keystead bootstrap with what it cannot take', () => {
  const notAnEmail = 'keystead: That is not an e-mail address.\n'
  const notAName = /^keystead: An organization name has 1 to 255 characters, .+\n$/

  it.for([
    ['', 'acme', notAnEmail],
    ['ada.example.com', 'acme', notAnEmail],
    ['ada@', 'acme', notAnEmail],
    ['ada lovelace@example.com', 'acme', notAnEmail],
    ['ada@example.com\neve@example.com', 'acme', notAnEmail],
    ['ada@example.com', '', notAName],
    ['ada@example.com', ' ', notAName],
    ['ada@example.com', 'org_acme', notAName],
    ['ada@example.com', 'a'.repeat(256), notAName],
    ['ada@example.com', 'acme\ncorporation', notAName],
  ] as const)(
    'refuses e-mail %j with organization %j, and says what is wrong',
    async ([email, organization, message], { operator }) => {
      const ending = await operator.run(['bootstrap', '--email', email, '--organization', organization])
      expect(ending).toMatchObject({ exitCode: 1, stdout: '' })
      expect(ending.stderr).toMatch(message)
    },
  )

  it('says the same through a running server, and still works afterwards', async ({ operator }) => {
    const { client } = await operator.serve()
    const badEmail = await operator.run(['bootstrap', '--email', 'ada', '--organization', 'acme'])
    expect(badEmail).toMatchObject({ exitCode: 1, stdout: '', stderr: notAnEmail })
    const badName = await operator.run(['bootstrap', '--email', 'ada@example.com', '--organization', 'org_acme'])
    expect(badName).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(notAName) })
    const longest = 'アクメ株式会社 '.repeat(32).slice(0, 255)
    const good = await operator.run(['bootstrap', '--email', 'ada@example.com', '--organization', longest])
    expect(await findKeyOf(client, expectOneLine(good, longest))).toMatchObject({ name: 'bootstrap' })
  })

  it.for([
    ['an option that there is not', ['--email', 'ada@example.com', '--organization', 'acme', '--ksd_v1_hunter2']],
    ['a value without an option', [...bootstrapArgs.slice(1), 'ksd_v1_hunter2']],
    ['an option without its value', ['--organization', 'ksd_v1_hunter2', '--email']],
    ['no organization', ['--email', 'ksd_v1_hunter2']],
    ['nothing', []],
  ] as const)('given %s: exit 64, says what it takes, and repeats nothing', async ([, args], { operator }) => {
    const ending = await operator.run(['bootstrap', ...args])
    expect(ending).toMatchObject({ exitCode: 64, stdout: '' })
    expect(ending.stderr).toContain('--email and --organization')
    expect(ending.hasPrinted('hunter2')).toBe(false)
  })

  it('repeats no token that was given as e-mail or as organization', async ({ operator }) => {
    const token = `ksd_v1_${'a'.repeat(16)}_${'b'.repeat(49)}`
    const pasted = [
      ['bootstrap', '--email', token, '--organization', 'acme'],
      ['bootstrap', '--email', 'ada@example.com', '--organization', token],
    ]
    for (const args of pasted) {
      const ending = await operator.run(args)
      expect(ending).toMatchObject({ exitCode: 1, stdout: '' })
      expect(ending.hasPrinted(token)).toBe(false)
    }
  })
})

/** Winner first. Fails unless there is exactly one. */
async function raceTwo(operator: Operator, environment = {}): Promise<[Ending, Ending]> {
  const endings = await Promise.all([
    operator.run(bootstrapArgs, environment),
    operator.run(bootstrapArgs, environment),
  ])
  const [winner, ...others] = endings.filter(({ exitCode }) => exitCode === 0)
  const [loser] = endings.filter(({ exitCode }) => exitCode !== 0)
  if (winner === undefined || loser === undefined || others.length > 0) {
    throw new Error(
      `not exactly one won:\n${endings.map(({ exitCode, stderr }) => `${exitCode} ${stderr}`).join('\n')}`,
    )
  }
  expect(loser.stdout).toBe('')
  return [winner, loser]
}

/** The token in what bootstrap has printed, which is nothing but one line of the promised form. */
function expectOneLine(ending: Ending, organization = 'acme'): string {
  const printed = ending.revealStdout()
  expect(ending.stdout.match(/\n/g)).toHaveLength(1)
  expect(JSON.parse(ending.stdout)).toEqual({
    user: { id: expect.stringMatching(/^usr_/), username: 'ada', email: 'ada@example.com' },
    organization: { id: expect.stringMatching(/^org_/), name: organization },
    token: '<token>',
  })
  return (JSON.parse(printed) as { token: string }).token
}
