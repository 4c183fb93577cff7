import type { ChangeFeed, FeedAnswer, FeedPosition, RecordChanges } from '@keystead/core'
import { KeyIndex } from './key-index.ts'
import { withinMs } from './within-ms.ts'

export type FollowerSettings = {
  readonly feed: ChangeFeed
  /** Milliseconds on a clock that nobody sets: it only ever goes on, while the process is stopped, too. */
  readonly monotonicNow: () => number
  /** For how long after a proof the index counts as fresh. */
  readonly leaseMs: number
  /** Hears why the feed could not be read. */
  readonly onFailure: (error: unknown) => void
  /** Hears of each reading of the feed that succeeded. */
  readonly onRead?: () => void
}

/** What has become of the index: some of it is no more what it was, or it is another. */
export type IndexEvent =
  | { readonly kind: 'changed'; readonly subjects: readonly string[] }
  | { readonly kind: 'rebuilt' }

/** How the index stands, for those who watch. */
export type FollowerState = {
  readonly keys: number
  readonly bytes: number
  readonly appliedNumber: number
  /** Since the last proof; 0 where nobody else writes. */
  readonly ageMs: number
  readonly fresh: boolean
  readonly rebuilds: number
}

// No history leads on from there.
const nowhere: FeedPosition = { number: -1, tag: '' }
const shortestPatienceMs = 1_000
// Of four readings, three may be lost before the lease is.
const readingsInLease = 4

/**
 * Keeps an index of all keys no older than its lease (design §8). It reads the numbered changes when it is told that there
 * are some, and else several times in each lease: that the database answered at all is the proof of freshness, and what
 * was proven is the moment in which the question was *asked*.
 */
export class ChangeFollower {
  readonly #settings: FollowerSettings
  /** Nobody else writes to the database: what this process has done is in the index, and there is nothing else to miss. */
  readonly exclusive: boolean
  #index = new KeyIndex()
  #position: FeedPosition = nowhere
  #provenAt = Number.NEGATIVE_INFINITY
  /** A change of this process that is acknowledged: an index that lacks it is not fresh, whatever the clock says. */
  #owedNumber = 0
  #rebuilds = 0
  #reading: Promise<boolean> = Promise.resolve(true)
  #next: Promise<boolean> | undefined
  #timer: NodeJS.Timeout | undefined
  #stopListening: (() => void) | undefined
  #closed = false
  readonly #subscribers = new Set<(event: IndexEvent) => void>()

  constructor(settings: FollowerSettings) {
    this.#settings = settings
    this.exclusive = settings.feed.exclusive
  }

  /** Fills the index. Rejects when the database cannot be read. */
  async start(onProgress: () => void = () => {}): Promise<void> {
    const { feed } = this.#settings
    this.#stopListening = feed.listen(() => void this.catchUp(), onProgress)
    // A notice that comes meanwhile waits for its turn, too: of two snapshots that are read at the same time, the older one
    // could come last, and would bring back what has been deleted since.
    const first = this.#refresh()
    this.#reading = first.then(
      () => true,
      () => false,
    )
    await first
    if (!this.exclusive) this.#beat()
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#stopListening?.()
    await this.#reading
  }

  get appliedNumber(): number {
    return this.#position.number
  }

  /** The newest change that this node knows of, also where its index lacks it because the database did not answer since. */
  get knownNumber(): number {
    return Math.max(this.#position.number, this.#owedNumber)
  }

  /** Whether everything that was acknowledged anywhere more than a lease ago is certainly in the index. */
  get isFresh(): boolean {
    return this.ageMs <= this.#settings.leaseMs
  }

  /** For how long the index may have missed something: since the question that was answered last, or infinitely. */
  get ageMs(): number {
    if (this.#position.number < this.#owedNumber) return Number.POSITIVE_INFINITY
    if (this.exclusive) return Number.isFinite(this.#provenAt) ? 0 : Number.POSITIVE_INFINITY
    return this.#settings.monotonicNow() - this.#provenAt
  }

  get state(): FollowerState {
    const { size: keys, bytes } = this.#index
    const { appliedNumber, ageMs, isFresh: fresh } = this
    return { keys, bytes, appliedNumber, ageMs, fresh, rebuilds: this.#rebuilds }
  }

  /** To be trusted while {@link isFresh}. */
  get index(): Pick<KeyIndex, 'version' | 'find' | 'findOrganization' | 'findTeam'> {
    return this.#index
  }

  /**
   * Resolves when all that was acknowledged before this call is in the index: true, or false if the database did not
   * answer. However many ask at once, they share one reading that begins after the last of them has asked.
   */
  catchUp(): Promise<boolean> {
    this.#next ??= this.#reading.then(() => {
      this.#next = undefined
      this.#reading = this.#read()
      return this.#reading
    })
    return this.#next
  }

  /** Calls the listener after each change of the index, until the returned function is called. It must not wait. */
  subscribe(listener: (event: IndexEvent) => void): () => void {
    this.#subscribers.add(listener)
    return () => this.#subscribers.delete(listener)
  }

  /** Takes in a change that this process has just committed. When it resolves, no verification here misses it. */
  async follow(number: number): Promise<void> {
    this.#owedNumber = Math.max(this.#owedNumber, number)
    await this.catchUp()
  }

  #beat(): void {
    if (this.#closed) return
    this.#timer = setTimeout(
      () => void this.catchUp().then(() => this.#beat()),
      this.#settings.leaseMs / readingsInLease,
    )
    this.#timer.unref()
  }

  async #read(): Promise<boolean> {
    try {
      await this.#refresh()
      return true
    } catch (error) {
      if (!this.#closed) this.#settings.onFailure(error)
      return false
    }
  }

  async #refresh(): Promise<void> {
    const { monotonicNow, onRead } = this.#settings
    let askedAt = monotonicNow()
    let answer = await this.#ask()
    if (answer.kind === 'lost') {
      await this.#rebuild()
      // A snapshot proves nothing of when it was taken; that the feed goes on from it does.
      askedAt = monotonicNow()
      answer = await this.#ask()
    }
    if (answer.kind === 'lost') throw new Error('the history of changes does not go on from a new snapshot')
    if (answer.kind === 'changed') this.#apply(answer.position, answer.records)
    this.#provenAt = askedAt
    onRead?.()
  }

  /** An answer that does not come within a lease is of no use any more, and the next question may find another connection. */
  #ask(): Promise<FeedAnswer> {
    const { feed, leaseMs } = this.#settings
    return withinMs(Math.max(leaseMs, shortestPatienceMs), feed.readChanges(this.#position))
  }

  /** Reads everything again: at the start, and when the history of changes does not lead from here to there. */
  async #rebuild(): Promise<void> {
    const owed = this.#owedNumber
    const index = new KeyIndex()
    this.#position = await this.#settings.feed.readSnapshot(index)
    this.#index = index
    this.#rebuilds += 1
    this.#tell({ kind: 'rebuilt' })
    // Numbers of another history say nothing about this one, and the snapshot was taken after all that was owed.
    if (this.#owedNumber === owed) this.#owedNumber = 0
  }

  #tell(event: IndexEvent): void {
    for (const listener of this.#subscribers) listener(event)
  }

  #apply(position: FeedPosition, records: RecordChanges): void {
    try {
      this.#index.apply(records)
      this.#position = position
      const { keys, accounts, organizations, teams } = records
      this.#tell({
        kind: 'changed',
        subjects: [keys, accounts, organizations, teams].flatMap((map) => [...map.keys()]),
      })
    } catch (error) {
      // Half applied, it proves nothing any more: the next reading finds that nothing leads on from here.
      this.#provenAt = Number.NEGATIVE_INFINITY
      this.#position = nowhere
      throw error
    }
  }
}
