const usualLimit = 200

/** The first of many, and whether there are more. */
export async function takeSome<Item>(
  source: AsyncIterable<Item>,
  { limit = usualLimit, all = false }: { readonly limit?: number | undefined; readonly all?: boolean | undefined },
): Promise<{ readonly items: readonly Item[]; readonly more: boolean }> {
  const items: Item[] = []
  for await (const item of source) {
    if (!all && items.length === limit) return { items, more: true }
    items.push(item)
  }
  return { items, more: false }
}
