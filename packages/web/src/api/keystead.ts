import { createKeysteadClient } from '@keystead/sdk'

let onSessionLost: () => void = () => {}

/** Called when a call that needs a session finds that there is none (any more). */
export function whenSessionIsLost(listener: () => void): void {
  onSessionLost = listener
}

/** Calls that ask for a password or a link's token: their 401 says that it was wrong, not that a session ended. */
const openPaths = ['/session', '/setup', '/invitations/preview', '/invitations/accept', '/password-links/use'].map(
  (path) => `/api/v1${path}`,
)

/** The API, as whoever is signed in in this browser. Tokens are in some answers, which nothing may cache. */
export const keystead = createKeysteadClient({
  url: location.origin,
  // Whoever looks at a page would rather wait than not know.
  timeoutMs: 30_000,
  // Pages read again by themselves (queries.ts); whatever else is tried again, a person tries again.
  retries: 0,
  async fetch(url, request) {
    const response = await fetch(url, { ...request, credentials: 'same-origin', cache: 'no-store' })
    if (response.status === 401 && !openPaths.includes(new URL(url).pathname)) onSessionLost()
    return response
  },
})
