import { administersServiceAccount, seesServiceAccount } from '../access/administration.ts'
import type { Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import { isServiceAccountId } from '../identifiers.ts'
import type { ServiceAccount } from '../model/account.ts'
import type { StoreReader } from '../ports/store.ts'

/**
 * The service account of this ID. Fails with `SERVICE_ACCOUNT_NOT_FOUND`, alike for one that the caller does not see and
 * for one that does not exist.
 */
export async function resolveServiceAccount(
  store: StoreReader,
  caller: Principal,
  id: string,
): Promise<ServiceAccount> {
  const serviceAccount = isServiceAccountId(id) ? await store.findServiceAccount(id) : undefined
  if (serviceAccount === undefined || !seesServiceAccount(caller, serviceAccount)) {
    throw new KeysteadError('SERVICE_ACCOUNT_NOT_FOUND')
  }
  return serviceAccount
}

/** The same, if the caller administers it. Fails with `FORBIDDEN`, too: no service account governs itself. */
export async function resolveAdministeredServiceAccount(
  store: StoreReader,
  caller: Principal,
  id: string,
): Promise<ServiceAccount> {
  const serviceAccount = await resolveServiceAccount(store, caller, id)
  if (!administersServiceAccount(caller, serviceAccount)) throw new KeysteadError('FORBIDDEN')
  return serviceAccount
}
