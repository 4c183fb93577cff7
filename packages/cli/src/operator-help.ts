import type { Phrases } from './phrases/en.ts'
import type { Terminal } from './terminal/terminal.ts'

/** What `keystead --help` says of the commands that the server's package has. */
export function operatorHelp({ operator }: Phrases, { style }: Terminal): string {
  const rows = [
    ['serve', operator.serve],
    ['bootstrap', operator.bootstrap],
    ['password-link', operator.passwordLink],
    ['backup, restore', `${operator.backup}; ${operator.restore}`],
    ['pepper', operator.pepper],
    ['audit verify', operator.audit],
  ] as const
  return ['', style('bold', operator.title), ...rows.map(([name, what]) => `  ${name.padEnd(20)}${what}`)].join('\n')
}
