import type { ListUsersQuery, NewUser, RemoveUserQuery, UserChanges } from '../api/api.ts'
import type { Caller, CallOptions } from '../transport/make-caller.ts'
import { eachItem } from './each-item.ts'

/** Everyone on the instance, for its admins; for everyone else themselves. Users are called by ID or user name. */
export function usersOf({ call }: Caller) {
  const list = (query: ListUsersQuery = {}, options?: CallOptions) => call('listUsers', { query }, options)
  return {
    /** Creates a user, who has no credentials until they accept an invitation or choose a password. Fails with `USER_EXISTS`. */
    create: (user: NewUser, options?: CallOptions) => call('createUser', { body: user }, options),
    /** One page, by user name. */
    list,
    listAll: (query: Omit<ListUsersQuery, 'cursor'> = {}, options?: CallOptions) =>
      eachItem(
        (cursor) => list({ ...query, cursor }, options),
        (page) => page.users,
      ),
    /** Fails with `USER_NOT_FOUND`, as all that follow do. */
    get: (user: string, options?: CallOptions) => call('getUser', { path: { user } }, options),
    /** Changes what is given, and leaves the rest. */
    update: (user: string, changes: UserChanges, options?: CallOptions) =>
      call('updateUser', { path: { user }, body: changes }, options),
    /** Removes a user with their keys, which the answer holds; with `keys: 'refuse'` only who has none (`USER_HAS_KEYS`). */
    remove: (user: string, query: RemoveUserQuery = {}, options?: CallOptions) =>
      call('removeUser', { path: { user }, query }, options),
    /** Makes a token by which a user chooses a password, once: it belongs behind `/password#`. */
    createPasswordLink: (user: string, options?: CallOptions) =>
      call('createPasswordLink', { path: { user } }, options),
  }
}
