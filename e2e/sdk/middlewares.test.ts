import { inspect } from 'node:util'
import { createKeysteadClient, isKeysteadError } from '@keystead/sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Machine, Person, TestKey } from '../../packages/server/testing/accounts.ts'
import { frameworks } from './guarded-services.ts'
import { startListeningServer } from './listening-server.ts'

type Server = Awaited<ReturnType<typeof startListeningServer>>
type Service = Awaited<ReturnType<(typeof frameworks)[number]['start']>>

let keystead: Server
let gateway: Machine
let member: Person
let outsider: Person
beforeAll(async () => {
  keystead = await startListeningServer()
  gateway = await keystead.app.addMachine('gateway', { organization: 'acme', verifier: true })
  member = await keystead.app.addPerson('member', { acme: 'member' })
  outsider = await keystead.app.addPerson('outsider', { birch: 'member' })
})
afterAll(() => keystead.close())

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const basic = (token: string) => ({ authorization: `Basic ${btoa(`api:${token}`)}` })
const problem = async (answer: Response) => ({ status: answer.status, ...((await answer.json()) as object) })

describe.each(frameworks)('a service guarded by the middleware for $name', ({ name, start }) => {
  let service: Service
  let reached = 0
  const failures: unknown[] = []
  const startService = (token: string, url = keystead.url) =>
    start(
      {
        client: createKeysteadClient({ url, token, timeoutMs: 5_000 }),
        organization: 'acme',
        onFailure: (error) => failures.push(error),
      },
      () => reached++,
    )
  const isProxy = name.includes('proxy')
  const welcome = ({ keyId, user }: Person, body = '') => (isProxy ? { body } : { keyId, name: user.name, body })

  beforeAll(async () => {
    service = await startService(gateway.token)
  })
  beforeEach(() => {
    reached = 0
    failures.length = 0
  })
  afterAll(() => service.close())

  it('lets a good key in, by Bearer and by Basic, and says whose it is', async () => {
    for (const headers of [bearer(member.token), basic(member.token), { authorization: `bearer  ${member.token}` }]) {
      const answer = await service.send('/api/echo?page=2&key=name', { headers })
      expect(answer.status).toBe(200)
      expect(await answer.json()).toMatchObject(welcome(member))
    }
  })

  it('hands the body on whole', async () => {
    const body = 'long '.repeat(100_000).slice(0, 90_000)
    const answer = await service.send('/api/echo', { method: 'POST', body, headers: bearer(member.token) })
    expect(await answer.json()).toMatchObject(welcome(member, body))
  })

  it('refuses who sends no key, or none that is good, all alike', async () => {
    const expired = await expiredKey()
    const deleted = await keystead.app.addKey(member.user)
    const answer = await service.send('/api/echo', { headers: bearer(deleted.token) })
    expect(answer.status).toBe(200)
    await deleteKey(deleted)
    reached = 0

    const refusals = await Promise.all(
      [
        {},
        { authorization: 'Bearer' },
        { authorization: `Token ${member.token}` },
        { authorization: `Basic ${btoa(member.token)}` },
        { authorization: 'Basic %%%' },
        bearer(`${member.token} ${member.token}`),
        bearer('x'.repeat(5_000)),
        bearer('x'.repeat(4_089)),
        bearer(member.token.slice(0, -1)),
        bearer(expired.token),
        bearer(deleted.token),
        basic(deleted.token),
      ].map((headers) => service.send('/api/echo', { headers })),
    )
    const bodies = new Set<string>()
    for (const refusal of refusals) {
      expect(refusal.status).toBe(401)
      expect(refusal.headers.get('www-authenticate')).toMatch(/^Bearer realm=/)
      expect(refusal.headers.get('content-type')).toMatch(/^application\/problem\+json/)
      expect(refusal.headers.get('cache-control')).toBe('no-store')
      bodies.add(await refusal.text())
    }
    expect([...bodies].map((body) => JSON.parse(body))).toEqual([
      {
        type: 'urn:keystead:error:UNAUTHENTICATED',
        title: expect.any(String),
        status: 401,
        code: 'UNAUTHENTICATED',
      },
    ])
    expect({ reached, failures }).toEqual({ reached: 0, failures: [] })
  })

  it('forbids a good key that does not reach what is asked for', async () => {
    const answer = await service.send('/api/echo', { headers: bearer(outsider.token) })
    expect(await problem(answer)).toMatchObject({ status: 403, code: 'FORBIDDEN' })
    expect({ reached, failures }).toEqual({ reached: 0, failures: [] })
  })

  it('refuses a token in the URL, however it is written, and does not repeat it', async () => {
    const { token } = member
    const escaped = [...token].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('')
    for (const query of [`token=${token}`, `q=${token}`, `q=${escaped}`, `q=%zz${escaped}`, 'access_token=secret']) {
      for (const headers of [{}, bearer(token)]) {
        const answer = await service.send(`/api/echo?${query}`, { headers })
        const text = await answer.text()
        expect(answer.status, query).toBe(400)
        expect(JSON.parse(text)).toMatchObject({ status: 400, code: 'TOKEN_IN_URL' })
        expect(text).not.toContain(token)
      }
    }
    expect(reached).toBe(0)
  })

  it('is not brought down by what else a caller sends', async () => {
    const headers = { ...bearer(member.token), 'user-agent': 'x'.repeat(5_000) }
    expect((await service.send('/api/echo', { headers })).status).toBe(200)
    expect(failures).toEqual([])
  })

  it('answers 503 and says why to its operator alone, where its own key is not good enough', async () => {
    for (const [token, code] of [
      [member.token, 'NOT_A_VERIFIER'],
      [`${gateway.token}x`, 'UNAUTHENTICATED'],
    ] as const) {
      const mistaken = await startService(token)
      const answer = await mistaken.send('/api/echo', { headers: bearer(member.token) })
      expect(await problem(answer)).toMatchObject({ status: 503, code: 'UNAVAILABLE' })
      expect(failures.map((error) => isKeysteadError(error) && error.code)).toEqual([code])
      failures.length = 0
      await mistaken.close()
    }
    expect(reached).toBe(0)
  })

  it('answers 503 with Retry-After while Keystead cannot be asked, and shows nobody a token', async () => {
    const lonely = await startService(gateway.token, 'http://127.0.0.1:1')
    const answer = await lonely.send('/api/echo', { headers: bearer(member.token) })
    expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
    expect(await problem(answer)).toMatchObject({ status: 503, code: 'UNAVAILABLE' })
    expect(failures).toMatchObject([{ code: 'NO_ANSWER' }])
    const shown = inspect(failures, { depth: 10, showHidden: true })
    expect(shown).not.toContain(member.token)
    expect(shown).not.toContain(gateway.token)
    expect(reached).toBe(0)
    await lonely.close()
  })

  it('tells many callers at once apart', async () => {
    const people = await Promise.all(
      [1, 2, 3, 4, 5].map((number) =>
        keystead.app.addPerson(`${name.replaceAll(/\W/g, '').toLowerCase()}${number}`, { acme: 'member' }),
      ),
    )
    const crowd = Array.from({ length: 40 }, (_, index) => people[index % people.length] as Person)
    const answers = await Promise.all(
      crowd.map(async ({ token }, index) => {
        const body = `request ${index}`
        return (await service.send('/api/echo', { method: 'POST', body, headers: bearer(token) })).json()
      }),
    )
    expect(answers).toMatchObject(crowd.map((person, index) => welcome(person, `request ${index}`)))
  })
})

async function deleteKey({ key, token }: TestKey): Promise<void> {
  await createKeysteadClient({ url: keystead.url, token }).keys.delete(key.id)
}

async function expiredKey(): Promise<TestKey> {
  const { app } = keystead
  const expiring = await app.addKey(member.user, { expiresAt: app.clock.now() + 60_000 })
  app.clock.advance(60_001)
  return expiring
}
