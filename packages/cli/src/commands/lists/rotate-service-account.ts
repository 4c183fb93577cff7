import type { ApiKey } from '@keystead/sdk'
import type { Context } from '../../context.ts'
import { Failure } from '../../failure.ts'
import { openClient } from '../../session/open-client.ts'
import { cleanText } from '../../terminal/clean-text.ts'
import { openProgress } from '../../terminal/progress.ts'
import { answer } from '../answer.ts'
import { describeKept } from '../keys/keep-token.ts'
import { type RotateKeyOptions, rotateInto } from '../keys/rotate.ts'

export type RotateAllOptions = Omit<RotateKeyOptions, 'leaked'>

/**
 * Puts a new key in the place of each that a service account has, one after the other: each token is in its store before there is
 * another. Where they go is settled before the first. It stops at the first that cannot be: what was done before is said, and
 * since those are in a rotation by then, the same command goes on with the others.
 */
export async function rotateServiceAccount(context: Context, id: string, options: RotateAllOptions): Promise<void> {
  const { configuration, phrases, terminal } = context
  const { keys: client } = await openClient(context)
  const keys: ApiKey[] = []
  for await (const key of client.listAll({ owner: id, state: 'active', limit: 200 })) {
    if (key.rotationId === null) keys.push(key)
  }
  const { keys: known } = await configuration.read()
  // Where none is known, a place of its own for each: key IDs are public and unique.
  const placeOf = ({ id }: ApiKey) => known[id] ?? (options.store === undefined ? undefined : `${options.store}/${id}`)
  const places = keys.flatMap((key) => {
    const store = placeOf(key)
    return store === undefined ? [] : [{ key, store }]
  })
  const homeless = keys.filter((key) => placeOf(key) === undefined)
  if (homeless.length > 0) {
    const names = homeless.map(({ name, id }) => `${cleanText(name)} (${id})`).join(', ')
    throw new Failure('usage', ({ lists }) => lists.rotateNowhere(names))
  }
  if (places.length === 0) return terminal.say(phrases.lists.rotateNone)
  const progress = openProgress(terminal)
  const rotations: NonNullable<Awaited<ReturnType<typeof rotateInto>>>[] = []
  try {
    for (const { key, store } of places) {
      const done = String(rotations.length)
      progress.show(() => phrases.lists.rotating(done, String(places.length), cleanText(key.name)))
      const kept = await rotateInto(context, key.id, { ...options, store })
      if (kept !== undefined) rotations.push(kept)
    }
  } finally {
    progress.clear()
    if (rotations.length > 0) {
      answer(context, { rotations }, () => rotations.map((kept) => describeKept(context, kept)).join('\n'))
    }
  }
}
