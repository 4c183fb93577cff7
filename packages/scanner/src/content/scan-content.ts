import { createHash } from 'node:crypto'
import { findOwn } from '../finders/find-own.ts'
import type { FindVendorSecrets } from '../finders/find-vendor-secrets.ts'
import type { Match } from '../finders/match.ts'
import type { Fill } from './fill.ts'
import type { Finding } from './finding.ts'
import { LineCounter, lineAround } from './locate.ts'
import { findCell, readAsCells } from './notebook-cells.ts'
import { overlap, readWindows, type Window } from './windows.ts'

export type Content = {
  readonly path: string | null
  readonly commit: string | null
  readonly fill: Fill
}

export type ContentRules = {
  /** The buffer that windows are read into. */
  readonly buffer: Buffer
  readonly findVendorSecrets: FindVendorSecrets | undefined
}

export type ContentReport = {
  readonly findings: readonly Finding[]
  readonly bytes: number
  /** How many secrets an `allow` comment on their line has excused. */
  readonly allowed: number
  /** Other vendors' rules take too long on it. */
  readonly tooLargeForVendors: boolean
}

/** Written on the line of a secret that is none, or that may be there: an example, a test. */
export const allowComment = 'keystead-scan: allow'

const largestForVendors = 1 << 20

/** Finds the secrets in one file, blob or message, whatever its size, in the memory of one window. */
export async function scanContent(content: Content, rules: ContentRules): Promise<ContentReport> {
  const lines = new LineCounter()
  const seen = new Map<string, number>()
  const findings: Finding[] = []
  let bytes = 0
  let allowed = 0
  let tooLargeForVendors = false
  for await (const window of readWindows(content.fill, rules.buffer)) {
    const isText = window.encoding !== 'binary'
    const matches = findOwn(window.bytes, isText, window)
    const isSmall = window.isFirst && window.isLast && window.bytes.length <= largestForVendors
    if (rules.findVendorSecrets !== undefined && isText) {
      if (isSmall) await addVendorSecrets(matches, window.bytes, content.path, rules.findVendorSecrets)
      else tooLargeForVendors = true
    }
    let matchEnd = 0
    for (const match of matches) {
      const { before, after } = lineAround(window.bytes, match.start, match.end)
      if (isText && (before + after).includes(allowComment)) allowed += 1
      else {
        // What stands before it, without another secret that might.
        const context = before.slice(Math.max(0, before.length - (match.start - matchEnd)))
        const fingerprint = fingerprintOf(match, content.path, context, seen)
        findings.push(findingOf(match, content, window, isText ? lines : undefined, fingerprint))
      }
      matchEnd = match.end
    }
    bytes += window.bytes.length - (window.isFirst ? 0 : overlap)
    if (!window.isLast && isText) lines.moveBy(window.bytes, window.bytes.length - overlap)
  }
  return { findings, bytes, allowed, tooLargeForVendors }
}

const isNotebook = (path: string | null) => path?.endsWith('.ipynb') === true

async function addVendorSecrets(matches: Match[], bytes: Buffer, path: string | null, find: FindVendorSecrets) {
  const text = bytes.toString('latin1')
  const own = [...matches]
  for (const found of await find(isNotebook(path) ? readAsCells(text) : text, path ?? 'commit')) {
    if (!own.some(({ start, end }) => found.start < end && start < found.end)) matches.push(found)
  }
  matches.sort((one, other) => one.start - other.start)
}

/**
 * Names a secret without a hash of it, which would give away a weak one: an ignore file is for all to read. By its key ID, else
 * by what stands before it on its line.
 */
function fingerprintOf(match: Match, path: string | null, context: string, seen: Map<string, number>): string {
  const identity = JSON.stringify([match.rule, path, match.keyId ?? context])
  const count = (seen.get(identity) ?? 0) + 1
  seen.set(identity, count)
  const text = count === 1 || match.keyId !== null ? identity : `${identity}${count}`
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

function findingOf(
  match: Match,
  { path, commit }: Content,
  window: Window,
  lines: LineCounter | undefined,
  fingerprint: string,
): Finding {
  const { rule, certainty, masked, keyId, encoding, token } = match
  const at = lines?.locate(window.bytes, match.start)
  const whole = isNotebook(path) && window.isFirst && window.isLast
  const place = {
    path,
    line: at?.line ?? null,
    column: at?.column ?? null,
    endColumn: at === undefined ? null : at.column + endWithinLine(window.bytes, match),
    cell: (whole && findCell(window.bytes.toString('latin1'), match.start)) || null,
    commit,
    encoding,
  }
  return { rule, certainty, masked, keyId, place, fingerprint, token }
}

/** How many characters of a secret stand on the line that it begins on. */
function endWithinLine(bytes: Buffer, { start, end }: Match): number {
  const text = bytes.toString('utf8', start, end)
  const lineEnd = text.indexOf('\n')
  return lineEnd === -1 ? text.length : lineEnd
}
