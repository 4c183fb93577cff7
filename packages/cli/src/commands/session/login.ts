import type { Me } from '@keystead/sdk'
import type { Context } from '../../context.ts'
import { Failure } from '../../failure.ts'
import { connect } from '../../session/open-client.ts'
import { openSecret } from '../../session/open-secret.ts'
import { readInput } from '../../session/read-input.ts'
import { requireToken } from '../../session/read-token.ts'
import { parseServerUrl } from '../../session/server-url.ts'
import { askSecret, askText } from '../../terminal/ask.ts'
import { cleanText } from '../../terminal/clean-text.ts'
import { answer } from '../answer.ts'
import { askConsole } from './ask-console.ts'

export type LoginOptions = {
  readonly url?: string
  readonly withToken?: boolean
  readonly store?: string
  readonly allowHttp?: boolean
}

/** Signs in. The key is tried before it is kept, and kept before it is remembered where. */
export async function logIn(context: Context, options: LoginOptions): Promise<void> {
  const { configuration, phrases, profileName, terminal } = context
  const before = await configuration.read()
  const name = profileName ?? before.profile
  const url = parseServerUrl(await chooseUrl(context, options, before.profiles[name]?.url), options)
  const credential = options.store ?? before.profiles[name]?.credential ?? `keychain:cli/${name}`
  const secret = await openSecret(context, credential)
  // Asked now: a store that cannot be reached must be known before there is a key to keep.
  await secret.get()

  const { token, ownKeyId } = await getToken(context, options, url)
  const me = await (await connect(url, token)).me()
  try {
    await secret.put(token)
  } catch (error) {
    // A key that nobody has is a risk without a use.
    if (ownKeyId !== undefined) await (await connect(url, token)).keys.delete(ownKeyId)
    throw error
  }
  await configuration.change((current) => ({
    ...current,
    profile: name in current.profiles || profileName === undefined ? current.profile : name,
    profiles: { ...current.profiles, [name]: { url, credential, ...(ownKeyId !== undefined && { ownKeyId }) } },
  }))
  answer(context, { url, profile: name, credential, principal: me.principal }, () =>
    phrases.login.done(cleanText(nameOf(me)), url),
  )
  terminal.say(phrases.login.kept(credential))
}

async function chooseUrl(
  { environment, terminal, phrases }: Context,
  { url }: LoginOptions,
  known: string | undefined,
) {
  const given = url ?? environment.url ?? known
  if (given !== undefined) return given
  if (!terminal.isInteractive) throw new Failure('usage', ({ login }) => login.noUrlGiven)
  return askText(phrases.login.askUrl)
}

/**
 * With `--with-token` from a pipe or a file, or typed unseen; else from the console in a browser, which makes a key of its own
 * for this profile.
 */
async function getToken(context: Context, { withToken }: LoginOptions, url: string) {
  const { phrases, terminal } = context
  if (!withToken) {
    const { key, token } = await askConsole(context, url)
    return { token, ownKeyId: key.id }
  }
  return { token: requireToken(terminal.isInteractive ? await askSecret(phrases.login.ask) : await readInput()) }
}

const nameOf = ({ principal }: Me) => (principal.type === 'user' ? principal.username : principal.name)
