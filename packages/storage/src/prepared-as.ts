const mark = /^\s*\/\* prepared as (\w+) \*\//

/**
 * What the SQL of a statement begins with that runs so often, and takes so little, that PostgreSQL would plan it for longer
 * than run it: each connection prepares it once, under this name. A statement whose plan should depend on what it asks for,
 * as that of a list, has none.
 */
export function preparedAs(name: string): string {
  return `/* prepared as ${name} */ `
}

export function findPreparedName(sql: string): string | undefined {
  return mark.exec(sql)?.[1]
}
