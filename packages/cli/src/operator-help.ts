import type { Phrases } from './phrases/en.ts'
import type { Terminal } from './terminal/terminal.ts'

/** The commands that the server's package has, and what each does. */
export const operatorRows = ({ operator }: Phrases) =>
  [
    ['serve', operator.serve],
    ['bootstrap', operator.bootstrap],
    ['password-link', operator.passwordLink],
    ['backup, restore', `${operator.backup}; ${operator.restore}`],
    ['pepper', operator.pepper],
    ['audit verify', operator.audit],
  ] as const

/** What `keystead --help` says of them. */
export function operatorHelp(phrases: Phrases, { style }: Terminal): string {
  const rows = operatorRows(phrases).map(([name, what]) => `  ${name.padEnd(20)}${what}`)
  return ['', style('bold', phrases.operator.title), ...rows].join('\n')
}
