type Page = { readonly nextCursor: string | null }

/** Everything that a list holds, page after page: the next one is asked for once the one before has been taken. */
export async function* eachItem<Given extends Page, Item>(
  readPage: (cursor: string | undefined) => Promise<Given>,
  itemsOf: (page: Given) => readonly Item[],
): AsyncGenerator<Item, void, undefined> {
  let cursor: string | undefined
  do {
    const page = await readPage(cursor)
    yield* itemsOf(page)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}
