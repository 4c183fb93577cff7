import { createCipheriv, createHash } from 'node:crypto'
import type { Randomness } from '../src/token/randomness.ts'

/**
 * Randomness that follows from its seed alone, so that a test sees the same tokens in every run: the key stream of
 * AES-256-CTR, as even as the real one.
 */
export function seededRandomness(seed: string): Randomness {
  const key = createHash('sha256').update(seed).digest()
  const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16))
  return { bytes: (count) => stream.update(Buffer.alloc(count)) }
}
