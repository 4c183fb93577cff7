import { type Caller, ownIdOf, type Principal } from '../access/principal.ts'
import { describeKey, nameDoer, teamOfKey } from '../audit/describe.ts'
import { type Change, makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import { describeEventKey, writeEventTime } from '../events/describe-event-key.ts'
import type { Instance } from '../instance.ts'
import { type ApiKey, type Disablement, isDisabled } from '../model/api-key.ts'
import { type LoadedKey, loadKeyFor } from './load-key-for.ts'
import { presentKey } from './present-key.ts'

const minuteMs = 60_000

/**
 * Switches a key off: its token is refused from the moment of the answer, and nothing else of it is lost. With `minutes` it
 * is a brown-out, which ends by itself, at the same millisecond on every node; without, it lasts until somebody enables the
 * key. Done again, the last one counts. What an admin has disabled, its owner does not: else they could have it end early.
 * Fails with `KEY_NOT_FOUND`, `FORBIDDEN`, `KEY_DISABLED_BY_ADMIN`.
 */
export function disableKey(instance: Instance, caller: Caller, id: string, minutes: number | null): Promise<ApiKey> {
  return changeKey(instance, caller, id, 'key.disable', async ({ transaction, now, note, emit }, current, loaded) => {
    const { key } = loaded
    const until = minutes === null ? null : now + minutes * minuteMs
    const by = nameDoer(current)
    // That the same person does the same twice is nobody's news.
    if (until === null && key.disabled?.until === null && key.disabled.by?.id === by.id) return key
    const disabled: Disablement = { at: now, by, until }
    if (!(await transaction.disableKey(key.id, disabled))) throw new KeysteadError('KEY_NOT_FOUND')
    note({ ...describeDeed(loaded), action: 'key.disable', details: { owner: key.owner.id, minutes } })
    const { organizations } = loaded
    const data = { key: describeEventKey(key), until: until === null ? null : writeEventTime(until) }
    emit({ type: 'key.disabled', organizations, data })
    return { ...key, disabled }
  })
}

/** Has a disabled key work again. Of one that is not disabled, nothing changes. Fails as {@link disableKey} does. */
export function enableKey(instance: Instance, caller: Caller, id: string): Promise<ApiKey> {
  return changeKey(instance, caller, id, 'key.enable', async ({ transaction, now, note, emit }, _, loaded) => {
    const { key } = loaded
    if (!isDisabled(key.disabled, now)) return key
    if (!(await transaction.enableKey(key.id))) throw new KeysteadError('KEY_NOT_FOUND')
    note({ ...describeDeed(loaded), action: 'key.enable', details: { owner: key.owner.id } })
    emit({ type: 'key.enabled', organizations: loaded.organizations, data: { key: describeEventKey(key) } })
    return { ...key, disabled: null }
  })
}

function changeKey(
  instance: Instance,
  caller: Caller,
  id: string,
  action: 'key.disable' | 'key.enable',
  work: (change: Change, current: Principal, loaded: LoadedKey) => Promise<ApiKey>,
): Promise<ApiKey> {
  return makeChange(instance, caller, { action, on: 'key', reference: id }, async (change) => {
    // Of two who switch it at once, the second decides about what the first has left.
    await change.transaction.lockKey(id)
    const current = await change.currentCaller()
    const loaded = await loadKeyFor(change.transaction, current, id, 'manage')
    refuseToOverrule(current, loaded, change.now)
    return presentKey(current, await work(change, current, loaded))
  })
}

function refuseToOverrule(current: Principal, { key, isAdministered }: LoadedKey, now: number): void {
  if (isAdministered || !isDisabled(key.disabled, now) || key.disabled?.by?.id === ownIdOf(current)) return
  throw new KeysteadError('KEY_DISABLED_BY_ADMIN')
}

function describeDeed({ key, organizations }: LoadedKey) {
  return { organizations, team: teamOfKey(key), target: describeKey(key) }
}
