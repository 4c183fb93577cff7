import type { Command } from 'commander'
import type { CommandAdder } from '../command-adder.ts'
import { keyCommands } from './key-commands.ts'
import { organizationCommands } from './organization-commands.ts'
import { peopleCommands } from './people-commands.ts'
import type { PlainCommand, PlainValues } from './plain-command.ts'
import { plainOptions } from './plain-options.ts'
import { webhookCommands } from './webhook-commands.ts'

export const plainCommands: readonly PlainCommand[] = [
  ...keyCommands,
  ...organizationCommands,
  ...peopleCommands,
  ...webhookCommands,
]

/** What of the API needs no more than to be asked and shown, below the nouns that there are or as nouns of their own. */
export const addPlainCommands: CommandAdder = (program, act, { plain, keys }) => {
  for (const command of plainCommands) {
    const [noun = '', verb = ''] = command.name.split(' ')
    const added = nounOf(noun)
      .command([verb, ...command.args].join(' '))
      .description(plain.about[command.name])
    for (const option of command.options ?? []) added.option(plainOptions[option], plain.options[option])
    if (command.isLoss) added.option('-y, --yes', keys.yes)
    added.action(
      act(async (context, ...given: readonly unknown[]) => {
        const args = given.slice(0, command.args.length) as string[]
        const values = given[command.args.length] as PlainValues
        await (await import('./ask-plainly.ts')).askPlainly(context, command, args, values)
      }),
    )
  }

  function nounOf(name: string): Command {
    const there = program.commands.find((one) => one.name() === name)
    const nouns: Readonly<Record<string, string>> = plain.nouns
    return there ?? program.command(name).description(nouns[name] ?? '')
  }
}
