import { join } from 'node:path'
import { scanBytes } from '@keystead/scanner'
import type { Check } from './ailment.ts'
import { readSmall } from './read-small.ts'

const histories = {
  '.bash_history': 'bash',
  '.zsh_history': 'zsh',
  '.zhistory': 'zsh',
  '.local/share/fish/fish_history': 'fish',
  '.python_history': 'python',
  '.node_repl_history': 'node',
  '.local/share/powershell/PSReadLine/ConsoleHost_history.txt': 'powershell',
} as const

/** Keys that were typed into a shell, which wrote them down. A line of each format holds one command. */
export const findKeysInHistory: Check = async ({ home }) => {
  const found = await Promise.all(
    Object.entries(histories).map(async ([name, shell]) => {
      const path = join(home, name)
      const bytes = readSmall(path)
      if (bytes === undefined) return []
      const findings = await scanBytes(bytes, path)
      return findings.map(({ place, masked }) => ({ place: `${path}:${place.line}`, key: masked, shell }))
    }),
  )
  return found.flat().map((one) => ({ check: 'shell-history', ...one }))
}
