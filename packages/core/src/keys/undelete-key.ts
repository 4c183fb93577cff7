import type { Caller } from '../access/principal.ts'
import { describeKey, teamOfKey } from '../audit/describe.ts'
import { type Change, makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import { describeEventKey } from '../events/describe-event-key.ts'
import type { OrganizationId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import type { ApiKey, DeletedKey } from '../model/api-key.ts'
import { listConcerns, listReached, obeyPolicies } from './creation-policies.ts'
import { type LoadedKey, loadDeletedKeyFor, loadKeyFor } from './load-key-for.ts'
import { presentKey } from './present-key.ts'

/**
 * Brings back a key that was deleted in the last 30 days, as it was: with its token, its name, its expiry, and still blocked
 * or disabled where it was. For admins who may manage it, and not for its owner: who deletes a key must know that it is
 * gone. It is as making a key, so that the policies of each organization that it reaches have their say; and a key whose
 * owner has left its organization meanwhile stays deleted. The keys of an owner who was deleted are gone with them.
 *
 * Fails with `KEY_NOT_FOUND`, `FORBIDDEN`, `KEY_OWNER_LEFT`, `KEY_PEPPER_GONE`, `KEY_CREATION_DISABLED`,
 * `VIEWER_KEY_CREATION_DISABLED`, `KEY_LIFETIME_TOO_LONG`.
 */
export function undeleteKey(instance: Instance, caller: Caller, id: string): Promise<ApiKey> {
  const attempt = { action: 'key.undelete', on: 'key', reference: id } as const
  return makeChange(instance, caller, attempt, async (change) => {
    const { transaction, currentCaller, note, emit } = change
    const { key: found } = await loadForAdmin(change, await currentCaller(), id)
    // As for a key that is made: its owner stays, and its organizations and their policies stay as they are.
    if (!(await transaction.lockAccount(found.owner.id, 'obey'))) throw new KeysteadError('KEY_NOT_FOUND')
    const plan = { ownerId: found.owner.id, organizationId: found.organization?.id ?? null }
    await transaction.lockOrganizations(idsOf(await listReached(transaction, plan)), 'obey')
    const current = await currentCaller()
    const { key } = await loadForAdmin(change, current, id)
    const reached = await listReached(transaction, plan)
    if (plan.organizationId !== null && reached.length === 0) throw new KeysteadError('KEY_OWNER_LEFT')
    if (!instance.peppers.versions().some(({ version }) => version === key.pepperVersion)) {
      throw new KeysteadError('KEY_PEPPER_GONE')
    }
    obeyPolicies(key.expiresAt, await listConcerns(transaction, plan, reached), change.now)
    if (!(await transaction.restoreKey(key.id))) throw new KeysteadError('KEY_NOT_FOUND')
    const { key: restored, organizations } = await loadKeyFor(transaction, current, id, 'manage')
    const details = { owner: key.owner.id, deletedAt: key.deletion.at }
    note({ action: 'key.undelete', organizations, team: teamOfKey(key), target: describeKey(key), details })
    emit({ type: 'key.undeleted', organizations, data: { key: describeEventKey(restored) } })
    return presentKey(current, restored)
  })
}

async function loadForAdmin(
  { transaction, now }: Change,
  current: Parameters<typeof loadDeletedKeyFor>[1],
  id: string,
): Promise<LoadedKey<DeletedKey>> {
  const loaded = await loadDeletedKeyFor(transaction, current, id, 'manage', now)
  if (!loaded.isAdministered) throw new KeysteadError('FORBIDDEN')
  return loaded
}

const idsOf = (organizations: readonly { readonly id: OrganizationId }[]) => organizations.map(({ id }) => id)
