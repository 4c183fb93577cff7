import { containsToken } from '@keystead/core/token'
import { Failure } from '../failure.ts'

export const storeNames = ['keychain', 'vault', 'aws', 'gcp', 'azure', 'op', 'bw', 'pass', 'keepassxc'] as const
export type StoreName = (typeof storeNames)[number]

/** Where a secret lies: `keychain:wandb/laptop`. May be written down and shared; the secret may not. */
export type StoreReference = { readonly store: StoreName; readonly path: string }

const longest = 512
// No control characters, and nothing that a program could take for an option of its own.
const pathShape = /^(?!-)[^\p{Cc}]+$/u

/** Fails with a `Failure` for a text that is no reference, without repeating it: it might be a token. */
export function parseReference(text: string): StoreReference {
  const colon = text.indexOf(':')
  const store = storeNames.find((name) => name === text.slice(0, colon))
  const path = text.slice(colon + 1)
  if (store === undefined || text.length > longest || !pathShape.test(path) || containsToken(text)) {
    throw new Failure('usage', (phrases) => phrases.stores.noReference(storeNames.join(', ')))
  }
  return { store, path }
}
