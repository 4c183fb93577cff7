import type { Context } from '../context.ts'
import { Failure } from '../failure.ts'
import { askYesOrNo } from '../terminal/ask.ts'

export type YesOption = { readonly yes?: boolean }

/** Asks before something that cannot be undone. Where nobody can answer, nothing is done: programs say `--yes`. */
export async function confirm({ terminal }: Context, question: string): Promise<void> {
  if (!terminal.isInteractive) throw new Failure('usage', ({ failure }) => failure.needsPerson('--yes'))
  if (!(await askYesOrNo(question))) throw new Failure('cancelled', ({ failure }) => failure.cancelled)
}
