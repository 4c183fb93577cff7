import type {
  Member,
  Membership,
  OrganizationId,
  OrganizationRole,
  Person,
  StoreReader,
  StoreTransaction,
  UserId,
} from '@keystead/core'
import type { Kysely } from 'kysely'
import { byUsername, isOnPage, isStorablePage } from '../name-pages.ts'
import { isStorable } from '../search-text.ts'
import type { Tables } from '../tables.ts'
import type { Touch } from '../touched-subjects.ts'

export type MembershipRow = { joined_id: string; joined_name: string; role: string }

export function toMembership(row: MembershipRow): Membership {
  return {
    organization: { id: row.joined_id as OrganizationId, name: row.joined_name },
    role: row.role as OrganizationRole,
  }
}

export const personColumns = ['users.id', 'users.username', 'users.email', 'users.name'] as const

export function toPerson(row: { id: string; username: string; email: string; name: string }): Person {
  return { id: row.id as UserId, username: row.username, email: row.email, name: row.name }
}

export function memberReader(
  database: Kysely<Tables>,
): Pick<StoreReader, 'listMemberships' | 'findMember' | 'listMembers' | 'countOrganizationAdmins'> {
  const selectMembers = (organizationId: OrganizationId) =>
    database
      .selectFrom('memberships')
      .innerJoin('users', 'users.id', 'memberships.user_id')
      .select(personColumns)
      .select('memberships.role')
      .where('memberships.organization_id', '=', organizationId)
  const toMember = (row: Parameters<typeof toPerson>[0] & { role: string }): Member => ({
    user: toPerson(row),
    role: row.role as OrganizationRole,
  })

  return {
    async listMemberships(userId) {
      const rows = await database
        .selectFrom('memberships')
        .innerJoin('organizations as joined', 'joined.id', 'memberships.organization_id')
        .select(['joined.id as joined_id', 'joined.name as joined_name', 'memberships.role'])
        .where('memberships.user_id', '=', userId)
        .orderBy('joined.folded_name')
        .execute()
      return rows.map(toMembership)
    },

    async findMember(organizationId, userId) {
      if (![organizationId, userId].every(isStorable)) return undefined
      const row = await selectMembers(organizationId).where('users.id', '=', userId).executeTakeFirst()
      return row && toMember(row)
    },

    async listMembers(organizationId, query) {
      if (!isStorable(organizationId) || !isStorablePage(query)) return []
      const rows = await selectMembers(organizationId)
        .where(isOnPage(query, byUsername))
        .orderBy('users.username')
        .orderBy('users.id')
        .limit(query.limit)
        .execute()
      return rows.map(toMember)
    },

    async countOrganizationAdmins(id) {
      const { admins } = await database
        .selectFrom('memberships')
        .select(({ fn }) => fn.countAll<number>().as('admins'))
        .where('organization_id', '=', id)
        .where('role', '=', 'admin')
        .executeTakeFirstOrThrow()
      return admins
    },
  }
}

export function memberWriter(
  database: Kysely<Tables>,
  touch: Touch,
): Pick<StoreTransaction, 'insertMembership' | 'updateMembership' | 'deleteMembership'> {
  return {
    async insertMembership(userId, organizationId, role) {
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('memberships')
        .values({ user_id: userId, organization_id: organizationId, role })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      if (numInsertedOrUpdatedRows !== 1n) return false
      touch({ kind: 'account', id: userId })
      return true
    },

    async updateMembership(userId, organizationId, role) {
      const { numUpdatedRows } = await database
        .updateTable('memberships')
        .set({ role })
        .where('user_id', '=', userId)
        .where('organization_id', '=', organizationId)
        .executeTakeFirst()
      if (numUpdatedRows !== 1n) return false
      touch({ kind: 'account', id: userId })
      return true
    },

    async deleteMembership(userId, organizationId) {
      // Those in the organization's teams refer to this one, and go with it.
      const { numDeletedRows } = await database
        .deleteFrom('memberships')
        .where('user_id', '=', userId)
        .where('organization_id', '=', organizationId)
        .executeTakeFirst()
      if (numDeletedRows !== 1n) return false
      touch({ kind: 'account', id: userId })
      return true
    },
  }
}
