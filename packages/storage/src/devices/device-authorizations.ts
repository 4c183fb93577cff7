import type {
  DeviceAuthorizationReader,
  DeviceAuthorizationWriter,
  DeviceDecision,
  KeyDigest,
  SessionId,
  StoredDeviceAuthorization,
} from '@keystead/core'
import type { Kysely, Selectable } from 'kysely'
import { isStorable } from '../search-text.ts'
import type { Tables } from '../tables.ts'

export function deviceAuthorizationReader(database: Kysely<Tables>): DeviceAuthorizationReader {
  const find = async (column: 'id' | 'user_code_name', value: string) => {
    if (!isStorable(value)) return undefined
    const row = await database
      .selectFrom('device_authorizations')
      .selectAll()
      .where(column, '=', value)
      .executeTakeFirst()
    return row && fromRow(row)
  }
  return {
    findDeviceAuthorization: (id) => find('id', id),
    findDeviceAuthorizationByCode: (userCodeName) => find('user_code_name', userCodeName),
  }
}

export function deviceAuthorizationWriter(database: Kysely<Tables>): DeviceAuthorizationWriter {
  return {
    async insertDeviceAuthorization(authorization) {
      await database.deleteFrom('device_authorizations').where('expires_at', '<=', authorization.createdAt).execute()
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('device_authorizations')
        .values({
          id: authorization.id,
          digest: authorization.digest,
          pepper_version: authorization.pepperVersion,
          user_code_name: authorization.userCodeName,
          name: authorization.name,
          ip: authorization.ip,
          created_at: authorization.createdAt,
          expires_at: authorization.expiresAt,
          ...toColumns(authorization.decision),
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      return numInsertedOrUpdatedRows === 1n
    },

    async decideDeviceAuthorization(id, decision) {
      const { numUpdatedRows } = await database
        .updateTable('device_authorizations')
        .set(toColumns(decision))
        .where('id', '=', id)
        .where('decision', '=', 'pending')
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },
  }
}

function toColumns(decision: DeviceDecision) {
  return typeof decision === 'string'
    ? { decision, approved_by: null }
    : { decision: 'approved', approved_by: decision.approvedBy }
}

function fromRow(row: Selectable<Tables['device_authorizations']>): StoredDeviceAuthorization {
  const decision: DeviceDecision =
    row.approved_by === null ? (row.decision as 'pending' | 'denied') : { approvedBy: row.approved_by as SessionId }
  return {
    id: row.id,
    digest: row.digest as KeyDigest,
    pepperVersion: row.pepper_version,
    userCodeName: row.user_code_name,
    name: row.name,
    ip: row.ip,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    decision,
  }
}
