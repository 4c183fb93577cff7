import type { AuditEvent, PasswordHasher } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../../testing/accounts.ts'
import { eventsOf, summarize } from '../../../testing/audit/audit-world.ts'
import { givePassword, openBrowser } from '../../../testing/open-browser.ts'
import { refusal, withoutIncidentals } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'
import { makePasswordHasher } from '../../password-hasher.ts'

const password = 'correct horse battery staple'
const quarterOfAnHour = 15 * 60_000

describe.each(testStores)('signing in, on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let ivy: Person
  /** What was compared since it was last looked at, each with whether there was a hash. */
  let compared: boolean[] = []
  beforeAll(async () => {
    opened = await open()
    const hasher = makePasswordHasher()
    // Slow for ivy alone: what is tried hundreds of times has hashes of another kind.
    const passwords: PasswordHasher = {
      hash: async (text) => `fast ${text}`,
      async verify(hash, text, by) {
        compared.push(hash !== undefined)
        return hash?.startsWith('$') ? hasher.verify(hash, text, by) : hash === `fast ${text}`
      },
    }
    app = await startTestApp(opened.store, { passwords })
    ivy = await app.addPerson('ivy', { acme: 'member' })
    await givePassword({ instance: { ...app.instance, passwords: hasher } }, ivy.user, password)
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  let made = 0
  async function person(): Promise<Person> {
    const someone = await app.addPerson(`person-${++made}`, { acme: 'member' })
    await givePassword(app, someone.user, password)
    return someone
  }
  /** An address that nobody has come from. */
  const elsewhere = () => `198.51.100.${++made}`
  const guess = (email: string, from: string) => openBrowser(app, { from }).signIn(email, 'wrong password, sorry')

  it('answers as /me does, and sets the cookie that /me then takes', async () => {
    const browser = openBrowser(app)
    const answer = await browser.signIn('ivy@example.com', password)
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: {
        principal: { type: 'user', id: ivy.user.id, username: 'ivy', email: 'ivy@example.com' },
        organizations: [{ name: 'acme', role: 'member' }],
        teams: [],
        key: null,
        session: { id: expect.stringMatching(/^ses_[0-9A-Za-z]{16}$/) },
        instanceAdmin: false,
      },
    })
    expect((await browser.call('GET', '/me')).body).toEqual(answer.body)
  })

  it('sets the cookie for this host alone, for no script, over TLS only, and not from other sites', async () => {
    const { headers } = await openBrowser(app).signIn('ivy@example.com', password)
    expect(headers['set-cookie']).toMatch(
      /^__Host-keystead=session_v1_[0-9A-Za-z]{16}_[0-9A-Za-z]{49}; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
  })

  it('names the cookie without the prefix that browsers take over TLS only, where there is none', async () => {
    const beside = await startTestApp(opened.store, { beside: app, publicUrl: 'http://127.0.0.1:5390' })
    const { headers } = await openBrowser(beside).signIn('ivy@example.com', password)
    expect(headers['set-cookie']).toMatch(
      /^keystead=session_v1_\w+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    await beside.close()
  })

  it.each(['IVY@example.com', ' ivy@Example.COM ', 'ivy@example.com'])('takes the address as %j', async (email) => {
    expect((await openBrowser(app).signIn(email, password)).status).toBe(200)
  })

  it('takes a password that another keyboard writes in another way, and no other', async () => {
    const { user } = await person()
    await givePassword(app, user, 'p\u00e4ssw\u00f6rter sind l\u00e4nger'.normalize('NFKC'))
    const signIn = (text: string) => openBrowser(app, { from: elsewhere() }).signIn(user.email, text)
    expect((await signIn('pa\u0308sswo\u0308rter sind la\u0308nger')).status).toBe(200)
    expect((await signIn('passworter sind langer')).status).toBe(401)
    expect((await signIn('P\u00e4ssw\u00f6rter sind l\u00e4nger')).status).toBe(401)
  })

  it('fails alike for a wrong password, nobody, and somebody without a password', async () => {
    await app.addPerson('keyed', { acme: 'member' })
    const failures = []
    for (const email of [
      'ivy@example.com',
      'nobody@example.com',
      'keyed@example.com',
      'no address',
      '',
      'a\u0000b@c',
    ]) {
      const answer = await guess(email, elsewhere())
      expect(answer).toMatchObject(refusal(401, 'SIGN_IN_FAILED'))
      expect(answer.headers).not.toHaveProperty('set-cookie')
      failures.push(withoutIncidentals(answer))
    }
    expect(new Set(failures.map((failure) => JSON.stringify(failure))).size).toBe(1)
  })

  it('does the same work for who is not there: one comparison, and one event', async () => {
    for (const [email, hasHash] of [
      ['ivy@example.com', true],
      ['keyed@example.com', false],
      ['nobody@example.com', false],
    ] as const) {
      compared = []
      const events = await eventsOf(app, () => guess(email, elsewhere()))
      expect(compared).toEqual([hasHash])
      expect(events).toHaveLength(1)
    }
  })

  it('makes a session that was never there before, whatever cookie the browser brings', async () => {
    const planted = `session_v1_${'0'.repeat(16)}_${'0'.repeat(49)}`
    const browser = openBrowser(app, { cookie: `__Host-keystead=${planted}` })
    await browser.signIn('ivy@example.com', password)
    expect(browser.sessionToken()).not.toBe(planted)
    expect((await browser.call('GET', '/me')).status).toBe(200)
  })

  it('ends the session that the browser had, whosever it was, and says so in the trail', async () => {
    const [before, after] = [await person(), await person()]
    const browser = openBrowser(app)
    await browser.signIn(before.user.email, password)
    const old = openBrowser(app, { cookie: browser.cookie() ?? '' })
    const events = await eventsOf(app, () => browser.signIn(after.user.email, password))
    expect(summarize(events)).toEqual(['session.sign_out in acme', 'session.sign_in in acme'])
    expect(await old.call('GET', '/me')).toMatchObject(refusal(401, 'UNAUTHENTICATED'))
    expect((await browser.call('GET', '/me')).body).toMatchObject({ principal: { id: after.user.id } })
  })

  it('stores neither the token nor the password', async () => {
    const browser = openBrowser(app)
    await browser.signIn('ivy@example.com', password)
    const [session] = await opened.store.listSessions(ivy.user.id, app.clock.now())
    const record = session && (await opened.store.findSession(session.id))
    expect(Buffer.from(record?.digest ?? []).byteLength).toBe(32)
    const hash = await opened.store.findPasswordHash(ivy.user.id)
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(app.logLines.join('')).not.toContain(password)
    expect(app.logLines.join('')).not.toContain(browser.sessionToken())
  })

  it('keeps no token that the browser says it is called by', async () => {
    const browser = openBrowser(app, { userAgent: `x ${ivy.token} y` })
    await browser.signIn('ivy@example.com', password)
    const { body } = await browser.call('GET', '/sessions')
    const { sessions } = body as { sessions: { current: boolean; userAgent: string }[] }
    expect(sessions.find(({ current }) => current)?.userAgent).toBe('x [redacted] y')
  })

  it('takes nothing but a body of JSON with an address and a password', async () => {
    const browser = openBrowser(app)
    for (const body of [
      {},
      { email: 'ivy@example.com' },
      { email: 1, password: 2 },
      { email: 'x', password: 'y', z: 1 },
      [],
      5,
    ]) {
      expect((await browser.call('POST', '/session', body)).status).toBe(400)
    }
    const form = await app.call('POST', '/api/v1/session', {
      body: 'email=ivy%40example.com&password=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(form).toMatchObject(refusal(415, 'UNSUPPORTED_MEDIA_TYPE'))
  })

  describe('leaves in the trail', () => {
    it('who has signed in, from where, once for each of their organizations', async () => {
      const roamer = await app.addPerson('roamer', { acme: 'member', birch: 'admin' })
      await givePassword(app, roamer.user, password)
      const events = await eventsOf(app, () =>
        openBrowser(app, { from: '203.0.113.9' }).signIn(roamer.user.email, password),
      )
      expect(summarize(events)).toEqual(['session.sign_in in acme', 'session.sign_in in birch'])
      expect(events[0]).toMatchObject({
        outcome: 'done',
        actor: { type: 'user', id: roamer.user.id, name: 'roamer', keyId: null },
        target: { type: 'user', id: roamer.user.id },
        ip: '203.0.113.9',
        details: { sessionId: expect.stringMatching(/^ses_/) },
      })
    })

    it('who could not, where they are at home, by nobody known', async () => {
      const events = await eventsOf(app, () => guess('ivy@example.com', '203.0.113.10'))
      expect(events).toMatchObject([
        {
          action: 'session.sign_in',
          outcome: 'refused',
          code: 'SIGN_IN_FAILED',
          actor: { type: 'anonymous', id: null },
          target: { type: 'user', id: ivy.user.id, email: 'ivy@example.com' },
          organization: { name: 'acme' },
          ip: '203.0.113.10',
        },
      ])
    })

    it('that somebody tried a name that nobody has, and not the name', async () => {
      const events = await eventsOf(app, () => guess('made-up@example.com', elsewhere()))
      expect(events).toMatchObject([
        {
          action: 'session.sign_in',
          outcome: 'refused',
          organization: null,
          target: { type: 'user', id: null, email: null },
        },
      ])
      expect(JSON.stringify(events)).not.toContain('made-up')
    })
  })

  describe('is bounded', () => {
    /** How many guesses it takes until they are refused without being looked at. */
    async function guessUntilRefused(email: () => string, from: () => string, most = 100): Promise<number> {
      for (let guesses = 0; guesses < most; guesses += 1) {
        const { status } = await guess(email(), from())
        if (status === 429) return guesses
        expect(status).toBe(401)
      }
      return most
    }
    const nobodys = () => `nobody-${++made}@example.com`
    const same =
      <Value>(value: Value) =>
      () =>
        value

    it('for one name from one network, and says when to come again', async () => {
      const from = elsewhere()
      const { user } = await person()
      expect(await guessUntilRefused(same(user.email), same(from))).toBe(10)
      const answer = await openBrowser(app, { from }).signIn(user.email, password)
      expect(answer).toMatchObject(refusal(429, 'TOO_MANY_ATTEMPTS'))
      expect(answer.headers['retry-after']).toBe(String(quarterOfAnHour / 10 / 1000))
      app.clock.advance(quarterOfAnHour / 10)
      expect((await openBrowser(app, { from }).signIn(user.email, password)).status).toBe(200)
    })

    it('alike for a name that nobody has, in whatever letters', async () => {
      const [from, name] = [elsewhere(), nobodys()]
      const spellings = [name, name.toUpperCase(), ` ${name} `]
      expect(await guessUntilRefused(() => spellings[++made % 3] ?? name, same(from))).toBe(10)
    })

    it('for one network that tries many names, of IPv6 for all of it', async () => {
      const network = `2001:db8:${++made}`
      expect(await guessUntilRefused(nobodys, () => `${network}::${++made}`)).toBe(60)
      expect(await guess(nobodys(), `${network}:0:ffff::1`)).toMatchObject(refusal(429, 'TOO_MANY_ATTEMPTS'))
      expect((await guess(nobodys(), `${network}:1::1`)).status).toBe(401)
    })

    it('for one name that is tried from many networks, and not for its owner where they have been before', async () => {
      const { user } = await person()
      const [home, hotel] = [elsewhere(), elsewhere()]
      expect((await openBrowser(app, { from: home }).signIn(user.email, password)).status).toBe(200)
      expect(await guessUntilRefused(same(user.email), elsewhere)).toBe(30)
      const attempt = (from: string) => openBrowser(app, { from }).signIn(user.email, password)
      expect(await attempt(hotel)).toMatchObject(refusal(429, 'TOO_MANY_ATTEMPTS'))
      expect((await attempt(home)).status).toBe(200)
      // From there it does not matter, either, how many other names are tried.
      expect(await guessUntilRefused(nobodys, same(home))).toBe(60)
      expect((await attempt(home)).status).toBe(200)
    })

    it('remembers over a restart and on every node where an owner has been', async () => {
      const { user } = await person()
      const home = elsewhere()
      await openBrowser(app, { from: home }).signIn(user.email, password)
      const beside = await startTestApp(opened.store, { beside: app })
      for (let guesses = 0; guesses < 30; guesses += 1)
        await openBrowser(beside, { from: elsewhere() }).signIn(user.email, 'x')
      expect((await openBrowser(beside, { from: elsewhere() }).signIn(user.email, password)).status).toBe(429)
      expect((await openBrowser(beside, { from: home }).signIn(user.email, password)).status).toBe(200)
      await beside.close()
    })

    it('not by how often people get in', async () => {
      const from = elsewhere()
      const people = [await person(), await person()]
      for (let times = 0; times < 70; times += 1) {
        const { email } = people[times % 2]?.user ?? ivy.user
        expect((await openBrowser(app, { from }).signIn(email, password)).status).toBe(200)
      }
    })

    it('in what it writes: the trail is not filled by guessing', async () => {
      app.clock.advance(quarterOfAnHour)
      let events: AuditEvent[] = []
      const networks = Array.from({ length: 8 }, elsewhere)
      events = await eventsOf(app, async () => {
        for (const from of networks) {
          for (let guesses = 0; guesses < 40; guesses += 1) await guess(nobodys(), from)
        }
      })
      expect(events).toHaveLength(300)
    }, 120_000)
  })
})
