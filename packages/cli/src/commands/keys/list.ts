import type { ApiKey, ListKeysQuery } from '@keystead/sdk'
import type { Context } from '../../context.ts'
import { openClient } from '../../session/open-client.ts'
import { formatDate } from '../../terminal/format-time.ts'
import { renderTable } from '../../terminal/render-table.ts'
import { answer } from '../answer.ts'
import { takeSome } from '../take-some.ts'
import { nameOfOwner, wordsOfKey } from './describe-key.ts'

export type ListKeysOptions = Pick<ListKeysQuery, 'query' | 'type' | 'owner' | 'organization' | 'state'> & {
  readonly limit?: number
  readonly all?: boolean
}

export async function listKeys(context: Context, { limit, all, ...query }: ListKeysOptions): Promise<void> {
  const { terminal, phrases } = context
  const client = await openClient(context)
  const { items: keys, more } = await takeSome(client.keys.listAll({ ...query, limit: 200 }), { limit, all })
  if (keys.length === 0 && !context.json) return terminal.say(phrases.keys.none)
  answer(context, { keys, more }, () => renderTable(terminal, columnsOf(context), keys))
  if (more) terminal.say(phrases.keys.more(String(keys.length)))
}

function columnsOf({ phrases, terminal }: Context) {
  const words = wordsOfKey(phrases)
  const { language } = terminal
  const dateOf = (time: string | null) => (time === null ? phrases.keys.never : formatDate(time, language))
  return [
    { title: phrases.keys.name, read: (key: ApiKey) => key.name, mayShrink: true },
    { title: phrases.keys.id, read: (key: ApiKey) => key.id },
    { title: phrases.keys.ownerTitle, read: (key: ApiKey) => nameOfOwner(key), mayShrink: true },
    { title: phrases.keys.typeTitle, read: (key: ApiKey) => words.type(key), mayShrink: true },
    { title: phrases.keys.stateTitle, read: (key: ApiKey) => words.state(key) },
    { title: phrases.keys.lastUsed, read: (key: ApiKey) => dateOf(key.lastUsedAt) },
    { title: phrases.keys.expires, read: (key: ApiKey) => dateOf(key.expiresAt) },
  ]
}
