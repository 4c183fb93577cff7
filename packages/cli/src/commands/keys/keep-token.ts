import type { CreatedKey } from '@keystead/sdk'
import type { Context } from '../../context.ts'
import { Failure } from '../../failure.ts'
import type { Secret } from '../../session/open-secret.ts'
import { askYesOrNo } from '../../terminal/ask.ts'
import { cleanText } from '../../terminal/clean-text.ts'
import { answer } from '../answer.ts'

/**
 * Puts the token of a new key where it belongs, and remembers where. If that fails, the token is not lost and no key is left
 * that nobody has: it is shown to the person who is there and wants that, or else the key is taken back.
 */
export async function keepToken(
  context: Context,
  { key, token, ...rest }: CreatedKey,
  { reference, put }: Secret,
  takeBack: () => Promise<unknown>,
): Promise<void> {
  const { configuration, phrases, terminal } = context
  try {
    await put(token)
  } catch (error) {
    if (terminal.isInteractive && (await wantsToSee(context, error))) {
      terminal.say(phrases.keys.shownOnce)
      return terminal.say(token)
    }
    throw await failWithout(key.id, takeBack, error)
  }
  await configuration.change((current) => ({ ...current, keys: { ...current.keys, [key.id]: reference } }))
  answer(context, { key, storedIn: reference, ...rest }, () =>
    [phrases.keys.made(cleanText(key.name), key.id), phrases.keys.stored(reference)].join('\n'),
  )
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
