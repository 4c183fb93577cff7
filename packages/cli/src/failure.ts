import type { ExitName } from './exit-codes.ts'
import type { Phrases } from './phrases/en.ts'

/** Why a command cannot be done, to be said in the reader's language when it is known. Holds no secret. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly exit: ExitName
  readonly say: (phrases: Phrases) => string

  constructor(exit: ExitName, say: (phrases: Phrases) => string) {
    super(exit)
    this.exit = exit
    this.say = say
  }
}
