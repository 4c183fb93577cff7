import type { StoreReader, StoreTransaction, User, UserId } from '@keystead/core'
import type { Kysely } from 'kysely'
import { byUsername, isOnPage, isStorablePage } from '../name-pages.ts'
import { isStorable, searchTextOf } from '../search-text.ts'
import type { Tables } from '../tables.ts'
import type { Touch } from '../touched-subjects.ts'
import { renameOwner } from './rename-owner.ts'

export const userColumns = [
  'users.id',
  'users.username',
  'users.email',
  'users.name',
  'users.instance_admin',
  'users.created_at',
  'users.activated_at',
] as const

type UserRow = {
  id: string
  username: string
  email: string
  name: string
  instance_admin: number
  created_at: number
  activated_at: number | null
}

export function toUser(row: UserRow): User {
  return {
    id: row.id as UserId,
    username: row.username,
    email: row.email,
    name: row.name,
    instanceAdmin: row.instance_admin === 1,
    createdAt: row.created_at,
    activatedAt: row.activated_at,
  }
}

export function userReader(
  database: Kysely<Tables>,
): Pick<StoreReader, 'findUser' | 'findUserByEmail' | 'listUsers' | 'countInstanceAdmins'> {
  const selectUsers = () => database.selectFrom('users').select(userColumns)
  return {
    async findUser(reference) {
      if (!isStorable(reference)) return undefined
      const row = await selectUsers()
        .where(({ eb, or }) => or([eb('id', '=', reference), eb('username', '=', reference)]))
        .executeTakeFirst()
      return row && toUser(row)
    },

    async findUserByEmail(email) {
      if (!isStorable(email)) return undefined
      const row = await selectUsers().where('email', '=', email).executeTakeFirst()
      return row && toUser(row)
    },

    async listUsers(query) {
      if (!isStorablePage(query)) return []
      const rows = await selectUsers()
        .where(isOnPage(query, byUsername))
        .orderBy('users.username')
        .orderBy('users.id')
        .limit(query.limit)
        .execute()
      return rows.map(toUser)
    },

    async countInstanceAdmins() {
      const { admins } = await database
        .selectFrom('users')
        .select(({ fn }) => fn.countAll<number>().as('admins'))
        .where('instance_admin', '=', 1)
        .executeTakeFirstOrThrow()
      return admins
    },
  }
}

export function userWriter(
  database: Kysely<Tables>,
  touch: Touch,
): Pick<StoreTransaction, 'insertUser' | 'updateUser' | 'deleteUser'> {
  /** What a search finds a user by, once they have this name. The other parts of it never change. */
  async function searchTextFor(id: UserId, name: string): Promise<string | undefined> {
    const user = await database
      .selectFrom('users')
      .select(['username', 'email'])
      .where('id', '=', id)
      .executeTakeFirst()
    return user && searchTextOf(user.username, user.email, name)
  }

  return {
    async insertUser(user) {
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('users')
        .values({
          id: user.id,
          username: user.username,
          email: user.email,
          name: user.name,
          search_text: searchTextOf(user.username, user.email, user.name),
          instance_admin: user.instanceAdmin ? 1 : 0,
          created_at: user.createdAt,
          activated_at: user.activatedAt,
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      if (numInsertedOrUpdatedRows !== 1n) return false
      touch({ kind: 'account', id: user.id })
      return true
    },

    async updateUser(id, { name, instanceAdmin, activatedAt }) {
      const searchText = name === undefined ? undefined : await searchTextFor(id, name)
      const { numUpdatedRows } = await database
        .updateTable('users')
        .set(({ ref }) => ({
          name: name ?? ref('name'),
          search_text: searchText ?? ref('search_text'),
          instance_admin: instanceAdmin === undefined ? ref('instance_admin') : Number(instanceAdmin),
          activated_at: activatedAt === undefined ? ref('activated_at') : activatedAt,
        }))
        .where('id', '=', id)
        .executeTakeFirst()
      if (numUpdatedRows !== 1n) return false
      if (name !== undefined) await renameOwner(database, id, name)
      touch({ kind: 'account', id })
      return true
    },

    async deleteUser(id) {
      // Their places in teams end with those in organizations.
      await database.deleteFrom('memberships').where('user_id', '=', id).execute()
      const { numDeletedRows } = await database.deleteFrom('users').where('id', '=', id).executeTakeFirst()
      if (numDeletedRows !== 1n) return false
      touch({ kind: 'account', id })
      return true
    },
  }
}
