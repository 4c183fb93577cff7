import type { RequestOrigin } from '../access/principal.ts'
import { describeKey, nobodyKnown, teamOfKey } from '../audit/describe.ts'
import { makeUncheckedChange } from '../change/make-change.ts'
import { describeEventKey, writeEventTime } from '../events/describe-event-key.ts'
import type { KeyId } from '../identifiers.ts'
import type { Instance } from '../instance.ts'
import { type ApiKey, keyState } from '../model/api-key.ts'
import type { StoreReader, StoreTransaction } from '../ports/store.ts'
import { decoyDigest, matchesDigest } from '../token/digest-token.ts'
import { parseToken, redactTokens } from '../token/parse-token.ts'
import { evaluateLeak, type LeakOutcome } from './evaluate-leak.ts'

/** Where a token was found, by who has found it. */
export type LeakReport = {
  readonly token: string
  readonly source: 'holder' | 'github'
  /** As the source says it. */
  readonly url: string | null
}

const longestUrl = 500

/**
 * Takes a token that somebody has found where it should not be. Whoever has it is believed: they could have used it. Those
 * whom it concerns are told; and a live key is disabled, which an admin can undo, or ends after a while, or is left as it is: as
 * its organizations have decided. Answers whether it is, or was, a key here.
 *
 * As a weapon it serves only those who hold the token, and could do worse with it.
 */
export async function reportLeak(instance: Instance, origin: RequestOrigin, report: LeakReport): Promise<boolean> {
  const keyId = await recognizeToken(instance, report.token)
  if (keyId === undefined) return false
  await makeUncheckedChange(instance, nobodyKnown, origin, async ({ transaction, now, note, emit }) => {
    await transaction.lockKey(keyId)
    const key = await transaction.findKey(keyId)
    if (key === undefined || keyState(key, now) === 'expired') return
    const organizations = await organizationsOf(transaction, key)
    const policies = await transaction.findPolicies(organizations.map(({ id }) => id))
    const outcome = evaluateLeak(key, [...policies.values()], now)
    // The same leak is reported again and again: the first time has done all that there is to do.
    if (outcome === undefined) return
    await carryOut(transaction, key, outcome, now)
    const { response, expiresAt } = outcome
    const { source } = report
    const url = report.url === null ? null : redactTokens(report.url).slice(0, longestUrl).toWellFormed()
    const endsAt = response === 'rotate' ? expiresAt : null
    const details = { owner: key.owner.id, source, url, response, endsAt }
    note({ action: 'key.leak', organizations, team: teamOfKey(key), target: describeKey(key), details })
    const told = describeEventKey({ ...key, expiresAt })
    emit({
      type: 'key.leaked',
      organizations,
      data: { key: told, source, url, response, endsAt: endsAt === null ? null : writeEventTime(endsAt) },
    })
  })
  return true
}

async function carryOut(
  transaction: StoreTransaction,
  { id, leak, ...key }: ApiKey,
  { response, expiresAt }: LeakOutcome,
  now: number,
): Promise<void> {
  // By nobody: so its owner, who may be the one who leaked it, cannot enable it without an admin.
  if (response === 'disable') await transaction.disableKey(id, { at: now, by: null, until: null })
  // The first report counts, and when the key would have ended before it.
  await transaction.recordLeak(id, leak ?? { at: now, expiresAt: key.expiresAt }, expiresAt)
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
