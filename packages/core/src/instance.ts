import type { Clock } from './ports/clock.ts'
import type { PasswordHasher } from './ports/password-hasher.ts'
import type { Store } from './ports/store.ts'
import type { Tracer } from './ports/tracer.ts'
import type { Peppers } from './token/pepper.ts'
import type { Randomness } from './token/randomness.ts'

/** The token settings of an instance (design §10). */
export type TokenSettings = { readonly prefix: string; readonly legacyKeys: boolean }

/** One configured Keystead: all that the rules work with. Made once, by the composition root or a test. */
export type Instance = {
  readonly store: Store
  readonly clock: Clock
  readonly randomness: Randomness
  readonly peppers: Peppers
  readonly tokens: TokenSettings
  readonly passwords: PasswordHasher
  /** Whether webhooks may be told by plain HTTP, which a private network is needed for; left out, they may not. */
  readonly plainWebhooks?: boolean
  /** Left out: nobody watches. */
  readonly trace?: Tracer
}
