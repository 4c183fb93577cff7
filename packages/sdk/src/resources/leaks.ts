import type { Caller, CallOptions } from '../transport/make-caller.ts'

/** Tokens that were found where they should not be. */
export function leaksOf({ call }: Caller) {
  return {
    /**
     * Reports a token. Whoever has it needs no other credentials; what becomes of a key that is live, its organizations have
     * decided. The answer is the same for every text. Fails with `TOO_MANY_ATTEMPTS`.
     */
    report: (token: string, options?: CallOptions) => call('reportLeak', { body: { token } }, options),
  }
}
