import { useSyncExternalStore } from 'react'

export type LinkPath = '/setup' | '/invitation' | '/password' | '/device'

/**
 * The token of a set-up, invitation or password link, or the code of a program. It comes behind the `#`, which browsers
 * send to nobody; from there it goes to where only this tab finds it again, after a reload or after signing in first, until
 * it has been used.
 */
const nameOf = (path: LinkPath) => `keystead.link:${path}`
const listeners = new Set<() => void>()

export function keepOneTimeToken(path: LinkPath, token: string): void {
  sessionStorage.setItem(nameOf(path), token)
  for (const listener of listeners) listener()
}

export const forgetOneTimeToken = (path: LinkPath): void => sessionStorage.removeItem(nameOf(path))

/** Another link may be opened while the page of the first one is still there. */
export function useOneTimeToken(path: LinkPath): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => sessionStorage.getItem(nameOf(path)),
  )
}
