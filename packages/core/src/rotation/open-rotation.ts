import { longestLifetimeMs } from '../access/evaluate-key-creation.ts'
import { type Caller, keyIdOf, ownIdOf, type Principal } from '../access/principal.ts'
import { nameDoer } from '../audit/describe.ts'
import { type Change, makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import { isServiceAccountId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import { checkIdempotencyKey, claimCreation } from '../keys/claim-creation.ts'
import { listConcerns, listReached, type PlannedReach } from '../keys/creation-policies.ts'
import { insertKey, lastWritableTime, listBlocksOfCredential } from '../keys/insert-key.ts'
import { type LoadedKey, loadKeyFor } from '../keys/load-key-for.ts'
import { type MintedKey, mintKey } from '../keys/mint-key.ts'
import { presentKey } from '../keys/present-key.ts'
import type { OrganizationReference } from '../model/account.ts'
import { type ApiKey, keyState } from '../model/api-key.ts'
import type { Rotation, RotationCompletion, RotationDeadline } from '../model/rotation.ts'
import { newRotationId } from '../names/new-identifier.ts'
import type { StoreReader } from '../ports/store.ts'
import type { KeyToken } from '../token/key-token.ts'
import type { TokenFormat } from '../token/token-format.ts'
import { checkDeadline } from './check-deadline.ts'
import { describeDeed, describeEventRotation } from './describe-rotation.ts'
import { revokeOldKey } from './end-rotation.ts'

export type OpenRotationRequest = {
  /** Left out, a person completes it. */
  readonly completion?: RotationCompletion | undefined
  readonly deadline?: RotationDeadline | undefined
  /** Left out, that of the old key. */
  readonly format?: TokenFormat | undefined
  /** The old token has leaked: its key is deleted in the same moment, whoever uses it. */
  readonly revokeNow?: boolean | undefined
  /** Lets the caller repeat a request whose answer was lost. 16 to 255 visible ASCII characters. */
  readonly idempotencyKey?: string | undefined
}

export type OpenedRotation = { readonly rotation: Rotation; readonly key: ApiKey; readonly token: KeyToken }

/**
 * Issues a key in the place of another, with its name, owner, reach, blocks and lifetime. Both work until the rotation is over.
 * The same caller gets the same token again by the same Idempotency-Key and request, as for {@link createKey}.
 *
 * Only who could create the old key opens its rotation: the new token acts as its owner. It may be opened where the creation
 * of keys is disabled, since it replaces what there is; the new key never lives longer than policies allow.
 *
 * Fails with `KEY_NOT_FOUND`, `FORBIDDEN`, `OWNER_NOT_ALLOWED`, `KEY_NOT_IN_USE`, `ROTATION_UNDER_WAY`, `INVALID_DEADLINE`,
 * `LEGACY_KEYS_DISABLED`, `IDEMPOTENCY_KEY_INVALID`, `IDEMPOTENCY_KEY_REUSED`, `IDEMPOTENT_TOKEN_GONE`.
 *
 * @example const { rotation, key, token } = await openRotation(instance, caller, oldKeyId, { completion: 'automatic' })
 */
export async function openRotation(
  instance: Instance,
  caller: Caller,
  id: string,
  request: OpenRotationRequest,
): Promise<OpenedRotation> {
  const attempt = { action: 'rotation.open', on: 'key', reference: id } as const
  return makeChange(instance, caller, attempt, (change) => {
    checkIdempotencyKey(request.idempotencyKey)
    return openAs(instance, change, caller, id, request, request.idempotencyKey)
  })
}

/** The same of one of several keys that one request rotates: each is a creation of its own. */
export async function openRotationAmongOthers(
  instance: Instance,
  caller: Caller,
  id: string,
  request: OpenRotationRequest,
): Promise<OpenedRotation> {
  const attempt = { action: 'rotation.open', on: 'key', reference: id } as const
  // No Idempotency-Key holds a space, so that this one is the name of no other request.
  const name = request.idempotencyKey && `${request.idempotencyKey} ${id}`
  return makeChange(instance, caller, attempt, (change) => openAs(instance, change, caller, id, request, name))
}

async function openAs(
  instance: Instance,
  change: Change,
  caller: Caller,
  id: string,
  request: OpenRotationRequest,
  name: string | undefined,
): Promise<OpenedRotation> {
  const { transaction, now, currentCaller } = change
  const { completion = 'manual', deadline = null, revokeNow = false } = request
  const known = await findManaged(transaction, await currentCaller(), id)
  const minted = mintKey(instance, request.format ?? known?.format ?? 'v1')
  // Before anything is refused: the old key of an earlier request may be gone by now.
  const asked = { ...{ rotates: id, completion, revokeNow: Number(revokeNow) }, format: request.format ?? null }
  const wanted = { ...asked, deadline: deadline?.at ?? null, then: deadline?.then ?? null }
  const claim = { callerId: ownIdOf(caller), name, request: wanted, minted, at: now }
  const earlier = await claimCreation(instance, transaction, claim)
  if (earlier !== undefined) return replay(transaction, await currentCaller(), earlier)
  checkDeadline(deadline, now)
  const { loaded, reached } = await lockOldKey(change, id)
  // Whose answer is lost could not ask again: the key by which they did is gone.
  if (revokeNow && keyIdOf(caller) === loaded.key.id) throw new KeysteadError('FORBIDDEN')
  const rotation: Rotation = {
    id: newRotationId(instance.randomness),
    oldKeyId: loaded.key.id,
    newKeyId: minted.keyId,
    state: 'open',
    completion,
    deadline: deadline ?? deadlineOfLeak(loaded.key),
    openedAt: now,
    openedBy: ownIdOf(caller),
    readyAt: null,
    stuckAt: null,
    endedAt: null,
  }
  return issue(change, caller, { rotation, loaded, reached, minted, revokeNow })
}

/** Undefined where the caller may not, too: they are refused later, alike for what there is and for what there is not. */
async function findManaged(store: StoreReader, caller: Principal, id: string): Promise<ApiKey | undefined> {
  try {
    return (await loadKeyFor(store, caller, id, 'manage')).key
  } catch (error) {
    if (error instanceof KeysteadError && ['notFound', 'forbidden'].includes(error.kind)) return undefined
    throw error
  }
}

/** What the old key is and reaches, kept as it is: nobody is removed, and no policy is switched on, until the new one is made. */
async function lockOldKey(
  { transaction, now, currentCaller }: Change,
  id: string,
): Promise<{ readonly loaded: LoadedKey; readonly reached: readonly OrganizationReference[] }> {
  const { key } = await loadKeyFor(transaction, await currentCaller(), id, 'manage')
  if (!(await transaction.lockAccount(key.owner.id, 'obey'))) throw new KeysteadError('KEY_NOT_FOUND')
  await transaction.lockOrganizations(
    (await listReached(transaction, reachOf(key))).map((organization) => organization.id),
    'obey',
  )
  const caller = await currentCaller()
  const loaded = await loadKeyFor(transaction, caller, id, 'manage')
  // An admin governs a person's key, and never gets a token that acts as that person.
  const mayHold = loaded.key.owner.id === ownIdOf(caller) || isServiceAccountId(loaded.key.owner.id)
  if (!mayHold) throw new KeysteadError('OWNER_NOT_ALLOWED')
  if (keyState(loaded.key, now) !== 'active') throw new KeysteadError('KEY_NOT_IN_USE')
  return { loaded, reached: await listReached(transaction, reachOf(loaded.key)) }
}

const reachOf = ({ owner, organization }: ApiKey): PlannedReach => ({
  ownerId: owner.id,
  organizationId: organization?.id ?? null,
})

type Issue = {
  readonly rotation: Rotation
  readonly loaded: LoadedKey
  readonly reached: readonly OrganizationReference[]
  readonly minted: MintedKey
  readonly revokeNow: boolean
}

async function issue(
  change: Change,
  caller: Caller,
  { rotation, loaded, reached, minted, revokeNow }: Issue,
): Promise<OpenedRotation> {
  const { transaction, now, note, emit } = change
  const { key: oldKey, organizations } = loaded
  const reach = reachOf(oldKey)
  const limitMs = longestLifetimeMs(await listConcerns(transaction, reach, reached))
  const plan = { ...reach, name: oldKey.name, format: minted.format, expiresAt: inheritExpiry(oldKey, limitMs, now) }
  const ofCredential = oldKey.organization === null ? await listBlocksOfCredential(transaction, caller) : []
  const blockedBy = [...oldKey.blockedBy, ...ofCredential]
  await insertKey(change, plan, minted, { reached, blockedBy })
  if (!(await transaction.insertRotation(rotation))) throw new KeysteadError('ROTATION_UNDER_WAY')
  const opened = { rotation, oldKey, organizations }
  note({ ...describeDeed(opened), action: 'rotation.open' })
  emit({ type: 'rotation.opened', organizations, data: { rotation: describeEventRotation(opened) } })
  const current = await change.currentCaller()
  if (revokeNow) await revokeOldKey(change, opened, nameDoer(current))
  return { ...(await readAgain(transaction, current, rotation)), token: minted.token }
}

/** A leaked key ends for good: so does its rotation, then, whoever still uses it. */
const deadlineOfLeak = ({ leak, expiresAt }: ApiKey): RotationDeadline | null =>
  leak === null || expiresAt === null ? null : { at: expiresAt, then: 'revoke' }

/** As long a life as the old key had, from now on, and never longer than policies allow. A leak has not shortened it. */
function inheritExpiry({ createdAt, leak, ...key }: ApiKey, limitMs: number, now: number): number | null {
  const { expiresAt } = leak ?? key
  const lifetimeMs = Math.min(limitMs, expiresAt === null ? Number.POSITIVE_INFINITY : expiresAt - createdAt)
  return lifetimeMs === Number.POSITIVE_INFINITY ? null : Math.min(now + lifetimeMs, lastWritableTime)
}

async function replay(
  store: StoreReader,
  caller: Principal,
  { key, token }: { readonly key: ApiKey; readonly token: KeyToken },
): Promise<OpenedRotation> {
  const rotation = await store.findRotationTo(key.id)
  if (rotation === undefined) throw new KeysteadError('IDEMPOTENT_TOKEN_GONE')
  return { ...(await readAgain(store, caller, rotation)), token }
}

async function readAgain(store: StoreReader, caller: Principal, { id, newKeyId }: Rotation) {
  const { key } = await loadKeyFor(store, caller, newKeyId, 'manage')
  const rotation = await store.findRotation(id)
  if (rotation === undefined) throw new KeysteadError('ROTATION_NOT_FOUND')
  return { rotation, key: presentKey(caller, key) }
}
