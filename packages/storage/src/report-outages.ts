import { KeysteadError, type Store } from '@keystead/core'

/**
 * The same store, except that an outage of its database arrives as `UNAVAILABLE`, which every edge knows how to answer,
 * with the database's own error as the cause. All other errors pass as they are.
 */
export function reportOutages(store: Store, isOutage: (error: unknown) => boolean): Store {
  return new Proxy(store, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property, target)
      if (typeof member !== 'function') return member
      return async (...args: unknown[]) => {
        try {
          return await member.apply(target, args)
        } catch (error) {
          throw isOutage(error) ? new KeysteadError('UNAVAILABLE', { cause: error, internal: String(error) }) : error
        }
      }
    },
  })
}
