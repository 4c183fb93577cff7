import { createTestDatabase } from '@keystead/storage/testing/create-test-database'
import { startPostgres } from '@keystead/storage/testing/postgres-server'
import { Client } from 'pg'
import { describe, expect, inject } from 'vitest'
import { it as operatorIt, type ServedKeystead } from './operator.ts'
import { type Answer, createKey, findKeyOf, getKey, listKeys } from './rest-client.ts'
import { openTcpGate } from './tcp-gate.ts'

// What a caller waits at most while the database refuses; here it takes milliseconds.
const quicklyMs = 2_000

const it = operatorIt.extend('gate', async ({}, { onCleanup }) => {
  const database = await createTestDatabase(inject('postgresUrl'))
  const gate = await openTcpGate(database.url)
  onCleanup(async () => {
    await gate.close()
    await database.drop()
  })
  return gate
})

// Reads go on: as in a database that has become read-only.
const refuseUpdates = `
  CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'read-only' USING ERRCODE = 'read_only_sql_transaction'; END $$;
  CREATE TRIGGER refuse BEFORE UPDATE ON api_keys EXECUTE FUNCTION refuse()`

// How long a node answers from its memory what it knows; then it knows nothing without the database.
const shortLease = { KEYSTEAD_LEASE: '100' }

/** Until the node has found out that its memory may be old. */
async function leaseEnds({ client }: Pick<ServedKeystead, 'client'>, token: string): Promise<void> {
  const since = performance.now()
  // Asked no sooner than a lease from now: an answer of the database may still be on its way.
  const status = async () => {
    const isOver = performance.now() - since > Number(shortLease.KEYSTEAD_LEASE)
    return isOver ? (await client.call('GET', '/api/v1/me', { token })).status : undefined
  }
  await expect.poll(status, { timeout: 20_000 }).toBe(503)
}

const unavailable = { status: 503, contentType: 'application/problem+json; charset=utf-8' }

async function execute(url: string, statements: string): Promise<void> {
  const client = new Client(url)
  await client.connect()
  await client.query(statements).finally(() => client.end())
}

/** Every door that needs the database, asked at once with a good token. */
async function askEveryDoor({ client }: ServedKeystead, token: string): Promise<Answer[]> {
  const id = 'a'.repeat(16)
  return await Promise.all([
    client.call('GET', '/api/v1/me', { token }),
    client.call('GET', '/api/v1/keys', { token }),
    client.call('GET', `/api/v1/keys/${id}`, { token }),
    client.call('POST', '/api/v1/keys', { token, body: { name: 'during the outage' } }),
    client.call('PATCH', `/api/v1/keys/${id}`, { token, body: { name: 'during the outage' } }),
    client.call('DELETE', `/api/v1/keys/${id}`, { token }),
    client.call('POST', '/api/v1/keys/bulk-delete', { token, body: { ids: [id] } }),
    client.call('POST', '/api/v1/verify', { token, body: { token } }),
  ])
}

describe('PostgreSQL dies while Keystead serves', () => {
  it('every door answers 503 UNAVAILABLE, quickly and never 401; the process lives, and is not ready', async ({
    operator,
  }) => {
    const postgres = await startPostgres()
    const environment = { DATABASE_URL: postgres.url, ...shortLease }
    const token = await operator.bootstrap(environment)
    const server = await operator.serve({ environment })
    expect(await findKeyOf(server.client, token)).toBeDefined()
    await postgres.stop()
    await leaseEnds(server, token)

    for (const _ of [1, 2, 3]) {
      const asked = performance.now()
      const answers = await askEveryDoor(server, token)
      expect(performance.now() - asked).toBeLessThan(quicklyMs)
      for (const answer of answers) expect(answer).toMatchObject({ ...unavailable, body: { code: 'UNAVAILABLE' } })
    }
    expect(await server.client.call('GET', '/readyz')).toMatchObject({ status: 503, body: { status: 'unavailable' } })
    expect(await server.client.call('GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } })
    expect(server.isRunning()).toBe(true)

    server.signal('SIGTERM')
    const ending = await server.ended
    expect(ending).toMatchObject({ exitCode: 0, signal: null })
    expect(ending.hasPrinted(new URL(postgres.url).password)).toBe(false)
    expect(ending.hasPrinted(token)).toBe(false)
  })

  it('GraphQL calls it an outage, too: W&B’s clients take a 401 for a reason to forget their key', async ({
    operator,
    gate,
  }) => {
    const environment = { DATABASE_URL: gate.url, ...shortLease }
    const token = await operator.bootstrap(environment)
    const server = await operator.serve({ environment })
    const ask = () => server.client.call('POST', '/graphql', { token, body: { query: '{ viewer { username } }' } })
    expect(await ask()).toMatchObject({ status: 200, body: { data: { viewer: { username: 'ada' } } } })
    await gate.cut()
    await leaseEnds(server, token)
    expect((await ask()).status).toBe(503)
  })

  it('when it is back, the next request is served: no restart, no stale connection', async ({ operator, gate }) => {
    const environment = { DATABASE_URL: gate.url, ...shortLease }
    const token = await operator.bootstrap(environment)
    const server = await operator.serve({ environment })
    const key = await createKey(server.client, token, { name: 'before' })
    await gate.cut()
    await leaseEnds(server, token)
    for (const { status } of await askEveryDoor(server, token)) expect(status).toBe(503)
    await gate.reopen()
    expect(await findKeyOf(server.client, key.token)).toMatchObject({ name: 'before' })
    expect((await server.client.call('GET', '/readyz')).status).toBe(200)
    expect((await listKeys(server.client, token)).map(({ name }) => name)).toEqual(['before', 'bootstrap'])
  })

  it('a use that cannot be written is kept, and written once it can be', async ({ operator, gate }) => {
    const environment = { DATABASE_URL: gate.url, ...shortLease }
    const token = await operator.bootstrap(environment)
    const server = await operator.serve({ environment })
    const key = await createKey(server.client, token, { name: 'used' })
    await execute(gate.url, refuseUpdates)
    const usedAt = Date.now()
    expect(await findKeyOf(server.client, key.token)).toBeDefined()
    await server.waitForOutput(/last use could not be written; kept/)
    await execute(gate.url, 'DROP FUNCTION refuse CASCADE')
    server.signal('SIGTERM')
    expect(await server.ended).toMatchObject({ exitCode: 0 })
    const { client } = await operator.serve({ environment })
    const { lastUsedAt } = await getKey(client, token, key.id)
    expect(Date.parse(lastUsedAt ?? '')).toBeGreaterThanOrEqual(usedAt)
  })

  it('creates that it interrupts end in 201 or in 503, and a repeated one gives exactly one key that works', async ({
    operator,
    gate,
  }) => {
    const environment = { DATABASE_URL: gate.url, ...shortLease }
    const token = await operator.bootstrap(environment)
    const { client } = await operator.serve({ environment })
    const cut = Promise.withResolvers<void>()
    const wanted = Array.from({ length: 100 }, (_, index) => `wanted ${index}`)
    const requests = wanted.map((name) => ({
      token,
      body: { name },
      idempotencyKey: `interrupted-${name.replace(' ', '-')}`,
    }))
    const answers = await Promise.all(
      requests.map(async (request, index) => {
        const answer = await client.call('POST', '/api/v1/keys', request)
        if (answer.status === 201) gate.cut().then(cut.resolve, cut.reject)
        return { index, answer }
      }),
    )
    await cut.promise
    const lost = answers.filter(({ answer }) => answer.status !== 201)
    expect(lost.length).toBeGreaterThan(0)
    for (const { answer } of lost) expect(answer).toMatchObject({ ...unavailable, body: { code: 'UNAVAILABLE' } })

    await gate.reopen()
    const repeated = await Promise.all(requests.map((request) => client.call('POST', '/api/v1/keys', request)))
    expect(repeated.map(({ status }) => status)).toEqual(wanted.map(() => 201))
    const tokens = repeated.map(({ body }) => (body as { token: string }).token)
    const found = await Promise.all(tokens.map((each) => findKeyOf(client, each)))
    expect(found.map((key) => key?.name)).toEqual(wanted)
    const names = (await listKeys(client, token)).map(({ name }) => name)
    expect(names.toSorted()).toEqual(['bootstrap', ...wanted].toSorted())
  })
})

describe('PostgreSQL stops answering while Keystead serves', () => {
  it('nobody waits for ever: every door answers 503, and /healthz 200 at once', { timeout: 60_000 }, async ({
    operator,
    gate,
  }) => {
    const environment = { DATABASE_URL: gate.url, ...shortLease }
    const token = await operator.bootstrap(environment)
    const server = await operator.serve({ environment })
    expect(await findKeyOf(server.client, token)).toBeDefined()
    gate.freeze()
    await leaseEnds(server, token)
    const asked = askEveryDoor(server, token)
    expect(await server.client.call('GET', '/healthz')).toMatchObject({ status: 200 })
    const answers = await asked
    for (const answer of answers) expect(answer).toMatchObject({ ...unavailable, body: { code: 'UNAVAILABLE' } })
    expect(await server.client.call('GET', '/readyz')).toMatchObject({ status: 503 })
    await gate.reopen()
    expect(await findKeyOf(server.client, token)).toBeDefined()
  })
})
