import { mostSessions, sessionIdleMs, sessionLifetimeMs } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../../testing/accounts.ts'
import { eventsOf, summarize } from '../../../testing/audit/audit-world.ts'
import { givePassword, openBrowser, type TestBrowser } from '../../../testing/open-browser.ts'
import { bodyOf, refusal, restOf, withoutIncidentals } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'

const password = 'correct horse battery staple'
const minuteMs = 60_000

type SessionResource = { readonly id: string; readonly current: boolean } & Readonly<Record<string, unknown>>

describe.each(testStores)('sessions, on $name', ({ open }) => {
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
  async function person(): Promise<Person> {
    const someone = await app.addPerson(`person-${++made}`, { acme: 'member' })
    await givePassword(app, someone.user, password)
    return someone
  }
  async function signedIn({ user }: Pick<Person, 'user'>, userAgent = 'Test Browser/1.0'): Promise<TestBrowser> {
    const browser = openBrowser(app, { userAgent, from: '192.0.2.7' })
    bodyOf(await browser.signIn(user.email, password), 200)
    return browser
  }
  const list = async (browser: TestBrowser) =>
    bodyOf<{ sessions: SessionResource[] }>(await browser.call('GET', '/sessions'), 200).sessions
  const currentId = async (browser: TestBrowser) => (await list(browser)).find(({ current }) => current)?.id ?? ''
  const isIn = async (browser: TestBrowser) => (await browser.call('GET', '/me')).status === 200

  describe('are listed', () => {
    it('with when and from where they were begun, by which program, and which one asks', async () => {
      const someone = await person()
      await signedIn(someone, 'Phone')
      app.clock.advance(minuteMs)
      const laptop = await signedIn(someone, 'Laptop')
      const now = app.clock.now()
      const at = (time: number) => new Date(time).toISOString()
      expect(await list(laptop)).toEqual([
        {
          id: await currentId(laptop),
          createdAt: at(now),
          lastSeenAt: at(now),
          expiresAt: at(now + sessionLifetimeMs),
          ip: '192.0.2.7',
          userAgent: 'Laptop',
          current: true,
        },
        {
          id: expect.stringMatching(/^ses_[0-9A-Za-z]{16}$/),
          createdAt: at(now - minuteMs),
          lastSeenAt: at(now - minuteMs),
          expiresAt: at(now - minuteMs + sessionLifetimeMs),
          ip: '192.0.2.7',
          userAgent: 'Phone',
          current: false,
        },
      ])
    })

    it('of the caller only, by a key of theirs, too, but none that is confined to one place, and none of a machine', async () => {
      const someone = await person()
      await signedIn(someone)
      await signedIn(await person())
      const { body } = await restOf(app, someone)('GET', '/sessions')
      expect(body).toMatchObject({ sessions: [{ current: false }] })
      const confined = await app.addKey(someone.user, { organization: 'acme' })
      expect(await restOf(app, confined)('GET', '/sessions')).toMatchObject(refusal(403, 'FORBIDDEN'))
      const machine = await app.addMachine(`machine-${++made}`, { organization: 'acme' })
      expect((await restOf(app, machine)('GET', '/sessions')).body).toEqual({ sessions: [] })
    })

    it('with the minute in which they were seen last, for which the database is written to once', async () => {
      const browser = await signedIn(await person())
      const id = await currentId(browser)
      const seenAt = async () => (await opened.store.findSession(id as never))?.session.lastSeenAt
      const begunAt = app.clock.now()
      app.clock.advance(minuteMs - 1)
      await browser.call('GET', '/me')
      expect(await seenAt()).toBe(begunAt)
      app.clock.advance(1)
      await browser.call('GET', '/me')
      expect(await seenAt()).toBe(begunAt + minuteMs)
    })
  })

  describe('end', () => {
    it('by signing out, which has the browser forget the cookie, and stays so', async () => {
      const someone = await person()
      const browser = await signedIn(someone)
      const stolen = openBrowser(app, { cookie: browser.cookie() ?? '' })
      let answer: Awaited<ReturnType<TestBrowser['call']>> | undefined
      const events = await eventsOf(app, async () => {
        answer = await browser.call('DELETE', '/session')
      })
      expect(answer).toMatchObject({ status: 204, text: '' })
      expect(answer?.headers['set-cookie']).toBe('__Host-keystead=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax')
      expect(events).toMatchObject([
        {
          action: 'session.sign_out',
          outcome: 'done',
          actor: { type: 'user', id: someone.user.id, keyId: null },
          target: { type: 'session', id: expect.stringMatching(/^ses_/), name: 'Test Browser/1.0' },
        },
      ])
      expect(await isIn(stolen)).toBe(false)
    })

    it('also where they had ended already: who signs out is signed out, and writes nothing', async () => {
      const browser = await signedIn(await person())
      const copies = Array.from({ length: 5 }, () => openBrowser(app, { cookie: browser.cookie() ?? '' }))
      const answers = await Promise.all(copies.map((copy) => copy.call('DELETE', '/session')))
      expect(answers.map(({ status }) => status)).toEqual(copies.map(() => 204))
      const late = openBrowser(app, { cookie: browser.cookie() ?? '' })
      const events = await eventsOf(app, async () => {
        expect((await late.call('DELETE', '/session')).status).toBe(204)
        expect((await openBrowser(app).call('DELETE', '/session')).status).toBe(204)
      })
      expect(late.cookie()).toBeUndefined()
      expect(events).toEqual([])
    })

    it('not by a key, which is none; and a bad one is told so', async () => {
      const someone = await person()
      const browser = await signedIn(someone)
      expect((await restOf(app, someone)('DELETE', '/session')).status).toBe(204)
      expect(await restOf(app, { token: 'bad' })('DELETE', '/session')).toMatchObject(refusal(401, 'UNAUTHENTICATED'))
      expect(await isIn(browser)).toBe(true)
    })

    it('by being revoked from another browser, once', async () => {
      const someone = await person()
      const [lost, kept] = [await signedIn(someone, 'Lost'), await signedIn(someone)]
      const id = await currentId(lost)
      const events = await eventsOf(app, async () => {
        expect((await kept.call('DELETE', `/sessions/${id}`)).status).toBe(204)
      })
      expect(events).toMatchObject([{ action: 'session.revoke', target: { type: 'session', id, name: 'Lost' } }])
      expect([await isIn(lost), await isIn(kept)]).toEqual([false, true])
      expect(await kept.call('DELETE', `/sessions/${id}`)).toMatchObject(refusal(404, 'SESSION_NOT_FOUND'))
    })

    it('one’s own, when it is revoked, with the cookie', async () => {
      const browser = await signedIn(await person())
      const events = await eventsOf(app, async () => browser.call('DELETE', `/sessions/${await currentId(browser)}`))
      expect(summarize(events)).toEqual(['session.sign_out in acme'])
      expect(browser.cookie()).toBeUndefined()
    })

    it('not for another’s sake: alike for one of somebody else and one that there is not, also for an admin', async () => {
      const [someone, other] = [await person(), await person()]
      const theirs = await currentId(await signedIn(someone))
      const browser = await signedIn(other)
      const answers = []
      for (const id of [theirs, 'ses_0000000000000000', 'nothing', '%00']) {
        const answer = await browser.call('DELETE', `/sessions/${id}`)
        expect(answer).toMatchObject(refusal(404, 'SESSION_NOT_FOUND'))
        answers.push(JSON.stringify(withoutIncidentals(answer)))
      }
      expect(new Set(answers).size).toBe(1)
      expect(await restOf(app, app.ada)('DELETE', `/sessions/${theirs}`)).toMatchObject(
        refusal(404, 'SESSION_NOT_FOUND'),
      )
      const confined = await app.addKey(someone.user, { organization: 'acme' })
      expect(await restOf(app, confined)('DELETE', `/sessions/${theirs}`)).toMatchObject(refusal(403, 'FORBIDDEN'))
    })

    it('after seven days without use, to the millisecond', async () => {
      const browser = await signedIn(await person())
      app.clock.advance(sessionIdleMs - 1)
      expect(await isIn(browser)).toBe(true)
      app.clock.advance(sessionIdleMs)
      expect(await isIn(browser)).toBe(false)
    })

    it('after thirty days, however often they are used', async () => {
      const browser = await signedIn(await person())
      for (let days = 0; days < 29; days += 1) {
        app.clock.advance(24 * 60 * minuteMs)
        expect(await isIn(browser)).toBe(true)
      }
      app.clock.advance(24 * 60 * minuteMs)
      expect(await isIn(browser)).toBe(false)
    })

    it('with their user', async () => {
      const someone = await person()
      const browser = await signedIn(someone)
      bodyOf(await restOf(app, app.ada)('DELETE', `/users/${someone.user.id}`), 200)
      expect(await browser.call('GET', '/me')).toMatchObject(refusal(401, 'UNAUTHENTICATED'))
      expect(await openBrowser(app).signIn(someone.user.email, password)).toMatchObject(refusal(401, 'SIGN_IN_FAILED'))
    })

    it('when there are fifty of one person, the one that was seen longest ago', async () => {
      const someone = await person()
      const first = await signedIn(someone)
      for (let count = 1; count < mostSessions; count += 1) {
        app.clock.advance(1)
        await signedIn(someone)
      }
      expect(await isIn(first)).toBe(true)
      app.clock.advance(minuteMs)
      const last = await signedIn(someone)
      expect(await isIn(first)).toBe(false)
      expect(await list(last)).toHaveLength(mostSessions)
    })
  })

  describe('say who somebody is now', () => {
    it('with the roles that they have at this moment, not those with which they signed in', async () => {
      const someone = await person()
      const browser = await signedIn(someone)
      const rename = () => browser.call('PATCH', '/organizations/acme/teams/nothing', { name: 'x' })
      expect(await rename()).toMatchObject(refusal(404, 'TEAM_NOT_FOUND'))
      const at = `/organizations/acme/members/${someone.user.id}`
      bodyOf(await restOf(app, app.ada)('PATCH', at, { role: 'admin' }), 200)
      expect((await browser.call('GET', '/me')).body).toMatchObject({ organizations: [{ role: 'admin' }] })
      bodyOf(await restOf(app, app.ada)('DELETE', at), 200)
      expect((await browser.call('GET', '/me')).body).toMatchObject({ organizations: [], teams: [] })
    })

    it('and do what their owner may, as their owner: making a key, which the trail files without a key', async () => {
      const someone = await person()
      const browser = await signedIn(someone)
      const events = await eventsOf(app, async () => {
        bodyOf(await browser.call('POST', '/keys', { name: 'laptop' }), 201)
      })
      expect(events).toMatchObject([{ action: 'key.create', actor: { id: someone.user.id, keyId: null } }])
    })

    it('everywhere, where an organization takes no personal keys, too, since they are none', async () => {
      await app.addOrganization(`strict-${made}`)
      const strict = `strict-${made}`
      const admin = await app.addPerson(`person-${++made}`, { [strict]: 'admin' })
      await givePassword(app, admin.user, password)
      const browser = await signedIn(admin)
      const policies = { enforceOrganizationKeys: true, confirmation: strict }
      bodyOf(await browser.call('PATCH', `/organizations/${strict}/policies`, policies), 200)
      expect((await restOf(app, admin)('GET', '/me')).body).toMatchObject({ organizations: [] })
      expect((await browser.call('GET', '/me')).body).toMatchObject({
        organizations: [{ name: strict, role: 'admin' }],
      })
    })
  })

  describe('a change of the password', () => {
    const next = 'another horse, another staple'

    it('ends all other sessions and links, keeps this one, and is the password from then on', async () => {
      const someone = await person()
      const [other, browser] = [await signedIn(someone), await signedIn(someone)]
      const link = bodyOf<{ token: string }>(
        await restOf(app, app.ada)('POST', `/users/${someone.user.id}/password-links`),
        201,
      )
      const events = await eventsOf(app, async () => {
        expect((await browser.call('PUT', '/password', { current: password, new: next })).status).toBe(204)
      })
      expect(events).toMatchObject([
        { action: 'password.change', outcome: 'done', target: { id: someone.user.id }, details: { endedSessions: 1 } },
      ])
      expect([await isIn(other), await isIn(browser)]).toEqual([false, true])
      expect((await openBrowser(app).signIn(someone.user.email, password)).status).toBe(401)
      expect((await openBrowser(app).signIn(someone.user.email, next)).status).toBe(200)
      const use = await openBrowser(app).call('POST', '/password-links/use', { token: link.token, password: next })
      expect(use).toMatchObject(refusal(403, 'LINK_INVALID'))
    })

    it('needs the current one, and is in the trail where it was wrong', async () => {
      const someone = await person()
      const browser = await signedIn(someone)
      const events = await eventsOf(app, async () => {
        const answer = await browser.call('PUT', '/password', { current: 'wrong password', new: next })
        expect(answer).toMatchObject(refusal(400, 'WRONG_PASSWORD'))
      })
      expect(events).toMatchObject([{ action: 'password.change', outcome: 'refused', code: 'WRONG_PASSWORD' }])
      expect(JSON.stringify(events)).not.toContain('wrong password')
    })

    it('needs a session: no key changes a password, not even the owner’s own', async () => {
      const someone = await person()
      const answer = await restOf(app, someone)('PUT', '/password', { current: password, new: next })
      expect(answer).toMatchObject(refusal(403, 'FORBIDDEN'))
      const machine = await app.addMachine(`machine-${++made}`, { organization: 'acme' })
      expect(await restOf(app, machine)('PUT', '/password', { current: password, new: next })).toMatchObject(
        refusal(403, 'FORBIDDEN'),
      )
    })

    it('is not to be guessed in a browser that was left open', async () => {
      const someone = await person()
      const browser = await signedIn(someone)
      const attempt = async (current: string) => (await browser.call('PUT', '/password', { current, new: next })).status
      for (let guesses = 0; guesses < 10; guesses += 1) expect(await attempt(`guess ${guesses}`)).toBe(400)
      expect(await attempt(password)).toBe(429)
      // Nobody is kept from signing in by that.
      expect((await openBrowser(app).signIn(someone.user.email, password)).status).toBe(200)
    })

    it.each([
      ['too short', 'elevenchars'],
      ['too long', 'long '.repeat(60)],
      ['far too long', 'x1y2z3'.repeat(300)],
      ['of three characters', 'abcabcabcabcabcabc'],
      ['an API key', `ksd_v1_${'a'.repeat(16)}_${'b'.repeat(49)}`],
      ['with half a character', `correct horse \ud83d staple`],
    ])('to one that is %s is refused', async (_, bad) => {
      const browser = await signedIn(await person())
      const answer = await browser.call('PUT', '/password', { current: password, new: bad })
      expect(answer).toMatchObject(refusal(400, 'INVALID_PASSWORD'))
      expect(answer.text).not.toContain(bad)
    })

    it('to the e-mail address is refused, and to one of twelve characters of any alphabet is not', async () => {
      const someone = await person()
      const browser = await signedIn(someone)
      const email = someone.user.email.toUpperCase()
      expect(await browser.call('PUT', '/password', { current: password, new: email })).toMatchObject(
        refusal(400, 'INVALID_PASSWORD'),
      )
      const words = '正しい馬の電池ホチキス🔑'
      expect((await browser.call('PUT', '/password', { current: password, new: words })).status).toBe(204)
      expect((await openBrowser(app).signIn(someone.user.email, words)).status).toBe(200)
    })

    it('twice at once with one password happens once', async () => {
      const someone = await person()
      const browsers = await Promise.all(Array.from({ length: 4 }, () => signedIn(someone)))
      const answers = await Promise.all(
        browsers.map((browser, index) =>
          browser.call('PUT', '/password', { current: password, new: `${next} ${index}` }),
        ),
      )
      expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
      for (const { status } of answers) expect([204, 400, 401]).toContain(status)
    })
  })
})
