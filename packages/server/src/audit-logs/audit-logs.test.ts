import { auditActions, auditOutcomes } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Machine, Person } from '../../testing/accounts.ts'
import { bodyOf, type CreatedResource, refusal } from '../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'
import { toAuditLogEntry } from './audit-log-entry.ts'
import { toWandbAction } from './wandb-actions.ts'

type Entry = Readonly<Record<string, unknown>>
type Page = {
  readonly audit_logs: readonly Entry[]
  readonly range_start_time: string
  readonly range_end_time: string
  readonly count: number
  readonly next_cursor: string | null
}

// All that W&B documents (`wandb-wire.md` §6), of which we have nothing to say about the last rows.
const columns = [
  ...['action', 'actor_email', 'actor_ip', 'actor_user_id', 'entity_asset', 'entity_name', 'response_code'],
  ...['timestamp', 'user_asset', 'user_email'],
]

const hour = 60 * 60_000

describe.each(testStores)('W&B’s audit logs on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let admin: Person
  let member: Person
  let machine: Machine
  let teamMachine: Machine
  // Made at that hour of that day; it is noon of the last one.
  const names = ['d18-00', 'd18-23', 'd19-00', 'd19-12', 'd20-00', 'd20-11']

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    admin = await app.addPerson('admin', { acme: 'admin' })
    member = await app.addPerson('member', { acme: 'member' })
    await app.addPerson('other', { birch: 'admin' })
    machine = await app.addMachine('machine', { organization: 'acme' })
    teamMachine = await app.addMachine('team-machine', { organization: 'acme', team: 'core' })
    app.clock.advance(Date.UTC(2026, 0, 18) - app.clock.now())
    for (const name of names) {
      const [day = 0, at = 0] = name.slice(1).split('-').map(Number)
      app.clock.advance(Date.UTC(2026, 0, day) + at * hour - app.clock.now())
      await app.call('POST', '/api/v1/organizations/acme/teams', { token: admin.token, body: { name } })
    }
    app.clock.advance(Date.UTC(2026, 0, 20, 12) - app.clock.now())
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  // As W&B's users send it: any user name, and the key as password.
  const basic = ({ token }: { token: string }) => ({
    authorization: `Basic ${Buffer.from(`somebody:${token}`).toString('base64')}`,
  })
  const fetchLogs = (query: string, caller: { token: string } = admin) =>
    app.call('GET', `/admin/audit_logs${query}`, { headers: basic(caller) })
  const stream = async (query = '', caller?: { token: string }): Promise<Entry[]> => {
    const answer = await fetchLogs(query, caller)
    if (answer.status !== 200) throw new Error(`answered ${answer.status} ${answer.text}`)
    const lines = answer.text.split('\n').filter((line) => line !== '')
    return lines.map((line): Entry => JSON.parse(line))
  }
  const page = async (query: string) => bodyOf<Page>(await fetchLogs(query), 200)
  const teamsOf = (entries: readonly Entry[]) =>
    entries.filter(({ action }) => action === 'team:create').map(({ entity_name: name }) => name)

  it('are for admins and service accounts of the organization, and for instance admins', async () => {
    expect(teamsOf(await stream('', machine))).toEqual(teamsOf(await stream('', admin)))
    expect((await stream('?numDays=9', app.ada)).map(({ action }) => action)).toContain('instance.bootstrap')
    for (const query of ['', '?limit=5', '?endDate=2026-01-21']) {
      expect(await fetchLogs(query, member)).toMatchObject(refusal(403, 'FORBIDDEN'))
      expect(await fetchLogs(query, teamMachine)).toMatchObject(refusal(403, 'FORBIDDEN'))
      expect(await fetchLogs(query, { token: 'nobody' })).toMatchObject(refusal(401, 'UNAUTHENTICATED'))
    }
  })

  it.each([
    ['', ['d20-00', 'd20-11']],
    ['?numDays=0', ['d20-00', 'd20-11']],
    ['?numDays=1', ['d19-00', 'd19-12', 'd20-00', 'd20-11']],
    ['?startDate=2026-01-18', ['d18-00', 'd18-23']],
    ['?startDate=2026-01-18&numDays=0', ['d18-00', 'd18-23']],
    ['?startDate=2026-01-18&numDays=1', ['d18-00', 'd18-23', 'd19-00', 'd19-12']],
    ['?startDate=2026-01-18T23', ['d18-23']],
    ['?startDate=2026-01-19T12:00', ['d19-12']],
    ['?startDate=2026-01-19T12:00:01', []],
    ['?startDate=2030-01-01', []],
  ])('%s streams the range that W&B’s own server means by it, oldest first, a line each', async (query, expected) => {
    const answer = await fetchLogs(query)
    expect(answer.headers).toMatchObject({ 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
    expect(teamsOf(await stream(query))).toEqual(expected)
  })

  it.each([
    ['?limit=1', '2026-01-20T00:00:00Z', '2026-01-21T00:00:00Z', ['d20-00']],
    [
      '?limit=20000&numDays=1',
      '2026-01-19T00:00:00Z',
      '2026-01-21T00:00:00Z',
      ['d19-00', 'd19-12', 'd20-00', 'd20-11'],
    ],
    ['?endDate=2026-01-20T11', '2026-01-20T00:00:00Z', '2026-01-20T11:00:00Z', ['d20-00']],
    [
      '?startDate=2026-01-18T12:30&endDate=2026-01-19T12:00:00',
      '2026-01-18T12:30:00Z',
      '2026-01-19T12:00:00Z',
      ['d18-23', 'd19-00'],
    ],
  ])('%s answers a page, and which range it is of', async (query, from, until, expected) => {
    const answer = await page(query)
    expect(answer).toMatchObject({ range_start_time: from, range_end_time: until, count: expected.length })
    expect(teamsOf(answer.audit_logs)).toEqual(expected)
    expect(Object.keys(answer).toSorted()).toEqual([
      'audit_logs',
      'count',
      'next_cursor',
      'range_end_time',
      'range_start_time',
    ])
  })

  it('go on by cursor to the end of the range, each entry once', async () => {
    const whole = await stream('?startDate=2026-01-18&numDays=2')
    const read: Entry[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const next: Page = await page(`?startDate=2026-01-18&numDays=2&limit=2${cursor && `&cursor=${cursor}`}`)
      expect(next.count).toBe(next.audit_logs.length)
      read.push(...next.audit_logs)
      cursor = next.next_cursor
    }
    expect(read).toEqual(whole)
  })

  it('take a cursor for no other range and no other choice of fields', async () => {
    const { next_cursor: cursor } = await page('?startDate=2026-01-18&numDays=2&limit=2')
    for (const query of [
      `?startDate=2026-01-18&numDays=1&limit=2&cursor=${cursor}`,
      `?startDate=2026-01-18&numDays=2&limit=2&anonymize=true&cursor=${cursor}`,
      '?limit=2&cursor=MTI',
      '?limit=2&cursor=%20',
    ]) {
      expect(await fetchLogs(query)).toMatchObject(refusal(400, 'INVALID_CURSOR'))
    }
    const same = `?startDate=2026-01-18T00:00&endDate=2026-01-21&cursor=${cursor}`
    expect(teamsOf((await page(same)).audit_logs).at(-1)).toBe('d20-11')
  })

  it.each([
    ['?startDate=18.01.2026', 'startDate'],
    ['?startDate=2026-02-30', 'startDate'],
    ['?startDate=2026-01-18T24', 'startDate'],
    ['?startDate=2026-01-18T00:00:00Z', 'startDate'],
    ['?startDate=', 'startDate'],
    ['?endDate=2026-01-20&startDate=2026-01-20', 'endDate'],
    ['?endDate=2026-01-19', 'endDate'],
    ['?endDate=tomorrow', 'endDate'],
    ['?endDate=2026-01-21&numDays=1', 'endDate'],
    ['?numDays=-1', 'numDays'],
    ['?numDays=1.5', 'numDays'],
    ['?numDays=many', 'numDays'],
    ['?limit=0', 'limit'],
    ['?limit=20001', 'limit'],
    ['?limit=1&limit=2', 'limit'],
    ['?cursor=abc', 'cursor'],
    ['?anonymize=yes', 'anonymize'],
    ['?numdays=3', ''],
  ])('%s is refused, and told which part is wrong', async (query, path) => {
    const answer = await fetchLogs(query)
    expect(answer).toMatchObject(refusal(400, 'INVALID_REQUEST'))
    expect((answer.body as { errors: { path: string }[] }).errors.map((error) => error.path)).toEqual([path])
  })

  it('say in W&B’s columns, and no others, who did what to whom and how it ended', async () => {
    app.clock.advance(1)
    const by = (method: string, path: string, body?: unknown) =>
      app.call(method, `/api/v1${path}`, { token: admin.token, ...(body !== undefined && { body }) })
    const made = await by('POST', '/keys', { name: 'laptop' })
    await by('DELETE', `/keys/${(made.body as CreatedResource).key.id}`)
    await by('POST', '/organizations/acme/teams/core/members', { user: 'member', role: 'member' })
    await by('DELETE', '/keys/nosuchkeynosuchk')
    await by('PATCH', '/organizations/acme/policies', { maximumKeyLifetimeSeconds: null })
    const done = (await stream()).slice(-5)
    const common = {
      timestamp: '2026-01-20T12:00:00.001Z',
      actor_user_id: admin.user.id,
      actor_email: 'admin@example.com',
      actor_ip: '127.0.0.1',
    }
    const own = { user_asset: admin.user.id, user_email: 'admin@example.com' }
    expect(done).toEqual([
      { ...common, action: 'user:create_api_key', response_code: 200, ...own },
      { ...common, action: 'user:delete_api_key', response_code: 200, ...own },
      {
        ...common,
        action: 'team:invite_user',
        response_code: 200,
        user_asset: member.user.id,
        user_email: 'member@example.com',
        entity_asset: expect.stringMatching(/^team_/),
        entity_name: 'core',
      },
      { ...common, action: 'user:delete_api_key', response_code: 404 },
      { ...common, action: 'policies.change', response_code: 200 },
    ])
    const used = new Set((await stream('?numDays=9')).flatMap((entry) => Object.keys(entry)))
    expect([...used].toSorted()).toEqual(columns)
  })

  it('hold no e-mail, address or name where they are asked to be anonymous, streamed or by page', async () => {
    const query = '?numDays=9&anonymize=true'
    const streamed = await stream(query, app.ada)
    expect(streamed.length).toBeGreaterThan(names.length)
    const paged = (await page(`${query}&limit=20000`)).audit_logs
    for (const entries of [streamed, paged]) {
      expect(JSON.stringify(entries)).not.toMatch(/@example\.com|127\.0\.0\.1|(?:d18|d19|d20)-/)
      const used = new Set(entries.flatMap((entry) => Object.keys(entry)))
      for (const name of ['actor_email', 'actor_ip', 'user_email', 'entity_name']) expect(used).not.toContain(name)
      expect(used).toContain('actor_user_id')
    }
    expect(await stream('?anonymize=false')).toEqual(await stream())
  })
})

describe('W&B’s name of an action', () => {
  it('is one of W&B’s, or our own, and nobody takes the one for the other', () => {
    const documented = [
      ...['user:create_api_key', 'user:delete_api_key', 'user:create', 'user:update', 'user:permanently_delete'],
      ...['team:create', 'team:delete', 'team:create_service_account', 'team:invite_user', 'team:uninvite'],
      ...['organization:update_member', 'user:login', 'user:logout'],
    ]
    for (const action of auditActions) expect([...documented, action]).toContain(toWandbAction(action))
    const given = new Set<string>(auditActions.map(toWandbAction))
    expect(documented.filter((name) => !given.has(name))).toEqual([])
  })

  it('and the status of what a newer node has written are left to what is known', () => {
    const nobody = { type: 'operator', id: null, name: null, email: null, keyId: null } as const
    const event = {
      ...{ number: 1, at: 0, action: 'key.explode', outcome: auditOutcomes[1], code: 'TOO_EARLY', actor: nobody },
      ...{ ip: null, requestId: null, organization: null, team: null, details: {}, macKeyId: 1, mac: '' },
      target: { type: 'key', id: 'x', name: null, email: null },
    }
    expect(toAuditLogEntry(event as never, false)).toEqual({ timestamp: '1970-01-01T00:00:00Z', action: 'key.explode' })
  })
})
