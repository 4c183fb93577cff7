import type { CreatedKey } from '@keystead/sdk'
import type { Context } from '../../context.ts'
import { Failure } from '../../failure.ts'
import type { Secret } from '../../session/open-secret.ts'
import { askYesOrNo } from '../../terminal/ask.ts'
import { cleanText } from '../../terminal/clean-text.ts'
import { answer } from '../answer.ts'

/**
 * Puts the token of a new key where it belongs, and remembers where. If that fails, the token is not lost and no key is left
 * that nobody has: it is shown to the person who is there and wants that, for which the answer is undefined, or else the key is
 * taken back.
 */
export async function keepToken<Created extends CreatedKey>(
  context: Context,
  { token, ...made }: Created,
  { reference, put }: Secret,
  takeBack: () => Promise<unknown>,
): Promise<(Omit<Created, 'token'> & { readonly storedIn: string }) | undefined> {
  const { key } = made
  const { configuration, phrases, terminal } = context
  try {
    await put(token)
  } catch (error) {
    if (terminal.isInteractive && (await wantsToSee(context, error))) {
      terminal.say(phrases.keys.shownOnce)
      terminal.say(token)
      return undefined
    }
    throw await failWithout(key.id, takeBack, error)
  }
  await configuration.change((current) => ({ ...current, keys: { ...current.keys, [key.id]: reference } }))
  return { ...made, storedIn: reference }
}

/** Says what was made and where its token is; nothing where the person has got it on the screen. */
export function sayKept(context: Context, kept: (Pick<CreatedKey, 'key'> & { readonly storedIn: string }) | undefined) {
  if (kept !== undefined) answer(context, kept, () => describeKept(context, kept))
}

export function describeKept(
  { phrases: { keys } }: Context,
  { key, storedIn }: Pick<CreatedKey, 'key'> & { readonly storedIn: string },
): string {
  return [keys.made(cleanText(key.name), key.id), keys.stored(storedIn)].join('\n')
}

async function wantsToSee({ phrases, terminal }: Context, error: unknown): Promise<boolean> {
  if (error instanceof Failure) terminal.say(error.say(phrases))
  // Ctrl-C is a no: the key is then deleted.
  return askYesOrNo(phrases.keys.showInstead).catch(() => false)
}

async function failWithout(id: string, takeBack: () => Promise<unknown>, error: unknown): Promise<Failure> {
  const why = (phrases: Context['phrases']) => (error instanceof Failure ? `${error.say(phrases)}\n` : '')
  try {
    await takeBack()
  } catch {
    return new Failure('unavailable', (phrases) => why(phrases) + phrases.keys.storingFailedKept(id))
  }
  return new Failure('unavailable', (phrases) => why(phrases) + phrases.keys.storingFailed)
}
