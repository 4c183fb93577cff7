import { randomInt } from 'node:crypto'
import { createTestDatabase } from '@keystead/storage/testing/create-test-database'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startWebhookReceiver, type WebhookReceiver } from '../../packages/server/testing/webhook-receiver.ts'
import { startKeystead } from '../support/keystead-process.ts'
import { changeUntilKilled, inFlight } from './change-until-killed.ts'
import { Ledger, type Round } from './ledger.ts'
import { listKeys, openRestClient } from './rest-client.ts'
import { seededRandom } from './seeded-random.ts'

// `KEYSTEAD_TEST_SEED` has an earlier run's decisions again: what is asked for, and after how many answers the kill comes.
const { KEYSTEAD_TEST_SEED } = process.env
const seed = KEYSTEAD_TEST_SEED === undefined ? randomInt(2 ** 32) : Number(KEYSTEAD_TEST_SEED)
const rounds = 3
// Of what the last process had taken when it died, the lease ends after a minute.
const arrivalTimeoutMs = 150_000

type Told = { readonly id: string; readonly type: string; readonly keyId: string }

type Outcome = {
  readonly ledger: Ledger
  readonly rounds: readonly Round[]
  /** Of what was acknowledged, how much had not arrived when the process was killed; by round. */
  readonly underWay: readonly number[]
  /** IDs of all keys that there are in the end. */
  readonly listed: ReadonlySet<string>
  told(): readonly Told[]
}

describe.each(['SQLite', 'PostgreSQL'])('kill -9 in the midst of telling a webhook, on %s', (name) => {
  const cleanUps: (() => unknown)[] = []
  let receiver: WebhookReceiver
  let outcome: Outcome

  beforeAll(async () => {
    receiver = await startWebhookReceiver()
    cleanUps.push(() => receiver.close())
    const environment: Record<string, string> = { KEYSTEAD_WEBHOOK_PRIVATE_NETWORKS: '127.0.0.1' }
    if (name === 'PostgreSQL') {
      const database = await createTestDatabase(inject('postgresUrl'))
      cleanUps.push(() => database.drop())
      environment.DATABASE_URL = database.url
    }
    outcome = await run(environment, receiver, cleanUps)
  }, 300_000)
  afterAll(async () => {
    for (const cleanUp of cleanUps.toReversed()) await cleanUp()
  })

  const ids = (type: string) => new Set(outcome.told().flatMap((told) => (told.type === type ? [told.keyId] : [])))

  it('happens amid work: some of what was acknowledged has not been told yet', () => {
    expect(outcome.rounds).toHaveLength(rounds)
    expect(Math.max(...outcome.underWay), `seed ${seed}`).toBeGreaterThan(0)
  })

  it('every acknowledged change arrives at last', async () => {
    const { live, deleted } = outcome.ledger
    const missing = () => {
      const [created, gone] = [ids('key.created'), ids('key.deleted')]
      return [
        ...[...live.keys(), ...deleted.keys()].filter((id) => !created.has(id)),
        ...[...deleted.keys()].filter((id) => !gone.has(id)),
      ]
    }
    await expect.poll(missing, { timeout: arrivalTimeoutMs, interval: 250 }).toEqual([])
  }, 180_000)

  it('and nothing that did not happen: no key is told of that was never made, and none deleted that is there', () => {
    const { live, deleted } = outcome.ledger
    const known = new Set([...live.keys(), ...deleted.keys(), ...outcome.listed])
    expect([...ids('key.created')].filter((id) => !known.has(id) && !ids('key.deleted').has(id))).toEqual([])
    expect([...ids('key.deleted')].filter((id) => outcome.listed.has(id))).toEqual([])
  })

  it('what arrives twice does so under one ID', () => {
    const eventIds = new Map<string, Set<string>>()
    for (const { id, type, keyId } of outcome.told()) {
      const known = eventIds.get(`${type} ${keyId}`) ?? new Set()
      eventIds.set(`${type} ${keyId}`, known.add(id))
    }
    expect([...eventIds].filter(([, known]) => known.size > 1)).toEqual([])
  })
})

async function run(
  environment: Readonly<Record<string, string>>,
  receiver: WebhookReceiver,
  cleanUps: (() => unknown)[],
): Promise<Outcome> {
  const told = () =>
    receiver.received.map(({ headers, json }) => ({
      id: String(headers['webhook-id']),
      type: json.type,
      keyId: (json.data.key as { readonly id: string }).id,
    }))
  const draw = seededRandom(seed)
  const ledger = new Ledger()
  const done: Round[] = []
  const underWay: number[] = []
  let server = await startKeystead({ environment })
  const { token } = server
  cleanUps.push(() => server.remove())
  const first = openRestClient(server.url)
  const webhook = { url: receiver.url, organization: 'acme' }
  const made = await first.call('POST', '/api/v1/webhooks', { token, body: webhook })
  if (made.status !== 201) throw new Error(`the webhook was not made: ${made.status}`)
  for (let number = 1; number <= rounds; number += 1) {
    const client = openRestClient(server.url, inFlight)
    const before = ledger.live.size + 2 * ledger.deleted.size
    const kill = async () => {
      await server.kill9()
      const acknowledged = ledger.live.size + 2 * ledger.deleted.size
      underWay.push(acknowledged - new Set(told().map(({ type, keyId }) => `${type} ${keyId}`)).size)
      if (acknowledged === before) throw new Error('nothing was acknowledged')
    }
    const round = await changeUntilKilled({ client, token, ledger, draw, roundName: `${number}`, kill })
    done.push(round)
    client.close()
    server = await startKeystead({ environment, resume: server })
    // A deletion whose answer was lost may have been done: nobody deletes that key again.
    const left = new Set((await listKeys(openRestClient(server.url), token)).map(({ id }) => id))
    for (const key of round.lostDeletes) if (!left.has(key.id)) ledger.noteDeleted(key)
  }
  const client = openRestClient(server.url)
  const listed = new Set((await listKeys(client, token)).map(({ id }) => id))
  return { ledger, rounds: done, underWay, listed, told }
}
