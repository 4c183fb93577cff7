import type { Context } from '../../context.ts'
import { Failure } from '../../failure.ts'
import { surroundingsOf } from '../../session/open-secret.ts'
import { openStore } from '../../stores/open-store.ts'
import { storeNames } from '../../stores/reference.ts'
import { cleanText } from '../../terminal/clean-text.ts'
import { answer } from '../answer.ts'

/** The references that begin so: `keychain:`, or `vault:kv/team/`. Never what they lead to. */
export async function listSecrets(context: Context, prefix: string): Promise<void> {
  const [name, ...rest] = prefix.split(':')
  const store = storeNames.find((one) => one === name)
  if (store === undefined) throw new Failure('usage', ({ stores }) => stores.noReference(storeNames.join(', ')))
  const paths = await (await openStore(store, surroundingsOf(context))).list(rest.join(':'))
  const references = paths.map((path) => `${store}:${path}`)
  if (references.length === 0 && !context.json) return context.terminal.say(context.phrases.stores.none)
  answer(context, { references }, () => references.map(cleanText).join('\n'))
}
