import { once } from 'node:events'
import { type IncomingMessage, request as openRequest } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type AuditEvent, type AuditQuery, deriveAuditKey, isAuthentic, KeysteadError } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Machine, Person } from '../../../testing/accounts.ts'
import { alterStore } from '../../../testing/altered-store.ts'
import { findBreaches, type OpenapiDocument } from '../../../testing/openapi-conformance.ts'
import { bodyOf, createKey, refusal, withoutIncidentals } from '../../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../../testing/start-test-app.ts'
import type { AuditEventResource } from './audit-event-resource.ts'

type Caller = { readonly token: string }
type Query = Readonly<Record<string, string>>
type Page = { readonly events: readonly AuditEventResource[]; readonly nextCursor: string | null }

describe.each(testStores)('the audit trail by REST on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let altered: ReturnType<typeof alterStore>['altered']
  let port: number
  let admin: Person
  let both: Person
  let member: Person
  let lead: Person
  let birchAdmin: Person
  let machine: Machine
  let teamMachine: Machine
  let start: number

  beforeAll(async () => {
    opened = await open()
    const alterable = alterStore(opened.store)
    altered = alterable.altered
    app = await startTestApp(alterable.store)
    admin = await app.addPerson('admin', { acme: 'admin' })
    both = await app.addPerson('both', { acme: 'admin', birch: 'admin', cedar: 'member' })
    member = await app.addPerson('member', { acme: 'member' })
    lead = await app.addPerson('lead', { acme: 'member' })
    birchAdmin = await app.addPerson('birch-admin', { birch: 'admin' })
    await app.addTeam('acme', 'core', { lead: 'admin' })
    machine = await app.addMachine('machine', { organization: 'acme' })
    teamMachine = await app.addMachine('team-machine', { organization: 'acme', team: 'core' })

    start = app.clock.now()
    // In acme, in birch, in both, and in neither; done and refused; a minute apart.
    const steps: readonly [Caller, string, string, unknown?][] = [
      [member, 'POST', '/keys', { name: 'one' }],
      [birchAdmin, 'POST', '/keys', { name: 'two' }],
      [both, 'PATCH', `/keys/${both.keyId}`, { name: 'three' }],
      [app.ada, 'POST', '/users', { email: 'four@example.com' }],
      [member, 'DELETE', '/keys/nosuchkeynosuchk'],
      [admin, 'POST', '/organizations/acme/teams', { name: 'five' }],
      [both, 'DELETE', '/keys/nosuchkeynosuchk'],
      [machine, 'POST', '/keys', { name: 'six' }],
    ]
    for (const [caller, method, path, body] of steps) {
      app.clock.advance(60_000)
      await app.call(method, `/api/v1${path}`, { token: caller.token, body })
    }
    await app.app.listen({ host: '127.0.0.1', port: 0 })
    port = (app.app.server.address() as AddressInfo).port
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const ask = ({ token }: Caller, query: Query = {}, path = '') =>
    app.call('GET', `/api/v1/audit${path}?${new URLSearchParams(query)}`, { token })
  const list = async (caller: Caller, query: Query = {}) =>
    bodyOf<Page>(await ask(caller, { limit: '200', ...query }), 200)
  const listEvents = async (caller: Caller, query: Query = {}) => (await list(caller, query)).events
  const exportText = async (caller: Caller, query: Query = {}) => {
    const answer = await ask(caller, query, '/export')
    if (answer.status !== 200) throw new Error(`answered ${answer.status} ${answer.text}`)
    return answer.text
  }
  const readLines = (text: string) =>
    text.split('\n').flatMap((line) => (line === '' ? [] : (JSON.parse(line) as AuditEventResource)))
  const placesOf = (events: readonly AuditEventResource[]) =>
    [...new Set(events.map(({ organization }) => organization?.name ?? '-'))].toSorted()

  describe('whose events one reads', () => {
    it('an admin those of their organization, without a trace of others', async () => {
      expect(placesOf(await listEvents(admin))).toEqual(['acme'])
      expect(placesOf(await listEvents(birchAdmin))).toEqual(['birch'])
      expect(JSON.stringify(await listEvents(admin))).not.toMatch(/birch|four@/)
    })

    it('an admin of two those of both, and of either if they ask for it', async () => {
      expect(placesOf(await listEvents(both))).toEqual(['acme', 'birch'])
      expect(placesOf(await listEvents(both, { organization: 'birch' }))).toEqual(['birch'])
      expect(placesOf(await listEvents(both, { organization: app.acme.id }))).toEqual(['acme'])
      expect(await ask(both, { organization: 'cedar' })).toMatchObject(refusal(403, 'FORBIDDEN'))
    })

    it('a service account of the organization those of the organization', async () => {
      expect(await listEvents(machine)).toEqual(await listEvents(admin))
    })

    it('an instance admin all, also those of no organization', async () => {
      const events = await listEvents(app.ada)
      expect(placesOf(events)).toEqual(['-', 'acme', 'birch', 'cedar'])
      expect(events).toHaveLength((await app.instance.store.findAuditHead())?.number ?? 0)
      expect(placesOf(await listEvents(app.ada, { organization: 'birch' }))).toEqual(['birch'])
    })

    it('an instance admin, by a key of one organization, only those of that one', async () => {
      const { token } = await app.addKey(app.ada.user, { organization: 'acme' })
      expect(placesOf(await listEvents({ token }))).toEqual(['acme'])
      expect(await ask({ token }, { organization: 'birch' })).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
    })

    it.each(['', '/export'])('nobody else any: %s', async (path) => {
      for (const caller of [member, lead, teamMachine]) {
        expect(await ask(caller, {}, path)).toMatchObject(refusal(403, 'FORBIDDEN'))
        expect(await ask(caller, { organization: 'acme' }, path)).toMatchObject(refusal(403, 'FORBIDDEN'))
      }
      expect(await ask({ token: 'nobody' }, {}, path)).toMatchObject(refusal(401, 'UNAUTHENTICATED'))
    })

    it.each(['', '/export'])('and nobody learns which organizations there are: %s', async (path) => {
      for (const caller of [admin, member, machine, teamMachine]) {
        const other = await ask(caller, { organization: 'birch' }, path)
        const none = await ask(caller, { organization: 'nowhere' }, path)
        expect(other).toMatchObject(refusal(404, 'ORGANIZATION_NOT_FOUND'))
        expect(withoutIncidentals(other)).toEqual(withoutIncidentals(none))
      }
    })
  })

  it('answers newest first, each with all that its MAC covers', async () => {
    const events = await listEvents(app.ada)
    expect(events.map(({ number }) => number)).toEqual(events.map((_, index) => events.length - index))
    const stored = await app.instance.store.listAuditEvents({ order: 'newest-first', limit: 200 })
    expect(events).toEqual(stored.map(({ at, ...event }) => ({ ...event, at: new Date(at).toISOString() })))
    const [newest, before] = events.map((event) => ({ ...event, at: Date.parse(event.at) }) as unknown as AuditEvent)
    expect(newest && isAuthentic(newest, before?.mac ?? '', deriveAuditKey(app.instance.peppers.current))).toBe(true)
  })

  it.each([
    [{ action: 'key.create' }, ({ action }: AuditEventResource) => action === 'key.create'],
    [{ action: 'key' }, ({ action }: AuditEventResource) => action.startsWith('key.')],
    [{ outcome: 'refused' }, ({ outcome }: AuditEventResource) => outcome === 'refused'],
    [{ outcome: 'done', action: 'key' }, ({ outcome, action }) => outcome === 'done' && action.startsWith('key.')],
    [{ subject: 'nosuchkeynosuchk' }, ({ target }: AuditEventResource) => target.id === 'nosuchkeynosuchk'],
    [{ subject: 'nobody' }, () => false],
  ] as const satisfies readonly [Query, (event: AuditEventResource) => boolean][])(
    'finds by %j what it says and nothing else',
    async (query, matches) => {
      const all = await listEvents(app.ada)
      expect(await listEvents(app.ada, query)).toEqual(all.filter(matches))
    },
  )

  it('finds what somebody did, what was done to something, and what was done with a key', async () => {
    const all = await listEvents(app.ada)
    const actor = both.user.id
    expect(await listEvents(app.ada, { actor })).toEqual(all.filter((event) => event.actor.id === actor))
    expect(await listEvents(admin, { actor })).toEqual(
      all.filter((event) => event.actor.id === actor && event.organization?.name === 'acme'),
    )
    const subject = both.keyId
    const concerned = all.filter(({ target, actor: { keyId } }) => target.id === subject || keyId === subject)
    expect(concerned.length).toBeGreaterThan(2)
    expect(await listEvents(app.ada, { subject })).toEqual(concerned)
  })

  it('finds from a moment on, up to before another, in any time zone', async () => {
    const from = new Date(start + 2 * 60_000).toISOString()
    const until = new Date(start + 4 * 60_000).toISOString().replace('Z', '+00:00')
    const events = await listEvents(app.ada, { from, until })
    expect(events.map(({ at }) => (Date.parse(at) - start) / 60_000)).toEqual([3, 3, 3, 2])
    expect(await listEvents(app.ada, { from: until, until: from })).toEqual([])
  })

  it.each([
    [{ action: 'key.explode' }, 'action'],
    [{ action: 'ke' }, 'action'],
    [{ outcome: 'maybe' }, 'outcome'],
    [{ from: 'yesterday' }, 'from'],
    [{ until: '2026-01-15' }, 'until'],
    [{ limit: '0' }, 'limit'],
    [{ limit: '201' }, 'limit'],
    [{ surprise: 'x' }, ''],
  ])('refuses %j, and says which part is wrong', async (query, path) => {
    const answer = await ask(app.ada, query)
    expect(answer).toMatchObject(refusal(400, 'INVALID_REQUEST'))
    expect((answer.body as { errors: { path: string }[] }).errors.map((error) => error.path)).toEqual([path])
  })

  it('reads page by page, each event once, although others are written meanwhile', async () => {
    const before = await listEvents(admin)
    const read: AuditEventResource[] = []
    let cursor: string | null = null
    do {
      const page: Page = await list(admin, { limit: '2', ...(cursor !== null && { cursor }) })
      read.push(...page.events)
      cursor = page.nextCursor
      await createKey(app, member.token)
    } while (cursor !== null)
    expect(read).toEqual(before)
    expect(await ask(admin, { cursor: 'no cursor' })).toMatchObject(refusal(400, 'INVALID_CURSOR'))
  })

  it('holds nothing that it does not declare, although the domain answers more, by any door', async () => {
    const planted = { passwordHash: 'planted-secret' }
    altered.listAuditEvents = async (query: AuditQuery) =>
      (await opened.store.listAuditEvents(query)).map((event) => ({
        ...planted,
        ...event,
        actor: { ...planted, ...event.actor },
        organization: event.organization && { ...planted, ...event.organization },
        team: event.team && { ...planted, ...event.team },
        target: { ...planted, ...event.target },
      }))
    const doors = ['/api/v1/audit', '/api/v1/audit/export', '/admin/audit_logs', '/admin/audit_logs?limit=100']
    for (const door of doors) {
      const answer = await app.call('GET', door, { token: app.ada.token })
      expect(answer.text).toContain(both.user.id)
      expect(answer.text).not.toContain('planted-secret')
    }
    delete altered.listAuditEvents
  })

  describe('an export', () => {
    it('is what the list holds, the other way round, a line each, and not kept by any cache', async () => {
      for (const [caller, query] of [
        [app.ada, {}],
        [admin, {}],
        [both, { organization: 'birch' }],
        [machine, { action: 'key', outcome: 'done' }],
        [admin, { subject: 'nobody' }],
      ] as const) {
        const answer = await ask(caller, query, '/export')
        expect(answer).toMatchObject({
          status: 200,
          headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' },
        })
        expect(readLines(answer.text)).toEqual((await listEvents(caller, query)).toReversed())
        expect(answer.text).toMatch(/^(?:\{.+\}\n)*$/)
      }
    })

    it('takes neither cursor nor limit, which would make it look complete', async () => {
      expect(await ask(admin, { limit: '5' }, '/export')).toMatchObject(refusal(400, 'INVALID_REQUEST'))
      expect(await ask(admin, { cursor: '5' }, '/export')).toMatchObject(refusal(400, 'INVALID_REQUEST'))
    })

    it('has lines of the very form that the OpenAPI document declares', async () => {
      const document = (await app.call('GET', '/api/v1/openapi.json')).body as OpenapiDocument
      for (const body of readLines(await exportText(app.ada))) {
        const answer = { status: 200, mediaType: 'application/x-ndjson', body }
        expect(findBreaches(document, 'GET /api/v1/audit/export', answer)).toEqual([])
      }
    })

    it('that fails before its first line is refused as ever', async () => {
      altered.listAuditEvents = async () => {
        throw new KeysteadError('UNAVAILABLE')
      }
      expect(await ask(admin, {}, '/export')).toMatchObject(refusal(503, 'UNAVAILABLE'))
      delete altered.listAuditEvents
    })

    describe('of more than one piece', () => {
      // Enough for several pieces of 64 KiB, made of one event that is really there.
      const many = 2_000
      const pages = { read: 0, failAfter: Number.POSITIVE_INFINITY, endless: false }
      beforeAll(async () => {
        const [pattern] = await opened.store.listAuditEvents({ order: 'newest-first', limit: 1 })
        if (pattern === undefined) throw new Error('there is no event')
        altered.findAuditHead = async () => ({ number: pages.endless ? Number.MAX_SAFE_INTEGER : many, mac: '' })
        altered.listAuditEvents = async ({ beyond = 0, limit }: AuditQuery) => {
          pages.read += 1
          if (pages.read > pages.failAfter) throw new KeysteadError('UNAVAILABLE', { internal: 'in the middle' })
          const count = pages.endless ? limit : Math.max(0, Math.min(limit, many - beyond))
          return Array.from({ length: count }, (_, index) => ({ ...pattern, number: beyond + index + 1 }))
        }
      })
      afterAll(() => {
        delete altered.findAuditHead
        delete altered.listAuditEvents
      })

      const openExport = async () => {
        pages.read = 0
        const headers = { authorization: `Bearer ${app.ada.token}` }
        const asked = openRequest({ port, host: '127.0.0.1', path: '/api/v1/audit/export', headers }).end()
        // What is broken off is told by the response, too.
        asked.on('error', () => {})
        const [response] = (await once(asked, 'response')) as [IncomingMessage]
        return response
      }

      it('comes whole', async () => {
        pages.failAfter = Number.POSITIVE_INFINITY
        const text = (await (await openExport()).setEncoding('utf8').toArray()).join('')
        expect(readLines(text).map(({ number }) => number)).toEqual(
          Array.from({ length: many }, (_, index) => index + 1),
        )
      })

      it('is read from the database no faster than the caller takes it', async () => {
        pages.failAfter = Number.POSITIVE_INFINITY
        pages.read = 0
        pages.endless = true
        const socket = connect({ port, host: '127.0.0.1' }).pause()
        socket.write(`GET /api/v1/audit/export HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${app.ada.token}\r\n\r\n`)
        // In as many turns, an export that does not wait reads several times as many pages as all buffers hold.
        for (let turn = 0; turn < 2_000 || pages.read === 0; turn += 1) await nextTurn()
        const held = pages.read
        expect(held).toBeLessThan(150)
        socket.resume()
        while (pages.read <= held) await nextTurn()
        socket.destroy()
        pages.endless = false
      })

      it('and that fails in the middle breaks off, and says why in the log', async () => {
        pages.failAfter = 2
        const response = await openExport()
        expect(response.statusCode).toBe(200)
        await expect(response.setEncoding('utf8').toArray()).rejects.toMatchObject({ code: 'ECONNRESET' })
        expect(app.logLines.some((line) => line.includes('in the middle') && line.includes('UNAVAILABLE'))).toBe(true)
      })

      it('and that fails in the middle is no ordinary end to HTTP/1.0 either, which knows no other sign', async () => {
        pages.read = 0
        pages.failAfter = 2
        const socket = connect({ port, host: '127.0.0.1' })
        socket.write(`GET /api/v1/audit/export HTTP/1.0\r\nhost: x\r\nauthorization: Bearer ${app.ada.token}\r\n\r\n`)
        await expect(socket.setEncoding('utf8').toArray()).rejects.toMatchObject({ code: 'ECONNRESET' })
      })
    })
  })
})
