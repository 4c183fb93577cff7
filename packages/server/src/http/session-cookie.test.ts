import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forgeSecret } from '../../testing/forge-token.ts'
import { givePassword, openBrowser, type TestBrowser } from '../../testing/open-browser.ts'
import { refusal } from '../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'

const password = 'correct horse battery staple'

describe.each(testStores)('a session cookie, on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let browser: TestBrowser
  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    await givePassword(app, app.ada.user, password)
    browser = openBrowser(app)
    await browser.signIn('ada@example.com', password)
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  /** A request with nothing but these headers, as no browser would send it. */
  const ask = (headers: Readonly<Record<string, string>>, method = 'GET', path = '/api/v1/me', body?: unknown) =>
    app.call(method, path, { headers, ...(body !== undefined && { body }) })
  const good = () => ({ cookie: browser.cookie() ?? '', 'sec-fetch-site': 'same-origin' })

  it.each<[what: string, cookie: (token: string) => string]>([
    ['alone', (token) => `__Host-keystead=${token}`],
    ['among others', (token) => `a=b; __Host-keystead=${token}; c=d`],
    ['without spaces', (token) => `a=b;__Host-keystead=${token};c`],
    ['among what is no cookie', (token) => `;;; =; a; __Host-keystead=${token}; ==`],
  ])('opens the door %s', async (_, cookie) => {
    expect((await ask({ ...good(), cookie: cookie(browser.sessionToken()) })).status).toBe(200)
  })

  it.each<[what: string, cookie: (token: string) => string]>([
    ['that is empty', () => '__Host-keystead='],
    ['of another name', (token) => `keystead=${token}`],
    ['whose name is written otherwise', (token) => `__host-keystead=${token}`],
    ['whose name only ends so', (token) => `x__Host-keystead=${token}`],
    ['in quotes', (token) => `__Host-keystead="${token}"`],
    ['with a wrong secret', (token) => `__Host-keystead=${forgeSecret(token)}`],
    ['cut by one character', (token) => `__Host-keystead=${token.slice(0, -1)}`],
    ['with one character too many', (token) => `__Host-keystead=${token}0`],
    ['twice', (token) => `__Host-keystead=${token}; __Host-keystead=${token}`],
    ['behind another of the same name', (token) => `__Host-keystead=planted; __Host-keystead=${token}`],
    ['before another of the same name', (token) => `__Host-keystead=${token}; __Host-keystead=planted`],
    ['in a header of nine kilobytes', (token) => `x=${'x'.repeat(9_000)}; __Host-keystead=${token}`],
    ['with a key in it', () => `__Host-keystead=${app.ada.token}`],
    ['of ten thousand equals signs', () => '='.repeat(8_000)],
  ])('is none %s', async (_, cookie) => {
    expect(await ask({ ...good(), cookie: cookie(browser.sessionToken()) })).toMatchObject(
      refusal(401, 'UNAUTHENTICATED'),
    )
  })

  it('counts only where there is no Authorization header: a bad one is refused, a good one wins', async () => {
    for (const authorization of ['Bearer bad', 'Basic eDp5', 'nonsense', '', `Bearer ${browser.sessionToken()}`]) {
      expect(await ask({ ...good(), authorization })).toMatchObject(refusal(401, 'UNAUTHENTICATED'))
      const accepting = ask({ ...good(), authorization }, 'POST', '/api/v1/invitations/accept', { token: 'x' })
      expect(await accepting).toMatchObject(refusal(401, 'UNAUTHENTICATED'))
    }
    const machine = await app.addMachine('machine', { organization: 'acme' })
    const answer = await ask({ ...good(), authorization: `Bearer ${machine.token}` })
    expect(answer.body).toMatchObject({ principal: { type: 'service_account' }, session: null })
  })

  it('is no token: a session is nobody’s credentials elsewhere', async () => {
    expect(await app.call('GET', '/api/v1/me', { token: browser.sessionToken() })).toMatchObject(
      refusal(401, 'UNAUTHENTICATED'),
    )
    const verified = await app.call('POST', '/api/v1/verify', {
      token: app.ada.token,
      body: { token: browser.sessionToken() },
    })
    expect(verified.body).toEqual({ valid: false, code: 'INVALID_KEY', requestId: expect.any(String) })
  })

  it('opens neither the GraphQL door nor the audit logs of W&B’s clients, which no page of ours uses', async () => {
    const graphql = await ask(good(), 'POST', '/graphql', { query: '{ viewer { id } }' })
    expect(graphql).toMatchObject({ status: 401, body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } })
    expect((await ask(good(), 'GET', '/admin/audit_logs')).status).toBe(401)
  })

  describe('in a request', () => {
    const change = (headers: Readonly<Record<string, string>>, publicApp = app) =>
      publicApp.call('PATCH', '/api/v1/users/ada', { headers: { ...headers }, body: { name: 'Ada' } })
    const cookie = () => ({ cookie: browser.cookie() ?? '' })

    it.each<[from: string, headers: Readonly<Record<string, string>>]>([
      ['another site', { 'sec-fetch-site': 'cross-site' }],
      ['another site that forges the origin', { 'sec-fetch-site': 'cross-site', origin: 'https://keys.example.com' }],
      ['another host of the domain', { 'sec-fetch-site': 'same-site' }],
      ['nowhere that the browser would say', { 'sec-fetch-site': 'none' }],
      ['somewhere that there is not', { 'sec-fetch-site': 'same-origin, cross-site' }],
      ['an older browser on another site', { origin: 'https://evil.example' }],
      ['an older browser on another host of the domain', { origin: 'https://evil.example.com' }],
      ['an older browser on another port', { origin: 'https://keys.example.com:8443' }],
      ['an older browser over plain HTTP', { origin: 'http://keys.example.com' }],
      ['a sandboxed frame', { origin: 'null' }],
      ['a page whose address only begins so', { origin: 'https://keys.example.com.evil.example' }],
      ['who says nothing', {}],
      ['who says it elsewhere', { referer: 'https://keys.example.com/settings' }],
    ])('from %s, changes nothing', async (_, headers) => {
      expect(await change({ ...cookie(), ...headers })).toMatchObject(refusal(403, 'CROSS_SITE_REQUEST'))
    })

    it.each<[from: string, headers: Readonly<Record<string, string>>]>([
      ['a page of ours', { 'sec-fetch-site': 'same-origin' }],
      ['a page of ours, behind a proxy with another name', { 'sec-fetch-site': 'same-origin', host: 'backend:5390' }],
      ['an older browser', { origin: 'https://keys.example.com' }],
      [
        'an older browser, behind a proxy with another name',
        { origin: 'https://keys.example.com', host: 'backend:5390' },
      ],
      ['an older browser, by another name of ours', { origin: 'https://other.example.com', host: 'other.example.com' }],
    ])('from %s, changes what it asks for', async (_, headers) => {
      expect((await change({ ...cookie(), ...headers })).status).toBe(200)
    })

    it('by plain HTTP on this machine, is held against the host that was asked', async () => {
      const local = await startTestApp(opened.store, { beside: app, publicUrl: 'http://127.0.0.1:5390' })
      const sent = { cookie: `keystead=${browser.sessionToken()}` }
      for (const [headers, status] of [
        [{ origin: 'http://127.0.0.1:5390' }, 200],
        [{ origin: 'http://localhost:5390', host: 'localhost:5390' }, 200],
        [{ origin: 'http://127.0.0.1:8080' }, 403],
        [{ origin: 'http://evil.example' }, 403],
      ] as const) {
        expect((await change({ ...sent, ...headers }, local)).status).toBe(status)
      }
      await local.close()
    })

    it('behind a trusted proxy, is held against the host that it passes on', async () => {
      const behind = await startTestApp(opened.store, { beside: app, trustedProxies: ['127.0.0.1'] })
      const headers = { ...cookie(), host: 'backend:5390', 'x-forwarded-host': 'alias.example.com' }
      expect((await change({ ...headers, origin: 'https://alias.example.com' }, behind)).status).toBe(200)
      expect((await change({ ...headers, origin: 'https://alias.example.com' })).status).toBe(403)
      await behind.close()
    })

    it('that only reads is answered to pages of ours and to typed addresses, and to no other page', async () => {
      for (const [headers, status] of [
        [{ 'sec-fetch-site': 'same-origin' }, 200],
        [{ 'sec-fetch-site': 'none' }, 200],
        [{}, 200],
        [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 403],
        [{ 'sec-fetch-site': 'same-site' }, 403],
        [{ origin: 'https://evil.example' }, 403],
      ] as const) {
        expect((await ask({ ...cookie(), ...headers })).status).toBe(status)
        expect((await ask({ ...cookie(), ...headers }, 'HEAD')).status).toBe(status)
      }
    })

    it('is refused for where it comes from before anybody looks whether the cookie is good', async () => {
      const evil = { 'sec-fetch-site': 'cross-site', cookie: '__Host-keystead=bad' }
      expect(await change(evil)).toMatchObject(refusal(403, 'CROSS_SITE_REQUEST'))
    })
  })

  describe.each([
    ['POST', '/api/v1/session', { email: 'ada@example.com', password }],
    ['POST', '/api/v1/setup', { token: 'x', email: 'e@example.com', password, organization: 'e' }],
    ['POST', '/api/v1/password-links/use', { token: 'x', password }],
    ['POST', '/api/v1/invitations/accept', { token: 'x', password }],
    ['DELETE', '/api/v1/session', undefined],
  ] as const)('%s %s', (method, path, body) => {
    it('is refused to other sites, which would sign people in as somebody else, or out', async () => {
      for (const headers of [
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { origin: 'https://evil.example' },
        { origin: 'null' },
      ]) {
        const answer = await ask(headers as Record<string, string>, method, path, body)
        expect(answer).toMatchObject(refusal(403, 'CROSS_SITE_REQUEST'))
        expect(answer.headers).not.toHaveProperty('set-cookie')
      }
    })

    it('is open to programs, which say nothing of where they come from', async () => {
      expect((await ask({}, method, path, body)).body).not.toMatchObject({ code: 'CROSS_SITE_REQUEST' })
    })
  })

  it('no answer is to be loaded by other sites, or taken for anything but what it is', async () => {
    for (const answer of [await ask(good()), await ask({}), await ask({}, 'POST', '/api/v1/session', {})]) {
      expect(answer.headers).toMatchObject({
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
    }
  })

  it('says once that it does not know its proxy, and never what was sent', async () => {
    const behind = await startTestApp(opened.store, { beside: app })
    for (const address of ['203.0.113.77', '203.0.113.78']) {
      const headers = { 'x-forwarded-for': address }
      await behind.call('POST', '/api/v1/session', { headers, body: { email: 'ada@example.com', password } })
    }
    const warnings = behind.logLines.filter((line) => line.includes('KEYSTEAD_TRUSTED_PROXIES'))
    expect(warnings).toHaveLength(1)
    expect(warnings.join()).not.toContain('203.0.113')
    await behind.close()
  })
})
