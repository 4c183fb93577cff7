/** A cryptographically secure source of random bytes. Tests give a seeded one; nothing else may. */
export interface Randomness {
  bytes(count: number): Uint8Array
}
