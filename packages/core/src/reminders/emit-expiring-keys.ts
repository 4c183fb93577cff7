import { keysteadItself } from '../audit/describe.ts'
import { makeUncheckedChange, type UncheckedChange } from '../change/make-change.ts'
import { describeEventKey } from '../events/describe-event-key.ts'
import type { Instance } from '../instance.ts'
import type { OrganizationReference } from '../model/account.ts'
import type { ApiKey } from '../model/api-key.ts'
import type { BeatPosition } from '../ports/webhooks.ts'

const dayMs = 24 * 60 * 60_000

/** How many days before the end of a key others are told of it, the soonest last. */
const noticeDays = [14, 3, 1] as const

// Few enough that nobody waits long for the end of the transaction.
const keysAtOnce = 50

/** Beyond every key ID: what a beat has done up to a time, it has done for all that expires at that very time. */
const allOfThem = '~'

/**
 * Tells of the keys that are about to expire, each once for each notice, whichever node does it and however long none was
 * running: how far this has come is written with the events. The first run tells of nothing, and begins from there.
 */
export async function emitExpiringKeys(instance: Instance): Promise<void> {
  for (const days of noticeDays) {
    while (await emitSome(instance, days));
  }
}

/** Whether there may be more. */
function emitSome(instance: Instance, days: number): Promise<boolean> {
  return makeUncheckedChange(instance, keysteadItself, { ip: null, requestId: null }, async (change) => {
    const { transaction, now, emit } = change
    const end: BeatPosition = { at: now + days * dayMs, text: allOfThem }
    const name = `key.expiring ${days}`
    const begin = await transaction.lockBeat(name, end)
    if (begin.at > end.at) return false
    const isWanted = (await transaction.listAudiences('key.expiring')).length > 0
    const keys = isWanted ? await listExpiring(change, begin, end.at) : []
    for (const key of keys.filter((found) => isNews(found, days, now))) {
      const organizations = await listOrganizations(change, key)
      emit({ type: 'key.expiring', organizations, data: { key: describeEventKey(key), days } })
    }
    const last = keys.at(-1)
    const isMore = keys.length === keysAtOnce && last !== undefined
    await transaction.moveBeat(name, isMore ? { at: last.expiresAt ?? end.at, text: last.id } : end)
    return isMore
  })
}

function listExpiring({ transaction }: UncheckedChange, begin: BeatPosition, until: number): Promise<ApiKey[]> {
  return transaction.listKeys({
    visibility: { kind: 'everything' },
    order: { by: 'expiresAt', direction: 'asc' },
    after: { value: begin.at, id: begin.text as ApiKey['id'] },
    expiresBefore: until + 1,
    limit: keysAtOnce,
  })
}

/**
 * Not of one that has expired meanwhile, or of which a sooner notice is due as well; nor of one that was made for little longer
 * than the notice: who made it knows.
 */
function isNews({ expiresAt, createdAt }: ApiKey, days: number, now: number): boolean {
  if (expiresAt === null || expiresAt <= now) return false
  const isLastDue = !noticeDays.some((sooner) => sooner < days && expiresAt - sooner * dayMs <= now)
  return isLastDue && expiresAt - createdAt >= 2 * days * dayMs
}

async function listOrganizations(
  { transaction }: UncheckedChange,
  { organization, owner }: ApiKey,
): Promise<readonly OrganizationReference[]> {
  if (owner.type === 'service_account') return [owner.organization]
  if (organization !== null) return [organization]
  return (await transaction.listMemberships(owner.id)).map((membership) => membership.organization)
}
