import type { CommandAdder } from '../command-adder.ts'
import type { DoctorOptions } from './set-up-way-round.ts'

export const addDoctorCommand: CommandAdder = (program, act, { doctor }) => {
  program
    .command('doctor [path]')
    .description(doctor.about)
    .option('--fix', doctor.fix)
    .option('--store <reference>', doctor.fixStore)
    .action(
      act(async (context, path: string | undefined, options: DoctorOptions) =>
        (await import('./doctor.ts')).examine(context, path, options),
      ),
    )
}
