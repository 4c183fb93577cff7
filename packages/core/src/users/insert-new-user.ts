import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../model/account.ts'
import { usernameFrom } from '../names/email-and-username.ts'
import { newUserId } from '../names/new-identifier.ts'
import type { StoreTransaction } from '../ports/store.ts'
import { drawBase62 } from '../token/base62.ts'

export type NewUser = Omit<User, 'id' | 'username' | 'name'> & {
  /** Left out, what the e-mail suggests, or that and some random characters. */
  readonly username?: string | undefined
  /** Left out, the user name. */
  readonly name?: string | undefined
}

/** Stores a new user. Fails with `USER_EXISTS` where the e-mail is taken, or the user name that was asked for. */
export async function insertNewUser(
  { randomness }: Instance,
  transaction: StoreTransaction,
  { username: wanted, name, ...user }: NewUser,
): Promise<User> {
  const suggested = usernameFrom(user.email)
  const id = newUserId(randomness)
  const usernames =
    wanted === undefined ? [suggested, `${suggested}-${drawBase62(randomness, 6).toLowerCase()}`] : [wanted]
  for (const username of usernames) {
    const made: User = { ...user, id, username, name: name ?? username }
    if (await transaction.insertUser(made)) return made
  }
  throw new KeysteadError('USER_EXISTS')
}
