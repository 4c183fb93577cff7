import type { Principal } from '../access/principal.ts'
import type { Instance } from '../instance.ts'
import type { ApiKey } from '../model/api-key.ts'
import { loadKeyFor } from './load-key-for.ts'
import { presentKey } from './present-key.ts'

/** One key that the caller may see. Fails with `KEY_NOT_FOUND`. */
export async function getKey({ store }: Instance, caller: Principal, id: string): Promise<ApiKey> {
  return presentKey(caller, (await loadKeyFor(store, caller, id, 'see')).key)
}
