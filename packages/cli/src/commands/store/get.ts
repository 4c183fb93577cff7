import type { Context } from '../../context.ts'
import { Failure } from '../../failure.ts'
import { openSecret } from '../../session/open-secret.ts'
import { confirm, type YesOption } from '../confirm.ts'

/** Hands a secret on: into a pipe as it is, onto a screen only after a question. */
export async function getSecret(context: Context, reference: string, options: YesOption): Promise<void> {
  const { phrases, terminal } = context
  const text = await (await openSecret(context, reference)).get()
  if (text === undefined) throw new Failure('notFound', ({ stores }) => stores.nothingThere(reference))
  if (terminal.columns !== undefined && !options.yes) await confirm(context, phrases.stores.confirmShow(reference))
  terminal.print(context.json ? JSON.stringify({ reference, secret: text }) : text)
}
