import type { Environment } from '../environment.ts'
import type { StoreName } from './reference.ts'
import type { SecretStore } from './secret-store.ts'

export type StoreSurroundings = {
  readonly environment: Environment
  /** Asks the person for the password of a store; undefined where nobody is there. */
  readonly askPassword: (() => Promise<string>) | undefined
}

type Opener = (surroundings: StoreSurroundings) => Promise<SecretStore>

/** Each is loaded when it is used: what nobody uses costs no start-up, and need not be installed. */
const openers: Readonly<Record<StoreName, Opener>> = {
  keychain: async () => (await import('./keychain.ts')).openKeychain(),
  vault: async ({ environment }) => (await import('./vault.ts')).openVault(environment.inherited),
  aws: async () => (await import('./aws.ts')).openAws(),
  gcp: async ({ environment }) => (await import('./gcp.ts')).openGcp(environment.inherited),
  azure: async () => (await import('./azure.ts')).openAzure(),
  op: async ({ environment }) => (await import('./op.ts')).openOp(environment.inherited),
  bw: async ({ environment }) => (await import('./bw.ts')).openBw(environment.inherited),
  pass: async ({ environment }) => (await import('./pass.ts')).openPass(environment.inherited),
  keepassxc: async ({ environment, askPassword }) =>
    (await import('./keepassxc.ts')).openKeepassxc(environment.inherited, askPassword),
}

export const openStore = (name: StoreName, surroundings: StoreSurroundings): Promise<SecretStore> =>
  openers[name](surroundings)
