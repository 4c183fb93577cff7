import { keysteadItself } from '../audit/describe.ts'
import { makeUncheckedChange, type UncheckedChange } from '../change/make-change.ts'
import { describeEventKey, describeEventOwner } from '../events/describe-event-key.ts'
import type { AccountId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import { summarizeStaleKeys } from '../keys/stale-keys.ts'
import type { OrganizationReference } from '../model/account.ts'
import type { ApiKey, KeyOwner } from '../model/api-key.ts'
import { dayMs } from '../model/consumer.ts'
import type { BeatPosition } from '../ports/webhooks.ts'

const weekMs = 7 * dayMs
// The first day of 1970 was a Thursday, and whoever clears up does so on a Monday.
const firstMondayMs = 4 * dayMs

// Few enough that nobody waits long for the end of the transaction.
const ownersAtOnce = 20
const keysAtOnce = 500
/** Of one owner, no more are looked through. */
const mostKeys = 10_000
/** So many keys stand in an event, the others are counted. */
const mostNamed = 50

const beat = 'keys.stale'
/** Beyond every owner's ID: this week's digests have been written. */
const allOfThem = '~'

/**
 * Tells once a week, from Monday on (UTC), which keys of each owner may be too many, for each organization that they concern:
 * once, whichever node does it and however often it is asked. How far it has come through the owners is written with the
 * events. A week in which nobody wants to know, or no node runs, is left out.
 */
export async function emitStaleKeys(instance: Instance): Promise<void> {
  while (await emitSome(instance));
}

/** Whether there may be more. */
function emitSome(instance: Instance): Promise<boolean> {
  return makeUncheckedChange(instance, keysteadItself, { ip: null, requestId: null }, async (change) => {
    const { transaction, now } = change
    const week = now - ((((now - firstMondayMs) % weekMs) + weekMs) % weekMs)
    const done: BeatPosition = { at: week, text: allOfThem }
    const position = await transaction.lockBeat(beat, done)
    if (position.at > week || (position.at === week && position.text === allOfThem)) return false
    const after = position.at === week ? position.text : ''
    const isWanted = (await transaction.listAudiences(beat)).length > 0
    const owners = isWanted ? await transaction.listKeyOwners({ after, limit: ownersAtOnce }) : []
    for (const id of owners) await emitDigests(change, id)
    const last = owners.length === ownersAtOnce ? owners.at(-1) : undefined
    await transaction.moveBeat(beat, last === undefined ? done : { at: week, text: last })
    return last !== undefined
  })
}

async function emitDigests(change: UncheckedChange, ownerId: AccountId): Promise<void> {
  const { now, emit } = change
  const keys = await listKeysOf(change, ownerId)
  const owner = keys[0]?.owner
  if (owner === undefined) return
  for (const { organization, reaching, isMember } of await sortByOrganization(change, owner, keys)) {
    const [digest] = summarizeStaleKeys(reaching, now, isMember ? new Set() : new Set([owner.id]))
    if (digest === undefined) continue
    const named = digest.keys.slice(0, mostNamed).map(({ key, kinds }) => ({ ...describeEventKey(key), kinds }))
    emit({
      type: 'keys.stale',
      organizations: organization === null ? [] : [organization],
      data: { owner: describeEventOwner(owner), organization, total: digest.keys.length, keys: named },
    })
  }
}

async function listKeysOf({ transaction }: UncheckedChange, ownerId: AccountId): Promise<ApiKey[]> {
  const keys: ApiKey[] = []
  for (;;) {
    const last = keys.at(-1)
    const page = await transaction.listKeys({
      visibility: { kind: 'everything' },
      ownerId,
      limit: keysAtOnce,
      ...(last !== undefined && { after: { value: last.createdAt, id: last.id } }),
    })
    keys.push(...page)
    if (page.length < keysAtOnce || keys.length >= mostKeys) return keys
  }
}

type KeysOfPlace = {
  /** Null: of one who belongs to none. */
  readonly organization: OrganizationReference | null
  readonly reaching: readonly ApiKey[]
  readonly isMember: boolean
}

/** The keys that reach each organization, or did while their owner belonged to it. */
async function sortByOrganization(
  { transaction }: UncheckedChange,
  owner: KeyOwner,
  keys: readonly ApiKey[],
): Promise<KeysOfPlace[]> {
  if (owner.type === 'service_account') return [{ organization: owner.organization, reaching: keys, isMember: true }]
  const memberships = await transaction.listMemberships(owner.id)
  const personal = keys.filter((key) => key.organization === null)
  const confined = Map.groupBy(
    keys.filter((key) => key.organization !== null),
    (key) => key.organization?.id,
  )
  const places: KeysOfPlace[] = memberships.map(({ organization }) => {
    const reaching = [...personal, ...(confined.get(organization.id) ?? [])]
    confined.delete(organization.id)
    return { organization, reaching, isMember: true }
  })
  for (const reaching of confined.values()) {
    places.push({ organization: reaching[0]?.organization ?? null, reaching, isMember: false })
  }
  if (memberships.length > 0 || personal.length === 0) return places
  return [...places, { organization: null, reaching: personal, isMember: owner.instanceAdmin }]
}
