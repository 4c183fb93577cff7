import { createTestDatabase } from '@keystead/storage/testing/create-test-database'
import { afterAll, beforeAll, describe, expect, inject } from 'vitest'
import { bootstrapArgs, it, type ServedKeystead } from './operator.ts'

const password = 'correct horse battery staple'
const linkArgs = ['password-link', '--email', 'ada@example.com']

async function post(url: string, path: string, body: object) {
  const response = await fetch(`${url}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? ''
  return { status: response.status, cookie, body: (await response.json()) as Record<string, unknown> }
}

const me = async (url: string, cookie: string) => (await fetch(`${url}/api/v1/me`, { headers: { cookie } })).status

async function printedLink(server: ServedKeystead): Promise<{ readonly origin: string; readonly token: string }> {
  const [, origin = '', token = ''] = await server.waitForOutput(/^ {2}(http\S+)\/setup#(\S+)$/m)
  return { origin, token }
}

const setUp = (url: string, token: string) =>
  post(url, '/setup', { token, email: 'ada@example.com', password, organization: 'acme' })

describe('the set-up link', () => {
  it('is printed by a server without an administrator, and makes the first one, who stays signed in over a restart', async ({
    operator,
  }) => {
    const first = await operator.serve()
    const { origin, token } = await printedLink(first)
    expect(origin).toBe(first.url)
    const made = await setUp(first.url, token)
    expect(made.status).toBe(201)
    expect(await me(first.url, made.cookie)).toBe(200)
    first.signal('SIGTERM')
    await first.ended

    const second = await operator.serve()
    expect(await me(second.url, made.cookie)).toBe(200)
    second.signal('SIGTERM')
    expect((await second.ended).stdout).not.toContain('/setup#')
  })

  it('of each start works, until one of them was used', async ({ operator }) => {
    const first = await operator.serve()
    const { token: old } = await printedLink(first)
    first.signal('SIGKILL')
    await first.ended
    const second = await operator.serve()
    const { token } = await printedLink(second)
    expect(token).not.toBe(old)
    expect((await setUp(second.url, old)).status).toBe(201)
    expect((await setUp(second.url, token)).body).toMatchObject({ code: 'ALREADY_BOOTSTRAPPED' })
  })

  it('leads to where people reach the server', async ({ operator }) => {
    // The fixture waits for the address that is said, which is this one.
    const server = await operator.serve({ environment: { KEYSTEAD_PUBLIC_URL: 'http://keys.localhost:8080/' } })
    expect((await printedLink(server)).origin).toBe('http://keys.localhost:8080')
  })

  it('and `keystead bootstrap` at once make one administrator', async ({ operator }) => {
    const server = await operator.serve()
    const { token } = await printedLink(server)
    const [made, ending] = await Promise.all([setUp(server.url, token), operator.run(bootstrapArgs)])
    expect([made.status === 201, ending.exitCode === 0].filter(Boolean)).toHaveLength(1)
  })
})

describe('keystead password-link', () => {
  const chooseWith = async (server: ServedKeystead, printed: string) => {
    const [, token = ''] = /^http\S+\/password#(link_v1_\w+)\n$/.exec(printed) ?? []
    return post(server.url, '/password-links/use', { token, password })
  }

  it('prints one link and nothing else, before the start or through a running server, with which somebody gets in', async ({
    operator,
  }) => {
    await operator.bootstrap()
    const before = await operator.run(linkArgs)
    expect(before).toMatchObject({ exitCode: 0, stderr: '' })
    const server = await operator.serve()
    const through = await operator.run(linkArgs)
    expect(through).toMatchObject({ exitCode: 0, stderr: '' })
    expect(through.revealStdout().startsWith(`${server.url}/password#`)).toBe(true)

    const chosen = await chooseWith(server, through.revealStdout())
    expect(chosen).toMatchObject({ status: 200, body: { instanceAdmin: true, key: null } })
    expect(await me(server.url, chosen.cookie)).toBe(200)
    expect((await post(server.url, '/session', { email: 'ada@example.com', password })).status).toBe(200)
    // The other was for who had no password.
    expect((await chooseWith(server, before.revealStdout())).body).toMatchObject({ code: 'LINK_INVALID' })
  })

  it('leads to where people reach the server', async ({ operator }) => {
    const environment = { KEYSTEAD_PUBLIC_URL: 'https://keys.example.com/' }
    await operator.bootstrap()
    const ending = await operator.run(linkArgs, environment)
    expect(ending.revealStdout()).toMatch(/^https:\/\/keys\.example\.com\/password#link_v1_\w+\n$/)
  })

  it.for([
    ['nobody of that address', ['--email', 'nobody@example.com'], 1, 'There is no such user'],
    ['no address', ['--email', 'nobody'], 1, 'That is not an e-mail address'],
    ['nothing', [], 64, '--email'],
    ['an option that there is not', ['--email', 'a@example.com', '--ksd_v1_hunter2'], 64, '--email'],
  ] as const)('given %s: says so, and prints no link', async ([, args, exitCode, words], { operator }) => {
    await operator.bootstrap()
    const ending = await operator.run(['password-link', ...args])
    expect(ending).toMatchObject({ exitCode, stdout: '' })
    expect(ending.stderr).toContain(words)
    expect(ending.hasPrinted('hunter2')).toBe(false)
  })

  describe('on PostgreSQL', () => {
    let database: Awaited<ReturnType<typeof createTestDatabase>>
    beforeAll(async () => {
      database = await createTestDatabase(inject('postgresUrl'))
    })
    afterAll(() => database?.drop())

    it('works beside running nodes', async ({ operator }) => {
      const environment = { DATABASE_URL: database.url }
      await operator.bootstrap(environment)
      const server = await operator.serve({ environment })
      const ending = await operator.run(linkArgs, environment)
      expect((await chooseWith(server, ending.revealStdout())).status).toBe(200)
    })
  })
})

describe('a server at which browsers lose the cookie', () => {
  it('says so at its start, and one at which they keep it says nothing', async ({ operator }) => {
    const plain = await operator.serve({ environment: { KEYSTEAD_HOST: '0.0.0.0' } })
    await plain.waitForOutput(/browsers keep no session cookie over plain HTTP[^\n]*KEYSTEAD_PUBLIC_URL/)
    plain.signal('SIGTERM')
    await plain.ended
    const good = await operator.serve()
    good.signal('SIGTERM')
    expect((await good.ended).stderr).not.toContain('cookie')
  })
})
