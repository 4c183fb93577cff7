/** For as long the server gives the token of a lost answer again. */
const repeatableMs = 10 * 60_000

const unanswered = new Map<string, { readonly body: string; readonly key: string; readonly at: number }>()

/**
 * The Idempotency-Key of a request that makes tokens. As long as its answer has not come, asking the same of the same thing
 * repeats it, also from a dialog that was closed and opened again: the keys are made, and only that answer has their tokens.
 */
export function keyOfRequest(subject: string, body: unknown): string {
  const text = JSON.stringify(body)
  const before = unanswered.get(subject)
  if (before?.body === text && Date.now() - before.at < repeatableMs) return before.key
  const key = crypto.randomUUID()
  unanswered.set(subject, { body: text, key, at: Date.now() })
  return key
}

/** What is asked of it from now on is another request. */
export function forgetRequest(subject: string): void {
  unanswered.delete(subject)
}
