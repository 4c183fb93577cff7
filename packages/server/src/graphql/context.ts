import type { Caller, Instance } from '@keystead/core'

/** What every resolver is given. */
export type GraphqlContext = {
  readonly instance: Instance
  readonly principal: Caller
  readonly publicUrl: () => string
  readonly readOnce: ReadOnce
}

/**
 * Reads what has this name, or answers what was read under it before. One thing is read after the other: a document may
 * ask for hundreds of things at once, and the connections to the database are there for the requests of others, too.
 */
type ReadOnce = <Result>(name: string, read: () => Promise<Result>) => Promise<Result>

export function makeContext(instance: Instance, principal: Caller, publicUrl: () => string): GraphqlContext {
  return { instance, principal, publicUrl, readOnce: makeReadOnce() }
}

function makeReadOnce(): ReadOnce {
  const answers = new Map<string, Promise<unknown>>()
  let last: Promise<unknown> = Promise.resolve()
  return <Result>(name: string, read: () => Promise<Result>) => {
    const known = answers.get(name)
    if (known !== undefined) return known as Promise<Result>
    const answer = last.then(read)
    answers.set(name, answer)
    last = answer.catch(() => {})
    return answer
  }
}

/** The one argument of every mutation. */
export type Input<Fields> = { readonly input: Fields & { readonly clientMutationId?: string | null } }

export const writeTime = (time: number | null) => (time === null ? null : new Date(time).toISOString())
