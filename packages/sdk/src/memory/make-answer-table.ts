import type { ValidKey } from '../api/api.ts'

export type RememberedAnswer = {
  readonly answer: ValidKey
  /** Tags of all that the answer rests on. */
  readonly subjects: readonly string[]
  /** When Keystead was last asked, or is being asked. */
  askedAt: number
}

/** Answers by digest and by subject, as many as there is room for: the one that was not used for longest makes place. */
export function makeAnswerTable(capacity: number) {
  // In the order of their use: a map keeps that in which its keys were set.
  const answers = new Map<string, RememberedAnswer>()
  const digestsOf = new Map<string, Set<string>>()

  const remove = (digest: string) => {
    for (const subject of answers.get(digest)?.subjects ?? []) {
      const digests = digestsOf.get(subject)
      digests?.delete(digest)
      if (digests?.size === 0) digestsOf.delete(subject)
    }
    answers.delete(digest)
  }

  return {
    get(digest: string): RememberedAnswer | undefined {
      const remembered = answers.get(digest)
      if (remembered === undefined) return undefined
      answers.delete(digest)
      answers.set(digest, remembered)
      return remembered
    },
    set(digest: string, remembered: RememberedAnswer): void {
      remove(digest)
      answers.set(digest, remembered)
      for (const subject of remembered.subjects) {
        const digests = digestsOf.get(subject) ?? new Set()
        digestsOf.set(subject, digests.add(digest))
      }
      const [oldest] = answers.keys()
      if (answers.size > capacity && oldest !== undefined) remove(oldest)
    },
    remove,
    removeSubjects(subjects: readonly string[]): void {
      for (const subject of subjects) for (const digest of [...(digestsOf.get(subject) ?? [])]) remove(digest)
    },
    clear(): void {
      answers.clear()
      digestsOf.clear()
    },
  }
}
