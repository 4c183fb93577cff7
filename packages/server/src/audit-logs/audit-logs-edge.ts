import { setImmediate as nextTurn } from 'node:timers/promises'
import { type AuditEvent, exportAuditEvents, findAuditEvents, type Instance, type Principal } from '@keystead/core'
import type { Verifier } from '@keystead/verifier'
import type { FastifyPluginAsync } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { authenticate, principalOfRequest } from '../http/authenticate.ts'
import { sendLines } from '../http/send-lines.ts'
import { type PageOfLogs, readLogCursor, writeLogCursor } from './audit-log-cursor.ts'
import { type AuditLogEntry, toAuditLogEntry, writeTimestamp } from './audit-log-entry.ts'
import { invalid, resolveDateRange } from './date-range.ts'

const largestPage = 20_000
// More than anybody has logs for, and far from where the calendar of JavaScript ends.
const mostDays = 36_500

const dateSchema = z.string().max(32).optional()

const querySchema = z.strictObject({
  startDate: dateSchema,
  endDate: dateSchema,
  numDays: z.coerce.number().int().min(0).max(mostDays).optional(),
  limit: z.coerce.number().int().min(1).max(largestPage).optional(),
  cursor: z.string().max(200).optional(),
  anonymize: z.enum(['true', 'false']).default('false'),
})

/**
 * W&B's own address for audit logs, by the rules of its self-managed servers (`wandb-wire.md` §6): what fetches them there
 * fetches them here. Refusals are problem documents, as of all doors that W&B's clients do not read themselves.
 */
export function auditLogsEdge(instance: Instance, verifier: Verifier): FastifyPluginAsync {
  return async (parent) => {
    const app = parent.withTypeProvider<ZodTypeProvider>()
    app.setValidatorCompiler(validatorCompiler)
    app.setSerializerCompiler(serializerCompiler)
    app.addHook('onRequest', (request) => authenticate({ verifier, door: 'audit_logs' }, request))
    app.addHook('onSend', async (_request, reply) => {
      reply.header('cache-control', 'no-store')
    })

    app.get(
      '/admin/audit_logs',
      { exposeHeadRoute: false, schema: { querystring: querySchema } },
      async (request, reply) => {
        const { limit, cursor, endDate } = request.query
        const caller = principalOfRequest(request)
        const range = resolveDateRange(request.query, instance.clock.now())
        const anonymize = request.query.anonymize === 'true'
        if (limit === undefined && endDate === undefined) {
          if (cursor !== undefined) throw invalid('cursor', 'Only together with limit or endDate')
          return sendLines(request, reply, toEntries(await exportAuditEvents(instance, caller, range), anonymize))
        }
        const page: PageOfLogs = { range, anonymize }
        const { events, next } = await readPage(instance, caller, page, cursor, limit ?? largestPage)
        return {
          audit_logs: events.map((event) => toAuditLogEntry(event, anonymize)),
          range_start_time: writeTimestamp(range.from),
          range_end_time: writeTimestamp(range.until),
          count: events.length,
          next_cursor: next === null ? null : writeLogCursor(page, next),
        }
      },
    )
  }
}

async function* toEntries(events: AsyncIterable<AuditEvent>, anonymize: boolean): AsyncGenerator<AuditLogEntry> {
  for await (const event of events) yield toAuditLogEntry(event, anonymize)
}

// Everybody else has their turn between two parts: SQLite reads within the thread that answers.
const largestPart = 500

async function readPage(
  instance: Instance,
  caller: Principal,
  page: PageOfLogs,
  cursor: string | undefined,
  limit: number,
): Promise<{ readonly events: AuditEvent[]; readonly next: string | null }> {
  const events: AuditEvent[] = []
  let position = cursor === undefined ? undefined : readLogCursor(page, cursor)
  for (;;) {
    const part = await findAuditEvents(instance, caller, {
      ...page.range,
      order: 'oldest-first',
      cursor: position,
      limit: Math.min(limit - events.length, largestPart),
    })
    events.push(...part.events)
    if (part.nextCursor === null || events.length >= limit) return { events, next: part.nextCursor }
    position = part.nextCursor
    await nextTurn()
  }
}
