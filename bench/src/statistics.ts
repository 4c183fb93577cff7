import type { Sample } from './load.ts'

/** `minimum / median / maximum`, with so many decimals. */
export function spread(values: readonly number[], decimals: number): string {
  const sorted = values.toSorted((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)]
  return [sorted[0], median, sorted.at(-1)].map((value) => value?.toFixed(decimals) ?? '–').join(' / ')
}

/** Round by round, since two neighbours in time saw the same machine. */
export function ratios(
  measured: readonly Sample[],
  baseline: readonly Sample[],
  figure: 'requestsPerSecond' | 'requestsPerCpuSecond',
): number[] {
  return measured.map((sample, round) => sample[figure] / (baseline[round]?.[figure] ?? Number.NaN))
}

export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)))
  for (const row of [head, ...rows]) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd(),
    )
  }
}
