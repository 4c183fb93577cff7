import type { Store } from '@keystead/core'

type Method = (...args: never[]) => unknown

/**
 * The same store, except for what a test puts in the place of some of its methods: databases that are away, or that
 * answer more than they should. The altered methods can be set and taken back at any time.
 */
export function alterStore(store: Store): {
  readonly store: Store
  readonly altered: Partial<Record<keyof Store, Method>>
} {
  const altered: Partial<Record<keyof Store, Method>> = {}
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
