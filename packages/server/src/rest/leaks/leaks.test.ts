import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Person } from '../../../testing/accounts.ts'
import { findGithubKey, signAsGithub, writeGithubReport } from '../../../testing/github.ts'
import { getKey, isAccepted, restOf } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'
import { openGithubKeys } from './github-keys.ts'

const stranger = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })

describe.each(testStores)('a leaked key on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  /** A member of acme and of birch. */
  let traveller: Person

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store, { findGithubKey })
    traveller = await app.addPerson('traveller', { acme: 'member', birch: 'member' })
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const report = (token: string, from?: string) =>
    app.call('POST', '/api/v1/leaks', { body: { token }, ...(from !== undefined && { from }) })
  const notesOf = async (id: string) => {
    const { body } = await restOf(app, app.ada)('GET', '/audit?action=key.leak&limit=100')
    return (body as { events: { target: { id: string } }[] }).events.filter(({ target }) => target.id === id)
  }
  const isDisabled = (id: string) =>
    vi.waitFor(async () => expect(await getKey(app, app.ada.token, id)).toMatchObject({ state: 'disabled' }))

  it('is disabled when somebody reports it, who needs nothing but the token, until an admin enables it', async () => {
    const { key, token } = await app.addKey(traveller.user)
    expect(await report(token)).toMatchObject({ status: 202, body: { received: true } })
    await isDisabled(key.id)
    expect(await isAccepted(app, token)).toBe(false)
    const enable = (caller: { token: string }) => restOf(app, caller)('DELETE', `/keys/${key.id}/disablement`)
    expect(await enable(traveller)).toMatchObject({ status: 403, body: { code: 'KEY_DISABLED_BY_ADMIN' } })
    expect(await enable(app.ada)).toMatchObject({ status: 200 })
  })

  it('is in the trail of each organization that it reaches, once, however often it is reported', async () => {
    const { key, token } = await app.addKey(traveller.user)
    await Promise.all([report(token), report(token), report(token)])
    await isDisabled(key.id)
    await report(token)
    // Reports are pursued in turn: when that of another key is done, so are those before it.
    const other = await app.addKey(traveller.user)
    await report(other.token)
    await isDisabled(other.key.id)
    const notes = await notesOf(key.id)
    expect(notes).toHaveLength(2)
    expect(notes).toMatchObject(
      [0, 1].map(() => ({ outcome: 'done', actor: { type: 'anonymous' }, details: { source: 'holder' } })),
    )
    expect(JSON.stringify(notes)).not.toContain(token)
  })

  describe('where its organizations have decided otherwise', () => {
    const hour = 60 * 60_000
    const policies = (caller: { token: string }, organization: string, body: object) =>
      restOf(app, caller)('PATCH', `/organizations/${organization}/policies`, body)
    const decide = async (organization: string, body: object) =>
      expect(await policies(app.ada, organization, body)).toMatchObject({ status: 200, body })
    /** The key once its leak was pursued. */
    const leaked = (id: string) =>
      vi.waitFor(async () => {
        const key = await getKey(app, app.ada.token, id)
        expect(key).toMatchObject({ leakedAt: expect.any(String) })
        return key
      })
    afterEach(async () => {
      for (const organization of ['acme', 'birch']) {
        await decide(organization, { onLeak: 'disable', leakGraceSeconds: 86_400 })
      }
    })

    it('goes on working where they only want to be told, and they are told once', async () => {
      for (const organization of ['acme', 'birch']) await decide(organization, { onLeak: 'alert' })
      const { key, token } = await app.addKey(traveller.user)
      await Promise.all([report(token), report(token)])
      expect(await leaked(key.id)).toMatchObject({ state: 'active', disabled: null, expiresAt: null })
      expect(await isAccepted(app, token)).toBe(true)
      expect(await notesOf(key.id)).toMatchObject([0, 1].map(() => ({ details: { response: 'alert', endsAt: null } })))
    })

    it('works until the end of the grace where it is to be rotated, to the millisecond, and never again', async () => {
      await decide('acme', { onLeak: 'rotate', leakGraceSeconds: 2 * 3_600 })
      await decide('birch', { onLeak: 'rotate', leakGraceSeconds: 3_600 })
      const { key, token } = await app.addKey(traveller.user)
      await report(token)
      const end = app.clock.now() + hour
      expect(await leaked(key.id)).toMatchObject({ state: 'active', expiresAt: new Date(end).toISOString() })
      expect(await notesOf(key.id)).toMatchObject([0, 1].map(() => ({ details: { response: 'rotate', endsAt: end } })))

      const opened = await restOf(app, traveller)('POST', `/keys/${key.id}/rotations`, {})
      // Not the few hours of the old one, but what it was made for; and the rotation ends with the old one.
      expect(opened).toMatchObject({
        status: 201,
        body: {
          key: { expiresAt: null, leakedAt: null },
          rotation: { deadline: { at: new Date(end).toISOString(), then: 'revoke' } },
        },
      })
      app.clock.advance(hour - 1)
      expect(await isAccepted(app, token)).toBe(true)
      app.clock.advance(1)
      expect(await isAccepted(app, token)).toBe(false)
      expect(await isAccepted(app, (opened.body as { token: string }).token)).toBe(true)
    })

    it('is disabled where one of them wants that', async () => {
      await decide('acme', { onLeak: 'alert' })
      const { key, token } = await app.addKey(traveller.user)
      await report(token)
      await isDisabled(key.id)
      expect(await notesOf(key.id)).toMatchObject([0, 1].map(() => ({ details: { response: 'disable' } })))
    })

    it.each([{ onLeak: 'nothing' }, { leakGraceSeconds: 59 }, { leakGraceSeconds: 30 * 86_400 + 1 }])(
      'is decided by no %j',
      async (body) => {
        expect(await policies(app.ada, 'acme', body)).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } })
      },
    )
  })

  it('answers the same for every text', async () => {
    const { token } = await app.addKey(traveller.user)
    const wrongSecret = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`
    const answers = await Promise.all(['', 'x', wrongSecret, token, 'ü'.repeat(2_000)].map((text) => report(text)))
    for (const { status, text } of answers) expect([status, text]).toEqual([202, '{"received":true}'])
  })

  it('leaves a key alone whose ID is known, but not its secret', async () => {
    const { key, token } = await app.addKey(traveller.user)
    const other = await app.addKey(traveller.user)
    const mixed = token.slice(0, -49) + other.token.slice(-49)
    await report(mixed)
    await report(other.token)
    await isDisabled(other.key.id)
    expect(await getKey(app, app.ada.token, key.id)).toMatchObject({ state: 'active' })
  })

  it('is no way to keep the server busy', async () => {
    const answers = []
    for (let count = 0; count < 121; count += 1) answers.push((await report('x', '203.0.113.9')).status)
    expect(answers.lastIndexOf(202)).toBe(119)
    expect(answers.at(-1)).toBe(429)
    expect((await report('x', '203.0.113.10')).status).toBe(202)
  })

  describe('by GitHub', () => {
    const send = (body: string, headers: Record<string, string>) =>
      app.call('POST', '/api/v1/leaks/github', { body, headers })
    it('is disabled, and GitHub is told which were keys, by their hash', async () => {
      const { key, token } = await app.addKey(traveller.user)
      const body = writeGithubReport(token, 'ksd_v1_nothing')
      const { status, body: answer, text } = await send(body, signAsGithub(body))
      expect(status).toBe(200)
      const hash = (value: string) => createHash('sha256').update(value).digest('base64')
      expect(answer).toEqual([
        { token_hash: hash(token), token_type: 'keystead', label: 'true_positive' },
        { token_hash: hash('ksd_v1_nothing'), token_type: 'keystead', label: 'false_positive' },
      ])
      expect(text).not.toContain(token)
      expect(await getKey(app, app.ada.token, key.id)).toMatchObject({ state: 'disabled' })
      const details = { source: 'github', url: 'https://github.com/a/b' }
      expect(await notesOf(key.id)).toMatchObject([{ details }, { details }])
    })

    it('is believed only where the signature is GitHub’s, over these very bytes', async () => {
      const { key, token } = await app.addKey(traveller.user)
      const body = writeGithubReport(token)
      const good = signAsGithub(body)
      const { 'github-public-key-signature': signature } = good
      for (const headers of [
        {},
        { 'github-public-key-identifier': 'known' },
        { 'github-public-key-signature': signature },
        { ...good, 'github-public-key-identifier': 'unknown' },
        { ...good, 'github-public-key-signature': 'AAAA' },
        { ...good, 'github-public-key-signature': '' },
        signAsGithub(body, stranger.privateKey),
        signAsGithub(`${body} `),
      ]) {
        expect(await send(body, headers as Record<string, string>)).toMatchObject({ status: 401 })
      }
      expect(await send(body.replace('[', '[ '), good)).toMatchObject({ status: 401 })
      expect(await getKey(app, app.ada.token, key.id)).toMatchObject({ state: 'active' })
    })

    it.each(['', '{', '{}', '[{}]', '[{"token":1,"type":"x","url":""}]'])(
      'is refused where it says %j',
      async (body) => {
        expect(await send(body, signAsGithub(body))).toMatchObject({ status: 400 })
      },
    )

    it('is not taken where no keys of GitHub’s are configured', async () => {
      const plain = await startTestApp(opened.store, { beside: app })
      onTestFinished(() => plain.close())
      const body = writeGithubReport('x')
      const answer = await plain.call('POST', '/api/v1/leaks/github', { body, headers: signAsGithub(body) })
      expect(answer.status).toBe(401)
    })
  })
})

describe('the public keys of GitHub', () => {
  it('are read from a file, again after an hour or for one that is new, and kept while it is away', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'keystead-github-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'keys.json')
    const write = (...names: string[]) =>
      writeFileSync(
        file,
        JSON.stringify({
          public_keys: names.map((name) => ({ key_identifier: name, key: `PEM ${name}`, is_current: true })),
        }),
      )
    let now = 0
    const find = openGithubKeys(file, { now: () => now })
    write('one')
    expect(await find('one')).toBe('PEM one')
    write('one', 'two')
    expect(await find('two'), 'within a minute').toBeUndefined()
    now += 61_000
    expect(await find('two')).toBe('PEM two')
    write('three')
    expect(await find('one'), 'within the hour').toBe('PEM one')
    now += 3_700_000
    expect(await find('one')).toBeUndefined()
    rmSync(file)
    now += 3_700_000
    expect(await find('three')).toBe('PEM three')
  })
})
