import { verifyToken } from '../verify-token.ts'

export type Refusal = {
  /** When the first refusal had come back. */
  readonly refusedAt: number
  /** When the last question was sent that was still answered with yes. */
  readonly lastAcceptedAt: number
}

/** Asks a node about a key over and over, one question after the other. `accepted` resolves with the first yes. */
export function watchRefusal(url: string, caller: string, token: string) {
  const accepted = Promise.withResolvers<void>()
  const watch = async (): Promise<Refusal> => {
    for (let lastAcceptedAt = Number.NEGATIVE_INFINITY; ; ) {
      const askedAt = performance.now()
      if (await verifyToken(url, caller, token)) {
        lastAcceptedAt = askedAt
        accepted.resolve()
      } else {
        if (!Number.isFinite(lastAcceptedAt)) throw new Error('a key was refused before it was deleted')
        return { refusedAt: performance.now(), lastAcceptedAt }
      }
    }
  }
  const refused = watch()
  refused.catch(accepted.reject)
  return { accepted: accepted.promise, refused }
}
