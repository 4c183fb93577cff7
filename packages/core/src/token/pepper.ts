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

/**
 * What is kept of a pepper that nothing lives under any more: the key of the audit trail that was derived from it. It checks
 * what the trail says of that time, and makes no digest.
 */
export type RetiredPepper = { readonly version: number; readonly auditKey: KeyObject }

export type PeppersOptions = {
  /** The version that new digests are made under; left out, the newest. */
  readonly current?: number
  readonly retired?: readonly RetiredPepper[]
}

/**
 * The peppers of this instance: new keys use the current version, older keys are checked under the one they were made with.
 * A version can be known before it is current: so every node knows it by the time that the first one uses it.
 */
export class Peppers {
  #current: Pepper
  #byVersion: ReadonlyMap<number, Pepper>
  #retired: readonly RetiredPepper[]

  /** Throws a RangeError for an empty list, a version given twice, and a current one that is not among them. */
  constructor(peppers: readonly Pepper[], { current: version, retired = [] }: PeppersOptions = {}) {
    const newestFirst = peppers.toSorted((a, b) => b.version - a.version)
    const current = version === undefined ? newestFirst[0] : peppers.find((pepper) => pepper.version === version)
    if (current === undefined) throw new RangeError('a pepper for new keys is needed')
    const versions = new Set([...peppers, ...retired].map((pepper) => pepper.version))
    if (versions.size !== peppers.length + retired.length) throw new RangeError('a pepper version is given twice')
    this.#current = current
    this.#byVersion = new Map(peppers.map((pepper) => [pepper.version, pepper]))
    this.#retired = retired
  }

  get current(): Pepper {
    return this.#current
  }

  /** The newest that is known, in use or not. */
  get newestVersion(): number {
    return Math.max(...this.#byVersion.keys())
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

  retired(): readonly RetiredPepper[] {
    return this.#retired
  }

  /** Takes over what the others hold, for everybody who holds this one. What is being done meanwhile keeps what it has read. */
  replaceBy(others: Peppers): void {
    this.#current = others.#current
    this.#byVersion = others.#byVersion
    this.#retired = others.#retired
  }
}

/**
 * A value kept in the database that only this pepper can make. Comparing it at start tells a wrong pepper from a right
 * one before a single good key has been refused.
 */
export function pepperCheckValue(pepper: Pepper): string {
  return createHmac('sha256', pepper.secret).update('keystead pepper check').digest('base64url')
}
