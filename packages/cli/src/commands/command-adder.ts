import type { Command } from 'commander'
import type { Context } from '../context.ts'
import type { Phrases } from '../phrases/en.ts'

/** Wraps what a command does, so that the parser can call it. Its answer, where it has one, is the exit code. */
export type Act = <Args extends readonly unknown[]>(
  run: (context: Context, ...args: Args) => Promise<number | void>,
) => (...args: Args) => Promise<void>

/** Adds the commands of one noun: their options and words. What they do is loaded when one of them is run. */
export type CommandAdder = (program: Command, act: Act, phrases: Phrases) => void
