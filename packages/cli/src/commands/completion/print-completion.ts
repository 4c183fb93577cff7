import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { Failure } from '../../failure.ts'
import { listWords, type WordsAt } from './list-words.ts'
import { writeBash } from './write-bash.ts'
import { writeFish } from './write-fish.ts'
import { writeZsh } from './write-zsh.ts'

const writers: Readonly<Record<string, (table: readonly WordsAt[]) => string>> = {
  bash: writeBash,
  zsh: writeZsh,
  fish: writeFish,
}

/** Prints what has a shell complete our commands and options. It asks no server, so it shows nobody's keys. */
export async function printCompletion({ phrases, terminal }: Context, program: Command, shell: string): Promise<void> {
  const write = Object.hasOwn(writers, shell) ? writers[shell] : undefined
  if (write === undefined) throw new Failure('usage', ({ completion }) => completion.noShell)
  terminal.print(write(listWords(program, phrases)))
}
