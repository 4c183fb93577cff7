import type { Rotation } from '@keystead/sdk'
import type { Context } from '../../context.ts'
import { openClient } from '../../session/open-client.ts'
import { formatDate } from '../../terminal/format-time.ts'
import { renderTable } from '../../terminal/render-table.ts'
import { answer } from '../answer.ts'
import { takeSome } from '../take-some.ts'

export async function listRotations(context: Context): Promise<void> {
  const { phrases, terminal } = context
  const words = phrases.rotations
  const { items: rotations, more } = await takeSome((await openClient(context)).rotations.listAll(), {})
  if (rotations.length === 0 && !context.json) return terminal.say(words.none)
  const columns = [
    { title: words.id, read: (rotation: Rotation) => rotation.id },
    { title: words.state, read: (rotation: Rotation) => words.states[rotation.state] },
    { title: words.oldKey, read: (rotation: Rotation) => rotation.oldKeyId },
    { title: words.newKey, read: (rotation: Rotation) => rotation.newKeyId },
    { title: words.opened, read: (rotation: Rotation) => formatDate(rotation.openedAt, terminal.language) },
  ]
  answer(context, { rotations, more }, () => renderTable(terminal, columns, rotations))
}
