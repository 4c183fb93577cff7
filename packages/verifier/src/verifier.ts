import {
  decoyDigest,
  digestsEqual,
  digestToken,
  evaluateVerification,
  type Instance,
  type KeyId,
  parseToken,
  refuse,
  type Verification,
  type VerificationDemand,
} from '@keystead/core'

/** Hears of every good use of a key, in the moment of use. Must not wait. */
export type UseListener = (keyId: KeyId, usedAt: number) => void
/** Hears of every outcome. Must not wait. */
export type OutcomeListener = (verification: Verification) => void

/**
 * Answers "is this token good?": format and checksum, digest, look-up, constant-time comparison, decision. The one way
 * by which any door of the product checks a token.
 */
export class Verifier {
  readonly #instance: Instance
  readonly #onUse: UseListener
  readonly #onOutcome: OutcomeListener

  constructor(instance: Instance, onUse: UseListener, onOutcome: OutcomeListener) {
    this.#instance = instance
    this.#onUse = onUse
    this.#onOutcome = onOutcome
  }

  /** Rejects with `UNAVAILABLE` when the database cannot be asked: no answer is not the answer "refused". */
  async verify(text: string, demand: VerificationDemand = {}): Promise<Verification> {
    const verification = await this.#check(text, demand)
    this.#onOutcome(verification)
    return verification
  }

  async #check(text: string, demand: VerificationDemand): Promise<Verification> {
    const { store, peppers, clock, tokens } = this.#instance
    const parsed = parseToken(text, { acceptLegacy: tokens.legacyKeys })
    if (!parsed.ok) return refuse(parsed.fault)

    const record = await store.findVerifiableKey(parsed.keyId)
    // An unknown key takes the same steps as a wrong secret, so that timing does not tell which key IDs exist.
    const pepper = record === undefined ? peppers.current : peppers.get(record.pepperVersion)
    const digestMatches = digestsEqual(digestToken(parsed.token, pepper), record?.digest ?? decoyDigest)

    const now = clock.now()
    const verification = evaluateVerification(record, digestMatches, demand, now)
    if (verification.valid) this.#onUse(verification.key.id, now)
    return verification
  }
}
