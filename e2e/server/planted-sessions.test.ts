import { makeSetupLink } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forgeSecret } from '../../packages/server/testing/forge-token.ts'
import { openBrowser, type TestBrowser } from '../../packages/server/testing/open-browser.ts'
import { bodyOf, restOf } from '../../packages/server/testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../packages/server/testing/start-test-app.ts'
import { findInExchanges, findInFiles, findSecrets, type Secret, secretsOfToken, secretText } from './find-secrets.ts'

// What a person knows and what their browser holds: passwords, session tokens, and tokens of links. They are planted where
// they belong and where they do not, and must be found in no other place than the answers that hand them out.

const exampleOf = (word: string) => `${word} horse battery staple`

describe.each(testStores)('passwords, sessions and links, with $name,', ({ name, open }) => {
  let opened: TestStore
  let model: TestStore
  let modelApp: TestApp
  let app: TestApp
  const secrets: Secret[] = []
  const exchanges: { label: string; headers: string; body: string }[] = []

  const passwords = {
    first: exampleOf('first'),
    second: exampleOf('second'),
    third: exampleOf('third'),
    wrong: exampleOf('wrong'),
    invited: exampleOf('invited'),
  }

  /** A browser of which all answers are kept, less the one token that each may hold. */
  function watch(browser: TestBrowser): TestBrowser {
    return {
      ...browser,
      async call(method, path, body, headers) {
        const answer = await browser.call(method, path, body, headers)
        const token = /\b(?:session|link|invite|device)_v1_\w+/.exec(
          String(answer.headers['set-cookie']) + answer.text,
        )?.[0]
        const mayHold = answer.status < 300 && token !== undefined
        if (mayHold) secrets.push(...secretsOfToken(`the token of ${method} ${path}`, token))
        const clean = (text: string) => (mayHold ? text.replace(token, '') : text)
        exchanges.push({
          label: `${method} ${path}`,
          headers: clean(JSON.stringify(answer.headers)),
          body: clean(answer.text),
        })
        return answer
      },
    }
  }

  beforeAll(async () => {
    ;[model, opened] = [await open(), await open()]
    modelApp = await startTestApp(model.store)
    app = await startTestApp(opened.store, { beside: modelApp })
    for (const [what, password] of Object.entries(passwords)) secrets.push(secretText(`the ${what} password`, password))
    const setUpToken = (await makeSetupLink(app.instance))?.reveal() ?? ''
    secrets.push(...secretsOfToken('the set-up token', setUpToken))
    await plantEverywhere(setUpToken)
    await app.usage.flush()
  }, 60_000)
  afterAll(async () => {
    for (const closing of [app, modelApp]) await closing?.close()
    for (const store of [opened, model]) await store?.close()
  })

  async function plantEverywhere(setUpToken: string) {
    const email = 'root@example.com'
    const browser = watch(openBrowser(app, { userAgent: `Browser ${setUpToken}` }))
    const setUp = { token: setUpToken, email, organization: 'lab' }
    await browser.call('POST', '/setup', { ...setUp, token: forgeSecret(setUpToken), password: passwords.first })
    await browser.call('POST', '/setup', { ...setUp, organization: setUpToken, password: passwords.first })
    bodyOf(await browser.call('POST', '/setup', { ...setUp, password: passwords.first }), 201)
    await browser.call('POST', '/setup', { ...setUp, password: passwords.first })
    const session = browser.sessionToken()

    const signIn = (body: object) => watch(openBrowser(app)).call('POST', '/session', body)
    await signIn({ email, password: passwords.wrong })
    await signIn({ email: passwords.wrong, password: passwords.first })
    await signIn({ email: `${session}@example.com`, password: passwords.first })
    await signIn({ email, password: session })
    await signIn({ email, password: passwords.first, [passwords.wrong]: passwords.wrong })
    await signIn({ email, password: { is: passwords.first } })

    // A session where a key belongs, in addresses, names, and headers that nobody reads.
    const asKey = restOf(app, { token: session })
    for (const [method, path, body] of [
      ['GET', '/me'],
      ['POST', '/keys', { name: session }],
    ] as const) {
      exchanges.push(toExchange(`${method} ${path} by a session as key`, await asKey(method, path, body)))
    }
    for (const path of [`/sessions/${session}`, `/sessions?token=${session}`, `/users/${session}/password-links`]) {
      await browser.call('DELETE', path)
      await browser.call('POST', path)
    }
    await browser.call('POST', '/keys', { name: session })
    await browser.call('POST', '/organizations/lab/teams', { name: session })
    await browser.call('GET', '/me', undefined, {
      origin: session,
      referer: `https://x/${session}`,
      'x-api-key': session,
    })

    await browser.call('PUT', '/password', { current: passwords.wrong, new: passwords.second })
    await browser.call('PUT', '/password', { current: passwords.first, new: session })
    bodyOf(await browser.call('PUT', '/password', { current: passwords.first, new: passwords.second }), 204)

    const invitation = { email: 'new@example.com' }
    const { token: invited } = bodyOf<{ token: string }>(
      await browser.call('POST', '/organizations/lab/invitations', invitation),
      201,
    )
    const newcomer = watch(openBrowser(app))
    await newcomer.call('POST', '/invitations/accept', { token: invited, password: 'short' })
    bodyOf(await newcomer.call('POST', '/invitations/accept', { token: invited, password: passwords.invited }), 200)
    const { token: link } = bodyOf<{ token: string }>(await browser.call('POST', '/users/new/password-links'), 201)
    await newcomer.call('POST', '/password-links/use', { token: forgeSecret(link), password: passwords.third })
    await newcomer.call('POST', '/password-links/use', { token: link, password: link })
    bodyOf(await newcomer.call('POST', '/password-links/use', { token: link, password: passwords.third }), 200)
    await newcomer.call('POST', '/password-links/use', { token: link, password: passwords.third })
    const begun = bodyOf<{ deviceCode: string; userCode: string }>(
      await newcomer.call('POST', '/device/authorizations', { name: 'a program' }),
      201,
    )
    const { deviceCode, userCode } = begun
    await newcomer.call('POST', '/device/tokens', { deviceCode })
    await newcomer.call('POST', '/device/tokens', { deviceCode: forgeSecret(deviceCode) })
    await newcomer.call('POST', '/device/authorizations', { name: deviceCode })
    await newcomer.call('POST', '/device/authorizations/preview', { userCode: deviceCode.slice(0, 32) })
    await newcomer.call('POST', '/device/authorizations/decision', { userCode, approve: false })
    app.clock.advance(10_000)
    await newcomer.call('POST', '/device/tokens', { deviceCode })
    await newcomer.call('GET', '/sessions')
    await newcomer.call('DELETE', '/session')
    await browser.call('GET', '/audit?limit=200')
  }

  const toExchange = (label: string, { headers, text }: { headers: object; text: string }) => ({
    label,
    headers: JSON.stringify(headers),
    body: text,
  })

  it('were planted, and the search would find them', () => {
    expect(secrets.length).toBeGreaterThan(20)
    expect(exchanges.length).toBeGreaterThan(30)
    expect(findSecrets(secrets, 'here', Buffer.from(`x${passwords.first}x`))).not.toEqual([])
  })

  it('are in no answer but the ones that hand them out, each once', () => {
    expect(findInExchanges(secrets, exchanges)).toEqual([])
  })

  it('are in no log line', () => {
    expect(findSecrets(secrets, 'the log', Buffer.from(app.logLines.join('')))).toEqual([])
    expect(app.logLines.join('')).not.toContain('[redacted]')
  })

  it('are in no metric', async () => {
    expect(findSecrets(secrets, '/metrics', Buffer.from((await app.call('GET', '/metrics')).text))).toEqual([])
  })

  it('are not in the audit trail, which remembers all that was done and refused', async () => {
    const trail = await opened.store.listAuditEvents({ order: 'oldest-first', limit: 1_000 })
    expect(new Set(trail.map(({ action }) => action)).size).toBeGreaterThan(7)
    expect(findSecrets(secrets, 'the trail', Buffer.from(JSON.stringify(trail)))).toEqual([])
  })

  it('are nowhere in the database', async () => {
    const canary = secretText('a name that is there', 'new@example.com')
    const found =
      name === 'SQLite'
        ? (await findInFiles([...secrets, canary], opened.location)).found
        : findSecrets([...secrets, canary], 'a table', Buffer.from(await readAllTables(opened.location)))
    expect(found.length).toBeGreaterThan(0)
    expect(found.filter((line) => !line.includes('a name that is there'))).toEqual([])
  })
})

/** All rows of all tables as JSON, in which bytes are hexadecimal. */
async function readAllTables(url: string): Promise<string> {
  const client = new Client(url)
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    )
    const texts: string[] = []
    for (const { name } of rows) {
      const { rows: content } = await client.query<{ row: string }>(
        `select to_jsonb(t)::text as row from "${name}" as t`,
      )
      texts.push(...content.map(({ row }) => row))
    }
    return texts.join('\n')
  } finally {
    await client.end()
  }
}
