import type { StoreReader, StoreTransaction } from '@keystead/core'
import type { Kysely } from 'kysely'
import type { LockRows } from '../row-locks.ts'
import { isStorable } from '../search-text.ts'
import type { Tables } from '../tables.ts'
import { toAuditEvent, toAuditRow } from './audit-rows.ts'
import { selectAuditPage } from './list-audit-page.ts'

type Head = { readonly number: number; readonly mac: string }

const selectHead = (database: Kysely<Tables>) => database.selectFrom('audit_head').select(['number', 'mac'])

/** There is always a row. Where somebody has removed it, there is no end, and nothing can be written. */
function toHead(head: Head | undefined): Head | undefined {
  return head === undefined || head.number === 0 ? undefined : { number: head.number, mac: head.mac }
}

export function auditReader(database: Kysely<Tables>): Pick<StoreReader, 'listAuditEvents' | 'findAuditHead'> {
  return {
    async listAuditEvents(query) {
      const { organizationIds = [], action = '', actorId = '', subjectId = '' } = query
      if (query.organizationIds?.length === 0) return []
      if (![...organizationIds, action, actorId, subjectId].every(isStorable)) return []
      return (await selectAuditPage(database, query).execute()).map(toAuditEvent)
    },

    async findAuditHead() {
      return toHead(await selectHead(database).executeTakeFirst())
    },
  }
}

export function auditWriter(
  database: Kysely<Tables>,
  lockRows: LockRows,
): Pick<StoreTransaction, 'lockAuditHead' | 'appendAuditEvent'> {
  return {
    async lockAuditHead() {
      return toHead(await lockRows(selectHead(database), 'change').executeTakeFirst())
    },

    async appendAuditEvent(event) {
      const { numUpdatedRows } = await database
        .updateTable('audit_head')
        .set({ number: event.number, mac: event.mac })
        .where('number', '=', event.number - 1)
        .executeTakeFirst()
      if (numUpdatedRows !== 1n) throw new Error(`audit event ${event.number} does not follow the newest one`)
      await database.insertInto('audit_events').values(toAuditRow(event)).execute()
    },
  }
}
