import { stderr } from 'node:process'
import type { Terminal } from './terminal.ts'

const everyMs = 100
const firstAfterMs = 500

export type Progress = {
  /** Shows how far it has come, ten times a second at most: the text is made only when it is shown. */
  show(makeText: () => string): void
  clear(): void
}

/** One line on the screen that says how far something long has come, and is gone at its end. Nothing where there is no screen. */
export function openProgress({ isInteractive }: Terminal): Progress {
  if (!isInteractive) return { show: () => {}, clear: () => {} }
  let next = performance.now() + firstAfterMs
  let shown = false
  return {
    show: (makeText) => {
      const now = performance.now()
      if (now < next) return
      next = now + everyMs
      shown = true
      stderr.write(`\r\x1b[K${makeText()}`)
    },
    clear: () => void (shown && stderr.write('\r\x1b[K')),
  }
}
