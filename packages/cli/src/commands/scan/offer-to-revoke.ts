import type { Context } from '../../context.ts'
import { openClient } from '../../session/open-client.ts'
import { askChoice } from '../../terminal/ask.ts'
import { cleanText } from '../../terminal/clean-text.ts'
import { nameOfOwner } from '../keys/describe-key.ts'
import type { Checked } from './check-findings.ts'

/** Asks of each key that still works, once, what is to become of it. */
export async function offerToRevoke(context: Context, checked: readonly Checked[]): Promise<void> {
  const { terminal, phrases } = context
  const { scan } = phrases
  const live = new Map(checked.filter(({ life }) => life === 'live').map((one) => [one.finding.keyId, one]))
  for (const { finding, key } of live.values()) {
    if (key === undefined) {
      terminal.say(scan.liveUnseen(finding.masked))
      continue
    }
    const choice = await askChoice(scan.liveKey(cleanText(key.name), cleanText(nameOfOwner(key))), [
      { value: 'delete', label: scan.delete },
      { value: 'disable', label: scan.disable },
      { value: 'leave', label: scan.leave },
    ])
    if (choice === 'leave') continue
    const { keys } = await openClient(context)
    if (choice === 'delete') {
      await keys.delete(key.id)
      terminal.say(phrases.keys.deleted(cleanText(key.name), key.id))
    } else {
      await keys.disable(key.id)
      terminal.say(scan.disabled(cleanText(key.name), key.id))
    }
  }
}
