/** `minimum / median / maximum`, with so many decimals. */
export function spread(values: readonly number[], decimals: number): string {
  return write([quantile(values, 0), median(values), quantile(values, 1)], decimals)
}

/** `p50 / p95 / p99 / maximum`. */
export function tail(values: readonly number[], decimals: number): string {
  const figures = [0.5, 0.95, 0.99, 1].map((share) => quantile(values, share))
  return write(figures, decimals)
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The smallest of the values that at least this share of them does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** Round by round, since two neighbours in time saw the same machine. */
export function ratios(measured: readonly number[], baseline: readonly number[]): number[] {
  return measured.map((value, round) => value / (baseline[round] ?? Number.NaN))
}

function write(values: readonly number[], decimals: number): string {
  return values
    .map((value) => value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }))
    .join(' / ')
}
