import type { PasswordChange, PasswordChoice, Setup, SignIn } from '../api/api.ts'
import type { Caller, CallOptions } from '../transport/make-caller.ts'

/** Signing in to the console, for pages of the server's own origin: sessions are cookies, and other clients use keys. */
export function sessionsOf({ call }: Caller) {
  return {
    /** The browsers in which the caller has signed in, the one seen last first, all at once. */
    list: (options?: CallOptions) => call('listSessions', {}, options),
    /** Fails with `SESSION_NOT_FOUND`. */
    end: (id: string, options?: CallOptions) => call('endSession', { path: { id } }, options),
    /** Answers as `client.me` does. Fails with `SIGN_IN_FAILED`, `TOO_MANY_ATTEMPTS`. */
    signIn: (credentials: SignIn, options?: CallOptions) => call('signIn', { body: credentials }, options),
    /** Succeeds where the session has ended already, too. */
    signOut: (options?: CallOptions) => call('signOut', {}, options),
    /** Ends all other sessions. Fails with `WRONG_PASSWORD`, `INVALID_PASSWORD`. */
    changePassword: (change: PasswordChange, options?: CallOptions) =>
      call('changePassword', { body: change }, options),
    /** By a link that was made for it: signs in, and ends all other sessions. Fails with `LINK_INVALID`. */
    choosePassword: (choice: PasswordChoice, options?: CallOptions) =>
      call('choosePassword', { body: choice }, options),
    /** Whether the first administrator is still to be made. */
    getSetup: (options?: CallOptions) => call('getSetup', {}, options),
    /** Makes the first administrator and organization, with the link that the server has printed. */
    setUp: (setup: Setup, options?: CallOptions) => call('setUp', { body: setup }, options),
  }
}
