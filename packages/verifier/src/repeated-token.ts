import type { ParsedToken, Pepper, Peppers, VerifiableKey } from '@keystead/core'

/** What decides whether a key is good at some moment. Without its digest, which would hold on to the memory of an index. */
export type DecidingKey = Omit<VerifiableKey, 'digest' | 'pepperVersion'>

/** That a token is the token of this key, with all that said so. */
type Match = { readonly key: DecidingKey; readonly indexVersion: number; readonly pepper: Pepper }

/**
 * A token that somebody sends with one request after the other. It is read once, and its digest is compared once for as long as
 * nothing in the index has changed and the pepper is the same: what would be computed again could only be the same. Whether the
 * key is good at this moment is never kept. Nor is a refusal, which may end with a key that is not here yet.
 */
export class RepeatedToken {
  readonly parsed: ParsedToken
  #match: Match | undefined

  constructor(parsed: ParsedToken) {
    this.parsed = parsed
  }

  /** The key whose token this is, if that is known. Throws as `peppers.get` does. */
  recall(indexVersion: number, peppers: Peppers): DecidingKey | undefined {
    const match = this.#match
    if (match === undefined || match.indexVersion !== indexVersion) return undefined
    return peppers.get(match.pepper.version) === match.pepper ? match.key : undefined
  }

  /** To be called in the moment of the comparison, before anything of this can change. */
  remember({ key, account, closedToPersonalKeys }: DecidingKey, indexVersion: number, pepper: Pepper): void {
    this.#match = { key: { key, account, closedToPersonalKeys }, indexVersion, pepper }
  }
}
