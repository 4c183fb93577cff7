import { foldText, type Instance, mintKey } from '@keystead/core'
import type { Planter } from './planter.ts'

/** Some with a key for each machine and job, many with a few. */
export const keysPerAccount = 20
export const accountsPerOrganization = 1_000

const purposes = ['train', 'sweep', 'notebook', 'deploy', 'evaluate', 'label', 'export', 'nightly']
const places = ['gpu', 'laptop', 'runner', 'cluster', 'edge', 'staging', 'production']

/**
 * Writes keys into a database that nobody has open, past the API, which would take hours. Their owners are people, 1,000
 * to an organization and with 20 keys each, of which every second is confined to the organization. Answers some of their
 * tokens.
 */
export async function plantKeys(
  planter: Planter,
  minter: Pick<Instance, 'peppers' | 'tokens' | 'randomness'>,
  count: number,
  keptTokens: number,
): Promise<string[]> {
  const tokens: string[] = []
  const created = Date.now() - count
  for (let number = 0; number < count; number += 1) {
    const account = Math.floor(number / keysPerAccount)
    const organization = Math.floor(account / accountsPerOrganization)
    const organizationId = `org_${pad(organization)}`
    const userId = `usr_${pad(account)}`
    if (number % keysPerAccount === 0) {
      if (account % accountsPerOrganization === 0) {
        await planter.plant('organizations', organizationRow(organizationId, organization))
      }
      await planter.plant('users', userRow(userId, account))
      await planter.plant('memberships', { user_id: userId, organization_id: organizationId, role: 'member' })
    }
    const { keyId, token, digest, pepperVersion } = mintKey(minter, 'v1')
    // Evenly over all of them, and so over all of the memory that they are in.
    if (Math.floor((number * keptTokens) / count) < Math.floor(((number + 1) * keptTokens) / count)) {
      tokens.push(token.reveal())
    }
    const name = keyName(number)
    await planter.plant('api_keys', {
      id: keyId,
      name,
      search_text: [name, keyId].map(foldText).join('\n'),
      sort_name: foldText(name),
      sort_owner: foldText(username(account)),
      user_id: userId,
      organization_id: number % 2 === 0 ? organizationId : null,
      digest,
      pepper_version: pepperVersion,
      created_at: created + number,
    })
  }
  await planter.finish()
  return shuffle(tokens)
}

export function keyName(number: number): string {
  return `${purposes[number % purposes.length]}-${places[number % places.length]}-${number}`
}

const pad = (number: number) => String(number).padStart(22, '0')
const username = (account: number) => `person-${account}`

function organizationRow(id: string, number: number) {
  return { id, name: `laboratory-${number}`, folded_name: foldText(`laboratory-${number}`), created_at: Date.now() }
}

function userRow(id: string, account: number) {
  const texts = { username: username(account), email: `${username(account)}@example.com`, name: `Person ${account}` }
  return { id, ...texts, search_text: Object.values(texts).map(foldText).join('\n'), instance_admin: 0 }
}

/** Fisher and Yates. */
function shuffle(texts: string[]): string[] {
  for (let last = texts.length - 1; last > 0; last -= 1) {
    const chosen = Math.floor(Math.random() * (last + 1))
    ;[texts[last], texts[chosen]] = [texts[chosen] as string, texts[last] as string]
  }
  return texts
}
