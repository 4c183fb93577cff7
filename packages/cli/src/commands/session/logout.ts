import type { Context } from '../../context.ts'
import { Failure } from '../../failure.ts'
import { openClient } from '../../session/open-client.ts'
import { openSecret } from '../../session/open-secret.ts'
import { answer } from '../answer.ts'

/** Takes the key of a profile from this machine. The address of the server stays. */
export async function logOut(context: Context): Promise<void> {
  const { configuration, phrases, profileName } = context
  const { profiles, profile: current } = await configuration.read()
  const name = profileName ?? current
  const profile = profiles[name]
  if (profile === undefined) throw new Failure('notFound', ({ logout }) => logout.notSignedIn(name))
  if (profile.ownKeyId !== undefined) await deleteOwnKey(context, profile.ownKeyId)
  await (await openSecret(context, profile.credential)).remove()
  await configuration.change(({ profiles: { [name]: _, ...others }, ...rest }) => ({ ...rest, profiles: others }))
  answer(context, { profile: name, signedOut: true }, () => phrases.logout.done(name))
}

/** Signing out must work where the server does not answer, or the key is gone already. */
async function deleteOwnKey(context: Context, keyId: string): Promise<void> {
  const { phrases, terminal } = context
  try {
    await (await openClient(context)).keys.delete(keyId)
    terminal.say(phrases.logout.keyDeleted(keyId))
  } catch {
    terminal.say(phrases.logout.keyKept(keyId))
  }
}
