import type { Context } from '../../context.ts'
import { openClient } from '../../session/open-client.ts'
import { formatTime } from '../../terminal/format-time.ts'
import { renderRecord } from '../../terminal/render-table.ts'
import { answer } from '../answer.ts'
import { nameOfOwner, wordsOfKey } from './describe-key.ts'

export async function showKey(context: Context, id: string): Promise<void> {
  const { configuration, phrases, terminal } = context
  const key = await (await openClient(context)).keys.get(id)
  const storedIn = (await configuration.read()).keys[key.id] ?? null
  const words = wordsOfKey(phrases)
  const timeOf = (time: string | null) => (time === null ? phrases.keys.never : formatTime(time, terminal.language))
  answer(context, { key, storedIn }, () =>
    renderRecord(terminal, [
      [phrases.keys.name, key.name],
      [phrases.keys.id, key.id],
      [phrases.keys.typeTitle, words.type(key)],
      [phrases.keys.ownerTitle, nameOfOwner(key)],
      [phrases.keys.organization, key.organization?.name ?? phrases.keys.everyOrganization],
      [phrases.keys.stateTitle, words.state(key)],
      [phrases.keys.created, timeOf(key.createdAt)],
      [phrases.keys.expires, timeOf(key.expiresAt)],
      [phrases.keys.lastUsed, timeOf(key.lastUsedAt)],
      ...(key.leakedAt === null ? [] : [[phrases.keys.leakedAt, timeOf(key.leakedAt)] as const]),
      ...(storedIn === null ? [] : [[phrases.keys.storedIn, storedIn] as const]),
    ]),
  )
}
