import type { ApiKey } from '@keystead/sdk'
import type { Phrases } from '../../phrases/en.ts'

export const nameOfOwner = ({ owner }: ApiKey) => (owner.type === 'user' ? owner.username : owner.name)

/** What stands for a key's type and state. A server newer than this program may know more of them. */
export function wordsOfKey({ keys }: Phrases) {
  const types: Readonly<Record<string, string>> = keys.types
  const states: Readonly<Record<string, string>> = keys.states
  return {
    type: (key: ApiKey) => (types[key.type] ?? key.type) + (key.format === 'legacy' ? ` (${keys.legacy})` : ''),
    state: (key: ApiKey) => states[key.state] ?? key.state,
  }
}
