import type { KeysteadClient } from '@keystead/sdk'
import type { Context } from '../context.ts'
import { Failure } from '../failure.ts'
import { openSecret } from './open-secret.ts'

/** A client for the server of the profile, with the profile's key; or of the variables, where those are set. */
export async function openClient(context: Context): Promise<KeysteadClient> {
  const { url, token } = await readCredentials(context)
  return connect(url, token)
}

/** The same server, for one who holds another key. */
export async function openClientFor(context: Context): Promise<(token: string) => Promise<KeysteadClient>> {
  const { url } = await readCredentials(context)
  return (token) => connect(url, token)
}

/** For what needs no key: of the profile, only where its server is. */
export async function openClientForAnyone({ environment, configuration, profileName }: Context) {
  const { profiles, profile } = await configuration.read()
  const url = environment.url ?? profiles[profileName ?? profile]?.url
  if (url === undefined) throw new Failure('usage', (phrases) => phrases.session.noServer)
  return connect(url)
}

export async function connect(url: string, token?: string): Promise<KeysteadClient> {
  const { createKeysteadClient } = await import('@keystead/sdk')
  return createKeysteadClient({ url, token, timeoutMs: 30_000 })
}

async function readCredentials(context: Context) {
  const { environment, configuration, profileName } = context
  const { profiles, profile: current } = await configuration.read()
  const name = profileName ?? current
  const profile = profiles[name]
  const url = environment.url ?? profile?.url
  if (environment.token !== undefined) {
    if (url === undefined) throw new Failure('notAllowed', (phrases) => phrases.session.noServer)
    return { url, token: environment.token }
  }
  if (profile === undefined || url === undefined) {
    throw new Failure('notAllowed', (phrases) => phrases.session.notSignedIn(name))
  }
  // A variable that somebody has set must not lead a stored key to their server.
  if (originOf(url) !== originOf(profile.url)) {
    throw new Failure('notAllowed', (phrases) => phrases.session.otherServer(name, profile.url))
  }
  const token = await (await openSecret(context, profile.credential)).get()
  if (token === undefined) {
    throw new Failure('notAllowed', (phrases) => phrases.session.credentialGone(name, profile.credential))
  }
  return { url, token }
}

const originOf = (url: string) => URL.parse(url)?.origin
