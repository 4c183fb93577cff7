import { createSecretKey } from 'node:crypto'
import { makePepper, Peppers, pepperBytes } from '@keystead/core'

/**
 * A line of the pepper file: the version, a space, and at least 32 bytes in base64url. A word at its end says what they are
 * for, if not for digests: `next` is known and not used yet, `retired` is the key of the audit trail alone.
 */
export type PepperLine = {
  readonly version: number
  readonly secret: Uint8Array
  readonly purpose: 'digests' | 'next' | 'retired'
}

const lineShape = /^([1-9]\d{0,8}) ([A-Za-z0-9_-]+)(?: (next|retired))?$/

/** Throws a RangeError, which holds nothing of the text: not even the cause of an error may hold a line. */
export function parsePepperLines(text: string): PepperLine[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, version, secret, purpose = 'digests'] = lineShape.exec(line.trim()) ?? []
      const bytes = Buffer.from(secret ?? '', 'base64url')
      if (version === undefined || bytes.length < pepperBytes) throw new RangeError()
      return { version: Number(version), secret: bytes, purpose: purpose as PepperLine['purpose'] }
    })
}

export function writePepperLines(lines: readonly PepperLine[]): string {
  return lines
    .toSorted((a, b) => a.version - b.version)
    .map(({ version, secret, purpose }) => {
      const word = purpose === 'digests' ? '' : ` ${purpose}`
      return `${version} ${Buffer.from(secret).toString('base64url')}${word}\n`
    })
    .join('')
}

/** The peppers of these lines: the newest that may be used is for new keys. Throws a RangeError. */
export function toPeppers(lines: readonly PepperLine[]): Peppers {
  const known = lines.filter(({ purpose }) => purpose !== 'retired')
  const retired = lines.filter(({ purpose }) => purpose === 'retired')
  const current = Math.max(...lines.flatMap(({ version, purpose }) => (purpose === 'digests' ? [version] : [])))
  return new Peppers(
    known.map(({ version, secret }) => makePepper(version, secret)),
    { current, retired: retired.map(({ version, secret }) => ({ version, auditKey: createSecretKey(secret) })) },
  )
}
