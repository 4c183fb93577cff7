import {
  type ClientDetails,
  decoyDigest,
  evaluateVerification,
  type Instance,
  type KeyId,
  KeysteadError,
  matchesDigest,
  type ParsedToken,
  type Places,
  parseToken,
  type RefusalDoor,
  type RefusalReason,
  refuse,
  type VerifiableKey,
  type Verification,
  type VerificationDemand,
} from '@keystead/core'
import type { ChangeFollower } from './change-follower.ts'
import { RecordSource } from './record-source.ts'
import { RepeatedToken } from './repeated-token.ts'
import { withinMs } from './within-ms.ts'

/** Hears of every good use of a key, in the moment of use. Must not wait. */
export type UseListener = (keyId: KeyId, usedAt: number, client: ClientDetails | undefined) => void
/** What a verification answers: by the ID of the request, whoever is refused can have it explained. */
export type Occasion = { readonly requestId: string; readonly door: RefusalDoor }
/** A token that was refused. Nothing of it is here but the ID of the key that it names, if it names one. */
type RefusedToken = Occasion & {
  readonly keyId: KeyId | null
  readonly reason: RefusalReason
  readonly demand: VerificationDemand
  readonly client: ClientDetails | undefined
  readonly at: number
}
/** Hears of every refusal that has an ID. Must not wait. */
export type RefusalListener = (refusal: RefusedToken) => void
/** Hears of every outcome, and where the answer came from. Must not wait. */
export type OutcomeListener = (verification: Verification, source: AnswerSource) => void

/**
 * `token`: it was none, or mistyped. `index`: from memory, within the lease. `database`: asked for this key. `stale`: from
 * memory, beyond the lease, as the operator allows.
 */
export type AnswerSource = 'token' | 'index' | 'database' | 'stale'

export type VerifierParts = {
  readonly instance: Instance
  readonly follower: ChangeFollower
  readonly onUse: UseListener
  readonly onOutcome: OutcomeListener
  /** Left out: nobody can have a refusal explained. */
  readonly onRefusal?: RefusalListener | undefined
  /** How old the index may be when the database cannot be asked at all (design §8). 0: no older than its lease. */
  readonly staleLimitMs?: number
}

const confirmationMs = 2_000

type GoodToken = Extract<ParsedToken, { ok: true }>
type Refused = Extract<Verification, { valid: false }>

/**
 * Answers "is this token good?": format and checksum, digest, look-up, constant-time comparison, decision. The one way
 * by which any door of the product checks a token.
 *
 * A *yes* may be as old as the lease of the index. A *no* is only given when it is true now: a key that was made on another
 * node a moment ago, and is not in the index yet, is not refused. All who are to be refused at one moment share one reading
 * of the change feed, so that a flood of made-up tokens costs the database no more than a few questions.
 */
export class Verifier {
  /** What verifiers refer to, from the index where it is there and current. */
  readonly places: Places
  readonly #parts: VerifierParts
  readonly #records: RecordSource

  constructor(parts: VerifierParts) {
    this.#parts = parts
    this.#records = new RecordSource(parts.instance.store)
    this.places = placesOf(parts)
  }

  /** The newest change that an answer given now takes into account. */
  get changeNumber(): number {
    return this.#parts.follower.appliedNumber
  }

  /**
   * The answer, where this process knows it without waiting; undefined where only {@link verify} can tell. So it goes for nearly
   * every good token, and a promise for each of them would cost a good part of the check itself.
   */
  verifyNow(
    presented: string | RepeatedToken,
    demand: VerificationDemand = {},
    client?: ClientDetails,
    occasion?: Occasion,
  ): Verification | undefined {
    const parsed = this.#parse(presented)
    const verification = parsed.ok
      ? this.#askIndex(parsed, demand, client, typeof presented === 'string' ? undefined : presented)
      : this.#answer(refuse(parsed.fault), 'token', client)
    if (verification?.valid === false) this.#noteRefusal(verification, parsed, demand, client, occasion)
    return verification
  }

  /** What may be presented in the place of this text, for as long as whoever sends it goes on to. */
  expectAgain(text: string): RepeatedToken {
    return new RepeatedToken(this.#parse(text))
  }

  /** Rejects with `UNAVAILABLE` when it cannot be known: no answer is not the answer "refused". */
  async verify(
    presented: string | RepeatedToken,
    demand: VerificationDemand = {},
    client?: ClientDetails,
    occasion?: Occasion,
  ): Promise<Verification> {
    const parsed = this.#parse(presented)
    const repeated = typeof presented === 'string' ? undefined : presented
    const verification = parsed.ok
      ? (this.#askIndex(parsed, demand, client, repeated) ?? (await this.#askAround(parsed, demand, client)))
      : this.#answer(refuse(parsed.fault), 'token', client)
    if (!verification.valid) this.#noteRefusal(verification, parsed, demand, client, occasion)
    return verification
  }

  #parse(presented: string | RepeatedToken): ParsedToken {
    if (typeof presented !== 'string') return presented.parsed
    return parseToken(presented, { acceptLegacy: this.#parts.instance.tokens.legacyKeys })
  }

  /** What the index may say by itself: a *yes* within its lease, and a *no* where nobody else makes keys. */
  #askIndex(
    parsed: GoodToken,
    demand: VerificationDemand,
    client: ClientDetails | undefined,
    repeated?: RepeatedToken,
  ): Verification | undefined {
    const { follower, instance } = this.#parts
    if (!follower.isFresh) return undefined
    const recalled = repeated?.recall(follower.index.version, instance.peppers)
    const verification =
      recalled === undefined
        ? this.#decide(parsed, follower.index.find(parsed.keyId), demand, repeated)
        : evaluateVerification(recalled, true, demand, instance.clock.now())
    if (!verification.valid && !follower.exclusive) return undefined
    return this.#answer(verification, 'index', client)
  }

  /** What only others can tell. */
  async #askAround(parsed: GoodToken, demand: VerificationDemand, client: ClientDetails | undefined) {
    const { follower } = this.#parts
    // The feed may be slow where single keys are not.
    if (follower.isFresh && (await withinMs(confirmationMs, follower.catchUp()).catch(() => false))) {
      return this.#answer(this.#decide(parsed, follower.index.find(parsed.keyId), demand), 'index', client)
    }
    return this.#askDatabase(parsed, demand, client)
  }

  async #askDatabase(parsed: GoodToken, demand: VerificationDemand, client: ClientDetails | undefined) {
    const { follower, staleLimitMs = 0 } = this.#parts
    try {
      return this.#answer(this.#decide(parsed, await this.#records.find(parsed.keyId), demand), 'database', client)
    } catch (error) {
      const isAway = error instanceof KeysteadError && error.code === 'UNAVAILABLE'
      if (!isAway || follower.ageMs > staleLimitMs) throw error
      const verification = this.#decide(parsed, follower.index.find(parsed.keyId), demand)
      // Of what the index does not know, it cannot be said that it is no key.
      if (!verification.valid) throw error
      return this.#answer(verification, 'stale', client)
    }
  }

  #decide(
    parsed: GoodToken,
    record: VerifiableKey | undefined,
    demand: VerificationDemand,
    repeated?: RepeatedToken,
  ): Verification {
    const { peppers, clock } = this.#parts.instance
    // An unknown key takes the same steps as a wrong secret, so that timing does not tell which key IDs exist.
    const pepper = record === undefined ? peppers.current : peppers.get(record.pepperVersion)
    const digestMatches = matchesDigest(parsed.token, pepper, record?.digest ?? decoyDigest)
    if (digestMatches && record !== undefined) repeated?.remember(record, this.#parts.follower.index.version, pepper)
    return evaluateVerification(record, digestMatches, demand, clock.now())
  }

  #answer(verification: Verification, source: AnswerSource, client: ClientDetails | undefined): Verification {
    const { instance, onUse, onOutcome } = this.#parts
    if (verification.valid) onUse(verification.key.id, instance.clock.now(), client)
    onOutcome(verification, source)
    return verification
  }

  #noteRefusal(
    { reason }: Refused,
    { keyId }: Pick<ParsedToken, 'keyId'>,
    demand: VerificationDemand,
    client: ClientDetails | undefined,
    occasion: Occasion | undefined,
  ): void {
    const { instance, onRefusal } = this.#parts
    if (occasion === undefined) return
    onRefusal?.({ ...occasion, keyId: keyId ?? null, reason, demand, client, at: instance.clock.now() })
  }
}

/** What is not in the index may have been made a moment ago on another node: the database is asked. */
function placesOf({ instance, follower }: Pick<VerifierParts, 'instance' | 'follower'>): Places {
  const { store } = instance
  const known = () => (follower.isFresh ? follower.index : undefined)
  return {
    findOrganization: async (reference) =>
      known()?.findOrganization(reference) ?? (await store.findOrganization(reference)),
    findTeam: async (organizationId, reference) =>
      known()?.findTeam(organizationId, reference) ?? (await store.findTeam(organizationId, reference)),
  }
}
