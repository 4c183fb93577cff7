import type { Context } from '../../context.ts'
import { Failure } from '../../failure.ts'
import { openSecret } from '../../session/open-secret.ts'
import { answer } from '../answer.ts'
import { confirm, type YesOption } from '../confirm.ts'

export async function removeSecret(context: Context, reference: string, options: YesOption): Promise<void> {
  const { phrases } = context
  const secret = await openSecret(context, reference)
  if (!options.yes) await confirm(context, phrases.stores.confirmRemove(reference))
  if (!(await secret.remove())) throw new Failure('notFound', ({ stores }) => stores.nothingThere(reference))
  answer(context, { reference, removed: true }, () => phrases.stores.removed(reference))
}
