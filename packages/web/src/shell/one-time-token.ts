/**
 * The token of a set-up, invitation or password link. It stands behind the `#`, which browsers send to nobody. It is kept here as
 * well, so that someone who has to sign in first still has it when they come back.
 */
let kept: { readonly path: string; readonly token: string } | undefined

export function readOneTimeToken(path: '/setup' | '/invitation' | '/password'): string | null {
  const { hash, pathname } = window.location
  if (pathname === path && hash.length > 1) kept = { path, token: decodeURIComponent(hash.slice(1)) }
  return kept?.path === path ? kept.token : null
}

export function forgetOneTimeToken(): void {
  kept = undefined
}
