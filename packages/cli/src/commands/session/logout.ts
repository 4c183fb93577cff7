import type { Context } from '../../context.ts'
import { Failure } from '../../failure.ts'
import { openSecret } from '../../session/open-secret.ts'
import { answer } from '../answer.ts'

/** Takes the key of a profile from this machine. The address of the server stays. */
export async function logOut(context: Context): Promise<void> {
  const { configuration, phrases, profileName } = context
  const { profiles, profile: current } = await configuration.read()
  const name = profileName ?? current
  const profile = profiles[name]
  if (profile === undefined) throw new Failure('notFound', ({ logout }) => logout.notSignedIn(name))
  await (await openSecret(context, profile.credential)).remove()
  await configuration.change(({ profiles: { [name]: _, ...others }, ...rest }) => ({ ...rest, profiles: others }))
  answer(context, { profile: name, signedOut: true }, () => phrases.logout.done(name))
}
