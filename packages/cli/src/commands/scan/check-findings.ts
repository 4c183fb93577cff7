import type { Finding } from '@keystead/scanner'
import { type ApiKey, type KeysteadClient, KeysteadError } from '@keystead/sdk'
import type { Context } from '../../context.ts'
import { openClient, openClientFor } from '../../session/open-client.ts'
import { openProgress } from '../../terminal/progress.ts'

export type Checked = {
  readonly finding: Finding
  readonly life: 'live' | 'dead' | 'unknown'
  /** The key itself, where one may see it. */
  readonly key?: ApiKey
}

/**
 * Asks the server which keys still work, in a way that tells only those who may know. First by the key ID, which is public, with
 * one's own credentials: that sends no secret and leaves no use behind. What one may not see is asked for with the token
 * that was found: whoever holds it may know that it works.
 */
export async function checkFindings(context: Context, findings: readonly Finding[]): Promise<Checked[]> {
  const { terminal, phrases } = context
  const client = await openClient(context)
  const clientFor = await openClientFor(context)
  const asked = new Map<string, Promise<Omit<Checked, 'finding'>>>()
  const ask = (finding: Finding) => {
    const { keyId } = finding
    // Of other servers' keys nothing is sent anywhere.
    if (keyId === null) return { life: 'unknown' } as const
    const known = asked.get(keyId) ?? askForKey(client, keyId, async () => clientFor(finding.token.reveal()))
    asked.set(keyId, known)
    return known
  }
  const checked: Checked[] = []
  const progress = openProgress(terminal)
  try {
    for (const finding of findings) {
      progress.show(() => phrases.scan.checking(String(checked.length), String(findings.length)))
      checked.push({ finding, ...(await ask(finding)) })
    }
  } finally {
    progress.clear()
  }
  return checked
}

async function askForKey(
  client: KeysteadClient,
  keyId: string,
  openAsHolder: () => Promise<KeysteadClient>,
): Promise<Omit<Checked, 'finding'>> {
  const key = await undefinedFor('KEY_NOT_FOUND', client.keys.get(keyId))
  if (key !== undefined) return { life: key.state === 'active' || key.state === 'blocked' ? 'live' : 'dead', key }
  const me = await undefinedFor('UNAUTHENTICATED', (await openAsHolder()).me())
  return { life: me === undefined ? 'dead' : 'live' }
}

async function undefinedFor<Value>(code: string, asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof KeysteadError && error.code === code) return
    throw error
  }
}
