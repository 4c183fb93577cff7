import { type AuditAction, auditActions, type ErrorCode, errorRegistry, KeysteadError } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alterStore } from '../../packages/server/testing/altered-store.ts'
import { startTestApp, type TestApp } from '../../packages/server/testing/start-test-app.ts'
import { type Exercise, exercise, type Send } from './exercise.ts'
import { findInExchanges, findSecrets, secretText } from './find-secrets.ts'
import { findStale, findUnplanted, type PlantedRequest } from './planted-requests.ts'

// SQLite is searched where it is a file of a real process.
const postgres = testStores.filter(({ name }) => name === 'PostgreSQL')

describe.each(postgres)('in one process with $name, tokens are planted everywhere', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let done: Exercise
  let altered: ReturnType<typeof alterStore>['altered']

  const sendTo =
    (target: () => TestApp): Send =>
    async ({ method, path, headers, body }) => {
      const answer = await target().app.inject({
        method: method as 'GET',
        url: path,
        headers,
        ...(body && { payload: body }),
      })
      return { status: answer.statusCode, headers: JSON.stringify(answer.headers), body: answer.body }
    }
  const send = sendTo(() => app)

  beforeAll(async () => {
    opened = await open()
    const alterable = alterStore(opened.store)
    altered = alterable.altered
    // Each key is asked of the database, so that it can fail in every way.
    app = await startTestApp(alterable.store, { tokens: { legacyKeys: true }, leaseMs: 0 })
    done = await exercise(send, app.ada.token)
    await failInEveryWay()
    await app.usage.flush()
  }, 300_000)
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  /** The failures that tokens in every place have not brought about, with a token in the request all the same. */
  async function failInEveryWay() {
    const token = done.validToken
    const member = await app.addPerson('member', { acme: 'member', birch: 'member' })
    const admin = await app.addPerson('admin', { acme: 'admin' })
    const note = async (request: Omit<PlantedRequest, 'headers'>, caller: string, headers = {}) => {
      const all = {
        authorization: `Bearer ${caller}`,
        'content-type': 'application/json',
        'user-agent': token,
        ...headers,
      }
      done.exchanges.push({
        label: `failing ${request.method} ${request.path}`,
        ...(await send({ ...request, headers: all })),
      })
    }
    const post = (path: string, body: unknown) => ({ method: 'POST', path, body: JSON.stringify(body) })
    await note(post('/api/v1/verify', { token }), member.token)
    await note({ method: 'DELETE', path: `/api/v1/keys/${member.keyId}` }, admin.token)
    await note(
      {
        method: 'PATCH',
        path: '/api/v1/organizations/acme/policies',
        body: JSON.stringify({ enforceOrganizationKeys: true, confirmation: 'acme' }),
      },
      admin.token,
    )
    const viewer = await app.addPerson('viewer', { acme: 'viewer' })
    await note(post('/api/v1/keys', { name: 'x', organization: 'acme' }), viewer.token)
    await note(post('/api/v1/keys', { name: 'x', expiresAt: '2001-01-01T00:00:00Z' }), token)
    await note(post('/api/v1/keys', { name: token.repeat(1_000) }), token)
    await note(post('/graphql', { query: `{ viewer { ${'id '.repeat(600)} } }` }), token)
    await app.usage.flush()
    const { path, body, headers } = done.original
    // The token has been used, and that is written: it can be had again no more.
    await note({ method: 'POST', path, ...(body && { body }) }, app.ada.token, headers)
    for (const code of ['UNAVAILABLE', 'PEPPER_MISSING', 'INTERNAL'] as const) {
      altered.findVerifiableKey = async () => {
        throw code === 'INTERNAL' ? new TypeError('unforeseen') : new KeysteadError(code, { internal: 'away' })
      }
      await note({ method: 'GET', path: '/api/v1/me' }, token)
      await note(post('/graphql', { query: '{ viewer { id } }' }), token)
    }
    delete altered.findVerifiableKey
  }

  it('and every route is among them', () => {
    expect(findUnplanted(app.routes)).toEqual([])
    expect(findStale(app.routes)).toEqual([])
    expect(done.exchanges.length).toBeGreaterThan(1_500)
  })

  it('and every failure that has a code', () => {
    // Told before there is a request; by doors that `planted-sessions.test.ts` tries; of deleted keys whose
    // owner or pepper is gone (`undelete.test.ts`); and where legacy keys are switched off.
    const elsewhere: ErrorCode[] = [
      'AUTHORIZATION_DENIED',
      'AUTHORIZATION_PENDING',
      'HEADERS_TOO_LARGE',
      'INVALID_PASSWORD',
      'KEY_OWNER_LEFT',
      'KEY_PEPPER_GONE',
      'LEGACY_KEYS_DISABLED',
      'WRONG_PASSWORD',
    ]
    const seen = new Set(
      done.exchanges.flatMap(({ body }) => [...body.matchAll(/"code":"([A-Z_]+)"/g)].map(([, code]) => code)),
    )
    const missing = Object.keys(errorRegistry).filter((code) => !seen.has(code))
    expect(missing.sort()).toEqual(elsewhere.sort())
  })

  it('and none is in an answer', () => {
    expect(findInExchanges(done.secrets, done.exchanges).slice(0, 20)).toEqual([])
  })

  it('and none came as far as the log, where the last guard would have taken it out', () => {
    const log = app.logLines.join('')
    expect(app.logLines.length).toBeGreaterThan(1_500)
    expect(findSecrets(done.secrets, 'the log', Buffer.from(log))).toEqual([])
    expect(log).not.toContain('[redacted]')
  })

  it('and none is in the audit trail, which remembers what was wanted with the tokens taken out', () => {
    const [whole = '', ...others] = done.trail
    expect(whole.split('\n').length).toBeGreaterThan(1_000)
    for (const text of [whole, ...others]) expect(findSecrets(done.secrets, 'the trail', Buffer.from(text))).toEqual([])
    // Whatever the token stood for, a key ID, an e-mail address, a team: the attempt is there, and the token is not.
    const events = whole
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { action: string; target: { id: string } })
    const redacted = events.filter(({ target }) => target.id?.includes('[redacted]')).map(({ action }) => action)
    const nothingNamed: readonly AuditAction[] = [
      'instance.bootstrap',
      'instance.restore',
      'instance.add_pepper',
      'instance.use_pepper',
      'instance.retire_pepper',
      'invitation.accept',
      'key.leak',
      'session.sign_in',
      'session.sign_out',
      'password.change',
      'device.approve',
      'device.deny',
      'webhook.disable',
    ]
    expect([...new Set(redacted)].sort()).toEqual(
      auditActions.filter((name) => !nothingNamed.includes(name)).toSorted(),
    )
  })

  it('and none is in the metrics', async () => {
    const { text } = await app.call('GET', '/metrics')
    expect(text).toContain('keystead_verifications_total')
    expect(findSecrets(done.secrets, '/metrics', Buffer.from(text))).toEqual([])
  })

  it('and none is in the database, in no column of no table', async () => {
    const canary = secretText('a name that is there', 'original')
    const tables = await readAllTables(opened.location)
    const searched = ['api_keys', 'audit_events', 'idempotent_creations', 'invitations', 'users']
    expect([...tables.keys()]).toEqual(expect.arrayContaining(searched))
    const found = [...tables].flatMap(([table, rows]) =>
      findSecrets([...done.secrets, canary], table, Buffer.from(rows)),
    )
    expect(found.sort()).toEqual([
      'api_keys holds a name that is there, as it is',
      'audit_events holds a name that is there, as it is',
      'events holds a name that is there, as it is',
    ])
  })
})

/** All rows of all tables as JSON, in which bytes are hexadecimal. */
async function readAllTables(url: string): Promise<Map<string, string>> {
  const client = new Client(url)
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    )
    const tables = new Map<string, string>()
    for (const { name } of rows) {
      const { rows: content } = await client.query<{ row: string }>(
        `select to_jsonb(t)::text as row from "${name}" as t`,
      )
      tables.set(name, content.map(({ row }) => row).join('\n'))
    }
    return tables
  } finally {
    await client.end()
  }
}
