import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

// Made here by the document of the format and not by the code that reads it, so that a mistake cannot be in both.

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const draw = (length: number) => Array.from(randomBytes(length), (byte) => digits.charAt(byte % 62)).join('')

/** A token of Keystead's format under any prefix, with a right checksum. */
export function makeToken(prefix = 'ksd', body = `${prefix}_v1_${draw(16)}_${draw(43)}`): string {
  let checksum = ''
  for (let value = crc32(body); checksum.length < 6; value = Math.floor(value / 62)) {
    checksum = digits.charAt(value % 62) + checksum
  }
  return body + checksum
}

export const keyIdOf = (token: string) => token.slice(-66, -50)

export const makeHex = () => randomBytes(20).toString('hex')

export const makeLegacyToken = () => `local-${makeHex()}`

export const makeLongWandbKey = () => `wandb_v1_${draw(27)}_${draw(49)}`
