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

export type LoginOptions = {
  readonly url?: string
  readonly withToken?: boolean
  readonly store?: string
  readonly allowHttp?: boolean
}

/** Signs in with a key that exists already. It is tried before it is kept, and kept before it is remembered where. */
export async function logIn(context: Context, options: LoginOptions): Promise<void> {
  const { configuration, phrases, profileName, terminal } = context
  const before = await configuration.read()
  const name = profileName ?? before.profile
  const url = parseServerUrl(await chooseUrl(context, options, before.profiles[name]?.url), options)
  const credential = options.store ?? before.profiles[name]?.credential ?? `keychain:cli/${name}`
  const secret = await openSecret(context, credential)

  const token = await readToken(context)
  const me = await (await connect(url, token)).me()
  await secret.put(token)
  await configuration.change((current) => ({
    ...current,
    profile: name in current.profiles || profileName === undefined ? current.profile : name,
    profiles: { ...current.profiles, [name]: { url, credential } },
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

/** From a pipe or a file; where somebody sits there, it is asked for, and what they type is not shown. */
async function readToken({ terminal, phrases }: Context): Promise<string> {
  return requireToken(terminal.isInteractive ? await askSecret(phrases.login.ask) : await readInput())
}

const nameOf = ({ principal }: Me) => (principal.type === 'user' ? principal.username : principal.name)
