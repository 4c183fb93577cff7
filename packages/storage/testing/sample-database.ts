import type { KeyId, NewApiKey, Organization, OrganizationId, Store, User, UserId } from '@keystead/core'
import { insertKeys, sampleDigest, sampleKey, sampleTime, sampleUser } from './sample-accounts.ts'

// A few rows of everything, the same each time: what `freeze-schema.ts` puts into a database before it is frozen, and what
// must be found in it by every later version. Only ever added to.

export const ada: User = sampleUser({
  id: 'usr_0000000000000000000ada' as UserId,
  username: 'ada',
  email: 'ada@example.com',
  name: 'Ada Lovelace',
  instanceAdmin: true,
})

export const mei: User = sampleUser({
  id: 'usr_0000000000000000000mei' as UserId,
  username: 'mei',
  email: 'mei@example.com',
  name: '明 🗝',
})

export const lab: Organization = {
  id: 'org_0000000000000000000lab' as OrganizationId,
  name: 'Lab',
  createdAt: sampleTime,
}

export const frozenKeys: readonly { readonly key: NewApiKey; readonly owner: User }[] = [
  { owner: ada, key: frozenKey(ada, '0000000000000Ada', { name: 'bootstrap' }) },
  { owner: mei, key: frozenKey(mei, '0000000000000Mei', { name: '学習 ＧＰＵ 100%', expiresAt: sampleTime + 5 }) },
  { owner: mei, key: frozenKey(mei, '000000000000MeiL', { name: 'lab', organizationId: lab.id, pepperVersion: 2 }) },
  { owner: mei, key: frozenKey(mei, '0123456789abcdef0123', { name: 'pinned client', format: 'legacy' }) },
]

export const frozenUse = { keyId: '0000000000000Mei' as KeyId, usedAt: sampleTime + 4 }
export const frozenPepperCheck = { version: 1, value: 'check value of pepper 1' }

function frozenKey(owner: User, id: string, given: Partial<NewApiKey>): NewApiKey {
  return sampleKey(owner, { id: id as KeyId, digest: sampleDigest(id), ...given })
}

export async function fillSampleDatabase(store: Store): Promise<void> {
  await store.transact(async (transaction) => {
    await transaction.claimBootstrap(sampleTime)
    for (const user of [ada, mei]) await transaction.insertUser(user)
    await transaction.insertOrganization(lab)
    await transaction.insertMembership(ada.id, lab.id, 'admin')
    await transaction.insertMembership(mei.id, lab.id, 'member')
    await insertKeys(
      transaction,
      frozenKeys.map(({ key }) => key),
    )
  })
  await store.rememberPepperCheck(frozenPepperCheck.version, frozenPepperCheck.value)
}
