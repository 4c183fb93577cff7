// Prints the table of clients after the last test, and the count that CI reads.

import type { Reporter, TestCase, TestModule } from 'vitest/node'
import type { ClientRow } from './scenario.ts'

const titles = ['scenario', 'client', 'version', 'expected', 'seen', 'ok'] as const

const longestSeen = 140

type Verdict = 'ok' | 'FAILED' | 'not run'

interface Result {
  /** `undefined` for what is not a client's scenario: counted, not listed. */
  readonly row: ClientRow | undefined
  readonly verdict: Verdict
}

export default class TableReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const results = modules.flatMap(readResults)
    const lines = formatColumns([titles, ...results.flatMap(toCells).sort(byScenario)])
    const count = (wanted: Verdict) => results.filter(({ verdict }) => verdict === wanted).length
    const notRun = count('not run')
    if (notRun > 0) lines.push('', `${notRun} not run, for lack of the client; with CI=true they fail`)
    process.stdout.write(`\n${lines.join('\n')}\n\n${count('ok')} passed, ${count('FAILED')} failed\n`)
  }
}

function readResults(module: TestModule): Result[] {
  const tests = [...module.children.allTests()]
  // A file that could not even list its tests would otherwise count as nothing at all.
  if (tests.length === 0) return module.errors().length === 0 ? [] : [{ row: undefined, verdict: 'FAILED' }]
  // `mode` is 'skip' for what `vitest -t` left out.
  return tests.filter((test) => test.options.mode !== 'skip').map(readResult)
}

function readResult(test: TestCase): Result {
  const row = test.meta().clientRow
  const result = test.result()
  if (result.state === 'passed') return { row, verdict: 'ok' }
  // A test that was skipped without a reason is one whose server did not start.
  const excused = result.state === 'skipped' && result.note !== undefined
  return { row, verdict: excused ? 'not run' : 'FAILED' }
}

function toCells({ row, verdict }: Result): string[][] {
  if (row === undefined) return []
  const seen = row.seen === row.expected ? 'the same' : shorten(row.seen)
  return [[row.scenario, row.client, row.version, row.expected, seen, verdict]]
}

function byScenario([a = '']: readonly string[], [b = '']: readonly string[]): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10)
}

// The whole of it is in vitest's report of the failure; the table must stay readable.
function shorten(text: string): string {
  if (text === '') return 'nothing: its server did not start'
  const line = text.replace(/\s+/g, ' ')
  return line.length <= longestSeen ? line : `${line.slice(0, longestSeen - 1)}…`
}

function formatColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = titles.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
