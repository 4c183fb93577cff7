import type { CommandAdder } from '../command-adder.ts'

export const addProfilesCommands: CommandAdder = (program, act, { profiles }) => {
  const noun = program.command('profiles').description(profiles.about)
  noun
    .command('list')
    .description(profiles.list)
    .action(act(async (context) => (await import('./list.ts')).listProfiles(context)))
  noun
    .command('use <name>')
    .description(profiles.use)
    .action(act(async (context, name: string) => (await import('./use.ts')).useProfile(context, name)))
}
