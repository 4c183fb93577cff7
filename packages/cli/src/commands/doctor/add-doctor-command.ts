import type { CommandAdder } from '../command-adder.ts'

export const addDoctorCommand: CommandAdder = (program, act, { doctor }) => {
  program
    .command('doctor [path]')
    .description(doctor.about)
    .action(act(async (context, path: string | undefined) => (await import('./doctor.ts')).examine(context, path)))
}
