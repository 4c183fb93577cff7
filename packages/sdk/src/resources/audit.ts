import type { ExportAuditEventsQuery, ListAuditEventsQuery } from '../api/api.ts'
import type { Caller, CallOptions } from '../transport/make-caller.ts'
import { eachItem } from './each-item.ts'

/** Who did what, and what was refused, for admins. */
export function auditOf({ call, callForLines, addressOf }: Caller) {
  const list = (query: ListAuditEventsQuery = {}, options?: CallOptions) => call('listAuditEvents', { query }, options)
  return {
    /** One page, newest first. */
    list,
    listAll: (query: Omit<ListAuditEventsQuery, 'cursor'> = {}, options?: CallOptions) =>
      eachItem(
        (cursor) => list({ ...query, cursor }, options),
        (page) => page.events,
      ),
    /**
     * Everything at once, oldest first, each event as it comes. It fails with `NO_ANSWER` where it breaks off: what ends
     * without an error is complete. `timeoutMs` is for the first event.
     *
     * @example
     * for await (const event of client.audit.export({ organization: 'acme' })) console.log(JSON.stringify(event))
     */
    export: (query: ExportAuditEventsQuery = {}, options?: CallOptions) =>
      callForLines('exportAuditEvents', { query }, options),
    /** Where {@link export} reads from, for a browser that downloads it with its session. */
    exportUrl: (query: ExportAuditEventsQuery = {}) => addressOf('exportAuditEvents', { query }),
  }
}
