import type { CreatedKey } from '@keystead/sdk'
import type { Context } from '../../context.ts'
import { Failure } from '../../failure.ts'
import { openClient } from '../../session/open-client.ts'
import { openSecret } from '../../session/open-secret.ts'
import { askChoice } from '../../terminal/ask.ts'
import { cleanText } from '../../terminal/clean-text.ts'
import { answer } from '../answer.ts'
import { keepToken, sayKept } from './keep-token.ts'
import { parseExpiry } from './parse-expiry.ts'

export type CreateKeyOptions = {
  readonly store?: string
  readonly showToken?: boolean
  readonly owner?: string
  readonly organization?: string
  readonly expires?: string
  readonly legacy?: boolean
}

/** Makes a key, and puts its token where it belongs. Where that is, is settled before there is a token. */
export async function createKey(context: Context, name: string, options: CreateKeyOptions): Promise<void> {
  const { owner, organization, expires, legacy } = options
  const expiresAt = expires === undefined ? undefined : parseExpiry(expires, Date.now())
  const destination = await chooseDestination(context, name, options)
  const client = await openClient(context)
  if (destination === 'screen') {
    return showToken(context, await client.keys.create(newKey()))
  }
  const secret = await openSecret(context, destination)
  // Asked for now: a store that cannot be reached must be known before there is anything to lose.
  await secret.get()
  const created = await client.keys.create(newKey())
  sayKept(context, await keepToken(context, created, secret, () => client.keys.delete(created.key.id)))

  function newKey() {
    return { name, owner, organization, expiresAt, format: legacy ? ('legacy' as const) : undefined }
  }
}

async function chooseDestination(context: Context, name: string, { store, showToken }: CreateKeyOptions) {
  if (store !== undefined) return store
  if (showToken) return 'screen'
  const { phrases, terminal } = context
  if (!terminal.isInteractive) throw new Failure('usage', ({ keys }) => keys.whereToMissing)
  const keychain = `keychain:${name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')}`
  return askChoice(phrases.keys.whereTo, [
    { value: keychain, label: phrases.keys.intoKeychain(keychain) },
    { value: 'screen', label: phrases.keys.ontoScreen },
  ])
}

function showToken(context: Context, created: CreatedKey): void {
  const { phrases, terminal } = context
  const { key, token } = created
  if (!context.json) {
    terminal.say(phrases.keys.made(cleanText(key.name), key.id))
    terminal.say(phrases.keys.shownOnce)
  }
  answer(context, created, () => token)
}
