import type { Context } from '../context.ts'
import { openStore } from '../stores/open-store.ts'
import { parseReference } from '../stores/reference.ts'
import { askSecret } from '../terminal/ask.ts'

/** One secret, wherever it lies. */
export type Secret = {
  readonly reference: string
  get(): Promise<string | undefined>
  put(secret: string): Promise<void>
  remove(): Promise<boolean>
}

/** What a reference leads to. Fails with a `Failure` for a text that is none, and for a store that cannot be opened. */
export async function openSecret(context: Context, reference: string): Promise<Secret> {
  const { store: name, path } = parseReference(reference)
  const store = await openStore(name, surroundingsOf(context))
  return {
    reference,
    get: () => store.get(path),
    put: (secret) => store.put(path, secret),
    remove: () => store.remove(path),
  }
}

export function surroundingsOf({ environment, phrases, terminal }: Context) {
  const ask = () => askSecret(phrases.stores.askPassword)
  return { environment, askPassword: terminal.isInteractive ? ask : undefined }
}
