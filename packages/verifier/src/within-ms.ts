import { KeysteadError } from '@keystead/core'

/** The same answer, or `UNAVAILABLE` when it takes longer: what is waited for goes on by itself. */
export function withinMs<Answer>(milliseconds: number, answer: Promise<Answer>): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const timer = setTimeout(
    () => reject(new KeysteadError('UNAVAILABLE', { internal: 'the database did not answer in time' })),
    milliseconds,
  )
  answer.then(resolve, reject).finally(() => clearTimeout(timer))
  return promise
}
