import type { CommandAdder } from '../command-adder.ts'

export const addCompletionCommand: CommandAdder = (program, act, { completion }) => {
  program
    .command('completion <bash|zsh|fish>')
    .description(completion.about)
    .action(
      act(async (context, shell: string) =>
        (await import('./print-completion.ts')).printCompletion(context, program, shell),
      ),
    )
}
