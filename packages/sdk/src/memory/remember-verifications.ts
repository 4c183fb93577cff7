import type { ValidKey, Verification, VerificationRequest } from '../api/api.ts'
import type { CallOptions } from '../transport/make-caller.ts'
import { digest, subjectTag } from './digest.ts'
import { type Following, keepFollowing } from './keep-following.ts'
import { makeMemory } from './make-memory.ts'
import { makeSteadyNow } from './make-steady-now.ts'

/** What a `KeysteadClient` has, as much of it as is needed. */
export type RememberedClient = Pick<Following, 'followChanges'> & {
  readonly verifyKey: (request: VerificationRequest, options?: CallOptions) => Promise<Verification>
}

export type RememberOptions = {
  /** How many answers are remembered at most. Left out: 10,000. */
  readonly capacity?: number | undefined
  /**
   * After how many milliseconds a key that is in use is asked about again, so that its owner sees when it was last used.
   * Left out: 60,000.
   */
  readonly askAgainAfterMs?: number | undefined
  /**
   * Told why the stream of changes broke or could not be opened. Nothing is amiss then but the speed: until there is one again,
   * every question goes to Keystead.
   */
  readonly onFailure?: ((error: unknown) => void) | undefined
}

/** Takes the place of the client in the middlewares. */
export type RememberingVerifier = {
  verifyKey(request: VerificationRequest): Promise<Verification>
  /** Forgets everything and lets go of the stream of changes. Later questions go to Keystead. */
  close(): void
}

/** The newest change that an answer takes into account. */
const changeHeader = 'x-keystead-change'

/**
 * Verifies keys like the client, and remembers good answers, so that most questions need no way to Keystead. A key that was
 * deleted, or that lost its reach, is refused here, too: as soon as the server's stream of changes says so, and no later than one
 * lease (`KEYSTEAD_LEASE`, 2 s) after its deletion was acknowledged, even where the stream is cut, frozen or behind.
 *
 * - Repeated is only what the stream vouches for: until `provenMs` and a lease after its request was sent, for its newest
 *   `fresh`. While there is no such stream, every question goes to Keystead, and what was remembered is forgotten.
 * - Refusals are never remembered: a new key is good at once.
 * - An answer is remembered if it is as new as all that the stream had named when it came, and nothing that it rests on was
 *   dropped since the question was sent.
 * - No token is kept: answers lie under the SHA-256 of the question.
 * - *Last used* is true to within `askAgainAfterMs`, and so is who used the key: each `client` is asked about by itself, since
 *   a rotation waits for each. How often they did is not known.
 * - `expiresAt` counts by the clock of this machine; one that is slow errs by no more than it lags, or `askAgainAfterMs`. So
 *   long, too, may it take until the client's own loss of the right to verify shows.
 *
 * The stream opens with the first question, and stays open until `close()`; in Node it keeps the process running. Throws
 * `TypeError` where the runtime has no `crypto.subtle`: Node 18, and pages that came without TLS.
 *
 * @example
 * const verifier = rememberVerifications(client)
 * app.use('/api', keystead({ client: verifier, organization: 'acme' }))
 */
export function rememberVerifications(
  client: RememberedClient,
  { capacity = 10_000, askAgainAfterMs = 60_000, onFailure }: RememberOptions = {},
): RememberingVerifier {
  if (globalThis.crypto?.subtle === undefined) throw new TypeError('This runtime has no `crypto.subtle`')
  const memory = makeMemory(capacity)
  const now = makeSteadyNow()
  const closing = new AbortController()
  let isFollowing = false

  /** Once somebody asks: some runtimes allow no request before that. */
  const follow = () => {
    if (isFollowing) return
    isFollowing = true
    const followChanges: Following['followChanges'] = (query, options) => client.followChanges(query, options)
    void keepFollowing({ followChanges, memory, now, signal: closing.signal, onFailure })
  }

  const ask = async (request: VerificationRequest, digest: string): Promise<Verification> => {
    const question = memory.open()
    const askedAt = now()
    let change = Number.NaN
    const onHeaders = (headers: Headers) => {
      change = Number(headers.get(changeHeader) ?? Number.NaN)
    }
    try {
      const answer = await client.verifyKey(request, { onHeaders })
      const isNewEnough = change >= memory.newestChange
      if (!answer.valid) memory.forget(digest)
      else if (isNewEnough) {
        const subjects = await Promise.all(subjectIdsOf(request, answer).map(subjectTag))
        memory.remember(question, digest, { answer: freeze(answer), subjects, askedAt })
      }
      return answer
    } catch (error) {
      memory.forget(digest)
      throw error
    } finally {
      memory.close(question)
    }
  }

  return {
    async verifyKey(request) {
      follow()
      if (!memory.isFollowing) return client.verifyKey(request)
      const {
        token,
        organization = null,
        team = null,
        client: { ip = null, userAgent = null, label = null } = {},
      } = request
      const key = await digest(JSON.stringify([token, organization, team, ip, userAgent, label]))
      const remembered = memory.find(key, now())
      if (remembered === undefined || hasExpired(remembered.answer)) return ask(request, key)
      if (now() < remembered.askedAt + askAgainAfterMs) return remembered.answer
      // One asks again; the others need not wait for them.
      remembered.askedAt = now()
      return ask(request, key)
    },
    close() {
      isFollowing = true
      closing.abort()
      memory.end()
    },
  }
}

const hasExpired = ({ expiresAt }: ValidKey) => expiresAt !== null && Date.parse(expiresAt) <= Date.now()

/** All that an answer rests on. What was asked for may be a name: then its tag is one that nothing has. */
function subjectIdsOf({ organization, team }: VerificationRequest, answer: ValidKey): string[] {
  const { keyId, principal, organizations, teams } = answer
  const ids = [keyId, principal.id, ...[...organizations, ...teams].map(({ id }) => id), organization, team]
  return [...new Set(ids.filter((id) => id !== undefined))]
}

/** Everybody who asks gets the same object: no one may change what others see. */
function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) freeze(part)
    Object.freeze(value)
  }
  return value
}
