import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forgeSecret } from '../../../testing/forge-token.ts'
import { givePassword, openBrowser } from '../../../testing/open-browser.ts'
import { bodyOf, refusal, restOf } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'

const password = 'correct horse battery staple'
const minuteMs = 60_000

type Begun = { deviceCode: string; userCode: string; verificationUri: string; verificationUriComplete: string }

describe.each(testStores)('signing a program in by the console, on $name', ({ open }) => {
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
  const signedIn = async () => {
    const person = await app.addPerson(`person-${++made}`, { acme: 'member' })
    await givePassword(app, person.user, password)
    const browser = openBrowser(app)
    bodyOf(await browser.signIn(person.user.email, password), 200)
    return { ...person, browser }
  }
  const begin = async (name = 'keystead CLI on laptop') => {
    // Each network begins so many in a while.
    app.clock.advance(minuteMs)
    return bodyOf<Begun>(await app.call('POST', '/api/v1/device/authorizations', { body: { name } }), 201)
  }
  const claim = (deviceCode: string) => {
    app.clock.advance(5_000)
    return app.call('POST', '/api/v1/device/tokens', { body: { deviceCode } })
  }
  const decide = ({ browser }: Awaited<ReturnType<typeof signedIn>>, userCode: string, approve = true) =>
    browser.call('POST', '/device/authorizations/decision', { userCode, approve })
  const preview = ({ browser }: Awaited<ReturnType<typeof signedIn>>, userCode: string) =>
    browser.call('POST', '/device/authorizations/preview', { userCode })

  it('gives the program a key of the person who says yes, which no place stores in clear', async () => {
    const person = await signedIn()
    const begun = await begin()
    expect(begun).toMatchObject({
      deviceCode: expect.stringMatching(/^device_v1_\w+$/),
      userCode: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
      verificationUri: 'https://keys.example.com/device',
      verificationUriComplete: `https://keys.example.com/device#${begun.userCode}`,
      expiresInSeconds: 600,
      intervalSeconds: 5,
    })
    expect(await claim(begun.deviceCode)).toMatchObject(refusal(400, 'AUTHORIZATION_PENDING'))
    expect(bodyOf(await preview(person, begun.userCode), 200)).toMatchObject({
      name: 'keystead CLI on laptop',
      ip: '127.0.0.1',
    })
    expect((await decide(person, begun.userCode.toLowerCase().replace('-', ' '))).status).toBe(204)

    const { key, token } = bodyOf<{ key: { name: string; owner: { id: string }; type: string }; token: string }>(
      await claim(begun.deviceCode),
      200,
    )
    expect(key).toMatchObject({ name: 'keystead CLI on laptop', type: 'personal', owner: { id: person.user.id } })
    expect((await app.call('GET', '/api/v1/me', { token })).body).toMatchObject({ principal: { id: person.user.id } })
    const stored = await opened.store.findDeviceAuthorization(begun.deviceCode.slice(10, 26))
    expect(JSON.stringify(stored)).not.toContain(begun.userCode.slice(0, 4))
  })

  it('gives the same key again where the answer was lost, until its first use', async () => {
    const person = await signedIn()
    const { deviceCode, userCode } = await begin()
    await decide(person, userCode)
    const [first, second] = [await claim(deviceCode), await claim(deviceCode)]
    const { token } = bodyOf<{ token: string }>(first, 200)
    expect(second.body).toEqual(first.body)
    await app.call('GET', '/api/v1/me', { token })
    await app.usage.flush()
    expect(await claim(deviceCode)).toMatchObject(refusal(409, 'IDEMPOTENT_TOKEN_GONE'))
    expect((await restOf(app, person)('GET', '/keys?query=CLI')).body).toMatchObject({ keys: [{ state: 'active' }] })
  })

  it('gives none to a program that was denied, or whose person has signed out', async () => {
    const person = await signedIn()
    const [denied, dropped] = [await begin(), await begin()]
    await decide(person, denied.userCode, false)
    expect(await claim(denied.deviceCode)).toMatchObject(refusal(403, 'AUTHORIZATION_DENIED'))
    await decide(person, dropped.userCode)
    await person.browser.call('DELETE', '/session')
    expect(await claim(dropped.deviceCode)).toMatchObject(refusal(403, 'AUTHORIZATION_DENIED'))
  })

  it('obeys what organizations have decided about keys', async () => {
    const person = await signedIn()
    const { deviceCode, userCode } = await begin()
    const setPolicy = (disableKeyCreation: boolean) =>
      restOf(app, app.ada)('PATCH', '/organizations/acme/policies', { disableKeyCreation })
    expect((await setPolicy(true)).status).toBe(200)
    await decide(person, userCode)
    expect(await claim(deviceCode)).toMatchObject(refusal(403, 'KEY_CREATION_DISABLED'))
    await setPolicy(false)
  })

  it('lets a session decide, and no key', async () => {
    const person = await signedIn()
    const { userCode } = await begin()
    for (const approve of [true, false]) {
      const answer = await restOf(app, person)('POST', '/device/authorizations/decision', { userCode, approve })
      expect(answer).toMatchObject(refusal(403, 'FORBIDDEN'))
    }
    expect((await preview(person, userCode)).status).toBe(200)
  })

  it('answers alike for every code that is none: unknown, mistyped, decided, too old', async () => {
    const person = await signedIn()
    const [decided, old] = [await begin(), await begin()]
    await decide(person, decided.userCode)
    for (const code of ['', 'BCDF-GHJK', decided.userCode, 'AEIO-UAEI', '\u0000']) {
      expect(await preview(person, code)).toMatchObject(refusal(404, 'USER_CODE_INVALID'))
    }
    app.clock.advance(10 * minuteMs)
    expect(await preview(person, old.userCode)).toMatchObject(refusal(404, 'USER_CODE_INVALID'))
    const { deviceCode } = await begin()
    for (const code of [old.deviceCode, forgeSecret(deviceCode), `${deviceCode}x`, app.ada.token, '', '\u0000']) {
      expect(await claim(code)).toMatchObject(refusal(400, 'DEVICE_CODE_INVALID'))
    }
  })

  it('lets nobody guess codes, nor ask without a pause, nor begin without end', async () => {
    const person = await signedIn()
    const statuses = []
    for (let attempt = 0; attempt < 11; attempt++) statuses.push((await preview(person, 'BCDF-GHJK')).status)
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 404), 429])

    const { deviceCode } = await begin()
    const ask = () => app.call('POST', '/api/v1/device/tokens', { body: { deviceCode } })
    expect([(await ask()).status, (await ask()).status]).toEqual([400, 400])
    expect(await ask()).toMatchObject(refusal(429, 'TOO_MANY_ATTEMPTS'))

    const begins = []
    for (let attempt = 0; attempt < 40; attempt++) {
      begins.push((await app.call('POST', '/api/v1/device/authorizations', { body: { name: 'x' } })).status)
    }
    expect(new Set(begins)).toEqual(new Set([201, 429]))
  })

  it('takes no name that is a token', async () => {
    app.clock.advance(15 * minuteMs)
    const answer = await app.call('POST', '/api/v1/device/authorizations', { body: { name: app.ada.token } })
    expect(answer).toMatchObject(refusal(400, 'NAME_CONTAINS_TOKEN'))
  })
})
