import type { NodeProgress, Store, UserId } from '@keystead/core'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { createTestDatabase } from '../../testing/create-test-database.ts'
import { FeedFollower } from '../../testing/feed-follower.ts'
import { openWire } from '../../testing/open-wire.ts'
import { insertKey, insertUser } from '../../testing/sample-accounts.ts'
import { preparedAs } from '../prepared-as.ts'
import { openPostgresStore } from './open-postgres-store.ts'
import { PreparingClient } from './preparing-client.ts'

const cleanUps: (() => Promise<unknown>)[] = []
let url: string
let admin: Client

beforeEach(async () => {
  const database = await createTestDatabase(inject('postgresUrl'))
  url = database.url
  admin = new Client(url)
  await admin.connect()
  cleanUps.push(database.drop, () => admin.end())
})
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

async function open(...[at = url, patience]: [at?: string, patience?: Parameters<typeof openPostgresStore>[2]]) {
  const store = await openPostgresStore(at, () => {}, patience)
  cleanUps.push(() => store.close())
  return store
}

/** Notices as they come, each waited for. */
function listen(store: Store) {
  const notices: (number | undefined)[] = []
  let told = Promise.withResolvers<void>()
  const stop = store.changes.listen(
    (number) => {
      notices.push(number)
      told.resolve()
    },
    () => {},
  )
  cleanUps.push(async () => stop())
  return async (): Promise<number | undefined> => {
    while (notices.length === 0) {
      told = Promise.withResolvers()
      await told.promise
    }
    return notices.shift()
  }
}

const endConnections = (which: string) =>
  admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and ${which}`,
  )

describe('a node that listens', () => {
  it('hears of what another node has changed', async () => {
    const [here, there] = [await open(), await open()]
    const nextNotice = listen(here)
    expect(await nextNotice()).toBeUndefined()
    await insertUser(there)
    expect(await nextNotice()).toBe(1)
    const user = await insertUser(there)
    expect(await nextNotice()).toBe(2)
    await insertKey(there, user)
    expect(await nextNotice()).toBe(3)
  })

  it('whose connection the database ends listens on another one, and is told to look for what it missed', async () => {
    const [here, there] = [await open(), await open()]
    const follower = await FeedFollower.begin(here.changes)
    const nextNotice = listen(here)
    for (let round = 0; round < 3; round += 1) {
      expect(await nextNotice()).toBeUndefined()
      const { rowCount } = await endConnections(`application_name = 'keystead listener'`)
      expect(rowCount).toBe(1)
      await insertUser(there)
    }
    expect(await nextNotice()).toBeUndefined()
    await follower.catchUp()
    expect(follower.records.accounts.size).toBe(3)
    await insertUser(there)
    expect(await nextNotice()).toBe(4)
  })

  it('whose connection leads nowhere gives it up, and listens on another one', async () => {
    const wire = await openWire(url)
    cleanUps.push(() => wire.close())
    const here = await open(wire.url, { connectMs: 5_000, statementMs: 5_000, silenceMs: 300 })
    const nextNotice = listen(here)
    expect(await nextNotice()).toBeUndefined()
    wire.swallow()
    expect(await nextNotice()).toBeUndefined()
    await insertUser(await open())
    expect(await nextNotice()).toBe(1)
  })

  it('is closed although it never stopped', async () => {
    const store = await openPostgresStore(url, () => {})
    const nextNotice = listen(store)
    await nextNotice()
    const early = await openPostgresStore(url, () => {})
    listen(early)
    await Promise.all([store.close(), early.close()])
    const { rows } = await admin.query(
      `select from pg_stat_activity where datname = current_database() and application_name = 'keystead listener'
       and state = 'active'`,
    )
    expect(rows).toEqual([])
  })
})

describe('a database that takes no writes', () => {
  it('answers nothing: what it knows may be old', async () => {
    const store = await open()
    const key = await insertKey(store, await insertUser(store))
    const { position } = await FeedFollower.begin(store.changes)
    expect(await store.changes.readChanges(position)).toEqual({ kind: 'unchanged' })

    await admin.query(`do $$ begin
      execute format('alter database %I set default_transaction_read_only = on', current_database());
    end $$`)
    await endConnections(`application_name = 'keystead'`)
    for (const call of [
      () => store.changes.readChanges(position),
      () => FeedFollower.begin(store.changes),
      () => store.findVerifiableKey(key.id),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    }
  })

  it('proves nothing about changes or a key, even on a connection that is still open', async () => {
    const store = await open()
    const key = await insertKey(store, await insertUser(store))
    const { position } = await FeedFollower.begin(store.changes)
    // As a pooler does that leads the next transaction to a standby.
    await admin.query(`create function refuse() returns trigger language plpgsql as
      $$ begin raise exception using errcode = 'read_only_sql_transaction'; end $$`)
    await admin.query('create trigger refuse before insert on change_readers execute function refuse()')
    await expect(store.changes.readChanges(position)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    await expect(store.findVerifiableKey(key.id)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })
})

describe('a feed whose next connection leads to another server', () => {
  it('is lost, where that server has gone another way to the same number', async () => {
    const store = await open()
    const { position } = await FeedFollower.begin(store.changes)
    await insertUser(store)
    // After the proof, and before what it proves is read.
    await admin.query(`create function lead_astray() returns trigger language plpgsql as
      $$ begin
        update changes set tag = 'another' where number > 0;
        update change_head set tag = 'another';
        return new;
      end $$`)
    await admin.query('create trigger lead_astray before insert on change_readers execute function lead_astray()')
    expect(await store.changes.readChanges(position)).toEqual({ kind: 'lost' })
  })
})

describe('a database that is busy, or on whose connections nobody answers', () => {
  it('is asked for changes all the same, as soon as it can answer', async () => {
    const wire = await openWire(url)
    cleanUps.push(() => wire.close())
    const store = await open(wire.url)
    const { position } = await FeedFollower.begin(store.changes)
    // Each waits for the lock, until all connections are in use.
    await admin.query('begin; lock table users')
    const waiting = Array.from({ length: 20 }, () => store.findUser('usr_nobody' as UserId).catch(() => {}))
    expect(await store.changes.readChanges(position)).toEqual({ kind: 'unchanged' })
    await admin.query('commit')
    await Promise.all(waiting)

    wire.swallow()
    await expect(store.changes.readChanges(position)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(await store.changes.readChanges(position)).toEqual({ kind: 'unchanged' })
  })
})

describe('a node', () => {
  const node = (id: string, staleLimitMs: number): NodeProgress => ({ id, name: id, appliedNumber: 0, staleLimitMs })

  it('counts as serving for a minute after its last report, or for as long as it may be stale, and is then forgotten', async () => {
    const store = await open()
    await store.changes.reportProgress(node('brief', 2_000))
    await store.changes.reportProgress(node('patient', 600_000))
    const listedAfter = async (seconds: number) => {
      await admin.query(`update nodes set seen_at = (extract(epoch from now()) - ${seconds}) * 1000`)
      await store.forgetEnded(0)
      return (await store.changes.listNodes()).map(({ id }) => id)
    }
    expect(await listedAfter(50)).toEqual(['brief', 'patient'])
    for (const { silentForMs } of await store.changes.listNodes()) expect(silentForMs).toBeGreaterThanOrEqual(50_000)
    expect(await listedAfter(70)).toEqual(['patient'])
    expect(await listedAfter(590)).toEqual(['patient'])
    expect(await listedAfter(610)).toEqual([])
    expect((await admin.query('select from nodes')).rowCount).toBe(0)
    await store.changes.reportProgress(node('brief', 2_000))
    expect(await store.changes.listNodes()).toMatchObject([node('brief', 2_000)])
  })
})

describe('a statement', () => {
  it('that has a name is prepared under it, once for each connection', async () => {
    const client = new PreparingClient(url)
    await client.connect()
    cleanUps.push(() => client.end())
    for (const asked of [1, 2]) {
      const { rows } = await client.query(`${preparedAs('asked')}select $1::int as answer`, [asked])
      expect(rows).toEqual([{ answer: asked }])
    }
    expect((await client.query('select $1::int as answer', [3])).rows).toEqual([{ answer: 3 }])
    expect((await client.query('select name from pg_prepared_statements')).rows).toEqual([{ name: 'asked' }])
  })
})
