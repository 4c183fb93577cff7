import type { ErrorCode } from '@keystead/core/errors'

/**
 * Codes of the server's that the registry of this checkout does not have yet; those of sessions come with them. A row
 * here goes once the registry has it, and a new row there fails the build until both languages say it.
 */
type ComingErrorCode =
  | 'INVALID_TEAM_NAME'
  | 'INVALID_USERNAME'
  | 'INVALID_PASSWORD'
  | 'VIEWER_KEY_CREATION_DISABLED'
  | 'TEAM_SERVICE_ACCOUNT_CREATION_DISABLED'
  | 'LAST_ORGANIZATION_ADMIN'
  | 'LAST_INSTANCE_ADMIN'
  | 'ALREADY_A_MEMBER'
  | 'USER_EXISTS'
  | 'USER_HAS_KEYS'
  | 'ORGANIZATION_NAME_TAKEN'
  | 'TEAM_NAME_TAKEN'
  | 'TEAM_HAS_SERVICE_ACCOUNTS'
  | 'INVITATION_NEEDS_SIGN_IN'
  | 'USER_NOT_FOUND'
  | 'MEMBER_NOT_FOUND'
  | 'TEAM_NOT_FOUND'
  | 'SERVICE_ACCOUNT_NOT_FOUND'
  | 'INVITATION_NOT_FOUND'
  | 'SIGN_IN_FAILED'
  | 'TOO_MANY_ATTEMPTS'
  | 'SESSION_NOT_FOUND'
  | 'SETUP_NOT_FOUND'
  | 'CROSS_SITE_REQUEST'

export type ShownErrorCode = ErrorCode | ComingErrorCode
