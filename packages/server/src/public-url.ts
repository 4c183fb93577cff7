import type { Settings } from './environment.ts'

/** Where people reach a server that listens on this port. */
export function publicUrlOf({ publicUrl, host }: Pick<Settings, 'publicUrl' | 'host'>, port: number): string {
  if (publicUrl !== undefined) return publicUrl
  // What listens everywhere is reached here as localhost.
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

/**
 * Why nobody will be able to sign in with a browser, if so: browsers keep the session cookie only over TLS, or from the machine
 * that they run on.
 */
export function explainLostCookies({ publicUrl, host }: Pick<Settings, 'publicUrl' | 'host'>): string | undefined {
  const howTo = 'put TLS in front of Keystead, and set KEYSTEAD_PUBLIC_URL to its https:// address'
  if (publicUrl !== undefined) {
    if (isSafe(publicUrl)) return undefined
    return `nobody can sign in to the console at ${publicUrl}: browsers keep no session cookie over plain HTTP; ${howTo}`
  }
  if (isSafe(publicUrlOf({ publicUrl, host: host.replace(/^(?:0\.0\.0\.0|::)$/, '192.0.2.1') }, 0))) return undefined
  return `the console can be signed in to from this machine only: browsers keep no session cookie over plain HTTP; ${howTo}`
}

function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
}
