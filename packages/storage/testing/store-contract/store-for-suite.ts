import type { Store } from '@keystead/core'
import { afterAll, beforeAll } from 'vitest'
import type { TestStore } from '../open-test-stores.ts'

/** One database for all tests of a suite, made when the suite begins. */
export function storeForSuite(openStore: () => Promise<TestStore>): { readonly store: Store; reopen(): Promise<void> } {
  let opened: TestStore | undefined
  let store: Store | undefined
  beforeAll(async () => {
    opened = await openStore()
    store = opened.store
  })
  afterAll(() => opened?.close())
  return {
    get store() {
      if (store === undefined) throw new Error('the suite has not begun')
      return store
    },
    async reopen() {
      store = await opened?.reopen()
    },
  }
}
