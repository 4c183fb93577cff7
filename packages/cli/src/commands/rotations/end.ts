import type { KeysteadClient } from '@keystead/sdk'
import type { Context } from '../../context.ts'
import { openClient } from '../../session/open-client.ts'
import { answer } from '../answer.ts'
import { confirm, type YesOption } from '../confirm.ts'

export type EndOptions = YesOption & { readonly evenIfUsed?: boolean }
type Verb = 'complete' | 'cancel' | 'revoke'

/** Ends a rotation, which deletes one of its two keys. */
export async function endRotation(context: Context, verb: Verb, id: string, options: EndOptions): Promise<void> {
  const { rotations: words } = context.phrases
  const client = await openClient(context)
  if (!options.yes) {
    const rotation = await client.rotations.get(id)
    await confirm(context, words.confirm(verb === 'cancel' ? rotation.newKeyId : rotation.oldKeyId))
  }
  const ended = await end(client, verb, id, options)
  answer(context, { rotation: ended }, () => words.ended(id, words.states[ended.state]))
}

function end({ rotations }: KeysteadClient, verb: Verb, id: string, { evenIfUsed }: EndOptions) {
  return verb === 'revoke' ? rotations.revoke(id) : rotations[verb](id, { evenIfUsed })
}
