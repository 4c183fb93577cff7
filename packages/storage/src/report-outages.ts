import { KeysteadError, type Store } from '@keystead/core'

/**
 * The same store, except that an outage of its database arrives as `UNAVAILABLE`, which every edge knows how to answer,
 * with the database's own error as the cause. All other errors pass as they are. A closed store is unavailable, too, and
 * closing it again does nothing.
 */
export function reportOutages(store: Store, isOutage: (error: unknown) => boolean): Store {
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= store.close()
    return closed
  }
  const reporting = <Part extends object>(part: Part, asTheyAre: Partial<Part>): Part =>
    new Proxy(part, {
      get(target, property) {
        if (property in asTheyAre) return Reflect.get(asTheyAre, property)
        const member: unknown = Reflect.get(target, property, target)
        if (typeof member !== 'function') return member
        return (...args: unknown[]) => {
          if (closed !== undefined) return Promise.reject(unavailable(new Error('the store is closed')))
          return reportOutage(() => member.apply(target, args), isOutage)
        }
      },
    })
  const { changes, afterCommit } = store
  return reporting(store, { close, afterCommit, changes: reporting(changes, { listen: changes.listen }) })
}

/** The result of `work`; an outage of its database as `UNAVAILABLE`. */
export async function reportOutage<Result>(
  work: () => Promise<Result>,
  isOutage: (error: unknown) => boolean,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw isOutage(error) ? unavailable(error) : error
  }
}

function unavailable(cause: unknown): KeysteadError {
  // A host with several addresses fails with one error for each of them, and says nothing itself.
  const internal = cause instanceof AggregateError ? cause.errors.join('; ') : String(cause)
  return new KeysteadError('UNAVAILABLE', { cause, internal })
}
