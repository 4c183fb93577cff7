import { describe } from 'vitest'
import type { TestStore } from './open-test-stores.ts'
import { describeAccounts } from './store-contract/accounts.ts'
import { describeCreations } from './store-contract/creations.ts'
import { describeKeyListModel } from './store-contract/key-list-model.ts'
import { describeKeyLists } from './store-contract/key-lists.ts'
import { describeKeyPages } from './store-contract/key-pages.ts'
import { describeKeys } from './store-contract/keys.ts'
import { describePolicies } from './store-contract/policies.ts'
import { describeTransactions } from './store-contract/transactions.ts'
import { describeUse } from './store-contract/use.ts'

/**
 * The behaviour to which every implementation of the `Store` port is held: whatever a store is made of, core and the
 * edges must not be able to tell. `openStore` gives one in a fresh, empty database.
 */
export function describeStoreContract(name: string, openStore: () => Promise<TestStore>): void {
  describe(`a store in ${name}`, () => {
    describeAccounts(openStore)
    describeKeys(openStore)
    describePolicies(openStore)
    describeTransactions(openStore)
    describeUse(openStore)
    describeCreations(openStore)
    describeKeyLists(openStore)
    describeKeyPages(openStore)
    describeKeyListModel(openStore)
  })
}
