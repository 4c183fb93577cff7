import type { ReportProgress } from './operator-command.ts'

type Screen = { readonly isTTY?: boolean; write(text: string): unknown }

// Often enough to be seen moving.
const everyMs = 100
// What is done before anybody wonders needs no line.
const firstAfterMs = 500

export type ProgressLine = {
  readonly report: ReportProgress
  /** Takes the line away. */
  clear(): void
}

/** A line that says how far something is, on a screen; into a file or a pipe, nothing. */
export function openProgressLine(screen: Screen, whatIsDone: string, now: () => number = Date.now): ProgressLine {
  let next = now() + firstAfterMs
  let width = 0
  return {
    async report(done, total) {
      if (screen.isTTY !== true || total === 0 || now() < next) return
      next = now() + everyMs
      const percent = Math.floor((100 * done) / total)
      const line = `${whatIsDone}: ${percent} % (${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')})`
      screen.write(`\r${line.padEnd(width)}`)
      width = line.length
    },
    clear() {
      if (width > 0) screen.write(`\r${' '.repeat(width)}\r`)
      width = 0
    },
  }
}
