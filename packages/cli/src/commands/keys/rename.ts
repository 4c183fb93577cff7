import type { Context } from '../../context.ts'
import { openClient } from '../../session/open-client.ts'
import { cleanText } from '../../terminal/clean-text.ts'
import { answer } from '../answer.ts'

export async function renameKey(context: Context, id: string, name: string): Promise<void> {
  const key = await (await openClient(context)).keys.rename(id, name)
  answer(context, { key }, () => context.phrases.keys.renamed(key.id, cleanText(key.name)))
}
