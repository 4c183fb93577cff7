import { KeysteadError } from '../src/errors.ts'

/** The failure that an action ends in. Throws when it ends in none, or in one that is not ours. */
export function failureOf(action: () => unknown): KeysteadError {
  try {
    action()
  } catch (error) {
    if (error instanceof KeysteadError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
