import {
  type Caller,
  type Principal,
  principalOf,
  principalOfSession,
  type RequestOrigin,
} from '../access/principal.ts'
import { appendNotes } from '../audit/append-notes.ts'
import { describeActor } from '../audit/describe.ts'
import { type ErrorCode, KeysteadError } from '../errors.ts'
import { appendEvents, type Occurrence } from '../events/append-events.ts'
import type { KeyId, SessionId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { OrganizationReference, TeamReference } from '../model/account.ts'
import { keyState } from '../model/api-key.ts'
import type { AuditAction, AuditActor, AuditDetails, AuditNote, AuditTarget } from '../model/audit-event.ts'
import { isLive } from '../model/session.ts'
import type { StoreTransaction } from '../ports/store.ts'
import { redactTokens } from '../token/parse-token.ts'

/** Something that was done. */
type Deed = {
  readonly action: AuditAction
  /** One event is written for each, so that the admins of each read it; without any, only those of the instance do. */
  readonly organizations: readonly OrganizationReference[]
  readonly team?: Pick<TeamReference, 'id' | 'name'> | null
  readonly target: AuditTarget
  readonly details?: AuditDetails
}

/** What a caller wants to change: what the trail says of it, should it be refused. */
export type Attempt = {
  readonly action: AuditAction
  readonly on: AuditTarget['type']
  /** What the caller named, as they wrote it. */
  readonly reference?: string | undefined
}

/** A change in the making, inside of its transaction. */
export type UncheckedChange = {
  readonly transaction: StoreTransaction
  /** Epoch milliseconds. */
  readonly now: number
  /** Remembers a deed: it is written with the change, or not at all. */
  note(deed: Deed): void
  /** Tells those who want to know, by webhook: the event is written with the change, or not at all. */
  emit(occurrence: Occurrence): void
}

export type Change = UncheckedChange & {
  /**
   * Who calls, as they are at this moment: somebody may have taken a role or the key from them since the request began.
   * What was locked before stays true, so locks come first. Fails with `UNAUTHENTICATED`.
   */
  currentCaller(): Promise<Principal>
}

/**
 * The one way to change anything: `work` decides and writes in one transaction, and the trail remembers in the same one.
 * A refusal undoes what was written, and is remembered by itself.
 */
export function makeChange<Result>(
  instance: Instance,
  caller: Caller,
  attempt: Attempt,
  work: (change: Change) => Promise<Result>,
): Promise<Result> {
  const { trace } = instance
  if (trace === undefined) return makeAuditedChange(instance, caller, attempt, work)
  return trace(`change ${attempt.action}`, () => makeAuditedChange(instance, caller, attempt, work))
}

async function makeAuditedChange<Result>(
  instance: Instance,
  caller: Caller,
  attempt: Attempt,
  work: (change: Change) => Promise<Result>,
): Promise<Result> {
  const actor = describeActor(caller)
  try {
    return await makeUncheckedChange(instance, actor, caller.origin, (change) =>
      work({ ...change, currentCaller: () => readCurrentCaller(change, caller) }),
    )
  } catch (error) {
    if (!(error instanceof KeysteadError) || error.kind === 'unavailable' || error.kind === 'internal') throw error
    const refusal = describeRefusal(instance, caller, attempt, error.code)
    await instance.store.transact((transaction) => appendNotes(instance, transaction, [refusal]))
    throw error
  }
}

/** The same for what needs no credentials. Its refusals are not remembered: anybody could fill the trail with them. */
export function makeUncheckedChange<Result>(
  instance: Instance,
  actor: AuditActor,
  origin: RequestOrigin,
  work: (change: UncheckedChange) => Promise<Result>,
): Promise<Result> {
  const now = instance.clock.now()
  return instance.store.transact(async (transaction) => {
    const notes: AuditNote[] = []
    const note = ({ organizations, team = null, details = {}, ...deed }: Deed) => {
      const common = { ...deed, team, details, at: now, outcome: 'done', code: null, actor, ...origin } as const
      const places = organizations.length === 0 ? [null] : organizations
      notes.push(...places.map((organization) => ({ ...common, organization })))
    }
    const occurrences: Occurrence[] = []
    const emit = (occurrence: Occurrence) => void occurrences.push(occurrence)
    const result = await work({ transaction, now, note, emit })
    await appendEvents(instance, transaction, occurrences, now)
    await appendNotes(instance, transaction, notes)
    return result
  })
}

async function readCurrentCaller(change: UncheckedChange, { credential }: Caller): Promise<Principal> {
  const principal =
    credential.kind === 'key'
      ? await readKeyPrincipal(change, credential.keyId)
      : await readSessionPrincipal(change, credential.sessionId)
  if (principal === undefined) throw new KeysteadError('UNAUTHENTICATED', { internal: 'lost the credential meanwhile' })
  return principal
}

async function readKeyPrincipal({ transaction, now }: UncheckedChange, id: KeyId): Promise<Principal | undefined> {
  const record = await transaction.findVerifiableKey(id)
  if (record === undefined || keyState(record.key, now) !== 'active') return undefined
  return principalOf(record.key, record.account, record.closedToPersonalKeys)
}

async function readSessionPrincipal({ transaction, now }: UncheckedChange, id: SessionId) {
  const record = await transaction.findSession(id)
  return record !== undefined && isLive(record.session, now) ? principalOfSession(id, record.account) : undefined
}

const longestReference = 255

function describeRefusal(
  { clock }: Instance,
  caller: Caller,
  { action, on, reference }: Attempt,
  code: ErrorCode,
): AuditNote {
  const named = reference === undefined ? null : quoteReference(reference)
  return {
    at: clock.now(),
    action,
    outcome: 'refused',
    code,
    actor: describeActor(caller),
    ...caller.origin,
    // Not what the caller named, which may be none of theirs: the place in which they are known, if it is one.
    organization: homeOf(caller),
    team: null,
    target: { type: on, id: named, name: null, email: null },
    details: {},
  }
}

/**
 * Words of a request, from whoever wanted what they may not: never a secret, never long, and such that every database gives
 * them back as they were. Half a surrogate pair would come back as something else, and look like an event that was changed;
 * a NUL is not even taken.
 */
function quoteReference(reference: string): string {
  return redactTokens(reference).slice(0, longestReference).toWellFormed().replaceAll('\0', '\uFFFD')
}

function homeOf(caller: Principal): OrganizationReference | null {
  if (caller.kind === 'service_account') return caller.serviceAccount.organization
  const [only, ...others] = caller.memberships
  return others.length === 0 ? (only?.organization ?? null) : null
}
