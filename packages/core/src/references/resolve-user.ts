import { isInstanceAdmin, ownIdOf, type Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { User } from '../model/account.ts'
import type { StoreReader } from '../ports/store.ts'

/**
 * The user that is meant by an ID or a user name: for admins of the instance anyone, for everyone else themselves. Fails
 * with `USER_NOT_FOUND`, alike for others and for nobody.
 */
export async function resolveUser(store: StoreReader, caller: Principal, reference: string): Promise<User> {
  const user = await store.findUser(reference)
  if (user === undefined || !(isInstanceAdmin(caller) || user.id === ownIdOf(caller))) {
    throw new KeysteadError('USER_NOT_FOUND')
  }
  return user
}
