import type { CommandAdder } from '../command-adder.ts'
import type { EndOptions } from './end.ts'

export const addRotationsCommands: CommandAdder = (program, act, { keys, rotations }) => {
  const noun = program.command('rotations').description(rotations.about)
  noun
    .command('list')
    .description(rotations.list)
    .action(act(async (context) => (await import('./list.ts')).listRotations(context)))
  noun
    .command('show <id>')
    .description(rotations.show)
    .action(act(async (context, id: string) => (await import('./show.ts')).showRotation(context, id)))
  for (const verb of ['complete', 'cancel', 'revoke'] as const) {
    const command = noun.command(`${verb} <id>`).description(rotations[verb]).option('-y, --yes', keys.yes)
    if (verb !== 'revoke') command.option('--even-if-used', rotations.evenIfUsed)
    command.action(
      act(async (context, id: string, options: EndOptions) =>
        (await import('./end.ts')).endRotation(context, verb, id, options),
      ),
    )
  }
}
