import { keyVisibility } from '../access/key-visibility.ts'
import type { Principal } from '../access/principal.ts'
import { type ConsumerVerifier, findVerifiers, type ToldVerifiers } from '../consumers/find-verifiers.ts'
import { KeysteadError } from '../errors.ts'
import type { RotationId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import { presentKey } from '../keys/present-key.ts'
import type { ApiKey } from '../model/api-key.ts'
import type { Consumer } from '../model/consumer.ts'
import { isUnderWay, type Rotation, type RotationState } from '../model/rotation.ts'
import { defaultPageSize, largestPageSize, type Page, parseArray } from '../pages/page-by-name.ts'
import type { StoreReader } from '../ports/store.ts'
import { resolveOrganization } from '../references/resolve-organization.ts'
import type { ConsumerProgress } from './evaluate-consumer.ts'
import type { RotationEvaluation } from './evaluate-rotation.ts'
import { type LoadedRotation, loadRotationFor } from './load-rotation-for.ts'
import { observeRotation } from './observe-rotation.ts'

export type RotationView = Pick<LoadedRotation, 'rotation' | 'oldKey' | 'newKey'> & {
  /** Null once it is over. */
  readonly evaluation: (RotationEvaluation & { readonly consumers: readonly RotatingConsumer[] }) | null
}

/** With who asked about the token when it was last seen. */
export type RotatingConsumer = ConsumerProgress & { readonly verifier: ConsumerVerifier | null }

/**
 * One rotation, with who has moved. From where a key is used is for those to see who manage it; a consumer with a verifier
 * that they may not know of counts like any other, and nothing tells who it is.
 * Fails with `ROTATION_NOT_FOUND`, `FORBIDDEN`.
 */
export async function getRotation(instance: Instance, caller: Principal, id: string): Promise<RotationView> {
  const { store, clock } = instance
  const { rotation, oldKey, newKey } = await loadRotationFor(store, caller, id, 'manage')
  const shown = { rotation, oldKey: oldKey && presentKey(caller, oldKey), newKey: newKey && presentKey(caller, newKey) }
  if (!isUnderWay(rotation) || oldKey === null || newKey === null) return { ...shown, evaluation: null }
  const evaluation = await observeRotation(store, { rotation, oldKey, newKey }, clock.now())
  const seen = evaluation.consumers.map(({ old, new: onNew }) => onNew ?? old)
  const verifiers = await findVerifiers(store, caller, oldKey, seen)
  const consumers = evaluation.consumers.map((progress) => present(progress, verifiers))
  return { ...shown, evaluation: { ...evaluation, consumers } }
}

function present(progress: ConsumerProgress, verifiers: ToldVerifiers): RotatingConsumer {
  const { old, new: onNew } = progress
  const { verifier } = onNew ?? old
  const told = { ...progress, verifier: verifiers.describe(verifier) }
  return verifiers.isTold(verifier) ? told : { ...told, old: hide(old), new: onNew && hide(onNew) }
}

const hide = (consumer: Consumer): Consumer => ({
  ...consumer,
  label: null,
  network: null,
  lastAddress: null,
  program: null,
})

export type FindRotationsRequest = {
  /** Left out, all. */
  readonly state?: RotationState | undefined
  /** ID of its old key or its new one. */
  readonly key?: string | undefined
  /** ID of a user or service account. */
  readonly owner?: string | undefined
  /** ID or name of an organization that the keys reach. */
  readonly organization?: string | undefined
  readonly cursor?: string | undefined
  /** 1 to 200; 50 where left out. */
  readonly limit?: number | undefined
}

export type FoundRotation = {
  readonly rotation: Rotation
  /** The new one, or where that is gone, the old one. */
  readonly key: ApiKey
}

/**
 * The rotations of keys that the caller may see, newest first, each with a key by which it can be told.
 * Fails with `INVALID_CURSOR`, `ORGANIZATION_NOT_FOUND`.
 */
export async function findRotations(
  { store }: Instance,
  caller: Principal,
  request: FindRotationsRequest,
): Promise<Page<FoundRotation>> {
  const limit = Math.min(request.limit ?? defaultPageSize, largestPageSize)
  const found = await store.listRotations({
    visibility: keyVisibility(caller),
    // One more than asked for tells whether there is a next page.
    limit: limit + 1,
    ...(request.state !== undefined && { states: [request.state] }),
    ...(request.key !== undefined && { keyId: request.key }),
    ...(request.owner !== undefined && { ownerId: request.owner }),
    ...(request.organization !== undefined && {
      organizationId: (await resolveOrganization(store, caller, request.organization)).id,
    }),
    ...(request.cursor !== undefined && { after: readCursor(request.cursor) }),
  })
  const rotations = found.slice(0, limit)
  const last = rotations.at(-1)
  const items = (await Promise.all(rotations.map((rotation) => findShownKey(store, caller, rotation)))).flat()
  return { items, nextCursor: found.length > limit && last !== undefined ? writeCursor(last) : null }
}

/** None where the last of its keys went a moment ago. */
async function findShownKey(store: StoreReader, caller: Principal, rotation: Rotation): Promise<FoundRotation[]> {
  const key = (await store.findKey(rotation.newKeyId)) ?? (await store.findKey(rotation.oldKeyId))
  return key === undefined ? [] : [{ rotation, key: presentKey(caller, key) }]
}

function writeCursor({ openedAt, id }: Rotation): string {
  return Buffer.from(JSON.stringify([openedAt, id])).toString('base64url')
}

function readCursor(cursor: string): { openedAt: number; id: RotationId } {
  const [openedAt, id] = parseArray(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (!Number.isSafeInteger(openedAt) || typeof id !== 'string' || !/^rot_[0-9A-Za-z]+$/.test(id)) {
    throw new KeysteadError('INVALID_CURSOR')
  }
  return { openedAt: openedAt as number, id: id as RotationId }
}
