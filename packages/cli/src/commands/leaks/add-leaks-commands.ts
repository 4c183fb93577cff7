import type { CommandAdder } from '../command-adder.ts'

export const addLeaksCommands: CommandAdder = (program, act, { leaks }) => {
  const noun = program.command('leaks').description(leaks.about)
  noun
    .command('report')
    .description(leaks.report)
    .action(act(async (context) => (await import('./report.ts')).reportLeak(context)))
}
