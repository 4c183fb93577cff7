import type { Principal } from '../access/principal.ts'
import { findVerifiers } from '../consumers/find-verifiers.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import { type Refusal, type RefusalId, type RememberedReason, refusalMemoryMs } from '../model/refusal.ts'
import { defaultPageSize, largestPageSize, type Page, parseArray } from '../pages/page-by-name.ts'
import { explainLoaded } from './explain-key.ts'
import { type FoundRefusal, presentRefusal } from './present-refusal.ts'

export type FindRefusalsRequest = {
  readonly reason?: RememberedReason | undefined
  /** Epoch milliseconds: only what has happened since. */
  readonly since?: number | undefined
  readonly cursor?: string | undefined
  /** 1 to 200; 50 where left out. */
  readonly limit?: number | undefined
}

/**
 * What was refused of a key, the last one first, each cause once. During a brown-out, that is who would miss it. Whoever may see
 * the key may see that, except for the verifiers that they may not know of. Fails with `KEY_NOT_FOUND`, `INVALID_CURSOR`.
 */
export async function findRefusals(
  instance: Instance,
  caller: Principal,
  id: string,
  request: FindRefusalsRequest,
): Promise<Page<FoundRefusal>> {
  const { store, clock } = instance
  const { loaded } = await explainLoaded(instance, caller, id)
  const limit = Math.min(request.limit ?? defaultPageSize, largestPageSize)
  const since = Math.max(request.since ?? 0, clock.now() - refusalMemoryMs + 1)
  const after = request.cursor === undefined ? undefined : readCursor(request.cursor)
  // All of them are few, and not all of them may be told.
  const all = await store.listRefusals(loaded.key.id)
  const verifiers = await findVerifiers(
    store,
    caller,
    loaded.key,
    all.map(({ consumer }) => consumer),
  )
  const told = all.filter(
    (refusal) =>
      verifiers.isTold(refusal.consumer.verifier) &&
      refusal.last.at >= since &&
      (request.reason === undefined || refusal.reason === request.reason) &&
      (after === undefined || isBeyond(refusal, after)),
  )
  const items: FoundRefusal[] = []
  for (const refusal of told.slice(0, limit)) items.push(await presentRefusal(store, caller, refusal, verifiers))
  const last = items.at(-1)
  return { items, nextCursor: told.length > limit && last !== undefined ? writeCursor(last) : null }
}

type Position = { readonly at: number; readonly id: RefusalId }

const isBeyond = ({ last, id }: Refusal, after: Position) =>
  last.at < after.at || (last.at === after.at && id < after.id)

function writeCursor({ last, id }: FoundRefusal): string {
  return Buffer.from(JSON.stringify([last.at, id])).toString('base64url')
}

function readCursor(cursor: string): Position {
  const [at, id] = parseArray(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (!Number.isSafeInteger(at) || typeof id !== 'string') throw new KeysteadError('INVALID_CURSOR')
  return { at: at as number, id: id as RefusalId }
}
