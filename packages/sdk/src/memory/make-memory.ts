import type { ChangeEvent } from '../api/api.ts'
import { makeAnswerTable, type RememberedAnswer } from './make-answer-table.ts'

/** A question on its way to Keystead, and what has been forgotten since it was sent. */
export type Question = { readonly epoch: number; readonly dropped: Set<string> }

export type Memory = ReturnType<typeof makeMemory>

/**
 * What may be remembered, and until when it may be repeated. It hears the stream of changes and has no clock of its own: all
 * times are the caller's, on one clock that never goes back.
 *
 * Why a deleted key is never repeated for longer than a lease after its deletion was acknowledged: the server's clock for a
 * stream starts after its request was sent, so what a node had proven `provenMs` into the stream lacks nothing that was
 * acknowledged before `sentAt + provenMs`. Either the deletion came before that: then its `drop` came before that proof. Or it came
 * later: then the proof ends no later than a lease after it. Delays on the way can only shorten this.
 */
export function makeMemory(capacity: number) {
  const answers = makeAnswerTable(capacity)
  const questions = new Set<Question>()
  let stream: { readonly sentAt: number; readonly leaseMs: number } | undefined
  let goodUntil = Number.NEGATIVE_INFINITY
  let newestChange = Number.NaN
  // Whoever asked in another epoch may have missed something that was to be forgotten.
  let epoch = 0

  const forgetAll = () => {
    answers.clear()
    goodUntil = Number.NEGATIVE_INFINITY
    epoch += 1
  }

  const drop = (subjects: readonly string[]) => {
    answers.removeSubjects(subjects)
    for (const { dropped } of questions) for (const subject of subjects) dropped.add(subject)
  }

  return {
    /** Takes in an event of the stream whose request was sent at `sentAt`. What it does not know it leaves alone. */
    heed(event: string, data: ChangeEvent, { sentAt, now }: { sentAt: number; now: number }): void {
      if (event === 'hello') {
        forgetAll()
        stream = { sentAt, leaseMs: data.leaseMs ?? 0 }
      }
      if (stream === undefined) return
      // Not the greatest: after a restored backup, or on another node, numbers begin lower.
      newestChange = data.change ?? newestChange
      if (event === 'reset') forgetAll()
      if (event === 'drop') {
        if (data.subjects === undefined) forgetAll()
        else drop(data.subjects)
      }
      if (event === 'fresh') {
        // Nothing is proven of what is yet to come, should the server's clock be fast.
        const provenAt = Math.min(stream.sentAt + (data.provenMs ?? Number.NaN), now)
        goodUntil = Math.max(goodUntil, provenAt + stream.leaseMs)
      }
    },
    /** The stream is over: nothing can be trusted any more, since nothing would be heard of its deletion. */
    end(): void {
      stream = undefined
      forgetAll()
    },
    isTrusted: (now: number) => now <= goodUntil,
    find(digest: string, now: number): RememberedAnswer | undefined {
      return now <= goodUntil ? answers.get(digest) : undefined
    },
    forget: answers.remove,
    /** Whether there is a stream that would tell what to forget. */
    get isFollowing() {
      return stream !== undefined
    },
    /** Before a question is sent; {@link close} follows. */
    open(): Question {
      const question: Question = { epoch, dropped: new Set() }
      questions.add(question)
      return question
    },
    close: (question: Question) => questions.delete(question),
    get newestChange() {
      return newestChange
    },
    /** Remembers an answer, unless something that it rests on was dropped while it was on its way. */
    remember(question: Question, digest: string, remembered: RememberedAnswer): void {
      if (stream === undefined || question.epoch !== epoch) return
      if (remembered.subjects.some((subject) => question.dropped.has(subject))) return
      answers.set(digest, remembered)
    },
  }
}
