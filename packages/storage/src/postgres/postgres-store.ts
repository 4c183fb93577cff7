import type { KeyId, OrganizationId } from '@keystead/core'
import type { Transaction } from 'kysely'
import { KyselyStore } from '../kysely-store.ts'
import { KyselyTransaction } from '../kysely-transaction.ts'
import type { Tables } from '../tables.ts'

export class PostgresStore extends KyselyStore {
  protected override async lockKeys(transaction: Transaction<Tables>, keyIds: readonly KeyId[]): Promise<void> {
    // An `update` of many rows locks them in an order of its own, and two that meet would block each other for ever.
    await transaction.selectFrom('api_keys').select('id').where('id', 'in', keyIds).orderBy('id').forUpdate().execute()
  }

  protected override makeTransaction(transaction: Transaction<Tables>): KyselyTransaction {
    return new PostgresTransaction(transaction)
  }
}

class PostgresTransaction extends KyselyTransaction {
  protected override async lockOrganizations(
    ids: readonly OrganizationId[],
    purpose: 'obey' | 'change',
  ): Promise<void> {
    if (ids.length === 0) return
    // The organization's row, not that of its policies: a policy that was never decided has none to wait for.
    const select = this.database.selectFrom('organizations').select('id').where('id', 'in', ids).orderBy('id')
    await (purpose === 'obey' ? select.forShare() : select.forUpdate()).execute()
  }
}
