import type { SchemaDescription } from './describe-schema.ts'

/**
 * What a release that knows only the schema before would stumble over after: tables, columns, keys and indexes that are gone
 * or changed, and new ones that its writes do not satisfy. Reads what {@link describePostgresSchema} writes.
 */
export function findBreaks(before: SchemaDescription, after: SchemaDescription): string[] {
  return Object.entries(before).flatMap(([table, lines]) => {
    const now = after[table]
    if (now === undefined) return [`${table}: is gone`]
    return [
      ...lines.filter((line) => !now.includes(line)).map((line) => `${table}: no longer has: ${line}`),
      ...now
        .filter((line) => !lines.includes(line) && isDemand(line))
        .map((line) => `${table}: demands what was not demanded: ${line}`),
    ]
  })
}

/** Whether a row can be refused for it that was good before. */
function isDemand(line: string): boolean {
  if (line.startsWith('column ')) return / not null *$/.test(line)
  return line.startsWith('constraint ') || line.startsWith('CREATE UNIQUE INDEX ')
}
