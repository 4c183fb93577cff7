import { type Caller, isInstanceAdmin } from '../access/principal.ts'
import { describeUser } from '../audit/describe.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../model/account.ts'
import { checkUsername, normalizeEmail } from '../names/email-and-username.ts'
import { normalizeName } from '../names/normalize-name.ts'
import { insertNewUser } from './insert-new-user.ts'

export type CreateUserRequest = {
  readonly email: string
  /** Left out, what the e-mail suggests. */
  readonly username?: string | undefined
  readonly name?: string | undefined
  readonly instanceAdmin?: boolean | undefined
}

/**
 * Makes a user, who has no credentials until they accept an invitation, or choose a password by a link. For admins of the instance.
 * Fails with `FORBIDDEN`, `INVALID_EMAIL`, `INVALID_USERNAME`, `INVALID_NAME`, `NAME_CONTAINS_TOKEN`, `USER_EXISTS`.
 */
export async function createUser(instance: Instance, caller: Caller, request: CreateUserRequest): Promise<User> {
  const attempt = { action: 'user.create', on: 'user', reference: request.email } as const
  return makeChange(instance, caller, attempt, async ({ transaction, now, currentCaller, note }) => {
    if (!isInstanceAdmin(await currentCaller())) throw new KeysteadError('FORBIDDEN')
    const user = await insertNewUser(instance, transaction, {
      email: normalizeEmail(request.email),
      username: request.username === undefined ? undefined : checkUsername(request.username),
      name: request.name === undefined ? undefined : normalizeName(request.name),
      instanceAdmin: request.instanceAdmin ?? false,
      createdAt: now,
      activatedAt: null,
    })
    const details = { instanceAdmin: user.instanceAdmin }
    note({ action: 'user.create', organizations: [], target: describeUser(user), details })
    return user
  })
}
