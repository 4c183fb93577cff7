import type { Receipt } from '@keystead/sdk'
import type { Context } from '../../context.ts'
import { openClient } from '../../session/open-client.ts'
import { cleanText } from '../../terminal/clean-text.ts'
import { answer } from '../answer.ts'
import { confirm, type YesOption } from '../confirm.ts'

/** Deletes keys one after the other, and stops at the first that cannot be: what was done before is said. */
export async function deleteKeys(context: Context, ids: readonly string[], options: YesOption): Promise<void> {
  const { configuration, phrases } = context
  const client = await openClient(context)
  if (!options.yes) {
    const keys = await Promise.all(ids.map((id) => client.keys.get(id)))
    const names = keys.map(({ name, id }) => `${cleanText(name)} (${id})`).join(', ')
    await confirm(context, phrases.keys.confirmDelete(names))
  }
  for (const id of ids) {
    const key = await client.keys.delete(id)
    await configuration.change(({ keys: { [id]: _, ...keys }, ...rest }) => ({ ...rest, keys }))
    answer(context, { key }, () =>
      [phrases.keys.deleted(cleanText(key.name), key.id), sayReceipt(key.receipt, phrases)].join('\n'),
    )
  }
}

function sayReceipt({ complete, nodes }: Receipt, { keys }: Context['phrases']): string {
  const dropped = nodes.flatMap((node) => (node.state === 'dropped' ? [node.afterMs] : []))
  if (complete && dropped.length === nodes.length) {
    return keys.refusedByAll(String(nodes.length), String(Math.ceil(Math.max(0, ...dropped))))
  }
  const bounds = nodes.flatMap((node) => (node.state === 'unconfirmed' ? [node.boundMs] : []))
  return keys.refusedByBound(String(Math.ceil(Math.max(0, ...bounds))))
}
