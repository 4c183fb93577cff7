import type { RequestOrigin } from '../access/principal.ts'
import { describeKey, nobodyKnown, teamOfKey } from '../audit/describe.ts'
import { makeUncheckedChange } from '../change/make-change.ts'
import { describeEventKey } from '../events/describe-event-key.ts'
import type { KeyId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import { type ApiKey, keyState } from '../model/api-key.ts'
import type { StoreReader } from '../ports/store.ts'
import { decoyDigest, matchesDigest } from '../token/digest-token.ts'
import { parseToken, redactTokens } from '../token/parse-token.ts'

/** Where a token was found, by who has found it. */
export type LeakReport = {
  readonly token: string
  readonly source: 'holder' | 'github'
  /** As the source says it. */
  readonly url: string | null
}

const longestUrl = 500

/**
 * Takes a token that somebody has found where it should not be. Whoever has it is believed: they could have used it. A live key
 * is disabled, which an admin can undo, and those whom it concerns are told. Answers whether it is, or was, a key here.
 *
 * As a weapon it serves only those who hold the token, and could do worse with it.
 */
export async function reportLeak(instance: Instance, origin: RequestOrigin, report: LeakReport): Promise<boolean> {
  const keyId = await recognizeToken(instance, report.token)
  if (keyId === undefined) return false
  await makeUncheckedChange(instance, nobodyKnown, origin, async ({ transaction, now, note, emit }) => {
    await transaction.lockKey(keyId)
    const key = await transaction.findKey(keyId)
    // The same leak is reported again and again: the first time has done all that there is to do.
    if (key === undefined || keyState(key, now) === 'expired' || key.disabled?.until === null) return
    // By nobody: so its owner, who may be the one who leaked it, cannot enable it without an admin.
    await transaction.disableKey(key.id, { at: now, by: null, until: null })
    const { source } = report
    const url = report.url === null ? null : redactTokens(report.url).slice(0, longestUrl).toWellFormed()
    const organizations = await organizationsOf(transaction, key)
    const details = { owner: key.owner.id, source, url }
    note({ action: 'key.leak', organizations, team: teamOfKey(key), target: describeKey(key), details })
    emit({ type: 'key.leaked', organizations, data: { key: describeEventKey(key), source, url } })
  })
  return true
}

/** Those that the key reaches, or could. */
async function organizationsOf(store: StoreReader, { organization, owner }: ApiKey) {
  if (organization !== null) return [organization]
  if (owner.type === 'service_account') return [owner.organization]
  return (await store.listMemberships(owner.id)).map((membership) => membership.organization)
}

/** The key that a text is the whole token of: by the same steps and in the same time where there is none. */
async function recognizeToken({ store, peppers, tokens }: Instance, text: string): Promise<KeyId | undefined> {
  const parsed = parseToken(text, { acceptLegacy: tokens.legacyKeys })
  if (!parsed.ok) return
  const record = await store.findVerifiableKey(parsed.keyId)
  const pepper = record === undefined ? peppers.current : peppers.get(record.pepperVersion)
  const matches = matchesDigest(parsed.token, pepper, record?.digest ?? decoyDigest)
  return matches && record !== undefined ? parsed.keyId : undefined
}
