import { administersOrganization } from '../access/administration.ts'
import { administeredOrganizations, isInstanceAdmin, type Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import type { OrganizationId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import { type AuditAction, type AuditEvent, type AuditOutcome, auditActions } from '../model/audit-event.ts'
import type { AuditQuery } from '../ports/store.ts'
import { resolveOrganization } from '../references/resolve-organization.ts'

export type FindAuditEventsRequest = {
  /** ID or name; left out, all that the caller may read. */
  readonly organization?: string | undefined
  /** An action, or the noun of several (`key`). */
  readonly action?: string | undefined
  readonly outcome?: AuditOutcome | undefined
  /** ID of whoever did it. */
  readonly actor?: string | undefined
  /** ID of what it was done to, or of the key that was used. */
  readonly subject?: string | undefined
  /** Epoch milliseconds, inclusive. */
  readonly from?: number | undefined
  /** Epoch milliseconds, exclusive. */
  readonly until?: number | undefined
}

export type AuditPage = { readonly events: readonly AuditEvent[]; readonly nextCursor: string | null }

/**
 * One page of the events that the caller may read: admins and service accounts of an organization those of theirs, admins
 * of the instance all. Pages hold a place in the trail, so what is written meanwhile moves nothing.
 * Fails with `FORBIDDEN`, `ORGANIZATION_NOT_FOUND`, `INVALID_CURSOR`, and with `INVALID_REQUEST` for an unknown action.
 */
export async function findAuditEvents(
  instance: Instance,
  caller: Principal,
  request: FindAuditEventsRequest & {
    readonly order: AuditQuery['order']
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<AuditPage> {
  const { order, cursor, limit } = request
  const query = await toAuditQuery(instance, caller, request)
  const beyond = cursor === undefined ? {} : { beyond: readCursor(cursor) }
  // One more than asked for tells whether there is a next page.
  const found = await instance.store.listAuditEvents({ ...query, ...beyond, order, limit: limit + 1 })
  const events = found.slice(0, limit)
  const last = events.at(-1)
  return { events, nextCursor: found.length > limit && last !== undefined ? String(last.number) : null }
}

const pageOfExport = 500

/** The same events from the oldest on, as many as there are. What the caller may read is decided at the beginning. */
export async function exportAuditEvents(
  instance: Instance,
  caller: Principal,
  request: FindAuditEventsRequest,
): Promise<AsyncIterable<AuditEvent>> {
  const query = await toAuditQuery(instance, caller, request)
  return readAll()

  async function* readAll() {
    // An end is set, so that a busy instance cannot keep an export going for ever.
    const end = (await instance.store.findAuditHead())?.number ?? 0
    for (let beyond = 0; ; ) {
      const events = await instance.store.listAuditEvents({
        ...query,
        beyond,
        order: 'oldest-first',
        limit: pageOfExport,
      })
      for (const event of events) {
        if (event.number > end) return
        yield event
      }
      const last = events.at(-1)
      if (last === undefined || events.length < pageOfExport) return
      beyond = last.number
    }
  }
}

async function toAuditQuery(
  instance: Instance,
  caller: Principal,
  { organization, action, outcome, actor, subject, from, until }: FindAuditEventsRequest,
): Promise<Omit<AuditQuery, 'order' | 'limit'>> {
  const organizationIds = await readableOrganizations(instance, caller, organization)
  return {
    ...(organizationIds !== undefined && { organizationIds }),
    ...(action !== undefined && { action: readAction(action) }),
    ...(outcome !== undefined && { outcome }),
    ...(actor !== undefined && { actorId: actor }),
    ...(subject !== undefined && { subjectId: subject }),
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
  }
}

async function readableOrganizations(
  { store }: Instance,
  caller: Principal,
  reference: string | undefined,
): Promise<OrganizationId[] | undefined> {
  if (reference !== undefined) {
    const { id } = await resolveOrganization(store, caller, reference)
    if (!mayReadAudit(caller, id)) throw new KeysteadError('FORBIDDEN')
    return [id]
  }
  if (isInstanceAdmin(caller)) return undefined
  const readable = caller.kind === 'user' ? administeredOrganizations(caller) : [caller.serviceAccount.organization.id]
  if (readable.length === 0 || !readable.every((id) => mayReadAudit(caller, id))) throw new KeysteadError('FORBIDDEN')
  return readable
}

/** As W&B does it: an export runs by itself, so a service account of the organization may read the trail, too. */
function mayReadAudit(caller: Principal, id: OrganizationId): boolean {
  if (caller.kind === 'user') return administersOrganization(caller, id)
  const { organization, team } = caller.serviceAccount
  return team === null && organization.id === id
}

function readAction(text: string): AuditAction | `${string}.` {
  const action = auditActions.find((known) => known === text)
  if (action !== undefined) return action
  const noun = `${text}.` as const
  if (auditActions.some((known) => known.startsWith(noun))) return noun
  throw new KeysteadError('INVALID_REQUEST', { details: [{ path: 'action', message: 'Not an action of the trail' }] })
}

function readCursor(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) throw new KeysteadError('INVALID_CURSOR')
  return Number(cursor)
}
