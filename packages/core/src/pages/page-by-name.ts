import { KeysteadError } from '../errors.ts'
import type { NamePage } from '../ports/store.ts'

/** What every list that is ordered by name takes. */
export type FindRequest = {
  /** Part of a name; letter case does not count. */
  readonly query?: string | undefined
  readonly cursor?: string | undefined
  /** 1 to 200; 50 where left out. */
  readonly limit?: number | undefined
}

export type Page<Item> = {
  readonly items: readonly Item[]
  /** Gives the next page; null on the last. */
  readonly nextCursor: string | null
}

export const defaultPageSize = 50
export const largestPageSize = 200

type Position = NonNullable<NamePage['after']>

/**
 * One page of a list by name. A cursor holds a position, not a count: what is made or deleted between two pages moves
 * nothing else across the page border. Fails with `INVALID_CURSOR`.
 */
export async function readPageByName<Item>(
  request: FindRequest,
  read: (query: NamePage & { readonly text?: string }) => Promise<readonly Item[]>,
  positionOf: (item: Item) => Position,
): Promise<Page<Item>> {
  const limit = Math.min(request.limit ?? defaultPageSize, largestPageSize)
  const found = await read({
    // One more than asked for tells whether there is a next page.
    limit: limit + 1,
    ...(request.query !== undefined && { text: request.query.normalize('NFC').trim() }),
    ...(request.cursor !== undefined && { after: readCursor(request.cursor) }),
  })
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: found.length > limit && last !== undefined ? writeCursor(positionOf(last)) : null }
}

function writeCursor({ name, id }: Position): string {
  return Buffer.from(JSON.stringify([name, id])).toString('base64url')
}

function readCursor(cursor: string): Position {
  const [name, id] = parseArray(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (typeof name !== 'string' || typeof id !== 'string') throw new KeysteadError('INVALID_CURSOR')
  return { name, id }
}

/** The array that a JSON text holds; an empty one when it is none. */
export function parseArray(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}
