import type { Context } from '../../context.ts'
import { openClient } from '../../session/open-client.ts'
import { answer } from '../answer.ts'
import { confirm } from '../confirm.ts'
import type { PlainCommand, PlainValues } from './plain-command.ts'
import { renderAnswer } from './render-answer.ts'

/** Asks, where something would be lost; then the server, and shows what it says. */
export async function askPlainly(
  context: Context,
  command: PlainCommand,
  args: readonly string[],
  values: PlainValues,
): Promise<void> {
  const { phrases, terminal } = context
  const client = await openClient(context)
  if (command.isLoss && values.yes === undefined) {
    await confirm(context, phrases.plain.confirm(phrases.plain.about[command.name], args.join(' ')))
  }
  const value = await command.ask(client, args, values)
  if (value === undefined || value === null) {
    if (context.json) terminal.print('{}')
    return terminal.say(phrases.plain.done)
  }
  const text = renderAnswer(context, value as object)
  if (text === '' && !context.json) return terminal.say(phrases.lists.none)
  answer(context, value, () => text)
  if ((value as { nextCursor?: unknown }).nextCursor) terminal.say(phrases.plain.more)
}
