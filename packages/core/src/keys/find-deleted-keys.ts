import { keyVisibility } from '../access/key-visibility.ts'
import type { Principal } from '../access/principal.ts'
import { KeysteadError } from '../errors.ts'
import { isKeyId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import { type DeletedKey, deletedKeyMemoryMs } from '../model/api-key.ts'
import { defaultPageSize, largestPageSize, parseArray } from '../pages/page-by-name.ts'
import type { DeletedKeyQuery } from '../ports/key-life.ts'
import { resolveOrganization } from '../references/resolve-organization.ts'
import { presentDeletedKey } from './present-key.ts'

export type DeletedKeyPage = {
  readonly keys: readonly DeletedKey[]
  /** Gives the next page; null on the last. */
  readonly nextCursor: string | null
}

/**
 * The keys that the caller would see had nobody deleted them in the last 30 days, the last one first. Fails with
 * `INVALID_CURSOR`, `ORGANIZATION_NOT_FOUND`.
 */
export async function findDeletedKeys(
  { store, clock }: Instance,
  caller: Principal,
  request: {
    readonly organization?: string | undefined
    readonly cursor?: string | undefined
    readonly limit?: number | undefined
  },
): Promise<DeletedKeyPage> {
  const limit = Math.min(request.limit ?? defaultPageSize, largestPageSize)
  const found = await store.listDeletedKeys({
    visibility: keyVisibility(caller),
    since: clock.now() - deletedKeyMemoryMs,
    // One more than asked for tells whether there is a next page.
    limit: limit + 1,
    ...(request.organization !== undefined && {
      organizationId: (await resolveOrganization(store, caller, request.organization)).id,
    }),
    ...(request.cursor !== undefined && { after: readCursor(request.cursor) }),
  })
  const keys = found.slice(0, limit)
  const last = keys.at(-1)
  return {
    keys: keys.map((key) => presentDeletedKey(caller, key)),
    nextCursor: found.length > limit && last !== undefined ? writeCursor(last) : null,
  }
}

function writeCursor({ deletion, id }: DeletedKey): string {
  return Buffer.from(JSON.stringify([deletion.at, id])).toString('base64url')
}

function readCursor(cursor: string): NonNullable<DeletedKeyQuery['after']> {
  const [deletedAt, id] = parseArray(Buffer.from(cursor, 'base64url').toString('utf8'))
  const isTime = typeof deletedAt === 'number' && Number.isSafeInteger(deletedAt)
  if (!isTime || typeof id !== 'string' || !isKeyId(id)) throw new KeysteadError('INVALID_CURSOR')
  return { deletedAt, id }
}
