import { type Answer, judgeAnswer, type KeyLife, type Outcome } from './judge-answer.ts'

// What has happened last is asked for most: there is where mistakes are.
const recent = 40

type Draw = (bound: number) => number

/** All that the client has been told, and what does not go together. */
export class Ledger {
  readonly violations: string[] = []
  readonly outcomes: Record<Outcome, number> = { accepted: 0, refused: 0, unavailable: 0, unanswered: 0, strange: 0 }
  created = 0
  deleted = 0
  /** Changes without an answer, or with 503. */
  unknown = 0
  /** For each other node of each receipt: after how long it had dropped the key. */
  readonly droppedAfterMs: number[] = []
  longestStaleMs = 0
  readonly #leaseMs: number
  readonly #lives = new Map<string, KeyLife>()
  readonly #live = new Set<string>()
  #touched: string[] = []

  constructor(leaseMs: number) {
    this.#leaseMs = leaseMs
  }

  get lives(): IterableIterator<KeyLife> {
    return this.#lives.values()
  }

  get liveCount(): number {
    return this.#live.size
  }

  noteCreated(life: KeyLife): void {
    this.created += 1
    this.#lives.set(life.id, life)
    this.#live.add(life.id)
    this.#touch(life.id)
  }

  /** One that is certain to live, and from now on is not. */
  beginDelete(draw: Draw, now: number): KeyLife | undefined {
    const id = [...this.#live][draw(Math.max(1, this.#live.size))]
    if (id === undefined) return undefined
    this.#live.delete(id)
    const life = this.#get(id)
    life.deleteBegunAt = now
    this.#touch(id)
    return life
  }

  noteDeleted(id: string, now: number, droppedBy: ReadonlySet<string>): void {
    this.deleted += 1
    Object.assign(this.#get(id), { deletedAt: now, droppedBy })
    this.#touch(id)
  }

  /** A key to ask for. */
  pick(draw: Draw): KeyLife | undefined {
    const chosen = draw(4) === 0 ? [...this.#live] : this.#touched
    const id = chosen[draw(Math.max(1, chosen.length))]
    return id === undefined ? undefined : this.#get(id)
  }

  noteAnswer(life: KeyLife, answer: Answer): void {
    this.outcomes[answer.outcome] += 1
    const { deletedAt } = life
    if (answer.outcome === 'accepted' && deletedAt !== undefined) {
      this.longestStaleMs = Math.max(this.longestStaleMs, answer.sentAt - deletedAt)
    }
    const wrong = judgeAnswer(life, answer, this.#leaseMs)
    if (wrong !== undefined) this.violations.push(wrong)
  }

  /** Compares what is stored with what was acknowledged before it was read, and not on its way out by then. */
  compareStored(ids: ReadonlySet<string>, readFrom: number): void {
    for (const { id, createdAt, deleteBegunAt, deletedAt } of this.#lives.values()) {
      if (createdAt < readFrom && deleteBegunAt === undefined && !ids.has(id)) {
        this.violations.push(`the creation of key ${id} was acknowledged, and is lost`)
      }
      if (deletedAt !== undefined && deletedAt < readFrom && ids.has(id)) {
        this.violations.push(`the deletion of key ${id} was acknowledged, and is lost`)
      }
    }
  }

  #get(id: string): KeyLife {
    const life = this.#lives.get(id)
    if (life === undefined) throw new Error(`nobody made key ${id}`)
    return life
  }

  #touch(id: string): void {
    this.#touched = [...this.#touched.slice(1 - recent), id]
  }
}
