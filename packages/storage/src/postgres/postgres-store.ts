import type { KeyId } from '@keystead/core'
import type { Transaction } from 'kysely'
import { KyselyStore } from '../kysely-store.ts'
import type { Tables } from '../tables.ts'

export class PostgresStore extends KyselyStore {
  protected override async lockKeys(transaction: Transaction<Tables>, keyIds: readonly KeyId[]): Promise<void> {
    // An `update` of many rows locks them in an order of its own, and two that meet would block each other for ever.
    await transaction.selectFrom('api_keys').select('id').where('id', 'in', keyIds).orderBy('id').forUpdate().execute()
  }
}
