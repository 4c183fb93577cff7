// Kills the server again and again in the middle of its work, and notes whatever is not as it was promised.

import { type Keystead, startKeystead } from '../support/keystead-process.ts'
import { changeUntilKilled, inFlight } from './change-until-killed.ts'
import { Ledger, type LostCreate, type Round } from './ledger.ts'
import {
  type CreatedKey,
  createKey,
  findKeyOf,
  getKey,
  listKeys,
  openRestClient,
  type RestClient,
} from './rest-client.ts'
import { seededRandom } from './seeded-random.ts'
import type { StoredState } from './stored-state.ts'

const promises = ['createsKept', 'deletesKept', 'allOrNothing', 'repeatable', 'sound'] as const
type Promised = (typeof promises)[number]

export interface KillRun {
  /** For each promise what broke it; all empty when every promise was kept. */
  readonly broken: Readonly<Record<Promised, readonly string[]>>
  readonly rounds: readonly Round[]
  /** Of the requests without an answer, how many turned out to be done. */
  readonly doneWithoutAnswer: number
  /** Keys that exist in the end. */
  readonly liveKeys: number
}

export async function runKillRounds(options: {
  readonly rounds: number
  readonly seed: number
  readonly environment?: Readonly<Record<string, string>>
  readonly readStoredState: (server: Keystead) => Promise<StoredState>
}): Promise<KillRun> {
  const { environment = {}, readStoredState } = options
  const draw = seededRandom(options.seed)
  const inspection = new Inspection()
  const { ledger } = inspection
  let server = await startKeystead({ environment })
  const { token } = server
  try {
    for (let number = 1; number <= options.rounds; number++) {
      const client = openRestClient(server.url, inFlight)
      const kill = () => server.kill9()
      const round = await changeUntilKilled({ client, token, ledger, draw, roundName: `${number}`, kill })
      client.close()
      inspection.compareStored(round, await readStoredState(server))
      server = await startKeystead({ environment, resume: server })
      await inspection.compareServed(round, server)
    }
    await inspection.checkEveryToken(server)
    return inspection.report()
  } finally {
    await server.remove()
  }
}

class Inspection {
  readonly ledger = new Ledger()
  readonly #broken: Record<Promised, string[]> = {
    createsKept: [],
    deletesKept: [],
    allOrNothing: [],
    repeatable: [],
    sound: [],
  }
  readonly #rounds: Round[] = []
  #doneWithoutAnswer = 0

  report(): KillRun {
    const { ledger } = this
    return {
      broken: this.#broken,
      rounds: this.#rounds,
      doneWithoutAnswer: this.#doneWithoutAnswer,
      liveKeys: ledger.live.size,
    }
  }

  /** What the database holds right after the crash, before anything could mend it. */
  compareStored(round: Round, { damage, keyIds, createdKeyIds }: StoredState): void {
    const { live, deleted } = this.ledger
    const { lostCreates, lostDeletes } = round
    this.#rounds.push(round)
    for (const problem of damage) this.#note('sound', problem)
    if (keyIds.size < live.size - lostDeletes.length || keyIds.size > live.size + lostCreates.length) {
      this.#note('sound', `${keyIds.size} keys are stored, ${live.size} were acknowledged`)
    }
    for (const id of keyIds) {
      if (!createdKeyIds.has(id)) this.#note('allOrNothing', `key ${id} is stored without its creation`)
    }
    const mayBeGone = new Set(lostDeletes.map(({ id }) => id))
    for (const id of createdKeyIds) {
      const isExplained = keyIds.has(id) || deleted.has(id) || mayBeGone.has(id)
      if (!isExplained) this.#note('allOrNothing', `creation of key ${id} is stored without its key`)
    }
  }

  /** What the next process makes of it. */
  async compareServed(round: Round, server: Keystead): Promise<void> {
    const client = openRestClient(server.url, inFlight)
    const { ledger } = this
    const listed = await this.#list(client, server.token)
    for (const key of round.lostDeletes) {
      if (listed.has(key.id)) continue
      this.#doneWithoutAnswer += 1
      ledger.noteDeleted(key)
    }
    const asked = new Set(round.lostCreates.map(({ name }) => name))
    for (const [id, name] of listed) {
      if (!ledger.live.has(id) && !asked.has(name)) this.#note('deletesKept', `key ${id} is listed`)
    }
    const repeated = await atOnce(round.lostCreates, (lost) => this.#repeat(client, server.token, lost, listed))
    await this.#compareList(client, server.token)
    await this.#checkTokens(client, [...round.creates, ...round.deletes, ...round.lostDeletes])
    await this.#checkTokens(client, repeated.flat(), 'repeatable')
    client.close()
  }

  /** Every token that was ever shown. */
  async checkEveryToken(server: Keystead): Promise<void> {
    const client = openRestClient(server.url, inFlight)
    await this.#checkTokens(client, [...this.ledger.live.values(), ...this.ledger.deleted.values()])
    client.close()
  }

  /** What the caller does whose answer was lost; twice, since that answer can be lost as well. The key, if there is one. */
  async #repeat(
    client: RestClient,
    token: string,
    lost: LostCreate,
    listed: ReadonlyMap<string, string>,
  ): Promise<CreatedKey[]> {
    const found = [...listed].filter(([, name]) => name === lost.name).map(([id]) => id)
    if (found.length > 1) this.#note('allOrNothing', `${found.length} keys come of one request`)
    for (const id of found) {
      this.#doneWithoutAnswer += 1
      const isWhole = await getKey(client, token, id).then(({ name }) => name === lost.name, isFalse)
      if (!isWhole) this.#note('allOrNothing', `key ${id} is listed and not got`)
    }
    try {
      const key = await createKey(client, token, lost)
      const again = await createKey(client, token, lost)
      this.ledger.noteCreated(key)
      if (found.some((id) => id !== key.id)) this.#note('repeatable', `key ${found} was made again, as ${key.id}`)
      if (again.id !== key.id || again.token !== key.token) this.#note('repeatable', `key ${key.id} changed its answer`)
      return [key]
    } catch (error) {
      this.#note('repeatable', `the create of ${lost.name} could not be repeated: ${error}`)
      return []
    }
  }

  async #compareList(client: RestClient, token: string): Promise<void> {
    const { live } = this.ledger
    const listed = await this.#list(client, token)
    for (const { id, name } of live.values()) {
      if (listed.get(id) !== name) this.#note('createsKept', `key ${id} is not listed by its name`)
    }
    if (listed.size !== live.size) this.#note('sound', `${listed.size} keys are listed, ${live.size} exist`)
  }

  async #checkTokens(
    client: RestClient,
    keys: readonly CreatedKey[],
    promised: Promised = 'createsKept',
  ): Promise<void> {
    await atOnce(keys, async ({ id, name, token }) => {
      const found = await findKeyOf(client, token)
      if (this.ledger.deleted.has(id)) {
        if (found !== undefined) this.#note('deletesKept', `the token of key ${id} is accepted`)
      } else if (found?.id !== id || found.name !== name) this.#note(promised, `the token of key ${id} does not work`)
    })
  }

  /** Names by key ID, without the key of the first administrator. */
  async #list(client: RestClient, token: string): Promise<Map<string, string>> {
    const keys = await listKeys(client, token)
    return new Map(keys.filter(({ name }) => name !== 'bootstrap').map(({ id, name }) => [id, name]))
  }

  #note(promised: Promised, what: string): void {
    this.#broken[promised].push(`round ${this.#rounds.length}: ${what}`)
  }
}

const isFalse = () => false

async function atOnce<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  return await Promise.all(items.map(work))
}
