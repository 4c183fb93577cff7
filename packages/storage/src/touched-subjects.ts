import type { ChangeSubject } from '@keystead/core'

/** Told by every write of something that a verification looks at, and only once it has written. */
export type Touch = (subject: ChangeSubject) => void

/** What one transaction has touched, each subject once. */
export class TouchedSubjects {
  readonly #subjects = new Map<string, ChangeSubject>()

  readonly touch: Touch = (subject) => {
    this.#subjects.set(`${subject.kind} ${subject.id}`, subject)
  }

  get isEmpty(): boolean {
    return this.#subjects.size === 0
  }

  list(): readonly ChangeSubject[] {
    return [...this.#subjects.values()]
  }
}
