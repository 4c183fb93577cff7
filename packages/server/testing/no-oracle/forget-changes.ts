import type { Store, StoreTransaction } from '@keystead/core'
import type { alterStore } from '../altered-store.ts'

class Undo extends Error {
  readonly result: unknown
  constructor(result: unknown) {
    super('undone')
    this.result = result
  }
}

/**
 * From now on every change is decided and answered as ever, and then undone: thousands of requests can be held against
 * each other, of which none finds another's traces.
 */
export function forgetChanges(altered: ReturnType<typeof alterStore>['altered'], store: Store): void {
  altered.recordUses = async () => {}
  altered.recordRefusals = async () => {}
  altered.transact = async (work: (transaction: StoreTransaction) => Promise<unknown>) => {
    try {
      return await store.transact(async (transaction) => {
        throw new Undo(await work(transaction))
      })
    } catch (error) {
      if (error instanceof Undo) return error.result
      throw error
    }
  }
}
