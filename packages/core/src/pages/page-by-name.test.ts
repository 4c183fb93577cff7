import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KeysteadError } from '../errors.ts'
import type { NamePage } from '../ports/store.ts'
import { defaultPageSize, type FindRequest, largestPageSize, type Page, readPageByName } from './page-by-name.ts'

type Item = { readonly name: string; readonly id: string }
type Query = NamePage & { readonly text?: string }

const compare = (a: Item, b: Item) => {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1
  return a.id < b.id ? -1 : Number(a.id > b.id)
}

/** A store as plain as can be: sort, go on behind the position, cut. */
function readFrom(items: readonly Item[], queries: Query[] = []) {
  return async (query: Query) => {
    queries.push(query)
    const { after, limit } = query
    return items
      .toSorted(compare)
      .filter((item) => after === undefined || compare(item, after) > 0)
      .slice(0, limit)
  }
}

const readPage = (items: readonly Item[], request: FindRequest = {}, queries: Query[] = []): Promise<Page<Item>> =>
  readPageByName(request, readFrom(items, queries), (item) => item)

async function readAll(items: readonly Item[], limit: number) {
  const pages: Page<Item>[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Page<Item> = await readPage(items, { limit, ...(cursor !== undefined && { cursor }) })
    pages.push(page)
    cursor = page.nextCursor
  }
  return pages
}

// Names as nobody should give them, too: a cursor must bring back whatever was stored.
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xff_ff })).map((codes) => String.fromCharCode(...codes)),
  fc.constantFrom('', '"', '\\', '["a","b"]', '\0', '研究', '👩‍👩‍👧‍👦', 'مفتاح', '\uD83D', 'null', '+/=', '.'),
)
const anyItems = fc.uniqueArray(fc.record({ name: anyText, id: anyText }), {
  selector: ({ name, id }) => JSON.stringify([name, id]),
  maxLength: 30,
})

describe('a list by name', () => {
  it('holds everything once and in order over all of its pages, whatever the names and however long the pages', async () => {
    await fc.assert(
      fc.asyncProperty(anyItems, fc.integer({ min: 1, max: 10 }), async (items, limit) => {
        const pages = await readAll(items, limit)
        expect(pages.flatMap((page) => page.items)).toEqual(items.toSorted(compare))
        for (const page of pages.slice(0, -1)) expect(page.items).toHaveLength(limit)
        expect(pages).toHaveLength(Math.max(1, Math.ceil(items.length / limit)))
      }),
    )
  })

  it('goes on where it was after what was made and deleted between two pages', async () => {
    const items = ['a', 'c', 'e', 'g', 'i'].map((name) => ({ name, id: name }))
    const first = await readPage(items, { limit: 2 })
    const changed = [...items.filter(({ name }) => name !== 'c'), { name: 'b', id: 'b' }, { name: 'f', id: 'f' }]
    const second = await readPage(changed, { limit: 2, cursor: first.nextCursor ?? '' })
    expect(first.items.map(({ name }) => name)).toEqual(['a', 'c'])
    expect(second.items.map(({ name }) => name)).toEqual(['e', 'f'])
  })

  it('has pages of 50, of 200 at most, and asks for one more than it answers', async () => {
    const queries: Query[] = []
    await readPage([], {}, queries)
    await readPage([], { limit: 1 }, queries)
    await readPage([], { limit: 10_000 }, queries)
    expect(queries).toEqual([{ limit: defaultPageSize + 1 }, { limit: 2 }, { limit: largestPageSize + 1 }])
    expect([defaultPageSize, largestPageSize]).toEqual([50, 200])
  })

  it('looks for a text as it is stored: trimmed and composed', async () => {
    const queries: Query[] = []
    await readPage([], { query: ' cafe\u0301\n' }, queries)
    expect(queries).toEqual([{ limit: 51, text: 'caf\u00E9' }])
  })

  it('has no further page where it is empty, or the last page is full', async () => {
    expect(await readPage([])).toEqual({ items: [], nextCursor: null })
    const two = ['a', 'b'].map((name) => ({ name, id: name }))
    expect(await readPage(two, { limit: 2 })).toEqual({ items: two, nextCursor: null })
  })
})

describe('the cursor of a list by name', () => {
  const encode = (text: string) => Buffer.from(text).toString('base64url')
  const outcomeOf = async (cursor: string) => {
    const queries: Query[] = []
    try {
      await readPage([], { cursor }, queries)
      return queries.map(({ after }) => after)
    } catch (error) {
      if (error instanceof KeysteadError) return error.code
      throw error
    }
  }

  it('brings back the position, whatever the texts of it', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyText, async (name, id) => {
        const items = [
          { name, id },
          { name: `${name}z`, id },
        ]
        const { nextCursor } = await readPage(items, { limit: 1 })
        expect(nextCursor).toMatch(/^[\w-]+$/)
        expect(await outcomeOf(nextCursor ?? '')).toEqual([{ name, id }])
      }),
    )
  })

  it.each([
    ['nothing', ''],
    ['no base64', '!?"\'<>'],
    ['no JSON', encode('hello')],
    ['JSON that ends too early', encode('["a","b"')],
    ['a text', encode('"ab"')],
    ['a number', encode('1')],
    ['null', encode('null')],
    ['an object', encode('{"0":"a","1":"b"}')],
    ['an object that says that it is a list', encode('{"length":2,"0":"a","1":"b"}')],
    ['an empty list', encode('[]')],
    ['one text', encode('["a"]')],
    ['a number for the name', encode('[1,"b"]')],
    ['null for the ID', encode('["a",null]')],
    ['a list for the name', encode('[["a"],"b"]')],
    ['an object with a prototype', encode('[{"__proto__":{}},"b"]')],
    ['a very deep list', encode('['.repeat(100_000))],
    ['the cursor of a list of keys', encode('1700000000000.5GqX0123456789ab')],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00]).toString('base64url')],
  ])('is refused when it holds %s', async (_, cursor) => {
    expect(await outcomeOf(cursor)).toBe('INVALID_CURSOR')
  })

  it('is read as a position of two texts or refused, whatever somebody sends', async () => {
    const anyCursor = fc.oneof(
      anyText,
      fc.json().map(encode),
      fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64url')),
    )
    await fc.assert(
      fc.asyncProperty(anyCursor, async (cursor) => {
        const outcome = await outcomeOf(cursor)
        if (outcome === 'INVALID_CURSOR') return
        expect(outcome).toEqual([{ name: expect.any(String), id: expect.any(String) }])
      }),
      { numRuns: 1_000 },
    )
  })
})
