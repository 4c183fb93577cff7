import type { Principal } from '../access/principal.ts'
import type { Instance } from '../instance.ts'
import type { ApiKey } from '../model/api-key.ts'
import { loadKeyFor } from './load-key-for.ts'

/** One key that the caller may see. Fails with `KEY_NOT_FOUND`. */
export function getKey(instance: Instance, caller: Principal, id: string): Promise<ApiKey> {
  return loadKeyFor(instance.store, caller, id, 'see')
}
