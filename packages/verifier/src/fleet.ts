import type { ChangeFeed, ListedNode, NodePeppers, NodeProgress } from '@keystead/core'

/** One node, and how it stands to a change: it has taken it in, or it will not answer from memory beyond a time. */
export type NodeReceipt =
  | { readonly node: string; readonly state: 'dropped'; readonly afterMs: number }
  | { readonly node: string; readonly state: 'unconfirmed'; readonly boundMs: number }

/**
 * What is known of a change when it is answered (design §8): which nodes had it, and after how many milliseconds. A node
 * that did not say so in time does not count on it: `boundMs` after the change at the latest it answers nothing from
 * memory that contradicts it.
 */
export type Receipt = {
  /** Whether these are all nodes. Not where the database stopped answering before it could be asked. */
  readonly complete: boolean
  readonly nodes: readonly NodeReceipt[]
}

export type FleetSettings = {
  readonly feed: ChangeFeed
  readonly monotonicNow: () => number
  readonly node: Omit<NodeProgress, 'appliedNumber' | 'peppers'>
  /** Which this node has at the moment. */
  readonly peppers: () => NodePeppers
  /** How far the index of this node has come. */
  readonly appliedNumber: () => number
  /** The newest change that this node knows of: its own, whether or not its index has it by now. */
  readonly knownNumber: () => number
  /** How often this node says that it is still there, when it has nothing else to say. */
  readonly beatMs: number
  /** How long a change waits for the others, and for how long a node may have been silent to be waited for. */
  readonly patienceMs: number
  readonly onFailure: (error: unknown) => void
}

const longestPauseMs = 250

/** The nodes on one database, as this one of them sees them. */
export class Fleet {
  readonly #settings: FleetSettings
  #reported = { number: -1, at: Number.NEGATIVE_INFINITY }
  #reporting: Promise<void> = Promise.resolve()
  #wake = Promise.withResolvers<void>()

  constructor(settings: FleetSettings) {
    this.#settings = settings
  }

  /** Makes this node known before it serves: from then on, changes wait for it. */
  join(): Promise<void> {
    const { feed, node, peppers } = this.#settings
    return feed.reportProgress({ ...node, appliedNumber: 0, peppers: peppers() })
  }

  async leave(): Promise<void> {
    await this.#reporting
    await this.#settings.feed.leave(this.#settings.node.id).catch(this.#settings.onFailure)
  }

  /**
   * Tells the others how far this node has come, or now and then that it is still there. One report at a time; what comes
   * meanwhile is told with the next.
   */
  report(): void {
    this.#reporting = this.#reporting.then(async () => {
      const { feed, node, peppers, appliedNumber, monotonicNow, beatMs, onFailure } = this.#settings
      const number = appliedNumber()
      const now = monotonicNow()
      if (number === this.#reported.number && now - this.#reported.at < beatMs) return
      await feed.reportProgress({ ...node, appliedNumber: number, peppers: peppers() }).then(() => {
        this.#reported = { number, at: now }
      }, onFailure)
    })
  }

  /** Some node may have come further. */
  noteProgress(): void {
    this.#wake.resolve()
    this.#wake = Promise.withResolvers()
  }

  /**
   * Waits until every node has taken in what this one knows of, or for as long as is of use; never rejects. This one refuses
   * from the start: an index that lacks a change of its own is not asked.
   */
  async awaitEverywhere(): Promise<Receipt> {
    const { monotonicNow, node, knownNumber, patienceMs } = this.#settings
    const changeNumber = knownNumber()
    const since = monotonicNow()
    const dropped = new Map<string, NodeReceipt>([[node.id, { node: node.name, state: 'dropped', afterMs: 0 }]])
    for (;;) {
      const progress = this.#wake.promise
      const nodes = await this.#listNodes()
      const afterMs = monotonicNow() - since
      for (const { id, name, appliedNumber: number } of nodes ?? []) {
        if (number >= changeNumber && !dropped.has(id)) dropped.set(id, { node: name, state: 'dropped', afterMs })
      }
      const missing = nodes?.filter(({ id }) => !dropped.has(id))
      // A node that has died stays listed for some time, since it may live. It is in the receipt; nobody waits for it.
      const isAwaited = missing === undefined || missing.some(({ silentForMs }) => silentForMs <= patienceMs)
      if (!isAwaited || afterMs >= patienceMs) {
        const unconfirmed = missing?.map(
          ({ name, staleLimitMs: boundMs }) => ({ node: name, state: 'unconfirmed', boundMs }) as const,
        )
        return { complete: missing !== undefined, nodes: [...dropped.values(), ...(unconfirmed ?? [])] }
      }
      await pauseUntil(progress, Math.min(longestPauseMs, patienceMs - afterMs))
    }
  }

  /** Undefined when the database does not answer. */
  async #listNodes(): Promise<ListedNode[] | undefined> {
    try {
      return await this.#settings.feed.listNodes()
    } catch (error) {
      this.#settings.onFailure(error)
      return undefined
    }
  }
}

function pauseUntil(event: Promise<void>, longestMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, longestMs)
  void event.then(resolve)
  return promise.finally(() => clearTimeout(timer))
}
