/** What the client knows of a key. All times are milliseconds on the one clock of the test process. */
export type KeyLife = {
  readonly id: string
  readonly token: string
  /** When the answer to its creation had arrived. */
  readonly createdAt: number
  /** When its deletion was first asked for, whatever has come of that. */
  deleteBegunAt?: number
  /** When the answer to its deletion had arrived. */
  deletedAt?: number
  /** The processes that refused it then, by the receipt. */
  droppedBy?: ReadonlySet<string>
}

/** `strange`: neither of what may come, such as a refusal of the caller, whose own key is good all the time. */
export type Outcome = 'accepted' | 'refused' | 'unavailable' | 'unanswered' | 'strange'

/** A verification, as its caller saw it. */
export type Answer = {
  readonly node: string
  readonly sentAt: number
  readonly outcome: Outcome
  readonly detail?: string
}

/**
 * What is wrong with an answer, by all that the client knows in the moment of its arrival; undefined where it keeps what
 * was promised. What the client cannot know counts for the node: a question reaches it after it was sent, and a change is
 * done before its answer arrives.
 */
export function judgeAnswer(
  life: KeyLife,
  { node, sentAt, outcome, detail }: Answer,
  leaseMs: number,
): string | undefined {
  const { id, createdAt, deleteBegunAt, deletedAt, droppedBy } = life
  if (outcome === 'strange') return `${node} answered a verification with ${detail}`
  if (outcome === 'refused' && createdAt <= sentAt && deleteBegunAt === undefined) {
    return `live key ${id} was refused by ${node}, asked ${ms(sentAt - createdAt)} after it was made`
  }
  if (outcome !== 'accepted' || deletedAt === undefined || sentAt <= deletedAt) return undefined
  const staleMs = sentAt - deletedAt
  if (staleMs > leaseMs) return `deleted key ${id} was accepted by ${node}, asked ${ms(staleMs)} after its deletion`
  if (droppedBy?.has(node)) {
    return `key ${id} was accepted by ${node}, asked ${ms(staleMs)} after its receipt, which says that it had dropped the key`
  }
  return undefined
}

function ms(duration: number): string {
  return `${duration.toFixed(0)} ms`
}
