import { styleText } from 'node:util'
import type { Language } from '../phrases/language.ts'

export type Style = Parameters<typeof styleText>[0]

/** What a command says goes to standard output; what it says about that, to standard error. */
export type Terminal = {
  readonly language: Language
  /** Whether somebody is there who can be asked. */
  readonly isInteractive: boolean
  /** The width in cells where standard output is a screen; undefined where it is a file or a pipe. */
  readonly columns: number | undefined
  print(text: string): void
  /** A line for the person: how it went, what to do next. Never what a program would read. */
  say(text: string): void
  /** For standard output: plain where that is no screen, or `NO_COLOR` is set. */
  style(style: Style, text: string): string
}

export function openTerminal(language: Language): Terminal {
  const { stdin, stdout, stderr } = process
  // `keystead keys list | head` closes the pipe when it has read enough.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit()
    throw error
  })
  return {
    language,
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    columns: stdout.isTTY ? Math.max(20, stdout.columns || 80) : undefined,
    print: (text) => void stdout.write(`${text}\n`),
    say: (text) => void stderr.write(`${text}\n`),
    style: (style, text) => styleText(style, text, { stream: stdout }),
  }
}
