import type {
  DisabledReason,
  EventType,
  OrganizationId,
  StoredWebhook,
  UserId,
  WebhookId,
  WebhookReader,
  WebhookWriter,
} from '@keystead/core'
import type { Kysely, Selectable } from 'kysely'
import type { LockRows } from '../row-locks.ts'
import { isStorable } from '../search-text.ts'
import type { Tables } from '../tables.ts'

type WebhookRow = Selectable<Tables['webhooks']>

export function toStoredWebhook(row: WebhookRow): StoredWebhook {
  return {
    id: row.id as WebhookId,
    organizationId: row.organization_id as OrganizationId | null,
    url: row.url,
    description: row.description,
    eventTypes: JSON.parse(row.event_types) as EventType[],
    disabled: row.disabled_at === null ? null : { at: row.disabled_at, reason: row.disabled_reason as DisabledReason },
    createdAt: row.created_at,
    createdBy: row.created_by as UserId,
    previousSecretUntil: row.previous_secret_until,
    health: toHealth(row),
    secrets: { current: row.sealed_secret, previous: row.sealed_previous_secret, pepperVersion: row.pepper_version },
  }
}

export function toHealth(row: Pick<WebhookRow, 'failing_since' | 'failures' | 'resume_at'>): StoredWebhook['health'] {
  return { failingSince: row.failing_since, failures: row.failures, resumeAt: row.resume_at }
}

type WebhookChanges = Parameters<WebhookWriter['updateWebhook']>[1]

function toColumns({ url, description, eventTypes, disabled, previousSecretUntil, health, secrets }: WebhookChanges) {
  return {
    ...(url !== undefined && { url }),
    ...(description !== undefined && { description }),
    ...(eventTypes !== undefined && { event_types: JSON.stringify(eventTypes) }),
    ...(disabled !== undefined && { disabled_at: disabled?.at ?? null, disabled_reason: disabled?.reason ?? null }),
    ...(previousSecretUntil !== undefined && { previous_secret_until: previousSecretUntil }),
    ...(health !== undefined && {
      failing_since: health.failingSince,
      failures: health.failures,
      resume_at: health.resumeAt,
    }),
    ...(secrets !== undefined && {
      sealed_secret: secrets.current,
      sealed_previous_secret: secrets.previous,
      pepper_version: secrets.pepperVersion,
    }),
  }
}

export function webhookReader(
  database: Kysely<Tables>,
): Pick<WebhookReader, 'findWebhook' | 'listWebhooks' | 'listAudiences'> {
  return {
    async findWebhook(id) {
      if (!isStorable(id)) return undefined
      const row = await database.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toStoredWebhook(row)
    },

    async listWebhooks(organizationId) {
      const rows = await database
        .selectFrom('webhooks')
        .selectAll()
        .where('organization_id', organizationId === null ? 'is' : '=', organizationId)
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      return rows.map(toStoredWebhook)
    },

    async listAudiences(type) {
      const rows = await database
        .selectFrom('webhooks')
        .select(['organization_id', 'event_types'])
        .where('disabled_at', 'is', null)
        .execute()
      const wanting = rows.filter(({ event_types: text }) => {
        const types = JSON.parse(text) as string[]
        return types.length === 0 || types.includes(type)
      })
      return [...new Set(wanting.map((row) => row.organization_id as OrganizationId | null))]
    },
  }
}

export function webhookWriter(
  database: Kysely<Tables>,
  lockRows: LockRows,
): Pick<WebhookWriter, 'insertWebhook' | 'lockWebhook' | 'updateWebhook' | 'deleteWebhook'> {
  return {
    async insertWebhook({ id, organizationId, createdAt, createdBy, ...rest }) {
      const { url, description, eventTypes, disabled, previousSecretUntil, health, secrets } = rest
      await database
        .insertInto('webhooks')
        .values({
          id,
          organization_id: organizationId,
          url,
          description,
          event_types: JSON.stringify(eventTypes),
          sealed_secret: secrets.current,
          sealed_previous_secret: secrets.previous,
          previous_secret_until: previousSecretUntil,
          pepper_version: secrets.pepperVersion,
          disabled_at: disabled?.at ?? null,
          disabled_reason: disabled?.reason ?? null,
          created_at: createdAt,
          created_by: createdBy,
          failing_since: health.failingSince,
          failures: health.failures,
          resume_at: health.resumeAt,
        })
        .execute()
    },

    async lockWebhook(id) {
      if (!isStorable(id)) return undefined
      const select = database.selectFrom('webhooks').selectAll().where('id', '=', id)
      const row = await lockRows(select, 'change').executeTakeFirst()
      return row && toStoredWebhook(row)
    },

    async updateWebhook(id, changes) {
      await database.updateTable('webhooks').set(toColumns(changes)).where('id', '=', id).execute()
    },

    async deleteWebhook(id) {
      await database.deleteFrom('webhook_deliveries').where('webhook_id', '=', id).execute()
      const { numDeletedRows } = await database.deleteFrom('webhooks').where('id', '=', id).executeTakeFirst()
      return numDeletedRows === 1n
    },
  }
}
