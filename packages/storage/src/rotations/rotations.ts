import type {
  AccountId,
  ConsumerId,
  DeadlineAction,
  KeyId,
  Rotation,
  RotationCompletion,
  RotationDeadline,
  RotationId,
  RotationReader,
  RotationState,
  RotationStore,
  RotationWriter,
} from '@keystead/core'
import { type Kysely, type Selectable, sql } from 'kysely'
import { scopeOf } from '../keys/key-conditions.ts'
import type { ClaimRows, LockRows } from '../row-locks.ts'
import { isStorable } from '../search-text.ts'
import type { Tables } from '../tables.ts'

type RotationRow = Omit<Selectable<Tables['rotations']>, 'check_at'>

const rotationColumns = [
  'rotations.id',
  'rotations.old_key_id',
  'rotations.new_key_id',
  'rotations.state',
  'rotations.completion',
  'rotations.deadline_at',
  'rotations.deadline_action',
  'rotations.opened_at',
  'rotations.opened_by',
  'rotations.ready_at',
  'rotations.stuck_at',
  'rotations.ended_at',
] as const

function toRotation(row: RotationRow): Rotation {
  return {
    id: row.id as RotationId,
    oldKeyId: row.old_key_id as KeyId,
    newKeyId: row.new_key_id as KeyId,
    state: row.state as RotationState,
    completion: row.completion as RotationCompletion,
    deadline: row.deadline_at === null ? null : { at: row.deadline_at, then: row.deadline_action as DeadlineAction },
    openedAt: row.opened_at,
    openedBy: row.opened_by as AccountId,
    readyAt: row.ready_at,
    stuckAt: row.stuck_at,
    endedAt: row.ended_at,
  }
}

const toDeadlineColumns = (deadline: RotationDeadline | null) => ({
  deadline_at: deadline && deadline.at,
  deadline_action: deadline && deadline.then,
})

/** By which a rotation is shown: the new one, or where that is gone, the old one. */
const shownKey = sql<string>`
  case when exists (select 1 from api_keys as new_key where new_key.id = rotations.new_key_id)
  then rotations.new_key_id else rotations.old_key_id end
`

export function rotationReader(database: Kysely<Tables>): RotationReader {
  const select = () => database.selectFrom('rotations').select(rotationColumns)
  return {
    async findRotation(id) {
      if (!isStorable(id)) return undefined
      const row = await select().where('id', '=', id).executeTakeFirst()
      return row && toRotation(row)
    },

    async findRotationFrom(oldKeyId) {
      if (!isStorable(oldKeyId)) return undefined
      const row = await select()
        .where('old_key_id', '=', oldKeyId)
        .orderBy('opened_at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row && toRotation(row)
    },

    async findRotationTo(newKeyId) {
      if (!isStorable(newKeyId)) return undefined
      const row = await select().where('new_key_id', '=', newKeyId).executeTakeFirst()
      return row && toRotation(row)
    },

    async listRotations({ states, keyId, after, limit, ...scope }) {
      if (![keyId ?? '', scope.ownerId ?? ''].every(isStorable)) return []
      let query = select()
        .innerJoin('api_keys', (join) => join.on('api_keys.id', '=', shownKey))
        .where((expressions) => scopeOf({ ...scope, limit })(expressions as never))
        .orderBy('rotations.opened_at', 'desc')
        .orderBy('rotations.id', 'desc')
        .limit(limit)
      if (states !== undefined) query = query.where('rotations.state', 'in', states)
      if (keyId !== undefined) {
        query = query.where(({ or, eb }) =>
          or([eb('rotations.old_key_id', '=', keyId), eb('rotations.new_key_id', '=', keyId)]),
        )
      }
      if (after !== undefined) {
        query = query.where(sql<boolean>`(rotations.opened_at, rotations.id) < (${after.openedAt}, ${after.id})`)
      }
      return (await query.execute()).map(toRotation)
    },

    async listGoneMarks(id) {
      const rows = await database
        .selectFrom('gone_marks')
        .select(['consumer_id', 'marked_at'])
        .where('rotation_id', '=', id)
        .orderBy('consumer_id')
        .execute()
      return rows.map(({ consumer_id, marked_at }) => ({ consumerId: consumer_id as ConsumerId, at: marked_at }))
    },
  }
}

export function rotationWriter(database: Kysely<Tables>, lockRows: LockRows): RotationWriter {
  const updateUnderWay = async (id: RotationId, columns: Partial<RotationRow>) => {
    const { numUpdatedRows } = await database
      .updateTable('rotations')
      .set(columns)
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  }
  return {
    async insertRotation(rotation) {
      const keyIds = [rotation.oldKeyId, rotation.newKeyId]
      // Both stay until this transaction ends: whoever deletes one waits, and then finds the rotation.
      const keys = database.selectFrom('api_keys').select('id').where('id', 'in', keyIds).orderBy('id')
      if ((await lockRows(keys, 'obey').execute()).length !== keyIds.length) return false
      const busy = database.selectFrom('rotations').select('id').where('ended_at', 'is', null)
      // The indexes refuse the other cases. A new key is known to nobody else, so that this one loses no race.
      if ((await busy.where('new_key_id', '=', rotation.oldKeyId).executeTakeFirst()) !== undefined) return false
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('rotations')
        .values({
          id: rotation.id,
          old_key_id: rotation.oldKeyId,
          new_key_id: rotation.newKeyId,
          state: rotation.state,
          completion: rotation.completion,
          ...toDeadlineColumns(rotation.deadline),
          opened_at: rotation.openedAt,
          opened_by: rotation.openedBy,
          ready_at: rotation.readyAt,
          stuck_at: rotation.stuckAt,
          ended_at: rotation.endedAt,
          check_at: rotation.openedAt,
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      return numInsertedOrUpdatedRows === 1n
    },

    updateRotation(id, { completion, deadline, stuckAt }) {
      return updateUnderWay(id, {
        ...(completion !== undefined && { completion }),
        ...(deadline !== undefined && toDeadlineColumns(deadline)),
        ...(stuckAt !== undefined && { stuck_at: stuckAt }),
      })
    },

    async changeReadiness(id, readyAt) {
      const [from, to] = readyAt === null ? ['ready', 'open'] : ['open', 'ready']
      const { numUpdatedRows } = await database
        .updateTable('rotations')
        .set({ state: to, ready_at: readyAt })
        .where('id', '=', id)
        .where('state', '=', from)
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },

    endRotation: (id, state, at) => updateUnderWay(id, { state, ended_at: at }),

    async markGone(id, { consumerId, at }) {
      const rotation = database.selectFrom('rotations').select('id').where('id', '=', id).where('ended_at', 'is', null)
      if ((await lockRows(rotation, 'obey').executeTakeFirst()) === undefined) return false
      await database
        .insertInto('gone_marks')
        .values({ rotation_id: id, consumer_id: consumerId, marked_at: at })
        .onConflict((conflict) => conflict.columns(['rotation_id', 'consumer_id']).doUpdateSet({ marked_at: at }))
        .execute()
      return true
    },

    async unmarkGone(id, consumerId) {
      const { numDeletedRows } = await database
        .deleteFrom('gone_marks')
        .where('rotation_id', '=', id)
        .where('consumer_id', '=', consumerId)
        .executeTakeFirst()
      return numDeletedRows === 1n
    },
  }
}

export function rotationStore(database: Kysely<Tables>, claimRows: ClaimRows): RotationStore {
  return {
    claimDueRotations({ now, nextAt, limit }) {
      return database.transaction().execute(async (transaction) => {
        const due = transaction
          .selectFrom('rotations')
          .select('id')
          .where('ended_at', 'is', null)
          .where('check_at', '<=', now)
        const claimed = await claimRows(due.orderBy('check_at').orderBy('id').limit(limit)).execute()
        const ids = claimed.map(({ id }) => id as RotationId)
        if (ids.length > 0) {
          await transaction.updateTable('rotations').set({ check_at: nextAt }).where('id', 'in', ids).execute()
        }
        return ids
      })
    },

    forgetRotations({ endedBefore, limit }) {
      return database.transaction().execute(async (transaction) => {
        const over = transaction.selectFrom('rotations').select('id').where('ended_at', '<', endedBefore)
        // Not those that another node is about to forget.
        const claimed = await claimRows(over.orderBy('ended_at').limit(limit)).execute()
        const ids = claimed.map(({ id }) => id)
        if (ids.length > 0) await transaction.deleteFrom('rotations').where('id', 'in', ids).execute()
        return ids.length
      })
    },
  }
}
