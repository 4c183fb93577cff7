import type { AccountId } from '../identifiers.ts'

export interface KeyOwnerReader {
  /** Those who own keys, in the order of their IDs, from beyond this text on. */
  listKeyOwners(query: { readonly after: string; readonly limit: number }): Promise<AccountId[]>
}
