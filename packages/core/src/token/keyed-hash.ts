import { hash, timingSafeEqual } from 'node:crypto'

const blockBytes = 64
const digestBytes = 32
// More than any token. A longer text gets a buffer of its own.
const usualBytes = 256

/**
 * HMAC-SHA-256 (RFC 2104) under one secret, for short texts and many of them. Node's `createHmac` builds an object for each
 * text, which takes several times as long as the hashing; two one-shot hashes over prepared buffers do not.
 */
export class KeyedHash {
  /** The secret under the inner pad, and room for the text behind it. */
  readonly #inner: Buffer
  /** The secret under the outer pad, and room for the inner digest behind it. */
  readonly #outer = Buffer.alloc(blockBytes + digestBytes)
  readonly #result = Buffer.alloc(digestBytes)

  constructor(secret: Uint8Array) {
    const key = Buffer.alloc(blockBytes)
    key.set(secret.length > blockBytes ? hash('sha256', secret, 'buffer') : secret)
    this.#inner = Buffer.alloc(blockBytes + usualBytes)
    this.#inner.set(key.map((byte) => byte ^ 0x36))
    this.#outer.set(key.map((byte) => byte ^ 0x5c))
  }

  /** The digest, 32 bytes, in a new array. */
  digest(text: string): Uint8Array {
    return Uint8Array.from(this.#compute(text))
  }

  /** Whether this is the text's digest, in a time that does not depend on where they differ. */
  matches(text: string, digest: Uint8Array): boolean {
    return digest.length === digestBytes && timingSafeEqual(this.#compute(text), digest)
  }

  /** The digest, until the next one is computed. */
  #compute(text: string): Buffer {
    let inner = this.#inner
    if (text.length * 3 > usualBytes) {
      inner = Buffer.alloc(blockBytes + text.length * 3)
      inner.set(this.#inner.subarray(0, blockBytes))
    }
    const written = inner.write(text, blockBytes, 'utf8')
    // As a string: asked for as a buffer, it would take longer to allocate than to compute.
    this.#outer.write(hash('sha256', inner.subarray(0, blockBytes + written), 'binary'), blockBytes, 'latin1')
    this.#result.write(hash('sha256', this.#outer, 'binary'), 0, 'latin1')
    return this.#result
  }
}
