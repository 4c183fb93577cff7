import type { ChangeFeed, Store } from '@keystead/core'

type Method = (...args: never[]) => unknown
type Altered = Partial<Record<Exclude<keyof Store, 'changes'>, Method>> & { changes?: ChangeFeed }

/**
 * The same store, except for what a test puts in the place of some of its methods: databases that are away, or that
 * answer more than they should. The altered methods can be set and taken back at any time.
 */
export function alterStore(store: Store): {
  readonly store: Store
  readonly altered: Altered
} {
  const altered: Altered = {}
  const proxy = new Proxy(store, {
    get(target, property) {
      const replacement = altered[property as keyof Store]
      if (replacement !== undefined) return replacement
      const member: unknown = Reflect.get(target, property, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
  return { store: proxy, altered }
}
