import type { Finding } from '@keystead/scanner'
import type { Context } from '../../context.ts'
import { renderTable } from '../../terminal/render-table.ts'
import type { Checked } from './check-findings.ts'

/** A table of what was found; of the secrets, what is public. */
export function renderFindings(
  { terminal, phrases: { scan } }: Context,
  checked: readonly Checked[],
  withLife: boolean,
) {
  const rules: Readonly<Record<string, string>> = scan.rules
  const ruleOf = ({ rule, place }: Finding) => {
    const name = rules[rule] ?? scan.vendorRule(rule.slice('vendor/'.length))
    return place.encoding === 'base64' ? scan.base64(name) : name
  }
  const columns = [
    { title: scan.place, read: ({ finding }: Checked) => placeOf(finding, scan) },
    { title: scan.what, read: ({ finding }: Checked) => ruleOf(finding) },
    { title: scan.shown, read: ({ finding }: Checked) => finding.masked },
  ]
  const life = { title: scan.live, read: ({ life }: Checked) => scan.lives[life] }
  return renderTable(terminal, withLife ? [...columns, life] : columns, checked)
}

/** `path:line:column`, which terminals and editors open; then what is known beyond that. */
function placeOf({ place }: Finding, scan: Context['phrases']['scan']): string {
  const { path, line, column, cell, commit } = place
  const position = line === null ? '' : `:${line}:${column}`
  const inFile = path === null ? scan.message : `${path}${position}`
  const inCell = cell === null ? inFile : scan.cell(inFile, String(cell.number))
  const inOutput = cell?.part === 'output' ? scan.output(inCell) : inCell
  return commit === null ? inOutput : scan.inCommit(inOutput, commit.slice(0, 12))
}
