import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { KeysteadError } from '../errors.ts'
import { KeyedHash } from './keyed-hash.ts'

/** One version of the secret that keys every digest. It lives outside the database. */
export type Pepper = { readonly version: number; readonly secret: KeyObject; readonly keyedHash: KeyedHash }

export const pepperBytes = 32

export function makePepper(version: number, secret: Uint8Array): Pepper {
  if (secret.length < pepperBytes) throw new RangeError(`a pepper has at least ${pepperBytes} bytes`)
  return { version, secret: createSecretKey(secret), keyedHash: new KeyedHash(secret) }
}

/** The peppers of this instance: new keys use the newest version, older keys are checked under the one they were made with. */
export class Peppers {
  readonly current: Pepper
  readonly #byVersion: ReadonlyMap<number, Pepper>

  /** Throws a RangeError for an empty list or a version given twice. */
  constructor(peppers: readonly Pepper[]) {
    const newest = peppers.toSorted((a, b) => b.version - a.version)[0]
    this.#byVersion = new Map(peppers.map((pepper) => [pepper.version, pepper]))
    if (newest === undefined) throw new RangeError('at least one pepper is needed')
    if (this.#byVersion.size !== peppers.length) throw new RangeError('a pepper version is given twice')
    this.current = newest
  }

  /** Throws `PEPPER_MISSING` when the instance was started without a version that its keys need. */
  get(version: number): Pepper {
    const pepper = this.#byVersion.get(version)
    if (pepper === undefined) throw new KeysteadError('PEPPER_MISSING', { internal: `pepper version ${version}` })
    return pepper
  }

  versions(): Pepper[] {
    return [...this.#byVersion.values()]
  }
}

/**
 * A value kept in the database that only this pepper can make. Comparing it at start tells a wrong pepper from a right
 * one before a single good key has been refused.
 */
export function pepperCheckValue(pepper: Pepper): string {
  return createHmac('sha256', pepper.secret).update('keystead pepper check').digest('base64url')
}
