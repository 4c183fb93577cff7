import type {
  AuditEvent,
  ConsumerId,
  EventId,
  GoneMark,
  InvitationId,
  KeyId,
  NewApiKey,
  Organization,
  OrganizationId,
  Rotation,
  RotationId,
  ServiceAccount,
  ServiceAccountId,
  SessionId,
  Store,
  StoredInvitation,
  StoredOneTimeLink,
  StoreTransaction,
  Team,
  TeamId,
  User,
  UserId,
  WebhookId,
} from '@keystead/core'
import {
  insertKeys,
  organizationReference,
  sampleDigest,
  sampleKey,
  sampleLink,
  sampleRotation,
  sampleServiceAccount,
  sampleSession,
  sampleTeam,
  sampleTime,
  sampleUser,
  teamReference,
} from './sample-accounts.ts'
import { sampleUse } from './sample-uses.ts'
import { sampleOccurrence, sampleWebhook } from './sample-webhooks.ts'

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

/** Since migration 0004. */
export const sensors: Team = sampleTeam(lab, {
  id: 'team_000000000000000sensors' as TeamId,
  name: 'Sensors',
  createdAt: sampleTime + 1,
})

export const robot: ServiceAccount = sampleServiceAccount(lab, sensors, {
  id: 'sva_0000000000000000000bot' as ServiceAccountId,
  name: 'ロボット',
  verifier: true,
  createdAt: sampleTime + 2,
})

export const courier: ServiceAccount = sampleServiceAccount(lab, sensors, {
  id: 'sva_000000000000000courier' as ServiceAccountId,
  name: 'courier',
  team: null,
})

export const frozenAccountKeys: readonly { readonly key: NewApiKey; readonly owner: ServiceAccount }[] = [
  { owner: robot, key: frozenKey(robot, '000000000000Robo', { name: 'nightly' }) },
  { owner: courier, key: frozenKey(courier, '000000000000Cour', { name: 'post' }) },
]

export const frozenBlock = { keyId: '0000000000000Mei' as KeyId, organization: lab, at: sampleTime + 3 }

export const frozenInvitation: StoredInvitation = {
  id: 'inv_0000000000000Inv' as InvitationId,
  email: 'noor@example.com',
  organization: organizationReference(lab),
  role: 'viewer',
  team: { team: teamReference(sensors), role: 'member' },
  invitedBy: ada.id,
  createdAt: sampleTime,
  expiresAt: sampleTime + 6,
  digest: sampleDigest('invitation'),
  pepperVersion: 2,
}

export const frozenEvent: AuditEvent = {
  number: 1,
  at: sampleTime,
  action: 'team.create',
  outcome: 'done',
  code: null,
  actor: { type: 'user', id: ada.id, name: ada.name, email: ada.email, keyId: '0000000000000Ada' },
  ip: '2001:db8::1',
  requestId: 'request 1',
  organization: organizationReference(lab),
  team: { id: sensors.id, name: sensors.name },
  target: { type: 'team', id: sensors.id, name: sensors.name, email: null },
  details: { z: '鍵 🗝', a: 1, n: null, t: true },
  macKeyId: 1,
  mac: 'mac of the first event',
}

/** Since migration 0005. */
export const frozenPassword = { user: ada, hash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA' }
export const frozenSignIn = { user: ada, network: '2001:db8:0:0', at: sampleTime + 7 }

export const frozenSession = sampleSession(ada, {
  id: 'ses_0000000000000Ses' as SessionId,
  lastSeenAt: sampleTime + 8,
  expiresAt: sampleTime + 9,
  ip: '2001:db8::1',
  userAgent: 'ブラウザー/1.0',
  pepperVersion: 2,
})

export const frozenLinks: readonly StoredOneTimeLink[] = [
  sampleLink({ id: '0000000000000Set' }),
  sampleLink({ id: '0000000000000Pwd', userId: mei.id, expiresAt: sampleTime + 10, pepperVersion: 2 }),
]

/** Since there are events. */
export const frozenWebhook = sampleWebhook({
  id: 'whk_0000000000000000000lab' as WebhookId,
  organizationId: lab.id,
  description: '明',
  eventTypes: ['key.created', 'webhook.test'],
})
export const frozenOccurrence = sampleOccurrence({
  id: 'evt_0000000000000000000lab' as EventId,
  organizationIds: [lab.id],
})

/** Since consumers are known, the one of {@link frozenUse}. */
export const frozenConsumerUse = sampleUse(frozenUse.keyId, frozenUse.usedAt, { count: 3 })

function frozenKey(owner: User | ServiceAccount, id: string, given: Partial<NewApiKey>): NewApiKey {
  return sampleKey(owner, { id: id as KeyId, digest: sampleDigest(id), ...given })
}

/** Since migration 0011: a key that takes the place of mei's own. */
export const frozenRotation: Rotation = sampleRotation(
  { id: '000000000000MeiL' as KeyId, ownerId: mei.id },
  { id: '0123456789abcdef0123' as KeyId },
  {
    id: 'rot_0000000000000000000rot' as RotationId,
    state: 'ready',
    completion: 'automatic',
    deadline: { at: sampleTime + 20, then: 'extend' },
    readyAt: sampleTime + 11,
    stuckAt: sampleTime + 12,
  },
)
export const frozenGoneMark: GoneMark = {
  consumerId: 'con_0000000000000000000000000000gone' as ConsumerId,
  at: sampleTime + 13,
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
    await fillTeams(transaction)
    await fillSessions(transaction)
    await transaction.insertWebhook(frozenWebhook)
    await transaction.appendEvents([frozenOccurrence])
    await transaction.insertRotation(frozenRotation)
    await transaction.markGone(frozenRotation.id, frozenGoneMark)
  })
  await store.recordUses({ recorder: 'frozen', number: 1, uses: [frozenConsumerUse] })
  await store.rememberPepperCheck(frozenPepperCheck.version, frozenPepperCheck.value)
}

async function fillTeams(transaction: StoreTransaction): Promise<void> {
  await transaction.insertTeam(sensors)
  await transaction.insertTeamMembership(mei.id, sensors.id, 'admin', sampleTime)
  for (const account of [robot, courier]) await transaction.insertServiceAccount(account)
  await insertKeys(
    transaction,
    frozenAccountKeys.map(({ key }) => key),
  )
  await transaction.blockKey(frozenBlock.keyId, frozenBlock.organization.id, frozenBlock.at)
  await transaction.insertInvitation(frozenInvitation)
  await transaction.appendAuditEvent(frozenEvent)
}

async function fillSessions(transaction: StoreTransaction): Promise<void> {
  await transaction.writePasswordHash(frozenPassword.user.id, frozenPassword.hash)
  await transaction.rememberSignIn(frozenSignIn.user.id, frozenSignIn.network, frozenSignIn.at)
  await transaction.insertSession(frozenSession)
  for (const link of frozenLinks) await transaction.insertOneTimeLink(link)
}
