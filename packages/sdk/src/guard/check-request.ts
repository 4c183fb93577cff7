import type { ValidKey, Verification, VerificationClient, VerificationRequest } from '../api/api.ts'
import { isKeysteadError } from '../keystead-error.ts'
import { hasTokenInUrl } from './has-token-in-url.ts'
import { readCredentials } from './read-credentials.ts'
import { type Refusal, refuse } from './refusal.ts'

/** What tells good tokens from bad: a `KeysteadClient`, or anything in front of one, such as a cache. */
export type KeyVerifier = { verifyKey(request: VerificationRequest): Promise<Verification> }

export type GuardOptions = {
  readonly client: KeyVerifier
  /** ID or name of the organization that the key must reach. Left out: any good key passes. */
  readonly organization?: string | undefined
  /** ID or name of the team that the key must reach. */
  readonly team?: string | undefined
  /** What Keystead shows its owners of where the key is used: the name of this service, for one. */
  readonly label?: string | undefined
  /**
   * Told why a key could not be checked, which callers are not: Keystead did not answer, or the client's own key may not
   * verify. Left out: written to `console.error`.
   */
  readonly onFailure?: ((error: unknown) => void) | undefined
}

/** A request, as much of it as counts, whatever framework it came by. */
export type Incoming = {
  readonly url: string
  readonly authorization: string | null | undefined
  readonly userAgent: string | null | undefined
  /** Of the client, where the framework knows. */
  readonly ip?: string | undefined
}

export type Decision =
  | { readonly allowed: true; readonly key: ValidKey }
  | { readonly allowed: false; readonly refusal: Refusal }

const challenge = 'Bearer realm="keystead"'

/** Decides whether a request may pass. Never throws: what cannot be checked is refused. */
export async function checkRequest(options: GuardOptions, incoming: Incoming): Promise<Decision> {
  if (hasTokenInUrl(incoming.url)) return refused(refuse('TOKEN_IN_URL'))
  const token = readCredentials(incoming.authorization)
  if (token === undefined) return refused(refuse('UNAUTHENTICATED', { 'www-authenticate': challenge }))
  try {
    const { client, organization, team } = options
    const answer = await client.verifyKey({ token, organization, team, client: describeClient(options, incoming) })
    if (answer.valid === true) return { allowed: true, key: answer }
    if (answer.code === 'FORBIDDEN') {
      return refused(refuse('FORBIDDEN', { 'www-authenticate': `${challenge}, error="insufficient_scope"` }))
    }
    return refused(refuse('UNAUTHENTICATED', { 'www-authenticate': `${challenge}, error="invalid_token"` }))
  } catch (error) {
    // Our own key may be the bad one. That is no fault of the caller's, who must not be told to get another.
    const report = options.onFailure ?? reportFailure
    report(error)
    const retryAfterMs = isKeysteadError(error) ? (error.retryAfterMs ?? 1000) : 1000
    return refused(refuse('UNAVAILABLE', { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }))
  }
}

const refused = (refusal: Refusal): Decision => ({ allowed: false, refusal })

/** Cut to what the server takes: a caller must not be able to make the question itself a bad one. */
function describeClient({ label }: GuardOptions, { ip, userAgent }: Incoming): VerificationClient {
  return { ip: ip?.slice(0, 64), userAgent: userAgent?.slice(0, 1024), label: label?.slice(0, 255) }
}

function reportFailure(error: unknown): void {
  const reason = isKeysteadError(error) ? `${error.code}, ${error.message}` : String(error)
  // biome-ignore lint/suspicious/noConsole: a service that answers 503 to everyone must say why, somewhere.
  console.error(`Keystead: a key could not be checked: ${reason}`)
}
