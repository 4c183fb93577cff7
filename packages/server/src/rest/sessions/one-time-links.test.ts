import { bootstrap, makeSetupLink } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../../testing/accounts.ts'
import { eventsOf, summarize } from '../../../testing/audit/audit-world.ts'
import { forgeSecret } from '../../../testing/forge-token.ts'
import { givePassword, openBrowser, type TestBrowser } from '../../../testing/open-browser.ts'
import { bodyOf, refusal, restOf } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'

const password = 'correct horse battery staple'
const dayMs = 24 * 60 * 60_000

describe.each(testStores)('a link to choose a password, on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  let made = 0
  const person = () => app.addPerson(`person-${++made}`, { acme: 'member' })
  const makeLink = async ({ user }: Pick<Person, 'user'>) =>
    bodyOf<{ token: string }>(await restOf(app, app.ada)('POST', `/users/${user.username}/password-links`), 201).token
  const use = (token: string, browser: TestBrowser = openBrowser(app), text = password) =>
    browser.call('POST', '/password-links/use', { token, password: text })

  it('gives somebody without one a password, and signs them in', async () => {
    const someone = await person()
    let token = ''
    const making = await eventsOf(app, async () => {
      token = await makeLink(someone)
    })
    expect(making).toMatchObject([
      { action: 'password.create_link', actor: { id: app.ada.user.id }, target: { id: someone.user.id } },
    ])
    expect(token).toMatch(/^link_v1_\w+$/)
    const browser = openBrowser(app)
    let answer: Awaited<ReturnType<typeof use>> | undefined
    const using = await eventsOf(app, async () => {
      answer = await use(token, browser)
    })
    expect(answer).toMatchObject({ status: 200, body: { principal: { id: someone.user.id }, key: null } })
    expect(using).toMatchObject([
      { action: 'password.change', actor: { type: 'anonymous' }, target: { id: someone.user.id } },
      { action: 'session.sign_in', target: { id: someone.user.id } },
    ])
    expect((await browser.call('GET', '/me')).body).toEqual(answer?.body)
    expect((await openBrowser(app).signIn(someone.user.email, password)).status).toBe(200)
  })

  it('ends what whoever had the old password began, and all other links', async () => {
    const someone = await person()
    await givePassword(app, someone.user, 'the one that was forgotten')
    const thief = openBrowser(app)
    await thief.signIn(someone.user.email, 'the one that was forgotten')
    const [other, token] = [await makeLink(someone), await makeLink(someone)]
    expect((await use(token)).status).toBe(200)
    expect((await thief.call('GET', '/me')).status).toBe(401)
    expect(await use(other)).toMatchObject(refusal(403, 'LINK_INVALID'))
    expect((await openBrowser(app).signIn(someone.user.email, 'the one that was forgotten')).status).toBe(401)
  })

  it('works once: of ten who use it at once, one gets in', async () => {
    const token = await makeLink(await person())
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, place) => use(token, openBrowser(app), `${password} ${place}`)),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 403)])
    expect(await use(token)).toMatchObject(refusal(403, 'LINK_INVALID'))
  })

  it('is still there after a password that could not be taken', async () => {
    const someone = await person()
    const token = await makeLink(someone)
    for (const bad of ['short', someone.user.email]) {
      expect(await use(token, openBrowser(app), bad)).toMatchObject(refusal(400, 'INVALID_PASSWORD'))
    }
    expect((await use(token)).status).toBe(200)
  })

  it('works for a day, to the millisecond', async () => {
    const [first, second] = [await makeLink(await person()), await makeLink(await person())]
    app.clock.advance(dayMs - 1)
    expect((await use(first)).status).toBe(200)
    app.clock.advance(1)
    expect(await use(second)).toMatchObject(refusal(403, 'LINK_INVALID'))
  })

  it('is refused alike for every reason: mistyped, forged, another kind of token, nothing', async () => {
    const token = await makeLink(await person())
    for (const bad of [`${token}x`, token.slice(0, -1), forgeSecret(token), app.ada.token, '', 'x\u0000']) {
      expect(await use(bad)).toMatchObject(refusal(403, 'LINK_INVALID'))
    }
    expect((await use(token)).status).toBe(200)
  })

  it('is made by admins of the instance alone, for others and for themselves', async () => {
    const [someone, other] = [await person(), await person()]
    const ask = (caller: { token: string }, user: string) =>
      restOf(app, caller)('POST', `/users/${user}/password-links`)
    expect(await ask(someone, someone.user.id)).toMatchObject(refusal(403, 'FORBIDDEN'))
    expect(await ask(someone, other.user.id)).toMatchObject(refusal(404, 'USER_NOT_FOUND'))
    expect(await ask(app.ada, 'nobody')).toMatchObject(refusal(404, 'USER_NOT_FOUND'))
    const confined = await app.addKey(app.ada.user, { organization: 'acme' })
    expect((await ask(confined, other.user.id)).status).not.toBe(201)
    expect((await ask(app.ada, app.ada.user.id)).status).toBe(201)
  })

  it('goes with its user', async () => {
    const someone = await person()
    const token = await makeLink(someone)
    bodyOf(await restOf(app, app.ada)('DELETE', `/users/${someone.user.id}`), 200)
    expect(await use(token)).toMatchObject(refusal(403, 'LINK_INVALID'))
  })

  describe('an invitation taken with a password', () => {
    const invite = async (email: string) =>
      bodyOf<{ token: string }>(await restOf(app, app.ada)('POST', '/organizations/acme/invitations', { email }), 201)
        .token
    const accept = (browser: TestBrowser, body: object) => browser.call('POST', '/invitations/accept', body)

    it('makes the user, signs them in, and makes no key', async () => {
      const email = `new-${++made}@example.com`
      const token = await invite(email)
      const browser = openBrowser(app)
      let answer: Awaited<ReturnType<typeof accept>> | undefined
      const events = await eventsOf(app, async () => {
        answer = await accept(browser, { token, password, name: 'New' })
      })
      expect(answer?.status, answer?.text).toBe(200)
      expect(Object.keys(answer?.body as object).sort()).toEqual(['organization', 'user'])
      expect(summarize(events)).toEqual(['user.create in acme', 'invitation.accept in acme', 'session.sign_in in acme'])
      expect((await browser.call('GET', '/me')).body).toMatchObject({
        principal: { email, name: 'New' },
        organizations: [{ name: 'acme', role: 'member' }],
        key: null,
      })
      expect((await browser.call('GET', '/keys')).body).toMatchObject({ keys: [] })
      expect((await openBrowser(app).signIn(email, password)).status).toBe(200)
    })

    it('works in a browser that still holds a session which has ended', async () => {
      const browser = openBrowser(app)
      const someone = await person()
      await givePassword(app, someone.user, password)
      await browser.signIn(someone.user.email, password)
      const stale = openBrowser(app, { cookie: browser.cookie() ?? '' })
      await browser.call('DELETE', '/session')
      const email = `new-${++made}@example.com`
      expect((await accept(stale, { token: await invite(email), password })).status).toBe(200)
      expect((await stale.call('GET', '/me')).body).toMatchObject({ principal: { email } })
    })

    it('in a browser where they are signed in, joins as who they are', async () => {
      const someone = await app.addPerson(`person-${++made}`, {})
      await givePassword(app, someone.user, password)
      const browser = openBrowser(app)
      await browser.signIn(someone.user.email, password)
      const before = browser.cookie()
      expect((await accept(browser, { token: await invite(someone.user.email) })).status).toBe(200)
      expect(browser.cookie()).toBe(before)
      expect((await browser.call('GET', '/me')).body).toMatchObject({ organizations: [{ name: 'acme' }] })
    })

    it('is left as it was by a password that cannot be taken, and hashes nothing for who holds none', async () => {
      const token = await invite(`new-${++made}@example.com`)
      expect(await accept(openBrowser(app), { token, password: 'short' })).toMatchObject(
        refusal(400, 'INVALID_PASSWORD'),
      )
      expect(await accept(openBrowser(app), { token: 'mistyped', password: 'short' })).toMatchObject(
        refusal(404, 'INVITATION_NOT_FOUND'),
      )
      expect((await accept(openBrowser(app), { token, password })).status).toBe(200)
    })

    it('gives no password to who has an account', async () => {
      const someone = await person()
      const token = bodyOf<{ token: string }>(
        await restOf(app, app.ada)('POST', '/organizations/acme/invitations', { email: `x-${someone.user.email}` }),
        201,
      ).token
      expect((await accept(openBrowser(app), { token, password })).status).toBe(200)
      expect(await opened.store.findPasswordHash(someone.user.id)).toBeUndefined()
      await app.addOrganization(`birch-${made}`)
      const { token: toKnown } = bodyOf<{ token: string }>(
        await restOf(app, app.ada)('POST', `/organizations/birch-${made}/invitations`, { email: someone.user.email }),
        201,
      )
      expect(await accept(openBrowser(app), { token: toKnown, password })).toMatchObject(
        refusal(409, 'INVITATION_NEEDS_SIGN_IN'),
      )
      expect(await opened.store.findPasswordHash(someone.user.id)).toBeUndefined()
    })
  })
})

describe.each(testStores)('the set-up link, on $name', ({ open }) => {
  let elsewhere: TestStore
  let model: TestApp
  const opened: TestStore[] = []
  beforeAll(async () => {
    elsewhere = await open()
    model = await startTestApp(elsewhere.store)
  })
  afterAll(async () => {
    await model.close()
    for (const store of [elsewhere, ...opened]) await store.close()
  })

  /** A server without an administrator. */
  async function startFresh(): Promise<TestApp> {
    const store = await open()
    opened.push(store)
    return startTestApp(store.store, { beside: model })
  }
  const linkOf = async ({ instance }: TestApp) => (await makeSetupLink(instance))?.reveal() ?? ''
  const details = { email: 'First@example.com', password, organization: 'first-lab', name: 'First' }

  it('makes the first administrator and organization, and signs them in', async () => {
    const app = await startFresh()
    const browser = openBrowser(app)
    expect((await browser.call('GET', '/setup')).body).toEqual({ needed: true })
    const token = await linkOf(app)
    const answer = await browser.call('POST', '/setup', { token, ...details })
    expect(answer).toMatchObject({
      status: 201,
      body: {
        user: { email: 'first@example.com', username: 'first', name: 'First' },
        organization: { name: 'first-lab' },
      },
    })
    expect((await browser.call('GET', '/me')).body).toMatchObject({
      instanceAdmin: true,
      organizations: [{ name: 'first-lab', role: 'admin' }],
      key: null,
    })
    expect((await browser.call('GET', '/setup')).body).toEqual({ needed: false })
    const trail = await app.instance.store.listAuditEvents({ order: 'oldest-first', limit: 10 })
    expect(summarize(trail)).toEqual(['instance.bootstrap in first-lab', 'session.sign_in in first-lab'])
    expect((await openBrowser(app).signIn('first@example.com', password)).status).toBe(200)
    await app.close()
  })

  it('works in one place: of all who use it or another, or bootstrap, at once, one makes an administrator', async () => {
    const app = await startFresh()
    const tokens = [await linkOf(app), await linkOf(app)]
    const setUps = Array.from({ length: 6 }, (_, place) =>
      openBrowser(app)
        .call('POST', '/setup', { ...details, token: tokens[place % 2], email: `first-${place}@example.com` })
        .then(({ status, body }) => (status === 201 ? 'made' : (body as { code: string }).code)),
    )
    const bootstraps = Array.from({ length: 2 }, () =>
      bootstrap(app.instance, { email: 'ada@example.com', organization: 'acme' }).then(
        () => 'made',
        ({ code }: { code: string }) => code,
      ),
    )
    const endings = await Promise.all([...setUps, ...bootstraps])
    expect(endings.filter((ending) => ending === 'made')).toHaveLength(1)
    for (const ending of endings) expect(['made', 'ALREADY_BOOTSTRAPPED', 'LINK_INVALID']).toContain(ending)
    expect(await app.instance.store.listUsers({ limit: 9 })).toHaveLength(1)
    await app.close()
  })

  it('of an earlier start works, for a day; and none is made once there is an administrator', async () => {
    const app = await startFresh()
    const [old, second] = [await linkOf(app), await linkOf(app)]
    app.clock.advance(dayMs)
    const last = await linkOf(app)
    for (const token of [old, second, forgeSecret(last), '']) {
      expect(await openBrowser(app).call('POST', '/setup', { token, ...details })).toMatchObject(
        refusal(403, 'LINK_INVALID'),
      )
    }
    expect((await openBrowser(app).call('POST', '/setup', { token: last, ...details })).status).toBe(201)
    expect(await makeSetupLink(app.instance)).toBeUndefined()
    expect(await openBrowser(app).call('POST', '/setup', { token: last, ...details })).toMatchObject(
      refusal(409, 'ALREADY_BOOTSTRAPPED'),
    )
    await app.close()
  })

  it('is left as it was by what cannot be taken', async () => {
    const app = await startFresh()
    const token = await linkOf(app)
    const attempt = (changes: object) => openBrowser(app).call('POST', '/setup', { token, ...details, ...changes })
    expect(await attempt({ password: 'short' })).toMatchObject(refusal(400, 'INVALID_PASSWORD'))
    expect(await attempt({ email: 'none' })).toMatchObject(refusal(400, 'INVALID_EMAIL'))
    expect(await attempt({ organization: 'org_none' })).toMatchObject(refusal(400, 'INVALID_ORGANIZATION_NAME'))
    expect(await attempt({ name: '' })).toMatchObject(refusal(400, 'INVALID_NAME'))
    expect((await attempt({})).status).toBe(201)
    await app.close()
  })

  it('chooses no password, and a link for a password sets nothing up', async () => {
    const app = await startFresh()
    const use = { token: await linkOf(app), password }
    expect(await openBrowser(app).call('POST', '/password-links/use', use)).toMatchObject(refusal(403, 'LINK_INVALID'))
    await app.close()
  })
})
