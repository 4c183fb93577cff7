import type { RotationDeadline } from '@keystead/sdk'
import type { Context } from '../../context.ts'
import { Failure } from '../../failure.ts'
import { openClient } from '../../session/open-client.ts'
import { openSecret } from '../../session/open-secret.ts'
import { keepToken, sayKept } from './keep-token.ts'
import { parseExpiry } from './parse-expiry.ts'

export type RotateKeyOptions = {
  readonly store?: string
  readonly automatic?: boolean
  readonly deadline?: string
  readonly then?: string
  readonly leaked?: boolean
}

/** Puts a new key in the place of an old one, and its token where the old one was put. */
export async function rotateKey(context: Context, id: string, options: RotateKeyOptions): Promise<void> {
  sayKept(context, await rotateInto(context, id, options))
}

/** The same, for others to say. */
export async function rotateInto(context: Context, id: string, options: RotateKeyOptions) {
  const { automatic, leaked } = options
  const reference = options.store ?? (await context.configuration.read()).keys[id]
  if (reference === undefined) throw new Failure('usage', ({ keys }) => keys.whereToMissing)
  const deadline = readDeadline(options)
  const secret = await openSecret(context, reference)
  // Asked for now: a store that cannot be reached must be known before there is anything to lose.
  await secret.get()
  const client = await openClient(context)
  const opened = await client.rotations.open(id, {
    completion: automatic ? 'automatic' : undefined,
    deadline,
    revokeNow: leaked,
  })
  // Once the old key is gone, there is nothing to go back to.
  const takeBack = () => (leaked ? client.keys.delete(opened.key.id) : client.rotations.cancel(opened.rotation.id))
  return keepToken(context, opened, secret, takeBack)
}

function readDeadline({ deadline, then = 'alert' }: RotateKeyOptions): RotationDeadline | undefined {
  if (deadline === undefined) return undefined
  if (then !== 'alert' && then !== 'extend' && then !== 'revoke') throw new Failure('usage', ({ keys }) => keys.badThen)
  return { at: parseExpiry(deadline, Date.now()), then }
}
