import type { ErrorCode } from '@keystead/sdk'

/** What went wrong, and what to do about it. */
export const errors: Record<ErrorCode, string> = {
  INVALID_REQUEST: 'Something in this form is not valid. Check what you entered.',
  MALFORMED_JSON: 'The server could not read the request. Reload the page and try again.',
  INVALID_NAME: 'A name has 1 to 255 characters and no line breaks.',
  NAME_CONTAINS_TOKEN:
    'This name contains what looks like an API key. Names are visible to others: choose a different one.',
  INVALID_EXPIRY: 'The expiry date must be in the future.',
  INVALID_EMAIL: 'Enter a valid email address.',
  INVALID_ORGANIZATION_NAME:
    'An organization name has 1 to 255 characters, no line breaks, and does not begin with “org_”.',
  INVALID_TEAM_NAME: 'A team name has 1 to 255 characters, no line breaks, and does not begin with “team_”.',
  INVALID_USERNAME:
    'A user name has 1 to 64 lower-case letters, digits, dots, hyphens or underscores, begins with a letter or digit, and does not begin with “usr_”.',
  INVALID_PASSWORD: 'This password is too short or too easy to guess. Choose a longer one.',
  INVALID_CURSOR: 'This list has changed. Reload it from the beginning.',
  CURSOR_OF_ANOTHER_SORT: 'The order of the list has changed. Start again from its first page.',
  TOKEN_IN_URL:
    'An API key must never be part of an address. If this was a real key, delete it: it may have been logged.',
  TOKEN_IN_DOCUMENT: 'An API key must never be part of a query.',
  LEGACY_KEYS_DISABLED: 'Keys in the legacy format are switched off on this server.',
  IDEMPOTENCY_KEY_INVALID: 'The server did not accept this request. Reload the page and try again.',
  UNAUTHENTICATED: 'Your session has ended. Sign in again.',
  WRONG_PASSWORD: 'This is not your current password.',
  SIGN_IN_FAILED: 'The email address or the password is wrong.',
  TOO_MANY_ATTEMPTS: 'Too many attempts. Wait a moment, then try again.',
  FORBIDDEN: 'You do not have permission to do this. Ask an organization admin.',
  NOT_A_VERIFIER: 'Only organization admins and verifiers can check keys.',
  KEY_CREATION_DISABLED:
    'API key creation has been disabled by your organization administrator. You can still edit, delete, and use existing API keys.',
  VIEWER_KEY_CREATION_DISABLED:
    'Viewers cannot create API keys that reach this organization. Ask an organization admin.',
  TEAM_SERVICE_ACCOUNT_CREATION_DISABLED:
    'Creating team service accounts has been disabled by your organization administrator. Existing ones keep working.',
  KEY_LIFETIME_TOO_LONG: 'An organization limits how long keys may live. Choose an earlier expiry date.',
  INVALID_KEY_LIFETIME: 'The maximum lifetime is between one minute and one hundred years.',
  ENFORCEMENT_NOT_CONFIRMED: 'The name does not match. Enter the exact name of the organization.',
  ENFORCEMENT_WOULD_LOCK_OUT: 'This would lock you out of the organization. Use an organization API key for it.',
  KEY_DISABLED_BY_ADMIN: 'An admin has disabled this key, and only an admin can enable it.',
  OWNER_NOT_ALLOWED: 'You cannot create a key for this account.',
  LAST_ORGANIZATION_ADMIN: 'This is the last admin of the organization. Make somebody else an admin first.',
  LAST_INSTANCE_ADMIN: 'This is the last admin of this server. Make somebody else an admin first.',
  ALREADY_A_MEMBER: 'They are a member already. Change their role instead.',
  USER_EXISTS: 'Somebody already uses this email address or user name.',
  USER_HAS_KEYS: 'They still have API keys.',
  ORGANIZATION_NAME_TAKEN: 'There is already an organization with this name.',
  TEAM_NAME_TAKEN: 'There is already a team with this name.',
  TEAM_HAS_SERVICE_ACCOUNTS:
    'Service accounts belong to this team or use it as their default. Delete them, or give them another default team, first.',
  INVITATION_NEEDS_SIGN_IN: 'You already have an account. Sign in to accept this invitation.',
  NOT_FOUND: 'This page does not exist.',
  METHOD_NOT_ALLOWED: 'The server does not support this. Reload the page and try again.',
  KEY_NOT_FOUND: 'This API key does not exist any more.',
  USER_NOT_FOUND: 'There is no such user.',
  MEMBER_NOT_FOUND: 'There is no such member in this organization.',
  TEAM_NOT_FOUND: 'There is no such team, or you cannot see it.',
  SERVICE_ACCOUNT_NOT_FOUND: 'This service account does not exist any more.',
  INVITATION_NOT_FOUND:
    'This invitation is not valid: it was used, withdrawn or has expired, or it is meant for somebody else. Ask for a new one.',
  ORGANIZATION_NOT_FOUND: 'There is no such organization, or you cannot see it.',
  SESSION_NOT_FOUND: 'This session has already ended.',
  LINK_INVALID:
    'This link does not work: it is incomplete, was used already, or is too old. Ask whoever gave it to you for a new one.',
  CROSS_SITE_REQUEST: 'The server refused a request from another site. Reload the page and try again.',
  ALREADY_BOOTSTRAPPED: 'This server is already set up. Sign in.',
  IDEMPOTENCY_KEY_REUSED: 'This form was already sent with other contents. Close it and start again.',
  IDEMPOTENT_TOKEN_GONE:
    'The key was created, but its token can no longer be shown. Delete that key and create another one.',
  BODY_TOO_LARGE: 'This is too large for the server.',
  HEADERS_TOO_LARGE: 'The browser sent too much. Clear the cookies of this site and try again.',
  UNSUPPORTED_MEDIA_TYPE: 'The server could not read the request. Reload the page and try again.',
  QUERY_TOO_COMPLEX: 'The query is too complex.',
  UNAVAILABLE: 'The server cannot answer right now. Try again in a moment.',
  PEPPER_MISSING: 'The server cannot answer right now. Try again in a moment.',
  INTERNAL: 'Something went wrong on the server. If it happens again, give your administrator the request ID.',
}
