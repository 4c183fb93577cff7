/**
 * The only error registry. A row is never renamed and a code never reused: clients, phrases and documentation rely on
 * them. The message is public English text; it holds no input. Each edge maps the kind to its own form.
 */
export const errorRegistry = {
  INVALID_REQUEST: { kind: 'invalid', message: 'The request is not valid.' },
  MALFORMED_JSON: { kind: 'invalid', message: 'The body is not valid JSON.' },
  INVALID_NAME: {
    kind: 'invalid',
    message: 'A name has 1 to 255 characters, no line breaks or control characters, and is not blank.',
  },
  NAME_CONTAINS_TOKEN: {
    kind: 'invalid',
    message: 'The name contains what looks like an API key. Names are shown and stored as plain text; choose another.',
  },
  INVALID_EXPIRY: { kind: 'invalid', message: 'The expiry must be in the future and before the year 10000.' },
  INVALID_EMAIL: { kind: 'invalid', message: 'That is not an e-mail address.' },
  INVALID_ORGANIZATION_NAME: {
    kind: 'invalid',
    message:
      'An organization name has 1 to 255 characters, no line breaks or control characters, is not blank, and does not begin with "org_".',
  },
  INVALID_TEAM_NAME: {
    kind: 'invalid',
    message:
      'A team name has 1 to 255 characters, no line breaks or control characters, is not blank, and does not begin with "team_".',
  },
  INVALID_USERNAME: {
    kind: 'invalid',
    message:
      'A user name has 1 to 64 lower-case letters, digits, dots, hyphens or underscores, begins with a letter or digit, and does not begin with "usr_".',
  },
  INVALID_PASSWORD: {
    kind: 'invalid',
    message:
      'A password has 12 to 256 characters, and is not your e-mail address. Several random words make a good one.',
  },
  INVALID_WEBHOOK_URL: {
    kind: 'invalid',
    message:
      'The address of a webhook begins with https:// and has at most 2,048 characters, no user name or password, and no fragment.',
  },
  WRONG_PASSWORD: { kind: 'invalid', message: 'That is not your current password.' },
  INVALID_CURSOR: { kind: 'invalid', message: 'The cursor is not one that this server gave. Start again without it.' },
  CURSOR_OF_ANOTHER_SORT: {
    kind: 'invalid',
    message:
      'The cursor belongs to a list in another order. Start again without it, or ask for the order it came from.',
  },
  TOKEN_IN_URL: {
    kind: 'invalid',
    message:
      'An API key must never be part of a URL, where proxies and logs record it. Send it in the Authorization header, and replace this key: it may have been recorded.',
  },
  TOKEN_IN_DOCUMENT: {
    kind: 'invalid',
    message:
      'An API key must never be part of a GraphQL document. Send it in the Authorization header, or as a variable.',
  },
  LEGACY_KEYS_DISABLED: {
    kind: 'invalid',
    message: 'Keys in the legacy format are switched off on this server (KEYSTEAD_LEGACY_KEYS).',
  },
  IDEMPOTENCY_KEY_INVALID: {
    kind: 'invalid',
    message: 'An Idempotency-Key has 16 to 255 visible ASCII characters. A random UUID does.',
  },
  UNAUTHENTICATED: {
    kind: 'unauthenticated',
    message: 'A valid API key or session is required: none was sent, or it is mistyped, expired or deleted.',
  },
  SIGN_IN_FAILED: { kind: 'unauthenticated', message: 'The e-mail address or the password is wrong.' },
  TOO_MANY_ATTEMPTS: {
    kind: 'tooMany',
    message: 'Too many attempts. Wait a while, then try again.',
  },
  FORBIDDEN: { kind: 'forbidden', message: 'You are not allowed to do this.' },
  NOT_A_VERIFIER: {
    kind: 'forbidden',
    message: 'Only an organization admin or a service account that may verify keys can ask whether a key is valid.',
  },
  KEY_CREATION_DISABLED: {
    kind: 'forbidden',
    // The words of W&B's own page, which its users and their scripts know.
    message:
      'API key creation has been disabled by your organization administrator. You can still edit, delete, and use existing API keys.',
  },
  VIEWER_KEY_CREATION_DISABLED: {
    kind: 'forbidden',
    message: 'An organization that this key would reach lets viewers create no API keys. Ask its administrator.',
  },
  TEAM_SERVICE_ACCOUNT_CREATION_DISABLED: {
    kind: 'forbidden',
    message:
      'Creating service accounts of teams has been disabled by your organization administrator. Those that there are keep working.',
  },
  KEY_LIFETIME_TOO_LONG: {
    kind: 'invalid',
    message: 'An organization that this key would reach limits how long keys live. Choose an earlier expiry.',
  },
  INVALID_KEY_LIFETIME: { kind: 'invalid', message: 'A maximum key lifetime is between a minute and a hundred years.' },
  ENFORCEMENT_NOT_CONFIRMED: {
    kind: 'invalid',
    message:
      "Personal keys would stop working for this organization. Look at which in the preview, then give the organization's exact name as confirmation.",
  },
  ENFORCEMENT_WOULD_LOCK_OUT: {
    kind: 'conflict',
    message:
      'The personal key that you are using would itself stop reaching this organization. Use an organization API key of this organization for this.',
  },
  CROSS_SITE_REQUEST: {
    kind: 'forbidden',
    message: 'This was asked for from another web site, and is refused.',
  },
  LINK_INVALID: {
    kind: 'forbidden',
    message: 'This link does not work: it is mistyped, used or too old. Whoever gave it to you can make a new one.',
  },
  KEY_DISABLED_BY_ADMIN: {
    kind: 'forbidden',
    message: 'An admin has disabled this key. Only an admin can enable it, or change for how long.',
  },
  KEY_NOT_IN_USE: {
    kind: 'conflict',
    message: 'This key is expired, blocked or disabled. Only one that works can be rotated.',
  },
  ROTATION_UNDER_WAY: {
    kind: 'conflict',
    message: 'This key is being rotated already. Complete, cancel or revoke that rotation first.',
  },
  ROTATION_OVER: { kind: 'conflict', message: 'This rotation is over, or somebody else has just ended it.' },
  ROTATION_NOT_READY: {
    kind: 'conflict',
    message:
      'The old key is still needed, as far as anybody can tell. Look at who waits; complete it with evenIfUsed to cut them off.',
  },
  NEW_KEY_UNUSED: {
    kind: 'conflict',
    message:
      'Nobody has used the new key yet, so the old one stays. If the old one has leaked, revoke it instead of completing.',
  },
  NEW_KEY_IN_USE: {
    kind: 'conflict',
    message: 'The new key is in use. Cancel the rotation with evenIfUsed to cut off whoever uses it.',
  },
  INVALID_DEADLINE: { kind: 'invalid', message: 'A deadline is in the future, and no more than two years away.' },
  AUTHORIZATION_PENDING: {
    kind: 'invalid',
    message: 'Nobody has approved this in their console yet. Ask again in a few seconds.',
  },
  AUTHORIZATION_DENIED: {
    kind: 'forbidden',
    message: 'It was not approved in the console, or whoever approved it has signed out since.',
  },
  DEVICE_CODE_INVALID: {
    kind: 'invalid',
    message: 'This attempt to sign in is over: nobody has approved it in time. Begin again.',
  },
  USER_CODE_INVALID: {
    kind: 'notFound',
    message: 'There is no such code: it is mistyped, used or older than ten minutes.',
  },
  OWNER_NOT_ALLOWED: { kind: 'forbidden', message: "Only its owner can create a person's key." },
  LAST_ORGANIZATION_ADMIN: {
    kind: 'conflict',
    message: 'An organization always has an admin, and this is the last one. Make somebody else an admin first.',
  },
  LAST_INSTANCE_ADMIN: {
    kind: 'conflict',
    message: 'An instance always has an admin, and this is the last one. Make somebody else an admin first.',
  },
  KEY_OWNER_LEFT: {
    kind: 'conflict',
    message: 'Its owner belongs to the organization no more, so that the key would reach nothing. It stays deleted.',
  },
  KEY_PEPPER_GONE: {
    kind: 'conflict',
    message: 'This key was made under a pepper that has been retired, and would not work. Create a new one.',
  },
  ALREADY_A_MEMBER: { kind: 'conflict', message: 'They are a member already. Change their role instead.' },
  USER_EXISTS: { kind: 'conflict', message: 'There is a user of this e-mail address or user name already.' },
  USER_HAS_KEYS: {
    kind: 'conflict',
    message: 'They still have API keys, and you asked to keep those safe. Look at them, or let them be deleted too.',
  },
  ORGANIZATION_NAME_TAKEN: { kind: 'conflict', message: 'There is an organization of this name already.' },
  TEAM_NAME_TAKEN: { kind: 'conflict', message: 'There is a team of this name in the organization already.' },
  TEAM_HAS_SERVICE_ACCOUNTS: {
    kind: 'conflict',
    message:
      'Service accounts belong to this team, or have it as their default. Delete them or give them another default team first.',
  },
  INVITATION_NEEDS_SIGN_IN: {
    kind: 'conflict',
    message: 'There is an account of this e-mail address already. Accept the invitation with its credentials.',
  },
  TOO_MANY_WEBHOOKS: { kind: 'conflict', message: 'There are as many webhooks as there may be. Delete one first.' },
  WEBHOOK_DISABLED: { kind: 'conflict', message: 'This webhook is disabled. Enable it first.' },
  NOT_FOUND: { kind: 'notFound', message: 'There is no such page or operation.' },
  METHOD_NOT_ALLOWED: { kind: 'methodNotAllowed', message: 'This path does not take that method.' },
  KEY_NOT_FOUND: { kind: 'notFound', message: 'There is no such API key.' },
  ROTATION_NOT_FOUND: { kind: 'notFound', message: 'There is no such rotation.' },
  REFUSAL_NOT_FOUND: {
    kind: 'notFound',
    message:
      'Nothing is known of a refused request with this ID: it was not refused, it is too long ago, or it is not yours to know.',
  },
  CONSUMER_NOT_FOUND: { kind: 'notFound', message: 'There is no such consumer of the old key.' },
  USER_NOT_FOUND: { kind: 'notFound', message: 'There is no such user.' },
  MEMBER_NOT_FOUND: { kind: 'notFound', message: 'There is no such member.' },
  TEAM_NOT_FOUND: { kind: 'notFound', message: 'There is no such team.' },
  SERVICE_ACCOUNT_NOT_FOUND: { kind: 'notFound', message: 'There is no such service account.' },
  SESSION_NOT_FOUND: { kind: 'notFound', message: 'There is no such session.' },
  WEBHOOK_NOT_FOUND: { kind: 'notFound', message: 'There is no such webhook.' },
  DELIVERY_NOT_FOUND: { kind: 'notFound', message: 'There is no such delivery.' },
  INVITATION_NOT_FOUND: {
    kind: 'notFound',
    message: 'There is no such invitation: it is mistyped, taken, withdrawn or expired, or meant for somebody else.',
  },
  ORGANIZATION_NOT_FOUND: { kind: 'notFound', message: 'There is no such organization.' },
  ALREADY_BOOTSTRAPPED: { kind: 'conflict', message: 'An administrator exists already. Bootstrap works once.' },
  IDEMPOTENCY_KEY_REUSED: {
    kind: 'conflict',
    message: 'This Idempotency-Key was used before, with a different request. Use a new one.',
  },
  IDEMPOTENT_TOKEN_GONE: {
    kind: 'conflict',
    message:
      'This request has created its key already, and the token can no longer be shown. Delete that key and create another.',
  },
  BODY_TOO_LARGE: { kind: 'tooLarge', message: 'The body is larger than this server takes.' },
  HEADERS_TOO_LARGE: { kind: 'headersTooLarge', message: 'The headers are larger than this server takes.' },
  UNSUPPORTED_MEDIA_TYPE: { kind: 'unsupportedMediaType', message: 'Send the body as application/json.' },
  QUERY_TOO_COMPLEX: { kind: 'invalid', message: 'The GraphQL query is too long or too deeply nested.' },
  UNAVAILABLE: { kind: 'unavailable', message: 'The service cannot answer right now. Try again shortly.' },
  PEPPER_MISSING: { kind: 'unavailable', message: 'The service cannot answer right now. Try again shortly.' },
  INTERNAL: { kind: 'internal', message: 'Something went wrong here. The request ID finds it in the log.' },
} as const satisfies Record<string, { kind: string; message: string }>

export type ErrorCode = keyof typeof errorRegistry
export type ErrorKind = (typeof errorRegistry)[ErrorCode]['kind']

/** What was wrong with which part of a request. Holds no input, since that could be a secret. */
export type ErrorDetail = { readonly path: string; readonly message: string }

/** A failure that an edge may show: its code and public message. The internal part is for the log only. */
export class KeysteadError extends Error {
  override readonly name = 'KeysteadError'
  readonly code: ErrorCode
  readonly details: readonly ErrorDetail[]
  readonly internal: string | undefined
  /** After which it may be tried again, where that is known. */
  readonly retryAfterMs: number | undefined

  constructor(
    code: ErrorCode,
    options: {
      readonly details?: readonly ErrorDetail[]
      readonly internal?: string
      readonly cause?: unknown
      readonly retryAfterMs?: number
    } = {},
  ) {
    super(errorRegistry[code].message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.details = options.details ?? []
    this.internal = options.internal
    this.retryAfterMs = options.retryAfterMs
  }

  get kind(): ErrorKind {
    return errorRegistry[this.code].kind
  }

  /** The public part only: whoever puts an error into an answer by mistake shows no more than that. */
  toJSON(): { code: ErrorCode; message: string } {
    return { code: this.code, message: this.message }
  }
}
