import type { Context } from '../../context.ts'
import { Failure } from '../../failure.ts'
import { openSecret } from '../../session/open-secret.ts'
import { readInput } from '../../session/read-input.ts'
import { askSecret } from '../../terminal/ask.ts'
import { answer } from '../answer.ts'

/** Keeps what comes by standard input, or is typed unseen. */
export async function putSecret(context: Context, reference: string): Promise<void> {
  const { phrases, terminal } = context
  const secret = await openSecret(context, reference)
  const text = terminal.isInteractive ? await askSecret(phrases.stores.askSecret) : await readInput()
  if (!/^[^\p{Cc}]{1,4096}$/u.test(text)) throw new Failure('badInput', ({ stores }) => stores.notOneLine)
  await secret.put(text)
  answer(context, { reference, stored: true }, () => phrases.stores.kept(reference))
}
