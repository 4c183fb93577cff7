import { inspect } from 'node:util'
import type {
  ChangeFeed,
  InvitationId,
  KeysteadError,
  OrganizationId,
  RotationId,
  ServiceAccountId,
  SessionId,
  Store,
  TeamId,
  UserId,
  WebhookId,
} from '@keystead/core'
import { Client } from 'pg'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { createTestDatabase } from '../../testing/create-test-database.ts'
import { openWire } from '../../testing/open-wire.ts'
import { startPostgres } from '../../testing/postgres-server.ts'
import { insertKey, insertUser, nowhereToPour, sampleKeyId, sampleTime } from '../../testing/sample-accounts.ts'
import { sampleRefusal } from '../../testing/sample-refusals.ts'
import { sampleBatch, sampleUse } from '../../testing/sample-uses.ts'
import { DatabaseRefusedError, openPostgresStore } from './open-postgres-store.ts'

const cleanUps: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

async function makeDatabase(): Promise<string> {
  const { url, drop } = await createTestDatabase(inject('postgresUrl'))
  cleanUps.push(drop)
  return url
}

async function connectTo(url: string): Promise<Client> {
  const client = new Client(url)
  await client.connect()
  cleanUps.push(() => client.end())
  return client
}

async function open(...[url, onIdleError = () => {}, patience]: Partial<Parameters<typeof openPostgresStore>>) {
  const store = await openPostgresStore(url ?? (await makeDatabase()), onIdleError, patience)
  cleanUps.push(() => store.close())
  return store
}

const [nobody, nowhere, noTeam] = ['usr_nobody' as UserId, 'org_nowhere' as OrganizationId, 'team_none' as TeamId]
const noWebhook = 'whk_none' as WebhookId

type Silent = 'close' | 'changes' | 'afterCommit' | 'countConnections'
type FeedCall = Exclude<keyof ChangeFeed, 'exclusive' | 'listen'>

/** Every method of the port and of its feed that asks the database, but `close`. */
const calls: Record<Exclude<keyof Store, Silent> | FeedCall, (store: Store) => Promise<unknown>> = {
  claimDueRotations: (store) => store.claimDueRotations({ now: 0, nextAt: 0, limit: 1 }),
  findRotation: (store) => store.findRotation('rot_none'),
  findRotationFrom: (store) => store.findRotationFrom(sampleKeyId()),
  findRotationTo: (store) => store.findRotationTo(sampleKeyId()),
  listRotations: (store) => store.listRotations({ visibility: { kind: 'everything' }, limit: 1 }),
  listGoneMarks: (store) => store.listGoneMarks('rot_none' as RotationId),
  findKey: (store) => store.findKey(sampleKeyId()),
  findDeletedKey: (store) => store.findDeletedKey(sampleKeyId()),
  listDeletedKeys: (store) => store.listDeletedKeys({ visibility: { kind: 'everything' }, since: 0, limit: 1 }),
  findVerifiableKey: (store) => store.findVerifiableKey(sampleKeyId()),
  listKeyOwners: (store) => store.listKeyOwners({ after: '', limit: 1 }),
  listKeys: (store) => store.listKeys({ visibility: { kind: 'everything' }, limit: 1 }),
  findUser: (store) => store.findUser(nobody),
  findUserByEmail: (store) => store.findUserByEmail('nobody@example.com'),
  listUsers: (store) => store.listUsers({ limit: 1 }),
  listMemberships: (store) => store.listMemberships(nobody),
  listTeamMemberships: (store) => store.listTeamMemberships(nobody),
  findOrganization: (store) => store.findOrganization(nowhere),
  listOrganizations: (store) => store.listOrganizations({ limit: 1 }),
  findMember: (store) => store.findMember(nowhere, nobody),
  listMembers: (store) => store.listMembers(nowhere, { limit: 1 }),
  countOrganizationAdmins: (store) => store.countOrganizationAdmins(nowhere),
  countInstanceAdmins: (store) => store.countInstanceAdmins(),
  findTeam: (store) => store.findTeam(nowhere, noTeam),
  listTeams: (store) => store.listTeams({ organizationId: nowhere, limit: 1 }),
  findTeamMember: (store) => store.findTeamMember(noTeam, nobody),
  listTeamMembers: (store) => store.listTeamMembers(noTeam, { limit: 1 }),
  findServiceAccount: (store) => store.findServiceAccount('sva_none' as ServiceAccountId),
  listServiceAccounts: (store) => store.listServiceAccounts({ organizationId: nowhere, limit: 1 }),
  findSession: (store) => store.findSession('ses_none' as SessionId),
  listSessions: (store) => store.listSessions(nobody, sampleTime),
  findPasswordHash: (store) => store.findPasswordHash(nobody),
  hasSignedInFrom: (store) => store.hasSignedInFrom(nobody, '192.0.2.1'),
  findDeviceAuthorization: (store) => store.findDeviceAuthorization('none'),
  findDeviceAuthorizationByCode: (store) => store.findDeviceAuthorizationByCode('none'),
  findOneTimeLink: (store) => store.findOneTimeLink('none'),
  findInvitation: (store) => store.findInvitation('inv_none' as InvitationId),
  listInvitations: (store) => store.listInvitations(nowhere, sampleTime, 1),
  findPolicies: (store) => store.findPolicies([nowhere]),
  listAuditEvents: (store) => store.listAuditEvents({ order: 'newest-first', limit: 1 }),
  findAuditHead: (store) => store.findAuditHead(),
  findWebhook: (store) => store.findWebhook(noWebhook),
  listWebhooks: (store) => store.listWebhooks(null),
  listDeliveries: (store) => store.listDeliveries(noWebhook, { limit: 1 }),
  listAudiences: (store) => store.listAudiences('key.created'),
  listDueWebhooks: (store) => store.listDueWebhooks(sampleTime, 1),
  claimDeliveries: (store) => store.claimDeliveries(noWebhook, { now: sampleTime, leaseMs: 1, limit: 1 }),
  countPendingDeliveries: (store) => store.countPendingDeliveries(),
  listWebhooksSealedOtherwise: (store) => store.listWebhooksSealedOtherwise(1, 1),
  forgetRotations: (store) => store.forgetRotations({ endedBefore: 0, limit: 1 }),
  forgetEvents: (store) => store.forgetEvents(0),
  listConsumers: (store) => store.listConsumers(sampleKeyId()),
  findRefusal: (store) => store.findRefusal('req_none'),
  listRefusals: (store) => store.listRefusals(sampleKeyId()),
  recordRefusals: (store) => store.recordRefusals([sampleRefusal(null, sampleTime)]),
  forgetRefusals: (store) => store.forgetRefusals(0),
  listUseDays: (store) => store.listUseDays(sampleKeyId(), 0),
  transact: (store) => store.transact((transaction) => transaction.claimBootstrap(sampleTime)),
  isBootstrapped: (store) => store.isBootstrapped(),
  recordUses: (store) => store.recordUses(sampleBatch(sampleUse(sampleKeyId(), sampleTime))),
  forgetUses: (store) => store.forgetUses(sampleTime),
  touchSession: (store) => store.touchSession('ses_none' as SessionId, sampleTime),
  forgetEnded: (store) => store.forgetEnded(sampleTime),
  expireIdempotentCreations: (store) => store.expireIdempotentCreations({ token: 0, creation: 0 }),
  rememberPepperCheck: (store) => store.rememberPepperCheck(1, 'value'),
  listPepperChecks: (store) => store.listPepperChecks(),
  listPepperVersionsInUse: (store) => store.listPepperVersionsInUse(),
  countPepperUse: (store) => store.countPepperUse(),
  ping: (store) => store.ping(),
  readSnapshot: (store) => store.changes.readSnapshot(nowhereToPour),
  readChanges: (store) => store.changes.readChanges({ number: 0, tag: '' }),
  reportProgress: (store) =>
    store.changes.reportProgress({ id: 'node', name: 'node', appliedNumber: 0, staleLimitMs: 0 }),
  listNodes: (store) => store.changes.listNodes(),
  leave: (store) => store.changes.leave('node'),
}

/** All that a careless log could print of an error: hidden properties and causes too. */
const printed = (error: unknown) => inspect(error, { depth: 20, showHidden: true, getters: true })

async function failureOf(call: Promise<unknown>): Promise<KeysteadError> {
  return call.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: KeysteadError) => error,
  )
}

describe('PostgreSQL is stopped', () => {
  it('every call fails as UNAVAILABLE, also one that was waiting in a transaction, and nothing tells the password', async () => {
    const server = await startPostgres()
    cleanUps.push(() => server.stop())
    const { password } = new URL(server.url)
    const idleErrors: Error[] = []
    const store = await open(server.url, (error) => idleErrors.push(error))
    // So that several connections are there to break: these are idle, and the one of the transaction is not.
    await Promise.all(Array.from({ length: 5 }, () => store.ping()))
    const begun = Promise.withResolvers<void>()
    const stopped = Promise.withResolvers<void>()
    const inTransaction = failureOf(
      store.transact(async (transaction) => {
        begun.resolve()
        await stopped.promise
        return transaction.claimBootstrap(sampleTime)
      }),
    )
    await begun.promise
    await server.stop()
    stopped.resolve()

    const failures = [await inTransaction]
    for (const call of Object.values(calls)) failures.push(await failureOf(call(store)))
    for (const failure of failures) {
      expect(failure).toMatchObject({ name: 'KeysteadError', code: 'UNAVAILABLE', cause: expect.any(Error) })
      expect(failure.internal).not.toBe('')
    }
    expect(idleErrors.length).toBeGreaterThan(0)
    const texts = [...failures, ...idleErrors].flatMap((error) => [printed(error), String(error.stack)])
    for (const text of texts) expect(text).not.toContain(password)
  })

  it('between two statements of a transaction: the transaction is undone, and fails as UNAVAILABLE', async () => {
    const url = await makeDatabase()
    const store = await open(url)
    const key = await insertKey(store, await insertUser(store))
    const admin = await connectTo(url)
    const cutOff = store.transact(async (transaction) => {
      await transaction.renameKey(key.id, 'half done')
      const { rowCount } = await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and state = 'idle in transaction'`,
      )
      expect(rowCount).toBe(1)
      await transaction.renameKey(key.id, 'done')
    })
    await expect(cutOff).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    // The next call gets a connection that works.
    expect((await store.findKey(key.id))?.name).toBe(key.name)
  })
})

describe('PostgreSQL falls silent', () => {
  it('a call fails as UNAVAILABLE when its patience ends, and the next one gets a new connection', async () => {
    const wire = await openWire(await makeDatabase())
    cleanUps.push(() => wire.close())
    const store = await open(wire.url, () => {}, { connectMs: 5_000, statementMs: 5_000, silenceMs: 200 })
    await store.ping()
    wire.swallow()
    await expect(store.ping()).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    await store.ping()
  })

  it('a statement that the database cannot finish in time fails as UNAVAILABLE, and is given up there, too', async () => {
    const url = await makeDatabase()
    const store = await open(url, () => {}, { connectMs: 5_000, statementMs: 200, silenceMs: 5_000 })
    const key = await insertKey(store, await insertUser(store))
    const blocker = await connectTo(url)
    await blocker.query('begin')
    await blocker.query('select from api_keys for update')
    const rename = () => store.transact((transaction) => transaction.renameKey(key.id, 'late'))
    await expect(rename()).rejects.toMatchObject({ code: 'UNAVAILABLE', internal: expect.stringContaining('timeout') })
    await blocker.query('rollback')
    expect((await store.findKey(key.id))?.name).toBe(key.name)
    expect(await rename()).toBe(true)
  })
})

describe('a PostgreSQL that cannot be opened', () => {
  const secret = 'planted-secret'
  const withSecret = (parts: Partial<URL>) => {
    const url = Object.assign(new URL(inject('postgresUrl')), { password: secret, ...parts })
    return url.href
  }

  it.each(['127.0.0.1', 'localhost'])(
    'because nobody listens on %s is UNAVAILABLE, and says so in the log',
    async (host) => {
      const failure = await failureOf(open(withSecret({ hostname: host, port: '1' })))
      expect(failure).toMatchObject({ code: 'UNAVAILABLE', internal: expect.stringContaining('ECONNREFUSED') })
      expect(printed(failure)).not.toContain(secret)
    },
  )

  it('because of the password is refused, without telling it', async () => {
    const failure = await failureOf(open(withSecret({})))
    expect(failure).toBeInstanceOf(DatabaseRefusedError)
    expect(failure.message).toContain('password')
    expect(printed(failure)).not.toContain(secret)
  })

  it('because there is no such database is refused', async () => {
    const url = Object.assign(new URL(inject('postgresUrl')), { pathname: 'no_such_database' })
    const failure = await failureOf(open(url.href))
    expect(failure).toBeInstanceOf(DatabaseRefusedError)
    expect(failure.message).toContain('no_such_database')
  })

  it('because its user may not make tables is refused', async () => {
    const admin = await connectTo(await makeDatabase())
    const role = `guest_${process.pid}_${Date.now()}`
    await admin.query(`create role ${role} login password '${secret}'; revoke create on schema public from public`)
    cleanUps.push(() => admin.query(`drop owned by ${role}; drop role ${role}`))
    const url = Object.assign(new URL(`postgres://${admin.host}`), {
      port: String(admin.port),
      username: role,
      password: secret,
      pathname: admin.database,
    })
    const failure = await failureOf(open(url.href))
    expect(failure).toBeInstanceOf(DatabaseRefusedError)
    expect(failure.message).toContain('permission denied')
    expect(printed(failure)).not.toContain(secret)
  })

  it('because its URL is none fails without telling the URL', async () => {
    const failure = await failureOf(open(`postgres://keystead:${secret}@[nowhere/keystead`))
    expect(printed(failure)).not.toContain(secret)
  })
})
