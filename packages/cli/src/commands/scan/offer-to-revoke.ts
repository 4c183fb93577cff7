import type { ApiKey } from '@keystead/sdk'
import type { Context } from '../../context.ts'
import { openClient } from '../../session/open-client.ts'
import { askChoice, askText, askYesOrNo } from '../../terminal/ask.ts'
import { cleanText } from '../../terminal/clean-text.ts'
import { nameOfOwner } from '../keys/describe-key.ts'
import { rotateKey } from '../keys/rotate.ts'
import type { Checked } from './check-findings.ts'

/** Those that still work, each once. */
export function liveOnes(checked: readonly Checked[]): readonly Checked[] {
  const live = checked.filter(({ life }) => life === 'live')
  return [...new Map(live.map((one) => [one.finding.keyId, one])).values()]
}

/** Asks of each key that still works, once, what is to become of it. */
export async function offerToRevoke(context: Context, checked: readonly Checked[]): Promise<void> {
  for (const one of liveOnes(checked)) {
    await (one.key === undefined ? offerToReport(context, one) : decideAbout(context, one.key))
  }
}

async function decideAbout(context: Context, key: ApiKey): Promise<void> {
  const { terminal, phrases, configuration } = context
  const { scan } = phrases
  const name = cleanText(key.name)
  const choice = await askChoice(scan.liveKey(name, cleanText(nameOfOwner(key))), [
    { value: 'rotate', label: scan.rotate },
    { value: 'delete', label: scan.delete },
    { value: 'disable', label: scan.disable },
    { value: 'leave', label: scan.leave },
  ])
  if (choice === 'leave') return
  const { keys } = await openClient(context)
  if (choice === 'delete') {
    await keys.delete(key.id)
    terminal.say(phrases.keys.deleted(name, key.id))
  } else if (choice === 'disable') {
    await keys.disable(key.id)
    terminal.say(scan.disabled(name, key.id))
  } else {
    const known = (await configuration.read()).keys[key.id]
    const store = known ?? (await askText(scan.rotateInto))
    await rotateKey(context, key.id, { store, leaked: true })
  }
}

/** Somebody's whose keys one may not see: whoever holds the token may report it, and their organization decides. */
async function offerToReport(context: Context, { finding }: Checked): Promise<void> {
  const { terminal, phrases } = context
  if (!(await askYesOrNo(phrases.scan.liveUnseen(finding.masked)))) return
  await (await openClient(context)).leaks.report(finding.token.reveal())
  terminal.say(phrases.leaks.reported)
}
