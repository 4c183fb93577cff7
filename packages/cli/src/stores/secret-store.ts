/** A place that keeps secrets, each under a path. Fails with a `Failure` where it cannot be reached or will not. */
export type SecretStore = {
  /** Undefined where there is nothing at this path. */
  get(path: string): Promise<string | undefined>
  /** Puts a secret there, in place of what was there. */
  put(path: string, secret: string): Promise<void>
  /** The paths that begin so, of those that may be seen. */
  list(prefix: string): Promise<readonly string[]>
  /** Whether there was anything to remove. */
  remove(path: string): Promise<boolean>
}
