import type { Environment } from '../environment.ts'
import { Failure } from '../failure.ts'
import type { StoreName } from './reference.ts'
import type { SecretStore } from './secret-store.ts'

type Opener = (environment: Environment) => Promise<SecretStore>

/** Each is loaded when it is used: what nobody uses costs no start-up, and need not be installed. */
const openers: Partial<Record<StoreName, Opener>> = {
  keychain: async () => (await import('./keychain.ts')).openKeychain(),
  vault: async (environment) => (await import('./vault.ts')).openVault(environment.inherited),
}

export async function openStore(name: StoreName, environment: Environment): Promise<SecretStore> {
  const open = openers[name]
  if (open === undefined) throw new Failure('unavailable', (phrases) => phrases.stores.notYet(name))
  return open(environment)
}
