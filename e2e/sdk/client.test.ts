import { inspect } from 'node:util'
import { createKeysteadClient, isKeysteadError, type KeysteadError } from '@keystead/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startListeningServer } from './listening-server.ts'

type Server = Awaited<ReturnType<typeof startListeningServer>>
type Client = ReturnType<typeof createKeysteadClient>

let keystead: Server
/** Administers `acme`, and the instance. */
let ada: Client
const clientOf = (token: string) => createKeysteadClient({ url: keystead.url, token })
beforeAll(async () => {
  keystead = await startListeningServer()
  ada = clientOf(keystead.app.ada.token)
})
afterAll(() => keystead.close())

/** What a call fails with; that it succeeds is a failure of the test. */
async function failureOf(call: Promise<unknown>): Promise<KeysteadError> {
  const outcome = await call.then(
    () => new Error('it succeeded'),
    (error: unknown) => error,
  )
  if (!isKeysteadError(outcome)) throw outcome
  return outcome
}

async function take<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const taken: Item[] = []
  for await (const item of items) taken.push(item)
  return taken
}

describe('the client, against a real server', () => {
  it('makes, finds, renames, verifies and deletes a key', async () => {
    const { key, token } = await ada.keys.create({ name: 'deploy', organization: 'acme' })
    expect(key).toMatchObject({ name: 'deploy', type: 'organization', organization: { name: 'acme' }, state: 'active' })
    expect(await ada.keys.list({ query: 'deploy' })).toEqual({ keys: [key], nextCursor: null })
    expect(await ada.keys.rename(key.id, 'release')).toEqual({ ...key, name: 'release' })
    const answer = await ada.verifyKey({ token, organization: 'acme' })
    expect(answer).toMatchObject({ valid: true, keyId: key.id, principal: { type: 'user', username: 'ada' } })
    await ada.keys.delete(key.id)
    expect(await ada.verifyKey({ token, organization: 'acme' })).toEqual({
      valid: false,
      code: 'INVALID_KEY',
      requestId: expect.any(String),
    })
    expect(await failureOf(ada.keys.get(key.id))).toMatchObject({ code: 'KEY_NOT_FOUND', status: 404 })
  })

  it('sets up an organization with its people, teams, service accounts and policies', async () => {
    const birch = await ada.organizations.create({ name: 'birch' })
    const team = await ada.teams.create(birch.id, { name: 'vision' })
    await ada.users.create({ email: 'grace@example.com' })
    expect(await ada.members.add('birch', { user: 'grace', role: 'member' })).toMatchObject({ role: 'member' })
    await ada.teamMembers.add('birch', 'vision', { user: 'grace', role: 'viewer' })
    expect(await ada.teamMembers.changeRole('birch', team.id, 'grace', 'admin')).toMatchObject({ role: 'admin' })
    const { invitation } = await ada.invitations.create('birch', { email: 'joan@example.com', role: 'viewer' })
    expect(await ada.invitations.list('birch')).toMatchObject({ invitations: [invitation] })
    await ada.invitations.revoke('birch', invitation.id)
    expect(await ada.invitations.list('birch')).toMatchObject({ invitations: [] })

    const changes = { disableViewerKeyCreation: true, maximumKeyLifetimeSeconds: 3600 }
    expect(await ada.policies.change('birch', changes)).toMatchObject(changes)
    expect(await ada.policies.get('birch')).toMatchObject(changes)

    const gateway = await ada.serviceAccounts.create('birch', {
      name: 'gateway',
      defaultTeam: 'vision',
      verifier: true,
    })
    const expiresAt = new Date(keystead.app.clock.now() + 60_000).toISOString()
    const { token } = await ada.keys.create({ name: 'gateway', owner: gateway.id, expiresAt })
    expect(await clientOf(token).me()).toMatchObject({ principal: { type: 'service_account', id: gateway.id } })
    expect((await ada.serviceAccounts.delete(gateway.id)).deletedKeys).toHaveLength(1)
    expect(await failureOf(clientOf(token).me())).toMatchObject({ code: 'UNAUTHENTICATED', status: 401 })
  })

  it('finds its way to a thing of any name, and takes no name for a way', async () => {
    for (const name of ['50 % off?', 'a/b#c', '日本語', '%2e%2e', 'keys/../users']) {
      await ada.organizations.create({ name })
      expect(await ada.organizations.get(name)).toMatchObject({ name })
    }
    const { id } = await ada.organizations.create({ name: '..' })
    expect(await ada.organizations.get(id)).toMatchObject({ name: '..' })
    for (const name of ['..', '.', '']) await expect(ada.organizations.get(name)).rejects.toThrow(TypeError)
  })

  it('walks through the pages of a list, whole and once, and stops where it is told to', async () => {
    const person = await keystead.app.addPerson('walker', { acme: 'member' })
    const walker = clientOf(person.token)
    for (let number = 1; number <= 7; number++) {
      await walker.keys.create({ name: `stroll ${number}` })
      keystead.app.clock.advance(1000)
    }
    const names = (await take(walker.keys.listAll({ query: 'stroll', limit: 3 }))).map(({ name }) => name)
    expect(names).toEqual([7, 6, 5, 4, 3, 2, 1].map((number) => `stroll ${number}`))

    const asked: string[] = []
    const counting = createKeysteadClient({
      url: keystead.url,
      token: person.token,
      fetch: (url, init) => fetch(url, init).finally(() => asked.push(url)),
    })
    for await (const { name } of counting.keys.listAll({ query: 'stroll', limit: 3 })) if (name === 'stroll 5') break
    expect(asked).toHaveLength(1)
  })

  it('exports the audit trail as it comes, oldest first', async () => {
    const events = await take(ada.audit.export())
    expect(events.length).toBeGreaterThan(20)
    expect(events.map(({ number }) => number)).toEqual(events.map((_, index) => index + 1))
    expect((await ada.audit.list({ limit: 1 })).events).toEqual(events.slice(-1))
    expect(ada.audit.exportUrl({ organization: 'a&b' })).toBe(`${keystead.url}/api/v1/audit/export?organization=a%26b`)
  })

  it('says what was wrong with which part, and which request it was', async () => {
    const failure = await failureOf(ada.keys.list({ limit: 0 }))
    expect(failure).toMatchObject({ code: 'INVALID_REQUEST', status: 400, requestId: expect.stringMatching(/^req_/) })
    expect(failure.details).toMatchObject([{ path: expect.stringContaining('limit') }])
    expect(keystead.app.logLines.some((line) => line.includes(String(failure.requestId)))).toBe(true)
  })

  it('makes one key where the first answer is lost, and hands out its token', async () => {
    const person = await keystead.app.addPerson('unlucky', { acme: 'member' })
    let lost = 0
    const unlucky = createKeysteadClient({
      url: keystead.url,
      token: person.token,
      async fetch(url, init) {
        const answer = await fetch(url, init)
        if (lost++ === 0) throw new TypeError('fetch failed')
        return answer
      },
    })
    const { key, token } = await unlucky.keys.create({ name: 'once' })
    expect((await unlucky.keys.list({ query: 'once' })).keys).toEqual([key])
    expect(await clientOf(token).me()).toMatchObject({ key: { id: key.id } })
  })

  it('asks for the token before every call', async () => {
    const person = await keystead.app.addPerson('rotator', { acme: 'member' })
    const tokens = [person.token, 'ksd_v1_no_longer_good']
    const rotating = createKeysteadClient({ url: keystead.url, getToken: async () => tokens.shift() ?? '' })
    expect(await rotating.me()).toMatchObject({ principal: { username: 'rotator' } })
    expect(await failureOf(rotating.me())).toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  it('shows its token to nobody who prints it or its errors', async () => {
    const { token } = keystead.app.ada
    const failures = await Promise.all([
      failureOf(ada.keys.get('nothing')),
      failureOf(ada.keys.create({ name: token })),
      failureOf(ada.verifyKey({ token: token.repeat(100) })),
      failureOf(createKeysteadClient({ url: 'http://127.0.0.1:1', token, timeoutMs: 1 }).keys.create({ name: 'x' })),
    ])
    const refusedOnes = [`${token}\n`, `${token} `, `${token}é`].map((bad) => {
      try {
        return createKeysteadClient({ url: keystead.url, token: bad })
      } catch (error) {
        return error
      }
    })
    expect(refusedOnes).toEqual(refusedOnes.map(() => expect.any(TypeError)))
    const all = inspect([ada, failures, refusedOnes], { depth: 12, showHidden: true }) + JSON.stringify([ada, failures])
    expect(all).not.toContain(token.slice(-40))
  })
})
