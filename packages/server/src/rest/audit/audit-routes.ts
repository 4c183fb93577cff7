import { type AuditEvent, auditOutcomes, exportAuditEvents, findAuditEvents, type Instance } from '@keystead/core'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { principalOfRequest } from '../../http/authenticate.ts'
import { linesMediaType, sendLines } from '../../http/send-lines.ts'
import { idSchema, organizationReferenceSchema, readTime, timeSchema } from '../wire/fields.ts'
import { nextCursorSchema, pageQuerySchema } from '../wire/page.ts'
import { problemResponse } from '../wire/problem.ts'
import { type AuditEventResource, auditEventSchema, toAuditEventResource } from './audit-event-resource.ts'

const auditOutcomeSchema = z.enum(auditOutcomes).meta({ id: 'AuditOutcome' })

const filters = {
  organization: organizationReferenceSchema.optional().describe('ID or name; left out, all that you may read'),
  action: z.string().max(64).optional().describe('An action, or the noun before its dot for all of one kind'),
  outcome: auditOutcomeSchema.optional(),
  actor: idSchema.optional().describe('ID of the user or service account who did it'),
  subject: idSchema.optional().describe('ID of what it was done to, or of the key that was used'),
  from: timeSchema.optional().describe('RFC 3339; from this moment on'),
  until: timeSchema.optional().describe('RFC 3339; before this moment'),
}
const auditEventPageSchema = z
  .object({ events: z.array(auditEventSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'AuditEventPage' })

const exportQuerySchema = z.strictObject(filters)

/** `/audit`: who did what, for admins and service accounts of an organization (design §5). */
export function auditRoutes(instance: Instance): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/audit',
      {
        schema: {
          operationId: 'listAuditEvents',
          summary: 'What was done and what was refused, newest first',
          tags: ['audit'],
          querystring: pageQuerySchema.extend(filters),
          response: {
            200: auditEventPageSchema,
            default: problemResponse,
          },
        },
      },
      async (request) => {
        const { cursor, limit, ...filter } = request.query
        const { events, nextCursor } = await findAuditEvents(instance, principalOfRequest(request), {
          ...toFilter(filter),
          order: 'newest-first',
          cursor,
          limit,
        })
        return { events: events.map(toAuditEventResource), nextCursor }
      },
    )

    app.get(
      '/audit/export',
      {
        // It would read all that there is, and throw it away.
        exposeHeadRoute: false,
        schema: {
          operationId: 'exportAuditEvents',
          summary: 'The same as a file, oldest first: one event a line. An export that breaks off is not complete',
          tags: ['audit'],
          querystring: exportQuerySchema,
          response: {
            200: { description: 'An event a line', content: { [linesMediaType]: { schema: auditEventSchema } } },
            default: problemResponse,
          },
        },
      },
      async (request, reply) => {
        const events = await exportAuditEvents(instance, principalOfRequest(request), toFilter(request.query))
        return sendLines(request, reply, toResources(events))
      },
    )
  }
}

function toFilter({ from, until, ...filter }: z.infer<typeof exportQuerySchema>) {
  return { ...filter, from: readTime(from), until: readTime(until) }
}

async function* toResources(events: AsyncIterable<AuditEvent>): AsyncGenerator<AuditEventResource> {
  for await (const event of events) yield toAuditEventResource(event)
}
