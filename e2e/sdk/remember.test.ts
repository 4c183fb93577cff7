import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { createKeysteadClient, type RememberedClient, rememberVerifications } from '@keystead/sdk'
import { keystead } from '@keystead/sdk/fetch'
import { subjectTag } from '@keystead/server/src/rest/changes/subject-tag.ts'
import { openPostgresStore } from '@keystead/storage'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../packages/server/testing/start-test-app.ts'
import { openTcpGate } from '../durability/tcp-gate.ts'

type Gate = Awaited<ReturnType<typeof openTcpGate>>
/** A node that listens, and the ways to and from it. */
type Node = { readonly app: TestApp; readonly url: string; readonly entry: Gate; readonly database?: Gate }

const leaseMs = 2_000

async function listen(app: TestApp, database?: Gate): Promise<Node> {
  const url = await app.app.listen({ host: '127.0.0.1', port: 0 })
  return { app, url, entry: await openTcpGate(url), ...(database && { database }) }
}

describe.each(testStores)('a verifier that remembers, on $name', ({ name, open }) => {
  let opened: TestStore
  let first: Node
  /** On SQLite, which has one node, the same. */
  let second: Node
  let gateway: string
  const closing: (() => unknown)[] = []
  const ending: (() => unknown)[] = []

  beforeAll(async () => {
    opened = await open()
    ending.push(() => opened.close())
    first = second = await listen(await startTestApp(opened.store, { leaseMs }))
    if (name === 'PostgreSQL') {
      const database = await openTcpGate(opened.location)
      const store = await openPostgresStore(database.url, () => {})
      ending.push(
        () => store.close(),
        () => database.close(),
      )
      second = await listen(await startTestApp(store, { leaseMs, beside: first.app }), database)
    }
    for (const { app, entry } of new Set([first, second])) {
      ending.push(async () => {
        await entry.close()
        app.app.server.closeAllConnections()
        await app.close()
      })
    }
    gateway = (await first.app.addMachine('gateway', { organization: 'acme', verifier: true })).token
  })
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })
  afterAll(async () => {
    for (const end of ending.reverse()) await end()
  })

  /** Behind something that sends questions to one node and streams to another, which is where the key is not deleted. */
  async function start({ questionsTo = first.url, changesFrom = second.entry.url } = {}) {
    let questions = 0
    const client = createKeysteadClient({
      url: 'http://keystead.test',
      token: gateway,
      fetch(url, init) {
        const isQuestion = url.endsWith('/verify')
        if (isQuestion) questions += 1
        return fetch(new URL(new URL(url).pathname, isQuestion ? questionsTo : changesFrom), init)
      },
    })
    const { key, token } = await first.app.addKey(first.app.ada.user, { organization: 'acme' })
    const made = first.app.verifier.changeNumber
    let heardOf = 0
    const dropped = Promise.withResolvers<void>()
    let revokedAfter = Number.POSITIVE_INFINITY
    const observed: RememberedClient = {
      ...client,
      async *followChanges(query, options) {
        for await (const one of client.followChanges(query, options)) {
          yield one
          // Asked for the next one, so this one has been taken in.
          const { change, subjects = [] } = one.data
          heardOf = change
          if (change > revokedAfter && subjects.includes(subjectTag(key.id))) dropped.resolve()
        }
      },
    }
    const verifier = rememberVerifications(observed)
    closing.push(() => verifier.close())
    /** Whether it was good, and whether it came from memory. */
    const ask = async () => {
      const before = questions
      const { valid } = await verifier.verifyKey({ token, organization: 'acme' })
      return { valid, isRemembered: questions === before }
    }
    return {
      token,
      verifier,
      ask,
      async untilRemembered() {
        // That the key was made is a change, too, and the other node tells of it when it hears of it.
        while (!(await ask()).isRemembered || heardOf < made);
      },
      revoke() {
        revokedAfter = first.app.verifier.changeNumber
        return first.app.call('DELETE', `/api/v1/keys/${key.id}`, { token: first.app.ada.token })
      },
      /** When the drop of the revoked key has been taken in. */
      dropped: dropped.promise,
      get questions() {
        return questions
      },
    }
  }

  it('spares Keystead all questions but the first few', async () => {
    const one = await start()
    await one.untilRemembered()
    const before = one.questions
    for (let count = 0; count < 500; count += 1) expect(await one.ask()).toEqual({ valid: true, isRemembered: true })
    expect(one.questions).toBe(before)
  })

  it('refuses a key once its drop has come, in front of a service, too', async () => {
    const one = await start()
    const handle = keystead({ client: one.verifier, organization: 'acme' })(() => new Response('in'))
    const headers = { authorization: `Bearer ${one.token}` }
    const status = async () => (await handle(new Request('http://api.test/', { headers }))).status
    await one.untilRemembered()
    expect(await status()).toBe(200)
    expect((await one.revoke()).status).toBe(200)
    await one.dropped
    expect(await one.ask()).toEqual({ valid: false, isRemembered: false })
    expect(await status()).toBe(401)
  })

  it('repeats nothing for longer than a lease where the stream is frozen, and goes on when it is not', async () => {
    const one = await start()
    await one.untilRemembered()
    second.entry.freeze()
    expect((await one.revoke()).status).toBe(200)
    const acknowledgedAt = performance.now()
    let repeated = 0
    let lastGoodAt = 0
    for (;;) {
      const askedAt = performance.now()
      const { valid, isRemembered } = await one.ask()
      if (!valid) break
      expect(isRemembered).toBe(true)
      repeated += 1
      lastGoodAt = askedAt
    }
    expect(repeated).toBeGreaterThan(0)
    expect(lastGoodAt - acknowledgedAt).toBeLessThanOrEqual(leaseMs)
    await second.entry.reopen()
    const other = await start()
    await other.untilRemembered()
  })

  it('asks while the stream is cut, forgets what it knew, and remembers again on the next', async () => {
    const one = await start()
    await one.untilRemembered()
    await second.entry.cut()
    // The news of the cut come to this end in their own time.
    while ((await one.ask()).isRemembered);
    expect(await one.ask()).toEqual({ valid: true, isRemembered: false })
    await second.entry.reopen()
    await one.untilRemembered()
  })

  // A SQLite file is one node's alone.
  const itOfSeveralNodes = name === 'PostgreSQL' ? it : () => {}

  itOfSeveralNodes('remembers nothing that a node says which lags behind the stream', async () => {
    const one = await start({ questionsTo: second.url, changesFrom: first.url })
    await one.untilRemembered()
    second.database?.freeze()
    const revoked = one.revoke()
    await one.dropped
    // The node may say so for one lease. Whoever repeated it could do so for another.
    const answers = [await one.ask(), await one.ask(), await one.ask()]
    expect(answers).toEqual(answers.map(() => ({ valid: true, isRemembered: false })))
    await second.database?.reopen()
    expect((await revoked).status).toBe(200)
    while ((await one.ask()).valid);
  })

  itOfSeveralNodes('trusts no stream of a node that has lost its database', async () => {
    const one = await start()
    await one.untilRemembered()
    second.database?.freeze()
    expect((await one.revoke()).status).toBe(200)
    const acknowledgedAt = performance.now()
    let lastGoodAt = 0
    for (let askedAt = performance.now(); (await one.ask()).valid; askedAt = performance.now()) lastGoodAt = askedAt
    expect(lastGoodAt - acknowledgedAt).toBeLessThanOrEqual(leaseMs)
    await second.database?.reopen()
    const other = await start()
    await other.untilRemembered()
  })
})

describe('the memory of a process', () => {
  // The script knows the token only backwards, so that what is found is what somebody kept.
  const script = (keep: string) => `
    import { once } from 'node:events'
    import { setTimeout } from 'node:timers/promises'
    import { getHeapSnapshot } from 'node:v8'
    import { rememberVerifications } from '@keystead/sdk'
    const reversed = process.argv[1]
    const kept = []
    const answer = { valid: true, keyId: 'k', principal: { id: 'p' }, organizations: [], teams: [], expiresAt: null }
    let questions = 0
    const verifier = rememberVerifications({
      async verifyKey(request, { onHeaders } = {}) {
        questions += 1
        onHeaders?.(new Headers({ 'x-keystead-change': '1' }))
        return answer
      },
      async *followChanges() {
        yield { event: 'hello', data: { leaseMs: 60_000, change: 1 } }
        yield { event: 'fresh', data: { provenMs: 0, change: 1 } }
        await new Promise(() => {})
      },
    })
    async function ask() {
      const token = [...reversed].reverse().join('')
      ${keep}
      await verifier.verifyKey({ token })
    }
    for (let count = 0; count < 20; count++) {
      await ask()
      await setTimeout(1)
    }
    let text = ''
    for await (const chunk of getHeapSnapshot()) text += chunk
    console.log(JSON.stringify({ isFound: text.includes([...reversed].reverse().join('')), isRemembered: questions < 20 }))
    process.exit(kept.length > 20 ? 1 : 0)`
  const run = (keep: string) => {
    const reversed = `${'5Yq8tGm2'.repeat(4)}_neko`
    const node = join(import.meta.dirname, '../../node_modules/.bin/node')
    const output = execFileSync(node, ['--input-type=module', '-e', script(keep), reversed], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    })
    return JSON.parse(output)
  }

  it('holds no token that was asked about, while its answer is remembered', () => {
    expect(run('')).toEqual({ isFound: false, isRemembered: true })
  })

  it('would show one that was kept', () => {
    expect(run('kept.push(token)')).toEqual({ isFound: true, isRemembered: true })
  })
})
