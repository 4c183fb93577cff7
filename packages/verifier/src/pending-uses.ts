import {
  addPause,
  addShortPauses,
  type ClientDetails,
  type ConsumerUse,
  combineUses,
  type KeyId,
  noPauses,
  type Pauses,
  shortPauseMs,
} from '@keystead/core'
import { type ConsumerNaming, rawNameOf } from './consumer-naming.ts'
import { shortenClient } from './shorten-client.ts'

// One entry for each key in use since the last write. Past this many (a database that is away for long), the newest
// keys go unnoted: last use is worth less than the process.
const mostKeys = 1_000_000
// Of one key; past it, clients are not told apart. More than consumers, since many clients are one.
const mostClientsOfKey = 4_096
// Of all keys together, beside the first of each: what strangers send is held for each of them.
const mostMoreClients = 100_000

// To go through so many is faster than to put together what a map finds one by.
const fewClients = 8

/** What one client did with one key. Without a client: all who are not told apart. */
type Uses = {
  readonly client: ClientDetails | undefined
  firstAt: number
  lastAt: number
  count: number
  /** Those that are not short, and how long they are together. */
  pauses: Pauses
  pausedMs: number
}

type UsesOfKey = {
  /** Where the next use most probably comes from: most keys have one client at a time. */
  recent: Uses
  /** All, as soon as there are two. */
  clients: Uses[] | undefined
  /** The same by raw name, as soon as going through them takes longer than writing the name. */
  byName: Map<string, Uses> | undefined
  others: Uses | undefined
}

/** Uses that nobody has written yet. Adding one is all that verification does for the record: no text is read here. */
export class PendingUses {
  readonly #keys = new Map<KeyId, UsesOfKey>()
  #moreClients = 0

  add(keyId: KeyId, usedAt: number, given: ClientDetails = {}): void {
    const client = shortenClient(given)
    const key = this.#keys.get(keyId)
    if (key === undefined) {
      if (this.#keys.size >= mostKeys) return
      this.#keys.set(keyId, {
        recent: begin(client, usedAt),
        clients: undefined,
        byName: undefined,
        others: undefined,
      })
      return
    }
    const uses = isSame(key.recent.client, client) ? key.recent : this.#findClient(key, client)
    if (uses === undefined) {
      if (key.others === undefined) key.others = begin(undefined, usedAt)
      else goOn(key.others, usedAt)
      return
    }
    goOn(uses, usedAt)
    key.recent = uses
  }

  /** How much there is to write, about. */
  get size(): number {
    return this.#keys.size + this.#moreClients
  }

  /** As they are written: each key and consumer once. */
  list(naming: ConsumerNaming): ConsumerUse[] {
    const listed: ConsumerUse[] = []
    for (const [keyId, { recent, clients, others }] of this.#keys) {
      const all = [...(clients ?? [recent]), ...(others === undefined ? [] : [others])]
      const byConsumer = new Map<string, ConsumerUse>()
      for (const uses of all) {
        const use = toConsumerUse(keyId, uses, naming)
        const same = byConsumer.get(use.consumer.id)
        byConsumer.set(use.consumer.id, same === undefined ? use : combineUses(same, use))
      }
      listed.push(...byConsumer.values())
    }
    return listed
  }

  /** Undefined when there are too many to tell apart. A new one has no uses yet. */
  #findClient(key: UsesOfKey, client: ClientDetails): Uses | undefined {
    key.clients ??= [key.recent]
    if (key.clients.length > fewClients) {
      key.byName ??= new Map(key.clients.map((uses) => [rawNameOf(uses.client ?? {}), uses]))
    }
    const name = key.byName && rawNameOf(client)
    const known = name === undefined ? key.clients.find((uses) => isSame(uses.client, client)) : key.byName?.get(name)
    if (known !== undefined) return known
    if (key.clients.length >= mostClientsOfKey || this.#moreClients >= mostMoreClients) return undefined
    this.#moreClients += 1
    const uses = { ...begin(client, Number.NaN), count: 0 }
    key.clients.push(uses)
    if (name !== undefined) key.byName?.set(name, uses)
    return uses
  }
}

function begin(client: ClientDetails | undefined, usedAt: number): Uses {
  return { client, firstAt: usedAt, lastAt: usedAt, count: 1, pauses: noPauses, pausedMs: 0 }
}

function goOn(uses: Uses, usedAt: number): void {
  if (uses.count === 0) uses.firstAt = uses.lastAt = usedAt
  uses.count += 1
  // By a clock that is set back from time to time.
  if (usedAt < uses.firstAt) uses.firstAt = usedAt
  if (usedAt <= uses.lastAt) return
  const pauseMs = usedAt - uses.lastAt
  if (pauseMs >= shortPauseMs) {
    uses.pauses = addPause(uses.pauses, pauseMs)
    uses.pausedMs += pauseMs
  }
  uses.lastAt = usedAt
}

function isSame(one: ClientDetails | undefined, other: ClientDetails): boolean {
  return (
    one !== undefined &&
    one.ip === other.ip &&
    one.userAgent === other.userAgent &&
    one.label === other.label &&
    one.verifier === other.verifier
  )
}

function toConsumerUse(keyId: KeyId, uses: Uses, naming: ConsumerNaming): ConsumerUse {
  const { client, firstAt, lastAt, count, pauses, pausedMs } = uses
  // All others are short: what remains of the whole.
  const short = count - 1 - pauses.buckets.reduce((sum, bucket) => sum + bucket.count, 0)
  return {
    keyId,
    consumer: naming.identify(client),
    firstAt,
    lastAt,
    count,
    pauses: short > 0 ? addShortPauses(pauses, short, lastAt - firstAt - pausedMs) : pauses,
  }
}
