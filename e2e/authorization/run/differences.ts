type Fields = Readonly<Record<string, unknown>>

/**
 * Where an answer is not what was foretold, one line each; empty where it is. What is not foretold is not looked at, but
 * a list must hold exactly the foretold items, in any order.
 */
export function findDifferences(expected: unknown, actual: unknown, path = 'body'): string[] {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return [`${path}: expected a list, got ${show(actual)}`]
    return compareLists(expected, actual, path)
  }
  if (isFields(expected)) {
    if (!isFields(actual)) return [`${path}: expected ${show(expected)}, got ${show(actual)}`]
    return Object.entries(expected).flatMap(([name, value]) => findDifferences(value, actual[name], `${path}.${name}`))
  }
  return Object.is(expected, actual) ? [] : [`${path}: expected ${show(expected)}, got ${show(actual)}`]
}

function compareLists(expected: readonly unknown[], actual: readonly unknown[], path: string): string[] {
  const left = byKey(expected)
  const right = byKey(actual)
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) => {
    const wanted = left.get(key) ?? []
    const found = right.get(key) ?? []
    if (found.length < wanted.length) return [`${path}: lacks ${show(wanted[0])}`]
    if (found.length > wanted.length) return [`${path}: holds ${show(found[0])}, which was not expected`]
    return wanted.flatMap((item, index) => findDifferences(item, found[index], `${path}[${key}]`))
  })
}

function byKey(items: readonly unknown[]): Map<string, unknown[]> {
  return Map.groupBy(items, keyOf)
}

/** What tells the items of a list apart. */
function keyOf(item: unknown): string {
  if (!isFields(item)) return show(item)
  const { id, user } = item
  if (typeof id === 'string') return id
  return isFields(user) && typeof user.id === 'string' ? user.id : show(item)
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const show = (value: unknown): string => JSON.stringify(value) ?? 'nothing'
