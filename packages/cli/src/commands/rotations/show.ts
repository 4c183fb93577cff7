import type { Context } from '../../context.ts'
import { openClient } from '../../session/open-client.ts'
import { formatTime } from '../../terminal/format-time.ts'
import { renderRecord } from '../../terminal/render-table.ts'
import { answer } from '../answer.ts'

export async function showRotation(context: Context, id: string): Promise<void> {
  const { phrases, terminal } = context
  const words = phrases.rotations
  const rotation = await (await openClient(context)).rotations.get(id)
  answer(context, { rotation }, () =>
    renderRecord(terminal, [
      [words.id, rotation.id],
      [words.state, words.states[rotation.state]],
      [words.oldKey, rotation.oldKeyId],
      [words.newKey, rotation.newKeyId],
      [words.opened, formatTime(rotation.openedAt, terminal.language)],
      [words.deadline, rotation.deadline === null ? '' : formatTime(rotation.deadline.at, terminal.language)],
    ]),
  )
}
