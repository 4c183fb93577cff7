import { InvalidArgumentError } from 'commander'
import type { CommandAdder } from '../command-adder.ts'
import type { YesOption } from '../confirm.ts'
import type { CreateKeyOptions } from './create.ts'
import type { ListKeysOptions } from './list.ts'
import type { RotateKeyOptions } from './rotate.ts'

export const addKeysCommands: CommandAdder = (program, act, { keys, why }) => {
  const noun = program.command('keys').description(keys.about)
  noun
    .command('list')
    .description(keys.list)
    .option('--query <text>', keys.query)
    .option('--type <type>', keys.type)
    .option('--owner <id>', keys.owner)
    .option('--organization <name>', keys.inOrganization)
    .option('--state <active|disabled|blocked|expired>', keys.state)
    .option('--limit <number>', keys.limit, readCount)
    .option('--all', keys.all)
    .action(act(async (context, options: ListKeysOptions) => (await import('./list.ts')).listKeys(context, options)))
  noun
    .command('show <id>')
    .description(keys.show)
    .action(act(async (context, id: string) => (await import('./show.ts')).showKey(context, id)))
  noun
    .command('why <id>')
    .description(why.about)
    .action(act(async (context, id: string) => (await import('./why.ts')).explainRefusal(context, id)))
  noun
    .command('create <name>')
    .description(keys.create)
    .option('--store <reference>', keys.store)
    .option('--show-token', keys.showToken)
    .option('--owner <id>', keys.createOwner)
    .option('--organization <name>', keys.createOrganization)
    .option('--expires <when>', keys.expiresIn)
    .option('--legacy', keys.legacyFormat)
    .action(
      act(async (context, name: string, options: CreateKeyOptions) =>
        (await import('./create.ts')).createKey(context, name, options),
      ),
    )
  noun
    .command('rotate <id>')
    .description(keys.rotate)
    .option('--store <reference>', keys.rotateStore)
    .option('--automatic', keys.automatic)
    .option('--deadline <when>', keys.deadline)
    .option('--then <alert|extend|revoke>', keys.then)
    .option('--leaked', keys.leaked)
    .action(
      act(async (context, id: string, options: RotateKeyOptions) =>
        (await import('./rotate.ts')).rotateKey(context, id, options),
      ),
    )
  noun
    .command('rename <id> <name>')
    .description(keys.rename)
    .action(
      act(async (context, id: string, name: string) => (await import('./rename.ts')).renameKey(context, id, name)),
    )
  noun
    .command('delete <id...>')
    .description(keys.delete)
    .option('-y, --yes', keys.yes)
    .action(
      act(async (context, ids: string[], options: YesOption) =>
        (await import('./delete.ts')).deleteKeys(context, ids, options),
      ),
    )
}

function readCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('')
  return Number(text)
}
