import { describe } from 'vitest'
import type { TestStore } from './open-test-stores.ts'
import { describeAccounts } from './store-contract/accounts.ts'
import { describeAuditEvents } from './store-contract/audit-events.ts'
import { describeBlocks } from './store-contract/blocks.ts'
import { describeChangeModel } from './store-contract/change-model.ts'
import { describeChanges } from './store-contract/changes.ts'
import { describeConsumers } from './store-contract/consumers.ts'
import { describeCreations } from './store-contract/creations.ts'
import { describeDeletedKeys } from './store-contract/deleted-keys.ts'
import { describeDeviceAuthorizations } from './store-contract/device-authorizations.ts'
import { describeDisablements } from './store-contract/disablements.ts'
import { describeInvitations } from './store-contract/invitations.ts'
import { describeKeyListModel } from './store-contract/key-list-model.ts'
import { describeKeyLists } from './store-contract/key-lists.ts'
import { describeKeyPages } from './store-contract/key-pages.ts'
import { describeKeys } from './store-contract/keys.ts'
import { describeLeaks } from './store-contract/leaks.ts'
import { describeMembers } from './store-contract/members.ts'
import { describeNotices } from './store-contract/notices.ts'
import { describePasswords } from './store-contract/passwords.ts'
import { describePolicies } from './store-contract/policies.ts'
import { describeRaces } from './store-contract/races.ts'
import { describeRefusals } from './store-contract/refusals.ts'
import { describeRotations } from './store-contract/rotations.ts'
import { describeServiceAccounts } from './store-contract/service-accounts.ts'
import { describeSessions } from './store-contract/sessions.ts'
import { describeTeams } from './store-contract/teams.ts'
import { describeTransactions } from './store-contract/transactions.ts'
import { describeUse } from './store-contract/use.ts'
import { describeUsers } from './store-contract/users.ts'
import { describeWebhooks } from './store-contract/webhooks.ts'

/**
 * The behaviour to which every implementation of the `Store` port is held: whatever a store is made of, core and the
 * edges must not be able to tell. `openStore` gives one in a fresh, empty database.
 */
export function describeStoreContract(name: string, openStore: () => Promise<TestStore>): void {
  describe(`a store in ${name}`, () => {
    describeAccounts(openStore)
    describeUsers(openStore)
    describeMembers(openStore)
    describeTeams(openStore)
    describeServiceAccounts(openStore)
    describeInvitations(openStore)
    describePasswords(openStore)
    describeSessions(openStore)
    describeDeviceAuthorizations(openStore)
    describeKeys(openStore)
    describeBlocks(openStore)
    describeDisablements(openStore)
    describeLeaks(openStore)
    describeDeletedKeys(openStore)
    describePolicies(openStore)
    describeAuditEvents(openStore)
    describeTransactions(openStore)
    describeChanges(openStore)
    describeChangeModel(openStore)
    describeNotices(openStore)
    describeRaces(openStore)
    describeUse(openStore)
    describeConsumers(openStore)
    describeCreations(openStore)
    describeRefusals(openStore)
    describeRotations(openStore)
    describeKeyLists(openStore)
    describeKeyPages(openStore)
    describeKeyListModel(openStore)
    describeWebhooks(openStore)
  })
}
