// Two releases at work on one PostgreSQL. Nodes of a release that is named below are replaced by nodes of this one, and no
// request fails. And nodes of this release go on, and start anew, on the schema of a next one, which is made up here: by which
// rule the next release's code then works beside this one's, docs/guides/upgrading.md says.

import { createTestDatabase } from '@keystead/storage/testing/create-test-database'
import { Client } from 'pg'
import { expect, inject } from 'vitest'
import { checkOutRelease } from './check-out-release.ts'
import { it, type ServedKeystead } from './operator.ts'
import { createKey, deleteKey, findKeyOf, type RestClient } from './rest-client.ts'

// By tag, the releases beside which this one must run: with the first, here is its row. To try any other commit, name it in
// KEYSTEAD_OLDER_RELEASE.
const releases: readonly string[] = []
const older = [...releases, ...(process.env.KEYSTEAD_OLDER_RELEASE?.split(',') ?? [])]

// What a next release may add: new tables, and columns that need not be given.
const nextSchema = (newest: string) => `
  alter table api_keys add column shoe_size integer;
  alter table users add column greeting text not null default 'hello';
  create table shoes (key_id text references api_keys (id) on delete cascade, size integer not null);
  create index concurrently_not_needed on api_keys (shoe_size);
  insert into keystead_migrations (name, timestamp) values ('9999_shoes_since_${newest}', '2099-01-01T00:00:00.000Z')
`

/** Makes, uses and deletes keys without a pause; any answer but the right one ends it with an error. */
function work(client: RestClient, token: string) {
  let stopped = false
  let rounds = 0
  const done = (async () => {
    while (!stopped) {
      const key = await createKey(client, token, { name: `round ${rounds}` })
      expect(await findKeyOf(client, key.token)).toMatchObject({ id: key.id })
      await deleteKey(client, token, key.id)
      expect(await findKeyOf(client, key.token)).toBeUndefined()
      rounds += 1
    }
  })()
  // It is awaited when it is stopped.
  done.catch(() => {})
  return {
    /** How many rounds were done. */
    async stop() {
      stopped = true
      await done
      return rounds
    },
  }
}

async function replace(node: ServedKeystead, start: () => Promise<ServedKeystead>): Promise<ServedKeystead> {
  node.signal('SIGTERM')
  expect(await node.ended).toMatchObject({ exitCode: 0 })
  return start()
}

it('nodes go on while the next release migrates, and can be started anew afterwards: no request fails', {
  timeout: 120_000,
}, async ({ operator }) => {
  const database = await createTestDatabase(inject('postgresUrl'))
  const admin = new Client(database.url)
  try {
    const environment = { DATABASE_URL: database.url }
    const start = () => operator.serve({ environment })
    const token = await operator.bootstrap(environment)
    let [one, two] = [await start(), await start()]
    await admin.connect()
    const { rows } = await admin.query<{ name: string }>(
      'select name from keystead_migrations order by name desc limit 1',
    )

    const both = [work(one.client, token), work(two.client, token)]
    await admin.query(nextSchema(rows[0]?.name.slice(0, 4) ?? ''))
    for (const { stop } of both) expect(await stop()).toBeGreaterThan(0)

    const onTwo = work(two.client, token)
    one = await replace(one, start)
    expect(await onTwo.stop()).toBeGreaterThan(0)
    const onOne = work(one.client, token)
    two = await replace(two, start)
    expect(await onOne.stop()).toBeGreaterThan(0)

    const made = await createKey(one.client, token, { name: 'made by a node that was started on the next schema' })
    expect(await findKeyOf(two.client, made.token)).toMatchObject({ id: made.id })
    for (const node of [one, two]) {
      node.signal('SIGTERM')
      expect(await node.ended).toMatchObject({ exitCode: 0 })
    }
  } finally {
    await admin.end()
    await database.drop()
  }
})

for (const release of older) {
  it(`nodes of ${release} are replaced by nodes of this release, one after the other: no request fails`, {
    timeout: 480_000,
  }, async ({ operator }) => {
    const root = await checkOutRelease(release, operator.folder)
    const database = await createTestDatabase(inject('postgresUrl'))
    try {
      const environment = { DATABASE_URL: database.url }
      const start = () => operator.serve({ environment })
      const token = await operator.bootstrap(environment, root)
      const startOlder = () => operator.serve({ environment, root })
      let [one, two] = [await startOlder(), await startOlder()]
      const before = await createKey(one.client, token, { name: 'made before' })

      // The first node of this release migrates beneath the one that is left.
      const onTwo = work(two.client, token)
      one = await replace(one, start)
      expect(await onTwo.stop()).toBeGreaterThan(0)
      const both = [work(one.client, token), work(two.client, token)]
      const ofOlder = await createKey(two.client, token, { name: 'made by the older' })
      const ofNewer = await createKey(one.client, token, { name: 'made by the newer' })
      for (const { client } of [one, two]) {
        for (const key of [before, ofOlder, ofNewer])
          expect(await findKeyOf(client, key.token)).toMatchObject({ id: key.id })
      }
      await deleteKey(two.client, token, ofNewer.id)
      expect(await findKeyOf(one.client, ofNewer.token)).toBeUndefined()
      for (const { stop } of both) expect(await stop()).toBeGreaterThan(0)

      const onOne = work(one.client, token)
      two = await replace(two, start)
      expect(await onOne.stop()).toBeGreaterThan(0)
      for (const { client } of [one, two])
        expect(await findKeyOf(client, before.token)).toMatchObject({ id: before.id })
      for (const node of [one, two]) {
        node.signal('SIGTERM')
        expect(await node.ended).toMatchObject({ exitCode: 0 })
      }
    } finally {
      await database.drop()
    }
  })
}
