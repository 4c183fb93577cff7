import type { Run } from './run-schedules.ts'

type Circumstances = { readonly seed: number; readonly schedules: number; readonly tookMs: number }

/** The run as a table, for people. */
export function summarize(run: Run, { seed, schedules, tookMs }: Circumstances): string {
  const { ledger, faults, recoveriesMs, leftOut } = run
  const { accepted, refused, unavailable, unanswered } = ledger.outcomes
  const ms = (value: number) => `${value.toFixed(0)} ms`
  const rows: [string, string | number][] = [
    ['schedules', `${schedules} from seed ${seed}, in ${(tookMs / 1_000).toFixed(0)} s`],
    ['verifications', accepted + refused + unavailable + unanswered],
    ['  accepted', accepted],
    ['  refused', refused],
    ['  503', unavailable],
    ['  without an answer', unanswered],
    ['creates acknowledged', ledger.created],
    ['deletes acknowledged', ledger.deleted],
    ['changes with 503 or without an answer', ledger.unknown],
    ['longest stale acceptance', ms(ledger.longestStaleMs)],
    ['revocation on other nodes, by receipts: p50', ms(quantile(ledger.droppedAfterMs, 0.5))],
    ['revocation on other nodes, by receipts: p99', ms(quantile(ledger.droppedAfterMs, 0.99))],
    ['recovery after a schedule: p50', ms(quantile(recoveriesMs, 0.5))],
    ['recovery after a schedule: longest', ms(quantile(recoveriesMs, 1))],
    ['faults', [...faults.values()].reduce((sum, count) => sum + count, 0)],
    ...[...faults].toSorted().map(([name, count]): [string, number] => [`  ${name}`, count]),
    ...leftOut.map((what): [string, string] => ['left out', what]),
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}
