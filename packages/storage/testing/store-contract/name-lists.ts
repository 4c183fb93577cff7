import { expect } from 'vitest'

type NamedPage = { after?: { name: string; id: string }; limit: number }

/** What a list by name holds, asked for page by page: of every size, the pages together must be the whole. */
export async function expectPagesOf<Item>(
  list: (page: NamedPage) => Promise<Item[]>,
  positionOf: (item: Item) => { name: string; id: string },
  expected: readonly Item[],
): Promise<void> {
  expect(await list({ limit: expected.length + 1 })).toEqual(expected)
  for (const limit of [1, 2, expected.length]) {
    const listed: Item[] = []
    for (;;) {
      const last = listed.at(-1)
      const page = await list(last === undefined ? { limit } : { after: positionOf(last), limit })
      expect(page.length).toBeLessThanOrEqual(limit)
      listed.push(...page)
      expect(listed.length, 'the list has no end').toBeLessThanOrEqual(expected.length)
      if (page.length < limit) break
    }
    expect(listed).toEqual(expected)
  }
}

/** Texts and names that nothing stored can have, the first of which PostgreSQL refuses even to look for. */
export const unstorable = ['\0', 'a\0b', 'a\nb', 'x'.repeat(50_000)]
