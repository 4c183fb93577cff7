import type { KeyToken } from '@keystead/core/key-token'

export type Rule = 'keystead-token' | 'keystead-legacy-token' | 'wandb-key' | `vendor/${string}`

/** A secret in some bytes, before it is known where they lie. */
export type Match = {
  readonly rule: Rule
  /** `certain`: a checksum says so. `likely`: its form and what stands around it do. */
  readonly certainty: 'certain' | 'likely'
  /** In bytes, from where the secret begins to after its end. */
  readonly start: number
  readonly end: number
  /** What may be shown: public parts, never a part of the secret. */
  readonly masked: string
  /** The public name of the key, where its format has one. */
  readonly keyId: string | null
  /** How the secret is written, where it is not as it is. */
  readonly encoding: 'base64' | null
  readonly token: KeyToken
}

/** Looks at one place where a needle was found. Pure, and blind to all that is further away than {@link reach}. */
export type ReadMatch = (bytes: Buffer, at: number) => Match | undefined

/** How many bytes before and after a needle a reader may look at: what lies there must be in the same window. */
export const reach = 512
