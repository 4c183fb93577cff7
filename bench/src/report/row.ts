import { median, quantile, ratios, spread, tail } from './spread.ts'

/** What is promised of a figure, and what it came to. */
export type Target = {
  readonly kind: 'at least' | 'at most'
  readonly bound: number
  readonly reached: number
}

/** One line of the table. */
export type Row = {
  readonly name: string
  readonly unit: string
  readonly measured: string
  /** To what the group names as its baseline. */
  readonly ratio?: string
  readonly target?: Target
}

/** Rows that belong together, and what of them this machine could not measure. */
export type Group = {
  readonly title: string
  readonly rows: readonly Row[]
  readonly leftOut?: readonly LeftOut[]
}

export type LeftOut = { readonly name: string; readonly why: string }

type Measured = { readonly name: string; readonly unit: string; readonly values: readonly number[] }

type Bound = { readonly kind: Target['kind']; readonly bound: number }
export const atLeast = (bound: number): Bound => ({ kind: 'at least', bound })
export const atMost = (bound: number): Bound => ({ kind: 'at most', bound })

/** A figure for each round. What is promised is promised of the median. */
export function roundsRow({ name, unit, values }: Measured, decimals: number, promise?: Bound): Row {
  return {
    name,
    unit,
    measured: spread(values, decimals),
    ...(promise && { target: { ...promise, reached: median(values) } }),
  }
}

/** The same beside a baseline. What is promised is promised of the median of the ratios. */
export function comparedRow(
  measured: Measured & { readonly baseline: readonly number[] },
  decimals: number,
  promise?: Bound,
): Row {
  const compared = ratios(measured.values, measured.baseline)
  return {
    ...roundsRow(measured, decimals),
    ratio: spread(compared, 2),
    ...(promise && { target: { ...promise, reached: median(compared) } }),
  }
}

/** Many single events. What is promised is promised of this quantile. */
export function tailRow(
  { name, unit, values }: Measured,
  decimals: number,
  promise?: Bound & { readonly quantile: number },
): Row {
  const target = promise && { kind: promise.kind, bound: promise.bound, reached: quantile(values, promise.quantile) }
  return { name, unit, measured: tail(values, decimals), ...(target && { target }) }
}
