import { isInstanceAdmin, type Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../model/account.ts'
import { type FindRequest, type Page, readPageByName } from '../pages/page-by-name.ts'
import { resolveUser } from '../references/resolve-user.ts'

/** All users, by user name. For admins of the instance. Fails with `FORBIDDEN`, `INVALID_CURSOR`. */
export async function findUsers({ store }: Instance, caller: Principal, request: FindRequest): Promise<Page<User>> {
  if (!isInstanceAdmin(caller)) throw new KeysteadError('FORBIDDEN')
  return readPageByName(
    request,
    (query) => store.listUsers(query),
    ({ username, id }) => ({ name: username, id }),
  )
}

/** One user: oneself, or for admins of the instance anyone. Fails with `USER_NOT_FOUND`. */
export function getUser({ store }: Instance, caller: Principal, reference: string): Promise<User> {
  return resolveUser(store, caller, reference)
}
