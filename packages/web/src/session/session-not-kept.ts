/**
 * The server has begun a session, and the browser does not send it back. Over plain HTTP browsers keep what is `Secure`
 * on localhost only, and Safari not even there.
 */
export class SessionNotKept extends Error {
  override readonly name = 'SessionNotKept'
}
