/**
 * Slow hashes of people's passwords (Argon2id), as the composition root provides them. Both fail with `TOO_MANY_ATTEMPTS`
 * while more are wanted than there is time for.
 */
export interface PasswordHasher {
  hash(password: string): Promise<string>
  /**
   * Whether this is the password that was hashed. Takes as long for a wrong one, and where there is no hash at all. Strangers
   * wait until nobody else does: a crowd of them keeps nobody out who is known.
   */
  verify(hash: string | undefined, password: string, by: 'known' | 'stranger'): Promise<boolean>
}
