import type { Context } from '../context.ts'

/** The answer of a command: as JSON where a program reads it, else as the text that is made for people. */
export function answer({ json, terminal }: Context, value: unknown, makeText: () => string): void {
  terminal.print(json ? JSON.stringify(value, null, 2) : makeText())
}
