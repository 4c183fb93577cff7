import type { CommandAdder } from '../command-adder.ts'
import type { YesOption } from '../confirm.ts'

export const addStoreCommands: CommandAdder = (program, act, { keys, stores }) => {
  const noun = program.command('store').description(stores.about)
  noun
    .command('get <reference>')
    .description(stores.get)
    .option('-y, --yes', keys.yes)
    .action(
      act(async (context, reference: string, options: YesOption) =>
        (await import('./get.ts')).getSecret(context, reference, options),
      ),
    )
  noun
    .command('put <reference>')
    .description(stores.put)
    .action(act(async (context, reference: string) => (await import('./put.ts')).putSecret(context, reference)))
  noun
    .command('list <reference>')
    .description(stores.list)
    .action(act(async (context, prefix: string) => (await import('./list.ts')).listSecrets(context, prefix)))
  noun
    .command('remove <reference>')
    .description(stores.remove)
    .option('-y, --yes', keys.yes)
    .action(
      act(async (context, reference: string, options: YesOption) =>
        (await import('./remove.ts')).removeSecret(context, reference, options),
      ),
    )
}
