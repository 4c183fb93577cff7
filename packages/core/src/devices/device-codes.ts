import { createHmac } from 'node:crypto'
import { listAuditKeys } from '../audit/audit-chain.ts'
import type { Peppers } from '../token/pepper.ts'
import type { Randomness } from '../token/randomness.ts'

/** What the token that the program holds begins with. Made like a key's, it is redacted and scanned for like one. */
export const deviceCodePrefix = 'device'

// RFC 8628 §6.1: no vowels, so that no code is a word; none of them is taken for another, or for a digit.
const letters = 'BCDFGHJKLMNPQRSTVWXZ'
const codeLength = 8
// The largest multiple of the number of letters in a byte: more would make the first ones likelier.
const largestByte = 256 - (256 % letters.length)

/** A code for a person to type: eight letters, which is 34 random bits. Guessing is limited, and a code lives for minutes. */
export function makeUserCode(randomness: Randomness): string {
  let code = ''
  while (code.length < codeLength) {
    for (const byte of randomness.bytes(codeLength * 2)) {
      if (byte < largestByte && code.length < codeLength) code += letters.charAt(byte % letters.length)
    }
  }
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

/** Stands for a code however it was typed. Keyed, or whoever has the database would have tried all codes in a moment. */
export function nameUserCode(code: string, peppers: Peppers): string {
  // That of the oldest pepper, which all nodes know also while they go from one to the next.
  const [oldest] = listAuditKeys(peppers).values()
  if (oldest === undefined) throw new RangeError('there is always a pepper')
  const typed = code.toUpperCase().replaceAll(/[^A-Z]/g, '')
  return createHmac('sha256', oldest)
    .update(JSON.stringify(['keystead device code', typed]))
    .digest('base64url')
}
