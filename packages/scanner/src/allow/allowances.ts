import { posix } from 'node:path'
import type { Finding } from '../content/finding.ts'

/** The file at the top of a repository that says which findings are known and may stay. */
export const ignoreFileName = '.keysteadignore'

export type Allowances = {
  readonly globs: readonly string[]
  readonly fingerprints: ReadonlySet<string>
  readonly keyIds: ReadonlySet<string>
}

/**
 * Reads a `.keysteadignore`. A line is a path (a glob, from the top; with a `/` at its end, all that is below), or
 * `fingerprint:<…>` of one finding, or `key:<key ID>`, for a key that is revoked wherever it still stands. `#` begins a comment.
 *
 *     # examples in the documentation, made by hand
 *     docs/examples/**
 *     key:8Zb2c0kQp1XyLm3n
 */
export function readAllowances(text: string): Allowances {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
  const after = (word: string) => lines.filter((line) => line.startsWith(word)).map((line) => line.slice(word.length))
  const globs = lines.filter((line) => line !== '' && !/^(?:fingerprint|key):/.test(line))
  return {
    globs: globs.map((glob) => (glob.endsWith('/') ? `${glob}**` : glob).replace(/^\//, '')),
    fingerprints: new Set(after('fingerprint:')),
    keyIds: new Set(after('key:')),
  }
}

export function isAllowed(
  { fingerprint, keyId, place }: Finding,
  { globs, fingerprints, keyIds }: Allowances,
): boolean {
  if (fingerprints.has(fingerprint) || (keyId !== null && keyIds.has(keyId))) return true
  const { path } = place
  return path !== null && globs.some((glob) => posix.matchesGlob(path, glob))
}
