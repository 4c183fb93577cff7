import {
  foldText,
  type Organization,
  type OrganizationId,
  type StoreReader,
  type StoreTransaction,
} from '@keystead/core'
import type { Kysely } from 'kysely'
import { claimName } from '../claim-name.ts'
import { foldedNameOf, isOnPage, isStorablePage } from '../name-pages.ts'
import type { LockRows } from '../row-locks.ts'
import { isStorable } from '../search-text.ts'
import type { Tables } from '../tables.ts'
import type { Touch } from '../touched-subjects.ts'

const organizationColumns = ['organizations.id', 'organizations.name', 'organizations.created_at'] as const

function toOrganization(row: { id: string; name: string; created_at: number }): Organization {
  return { id: row.id as OrganizationId, name: row.name, createdAt: row.created_at }
}

export function organizationReader(
  database: Kysely<Tables>,
): Pick<StoreReader, 'findOrganization' | 'listOrganizations'> {
  const selectOrganizations = () => database.selectFrom('organizations').select(organizationColumns)
  return {
    async findOrganization(reference) {
      if (!isStorable(reference)) return undefined
      const row = await selectOrganizations()
        .where(({ eb, or }) => or([eb('id', '=', reference), eb('folded_name', '=', foldText(reference))]))
        .executeTakeFirst()
      return row && toOrganization(row)
    },

    async listOrganizations(query) {
      const { ids } = query
      if (!isStorablePage(query) || ids?.length === 0) return []
      const rows = await selectOrganizations()
        .where(isOnPage(query, foldedNameOf('organizations')))
        .$if(ids !== undefined, (some) => some.where('organizations.id', 'in', ids ?? []))
        .orderBy('organizations.folded_name')
        .orderBy('organizations.id')
        .limit(query.limit)
        .execute()
      return rows.map(toOrganization)
    },
  }
}

export function organizationWriter(
  database: Kysely<Tables>,
  lockRows: LockRows,
  touch: Touch,
): Pick<StoreTransaction, 'lockOrganizations' | 'insertOrganization' | 'renameOrganization'> {
  return {
    async lockOrganizations(ids, purpose) {
      if (ids.length === 0) return
      // The organization's row, which is always there to wait for. In one order for everyone: two who lock the same ones
      // would else wait for each other.
      const select = database.selectFrom('organizations').select('id').where('id', 'in', ids).orderBy('id')
      await lockRows(select, purpose).execute()
    },

    async insertOrganization({ id, name, createdAt }) {
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('organizations')
        .values({ id, name, folded_name: foldText(name), created_at: createdAt })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      if (numInsertedOrUpdatedRows !== 1n) return false
      touch({ kind: 'organization', id })
      return true
    },

    async renameOrganization(id, name) {
      const folded_name = foldText(name)
      const rename = async () => {
        const { numUpdatedRows } = await database
          .updateTable('organizations')
          .set({ name, folded_name })
          .where('id', '=', id)
          .executeTakeFirst()
        return numUpdatedRows === 1n
      }
      const isTaken = async () => {
        const others = database.selectFrom('organizations').select('id').where('id', '!=', id)
        return (await others.where('folded_name', '=', folded_name).executeTakeFirst()) !== undefined
      }
      if (!(await claimName(database, rename, isTaken))) return false
      touch({ kind: 'organization', id })
      return true
    },
  }
}
