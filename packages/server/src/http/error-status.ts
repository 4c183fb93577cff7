import type { ErrorKind } from '@keystead/core'

/** The HTTP status of each kind of error, for every edge that speaks HTTP. */
export const statusOf = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  methodNotAllowed: 405,
  conflict: 409,
  tooLarge: 413,
  unsupportedMediaType: 415,
  tooMany: 429,
  headersTooLarge: 431,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>
