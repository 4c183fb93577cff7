// Connection exceptions, access denied to the whole server, transactions that gave way to another, insufficient resources,
// operator intervention and system errors, by class; and a database that is gone, or that takes no writes after a
// failover: https://www.postgresql.org/docs/current/errcodes-appendix.html
const outageCodes = /^(?:08|28|40|53|57|58|3D000|25006|25P03)/
const networkOutages = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
])
// What `pg` and its pool throw when a connection ends under a query, or none can be had, has no code.
const outageMessages =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client (?:has encountered a connection error|was closed))/

/** Whether an error says that the database cannot answer right now, rather than that the question was wrong. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string') {
    return networkOutages.has(error.code) || outageCodes.test(error.code)
  }
  return outageMessages.test(error.message)
}

// Unknown user or wrong password, no such database, no right to make tables.
const refusalCodes = /^(?:28|3D000|42501)/

/** Whether an error says that the database does not want us at all. While serving, that is an outage like others. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && refusalCodes.test(error.code)
}
