import type { ChangeFeed, FeedAnswer, FeedPosition, RecordChanges } from '@keystead/core'

type Records = { readonly [Kind in keyof RecordChanges]: Map<string, unknown> }

/** All that a feed tells of, as comparable values, and up to where it was read. */
export class FeedFollower {
  readonly records: Records = { keys: new Map(), accounts: new Map(), organizations: new Map(), teams: new Map() }
  position: FeedPosition = { number: -1, tag: 'nowhere' }
  readonly #feed: ChangeFeed

  private constructor(feed: ChangeFeed) {
    this.#feed = feed
  }

  /** Begins with all that there is. */
  static async begin(feed: ChangeFeed): Promise<FeedFollower> {
    const follower = new FeedFollower(feed)
    const put = (records: Map<string, unknown>, id: string, record: unknown) => {
      if (records.has(id)) throw new Error(`a snapshot holds ${id} twice`)
      records.set(id, comparable(record))
    }
    const { keys, accounts, organizations, teams } = follower.records
    follower.position = await feed.readSnapshot({
      organizations: (page) => page.forEach((record) => put(organizations, record.id, record)),
      teams: (page) => page.forEach((record) => put(teams, record.id, record)),
      accounts: (page) => {
        for (const record of page)
          put(accounts, (record.kind === 'user' ? record.user : record.serviceAccount).id, record)
      },
      keys: (page) => page.forEach((record) => put(keys, record.id, record)),
    })
    return follower
  }

  /** Takes in what has changed since. */
  async catchUp(): Promise<FeedAnswer> {
    const answer = await this.#feed.readChanges(this.position)
    if (answer.kind !== 'changed') return answer
    for (const kind of ['keys', 'accounts', 'organizations', 'teams'] as const) {
      for (const [id, record] of answer.records[kind]) {
        if (record === undefined) this.records[kind].delete(id)
        else this.records[kind].set(id, comparable(record))
      }
    }
    this.position = answer.position
    return answer
  }
}

/** Databases give bytes back in different clothes. */
function comparable(record: unknown): unknown {
  if (typeof record !== 'object' || record === null || !('digest' in record)) return record
  return { ...record, digest: Buffer.from(record.digest as Uint8Array).toString('hex') }
}
