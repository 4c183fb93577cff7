import type { Context } from '../../context.ts'
import { openClientForAnyone } from '../../session/open-client.ts'
import { readInput } from '../../session/read-input.ts'
import { askSecret } from '../../terminal/ask.ts'
import { answer } from '../answer.ts'

/** Whoever has found a token may report it: that they have it is enough, so this needs a server and no key of one's own. */
export async function reportLeak(context: Context): Promise<void> {
  const { phrases, terminal } = context
  const client = await openClientForAnyone(context)
  const token = terminal.isInteractive ? await askSecret(phrases.leaks.ask) : await readInput()
  answer(context, await client.leaks.report(token.trim()), () => phrases.leaks.reported)
}
