import type { Group, Row, Target } from './row.ts'

const head = ['', 'unit', 'measured', 'ratio', 'target', '']

/**
 * All groups as one table, with the same columns from top to bottom; below each group what was left out, and why; in the end
 * how many targets are met.
 */
export function writeTable(groups: readonly Group[]): string {
  const cells = new Map(groups.flatMap(({ rows }) => rows.map((row) => [row, cellsOf(row)] as const)))
  const lines = [head, ...cells.values()]
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const write = (line: readonly string[]) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd()
  return [
    write(head),
    ...groups.flatMap(({ title, rows, leftOut = [] }) => [
      '',
      title,
      ...rows.map((row) => write(cells.get(row) ?? [])),
      ...leftOut.map(({ name, why }) => `  ${name}: left out, ${why}`),
    ]),
    '',
    summarize(groups.flatMap(({ rows }) => rows.flatMap(({ target }) => target ?? []))),
  ].join('\n')
}

function cellsOf({ name, unit, measured, ratio = '', target }: Row): string[] {
  return [`  ${name}`, unit, measured, ratio, ...(target === undefined ? ['', ''] : describeTarget(target))]
}

function describeTarget({ kind, bound, reached }: Target): [string, string] {
  const wanted = `${kind === 'at least' ? '≥' : '≤'} ${bound.toLocaleString('en')}`
  if (isMet({ kind, bound, reached })) return [wanted, 'met']
  if (Number.isNaN(reached)) return [wanted, 'MISSED: nothing was measured']
  const times = reached / bound
  if (times >= 2) return [wanted, `MISSED, ${times.toFixed(0)} times as much`]
  const share = Math.abs(times - 1)
  return [wanted, `MISSED by ${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`]
}

// What was not measured is no number, and meets nothing.
function isMet({ kind, bound, reached }: Target): boolean {
  return kind === 'at least' ? reached >= bound : reached <= bound
}

function summarize(targets: readonly Target[]): string {
  return `${targets.filter(isMet).length} of ${targets.length} targets met`
}
