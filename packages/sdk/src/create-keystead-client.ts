import type { FollowChangesQuery, VerificationRequest } from './api/api.ts'
import { auditOf } from './resources/audit.ts'
import { devicesOf } from './resources/devices.ts'
import { invitationsOf } from './resources/invitations.ts'
import { keysOf } from './resources/keys.ts'
import { leaksOf } from './resources/leaks.ts'
import { membersOf } from './resources/members.ts'
import { organizationsOf } from './resources/organizations.ts'
import { policiesOf } from './resources/policies.ts'
import { rotationsOf } from './resources/rotations.ts'
import { serviceAccountsOf } from './resources/service-accounts.ts'
import { sessionsOf } from './resources/sessions.ts'
import { teamMembersOf } from './resources/team-members.ts'
import { teamsOf } from './resources/teams.ts'
import { usersOf } from './resources/users.ts'
import { webhooksOf } from './resources/webhooks.ts'
import { type CallOptions, makeCaller } from './transport/make-caller.ts'
import type { Fetch } from './transport/send-request.ts'

export type KeysteadClientOptions = {
  /** Where the server is, such as `https://keys.example.com`. May have a path, where a proxy puts one before the API's own. */
  readonly url: string | URL
  /** An API key. Left out, and without `getToken`: none is sent, and a browser's session counts. */
  readonly token?: string | undefined
  /** Asked before every call, for tokens that change: from a file that is rotated, or a secrets manager. */
  readonly getToken?: (() => string | Promise<string>) | undefined
  /** Left out: the runtime's own. */
  readonly fetch?: Fetch | undefined
  /** For a call with its repetitions, in milliseconds. Left out: 10,000. */
  readonly timeoutMs?: number | undefined
  /**
   * How often a call repeats itself at most where no answer came or the server could not answer, if it reads, verifies, or
   * creates a key. Left out: 2.
   */
  readonly retries?: number | undefined
}

export type KeysteadClient = ReturnType<typeof createKeysteadClient>

/**
 * A client for all of Keystead's API. Times are RFC 3339 texts; organizations, teams and users are called by ID or name.
 * Calls fail with `KeysteadError`. Reading, verifying, and creating keys repeat themselves where no answer came or the server
 * could not answer; whatever else is lost is the caller's to decide about. The token is kept where nothing that
 * prints the client can show it.
 *
 * Throws `TypeError` for a `url` that is none, or a token that no header can hold.
 *
 * @example
 * const client = createKeysteadClient({ url: 'https://keys.example.com', token: readFileSync('/run/secrets/keystead', 'utf8').trim() })
 * const { principal } = await client.me()
 */
export function createKeysteadClient({
  url,
  token,
  getToken,
  fetch,
  timeoutMs = 10_000,
  retries = 2,
}: KeysteadClientOptions) {
  if (token !== undefined && getToken !== undefined) throw new TypeError('Give either `token` or `getToken`')
  const fixed = token === undefined ? undefined : bearer(token)
  const caller = makeCaller({
    url: readUrl(url),
    authorize: async () => (getToken === undefined ? fixed : bearer(await getToken())),
    // Looked up when called, and as a function of its own: browsers refuse one that belongs to another object.
    fetch: fetch ?? ((address, init) => globalThis.fetch(address, init)),
    timeoutMs,
    retries,
  })
  const { call } = caller

  return {
    keys: keysOf(caller),
    organizations: organizationsOf(caller),
    policies: policiesOf(caller),
    members: membersOf(caller),
    teams: teamsOf(caller),
    teamMembers: teamMembersOf(caller),
    rotations: rotationsOf(caller),
    serviceAccounts: serviceAccountsOf(caller),
    invitations: invitationsOf(caller),
    users: usersOf(caller),
    audit: auditOf(caller),
    sessions: sessionsOf(caller),
    devices: devicesOf(caller),
    webhooks: webhooksOf(caller),
    leaks: leaksOf(caller),

    /** Whose credentials these are, and what they reach. */
    me: (options?: CallOptions) => call('getMe', {}, options),

    /**
     * Whether a token is good and, where they are given, reaches an organization and a team. A token that is not good is no
     * error: the answer says `INVALID_KEY`, or `FORBIDDEN` for a good key that does not reach what was asked for. The client's
     * own key must be that of a verifier or of an organization admin: `NOT_A_VERIFIER` otherwise.
     *
     * @example
     * const answer = await client.verifyKey({ token, organization: 'acme' })
     * if (answer.valid) console.log(answer.principal.name, answer.keyId)
     */
    verifyKey: (request: VerificationRequest, options?: CallOptions) => call('verifyKey', { body: request }, options),
    /** Up to 100 questions as {@link verifyKey} asks them, answered in their order. */
    verifyKeys: (questions: readonly VerificationRequest[], options?: CallOptions) =>
      call('verifyKeys', { body: { questions } }, options),
    /**
     * What to forget of answers that are remembered, as it comes: `hello`, then `fresh`, `drop` and `reset`, and names that are yet
     * to be. Ends when `seconds` are over, and fails with `NO_ANSWER` where it breaks off. `rememberVerifications` reads it
     * for you.
     */
    followChanges: (query: FollowChangesQuery = {}, options?: CallOptions) =>
      caller.callForEvents('followChanges', { query }, options),
  }
}

/** The message of the runtime's own complaint would quote the header. */
function bearer(token: string): string {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new TypeError('The token is empty, or holds characters that no token has, such as a line break')
  }
  return `Bearer ${token}`
}

/** No message here quotes the URL: it may hold a password. */
function readUrl(text: string | URL): string {
  const url = parseUrl(text)
  if (url === undefined) throw new TypeError('`url` must be an absolute URL')
  if (!/^https?:$/.test(url.protocol)) throw new TypeError('`url` must begin with https:// or http://')
  if (`${url.username}${url.password}${url.search}${url.hash}` !== '') {
    throw new TypeError('`url` must hold no credentials, query or fragment')
  }
  return url.href.replace(/\/+$/, '')
}

function parseUrl(text: string | URL): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
