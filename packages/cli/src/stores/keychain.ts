import type { AsyncEntry } from '@napi-rs/keyring'
import { Failure } from '../failure.ts'
import type { SecretStore } from './secret-store.ts'

// Only what lies under this name is ours to list.
const service = 'keystead'

/** The keychain of the operating system: macOS Keychain, Windows Credential Manager, Linux Secret Service. */
export function openKeychain(): SecretStore {
  const entryOf = async (path: string): Promise<AsyncEntry> => {
    const keyring = await import('@napi-rs/keyring')
    // Left to itself, it falls back to the kernel's keyring, which forgets everything at the next boot.
    return new keyring.AsyncEntry(service, path, { linux: { store: 'secret-service' } })
  }
  return {
    get: (path) => reach(async () => (await (await entryOf(path)).getPassword()) ?? undefined),
    put: (path, secret) => reach(async () => (await entryOf(path)).setPassword(secret)),
    remove: (path) => reach(async () => (await entryOf(path)).deleteCredential()),
    list: (prefix) =>
      reach(async () => {
        // Fails where there is no Secret Service; the search alone would look into the kernel's keyring.
        await (await entryOf('.')).getPassword()
        const { findCredentialsAsync } = await import('@napi-rs/keyring')
        const found = await findCredentialsAsync(service)
        return found.map(({ account }) => account).filter((account) => account.startsWith(prefix))
      }),
  }
}

async function reach<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act()
  } catch {
    // What it says names sockets and libraries, and nothing that would help.
    throw new Failure('unavailable', (phrases) => phrases.stores.noKeychain)
  }
}
