import type { CommandAdder } from '../command-adder.ts'
import type { RunOptions } from './run.ts'

export const addRunCommand: CommandAdder = (program, act, { run }) => {
  program
    .command('run [command...]')
    .description(run.about)
    .option('--key <reference>', run.key)
    .option('--env <name>', run.env)
    .option('--tty', run.tty)
    .action(
      act(async (context, command: string[], options: RunOptions) =>
        (await import('./run.ts')).runWithKeys(context, command, options),
      ),
    )
}
