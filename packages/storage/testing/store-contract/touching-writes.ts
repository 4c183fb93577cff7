import {
  type AuditEvent,
  type ChangeSubject,
  type ConsumerId,
  type DeviceAuthorizationWriter,
  defaultPolicies,
  type RotationWriter,
  type Store,
  type StoreReader,
  type StoreTransaction,
  type WebhookWriter,
} from '@keystead/core'

import {
  insertInvitation,
  insertKey,
  insertLink,
  insertOrganization,
  insertServiceAccount,
  insertSession,
  insertTeam,
  insertUser,
  sampleDeletion,
  sampleDeviceAuthorization,
  sampleDisablement,
  sampleEvent,
  sampleInvitation,
  sampleKey,
  sampleKeyId,
  sampleLink,
  sampleOrganization,
  sampleRotation,
  sampleServiceAccount,
  sampleSession,
  sampleTeam,
  sampleTime,
  sampleUser,
} from '../sample-accounts.ts'
import { sampleOccurrence, sampleWebhook } from '../sample-webhooks.ts'

type World = Awaited<ReturnType<typeof makeWorld>>
type Write = Exclude<keyof StoreTransaction, keyof StoreReader>
type Run<Result> = (transaction: StoreTransaction, world: World) => Promise<Result>

type Visibility =
  | {
      /** Does it, and answers all that it must have touched. */
      readonly touches: Run<readonly ChangeSubject[]>
      /** The same where there is nothing to do, if there can be nothing. */
      readonly inVain?: Run<unknown>
    }
  | { readonly invisible: string; readonly run: Run<unknown> }

/** A little of everything, for each write anew. */
export async function makeWorld(store: Store) {
  const [user, member, outsider] = [await insertUser(store), await insertUser(store), await insertUser(store)]
  const organization = await insertOrganization(store, {}, [user, member])
  const [team, emptyTeam] = [await insertTeam(store, organization, {}, [member]), await insertTeam(store, organization)]
  const homeTeam = await insertTeam(store, organization)
  const account = await insertServiceAccount(store, organization, homeTeam)
  const [key, other] = [await insertKey(store, user), await insertKey(store, user)]
  await store.transact((transaction) => transaction.blockKey(other.id, organization.id, sampleTime))
  const [disabled, deleted] = [await insertKey(store, user), await insertKey(store, user)]
  await store.transact((transaction) => transaction.deleteKey(deleted.id, sampleDeletion))
  await store.transact((transaction) => transaction.disableKey(disabled.id, sampleDisablement(user)))
  const [session, link] = [await insertSession(store, user), await insertLink(store, { userId: user.id })]
  const invitation = await insertInvitation(store, organization)
  const webhook = sampleWebhook({ organizationId: organization.id })
  const occurrence = sampleOccurrence({ organizationIds: [organization.id] })
  await store.transact(async (transaction) => {
    await transaction.insertWebhook(webhook)
    await transaction.appendEvents([occurrence])
  })
  const head = (await store.findAuditHead())?.number ?? 0
  const event: AuditEvent = sampleEvent({ number: head + 1 })
  return {
    ...{
      user,
      member,
      outsider,
      organization,
      team,
      emptyTeam,
      homeTeam,
      account,
      key,
      blocked: other,
      disabled,
      deleted,
    },
    ...{ session, link, invitation, event, webhook, occurrence },
  }
}

const [nobody, nowhere] = [sampleUser(), sampleOrganization()]
const noTeam = sampleTeam(nowhere)
const noAccount = sampleServiceAccount(nowhere, noTeam)

const ofKeys = (...keys: { id: (typeof nobodysKey)['id'] }[]) => keys.map(({ id }) => ({ kind: 'key', id }) as const)
const ofAccounts = (...accounts: { id: typeof nobody.id | typeof noAccount.id }[]) =>
  accounts.map(({ id }) => ({ kind: 'account', id }) as const)
const ofOrganization = ({ id }: { id: typeof nowhere.id }) => [{ kind: 'organization', id } as const]
const ofTeam = ({ id }: { id: typeof noTeam.id }) => ({ kind: 'team', id }) as const
const nobodysKey = sampleKey(nobody)

/** What each write of the port does to what verifications look at. A write that is added must say so here. */
export const writes: { readonly [Name in Write]: Visibility } = {
  insertKey: {
    async touches(transaction, { user }) {
      const key = sampleKey(user)
      await transaction.insertKey(key)
      return ofKeys(key)
    },
  },
  renameKey: {
    invisible: 'a key is known by its ID',
    run: (transaction, { key }) => transaction.renameKey(key.id, 'renamed'),
  },
  deleteKey: {
    async touches(transaction, { key }) {
      await transaction.deleteKey(key.id, sampleDeletion)
      return ofKeys(key)
    },
    inVain: (transaction) => transaction.deleteKey(sampleKeyId(), sampleDeletion),
  },
  deleteKeysOf: {
    async touches(transaction, { user, key, blocked, disabled }) {
      await transaction.deleteKeysOf(user.id, sampleDeletion)
      return ofKeys(key, blocked, disabled)
    },
    inVain: (transaction, { member }) => transaction.deleteKeysOf(member.id, sampleDeletion),
  },
  blockKey: {
    async touches(transaction, { key, organization }) {
      await transaction.blockKey(key.id, organization.id, sampleTime)
      return ofKeys(key)
    },
    inVain: (transaction, { blocked, organization }) => transaction.blockKey(blocked.id, organization.id, sampleTime),
  },
  unblockKey: {
    async touches(transaction, { blocked, organization }) {
      await transaction.unblockKey(blocked.id, organization.id)
      return ofKeys(blocked)
    },
    inVain: (transaction, { key, organization }) => transaction.unblockKey(key.id, organization.id),
  },
  restoreKey: {
    async touches(transaction, { deleted }) {
      await transaction.restoreKey(deleted.id)
      return ofKeys(deleted)
    },
    inVain: (transaction, { key }) => transaction.restoreKey(key.id),
  },
  disableKey: {
    async touches(transaction, { key, user }) {
      await transaction.disableKey(key.id, sampleDisablement(user))
      return ofKeys(key)
    },
    inVain: (transaction, { user }) => transaction.disableKey(sampleKeyId(), sampleDisablement(user)),
  },
  enableKey: {
    async touches(transaction, { disabled }) {
      await transaction.enableKey(disabled.id)
      return ofKeys(disabled)
    },
    inVain: (transaction, { key }) => transaction.enableKey(key.id),
  },
  recordLeak: {
    async touches(transaction, { key }) {
      await transaction.recordLeak(key.id, { at: sampleTime, expiresAt: null }, sampleTime + 1)
      return ofKeys(key)
    },
    inVain: (transaction) => transaction.recordLeak(sampleKeyId(), { at: sampleTime, expiresAt: null }, null),
  },

  insertUser: {
    async touches(transaction) {
      const user = sampleUser()
      await transaction.insertUser(user)
      return ofAccounts(user)
    },
    inVain: (transaction, { user }) => transaction.insertUser(sampleUser({ email: user.email })),
  },
  updateUser: {
    async touches(transaction, { user, member, outsider }) {
      await transaction.updateUser(user.id, { name: 'renamed' })
      await transaction.updateUser(member.id, { instanceAdmin: true })
      await transaction.updateUser(outsider.id, { activatedAt: null })
      return ofAccounts(user, member, outsider)
    },
    inVain: (transaction) => transaction.updateUser(nobody.id, { instanceAdmin: true }),
  },
  deleteUser: {
    async touches(transaction, { member }) {
      await transaction.deleteUser(member.id)
      return ofAccounts(member)
    },
    inVain: (transaction) => transaction.deleteUser(nobody.id),
  },

  insertOrganization: {
    async touches(transaction) {
      const organization = sampleOrganization()
      await transaction.insertOrganization(organization)
      return ofOrganization(organization)
    },
    inVain: (transaction, { organization }) =>
      transaction.insertOrganization(sampleOrganization({ name: organization.name })),
  },
  renameOrganization: {
    async touches(transaction, { organization }) {
      await transaction.renameOrganization(organization.id, sampleOrganization().name)
      return ofOrganization(organization)
    },
    inVain: (transaction) => transaction.renameOrganization(nowhere.id, 'renamed'),
  },
  insertMembership: {
    async touches(transaction, { outsider, organization }) {
      await transaction.insertMembership(outsider.id, organization.id, 'viewer')
      return ofAccounts(outsider)
    },
    inVain: (transaction, { user, organization }) => transaction.insertMembership(user.id, organization.id, 'admin'),
  },
  updateMembership: {
    async touches(transaction, { member, organization }) {
      await transaction.updateMembership(member.id, organization.id, 'admin')
      return ofAccounts(member)
    },
    inVain: (transaction, { outsider, organization }) =>
      transaction.updateMembership(outsider.id, organization.id, 'admin'),
  },
  deleteMembership: {
    async touches(transaction, { member, organization }) {
      await transaction.deleteMembership(member.id, organization.id)
      return ofAccounts(member)
    },
    inVain: (transaction, { outsider, organization }) => transaction.deleteMembership(outsider.id, organization.id),
  },
  writePolicies: {
    async touches(transaction, { organization }) {
      await transaction.writePolicies(organization.id, { ...defaultPolicies, enforceOrganizationKeys: true })
      return ofOrganization(organization)
    },
  },

  insertTeam: {
    async touches(transaction, { organization }) {
      const team = sampleTeam(organization)
      await transaction.insertTeam(team)
      return [ofTeam(team)]
    },
    inVain: (transaction, { organization, team }) =>
      transaction.insertTeam(sampleTeam(organization, { name: team.name })),
  },
  renameTeam: {
    async touches(transaction, { team }) {
      await transaction.renameTeam(team.id, sampleTeam(nowhere).name)
      return [ofTeam(team)]
    },
    inVain: (transaction) => transaction.renameTeam(noTeam.id, 'renamed'),
  },
  deleteTeam: {
    async touches(transaction, { team, member, emptyTeam }) {
      for (const { id } of [team, emptyTeam]) await transaction.deleteTeam(id)
      return [ofTeam(team), ofTeam(emptyTeam), ...ofAccounts(member)]
    },
    inVain: (transaction) => transaction.deleteTeam(noTeam.id),
  },
  hasServiceAccounts: {
    invisible: 'it only looks',
    run: (transaction, { team }) => transaction.hasServiceAccounts(team.id),
  },
  insertTeamMembership: {
    async touches(transaction, { user, team }) {
      await transaction.insertTeamMembership(user.id, team.id, 'member', sampleTime)
      return ofAccounts(user)
    },
    inVain: (transaction, { member, team }) =>
      transaction.insertTeamMembership(member.id, team.id, 'admin', sampleTime),
  },
  updateTeamMembership: {
    async touches(transaction, { member, team }) {
      await transaction.updateTeamMembership(member.id, team.id, 'admin')
      return ofAccounts(member)
    },
    inVain: (transaction, { user, team }) => transaction.updateTeamMembership(user.id, team.id, 'admin'),
  },
  deleteTeamMembership: {
    async touches(transaction, { member, team }) {
      await transaction.deleteTeamMembership(member.id, team.id)
      return ofAccounts(member)
    },
    inVain: (transaction, { user, team }) => transaction.deleteTeamMembership(user.id, team.id),
  },

  insertServiceAccount: {
    async touches(transaction, { organization, team }) {
      const account = sampleServiceAccount(organization, team)
      await transaction.insertServiceAccount(account)
      return ofAccounts(account)
    },
  },
  updateServiceAccount: {
    async touches(transaction, { account, emptyTeam }) {
      await transaction.updateServiceAccount(account.id, { name: 'renamed' })
      await transaction.updateServiceAccount(account.id, { verifier: true, defaultTeamId: emptyTeam.id })
      return ofAccounts(account)
    },
    inVain: (transaction) => transaction.updateServiceAccount(noAccount.id, { verifier: true }),
  },
  deleteServiceAccount: {
    async touches(transaction, { account }) {
      await transaction.deleteServiceAccount(account.id)
      return ofAccounts(account)
    },
    inVain: (transaction) => transaction.deleteServiceAccount(noAccount.id),
  },

  ...invisibleWrites(),
  ...rotationWrites(),
}

type SignInWrite =
  `${'write' | 'remember' | 'insert' | 'delete'}${'PasswordHash' | 'SignIn' | 'Session' | 'SessionsOf'}`
type LinkWrite = `${'insert' | 'delete'}${'OneTimeLink' | 'OneTimeLinksFor' | 'Invitation'}`
type DeviceWrite = keyof DeviceAuthorizationWriter
type WebhookWrite = Exclude<keyof WebhookWriter, `lock${string}`>
type OtherWrite = `lock${string}` | 'appendAuditEvent' | 'claimBootstrap' | 'claimIdempotentCreation'

function invisibleWrites(): {
  readonly [Name in Extract<Write, SignInWrite | LinkWrite | DeviceWrite | WebhookWrite | OtherWrite>]: Visibility
} {
  const [waits, signsIn, letsIn, tells] = [
    'it only waits',
    'no key is a session',
    'what it lets in is written by another write',
    'it tells of what others have written',
  ]
  return {
    lockOrganizations: {
      invisible: waits,
      run: (transaction, { organization }) => transaction.lockOrganizations([organization.id], 'change'),
    },
    lockAccount: { invisible: waits, run: (transaction, { user }) => transaction.lockAccount(user.id, 'change') },
    lockKey: { invisible: waits, run: (transaction, { key }) => transaction.lockKey(key.id) },
    lockInstance: { invisible: waits, run: (transaction) => transaction.lockInstance() },
    lockAuditHead: { invisible: waits, run: (transaction) => transaction.lockAuditHead() },
    appendAuditEvent: {
      invisible: tells,
      run: (transaction, { event }) => transaction.appendAuditEvent(event),
    },
    claimBootstrap: { invisible: letsIn, run: (transaction) => transaction.claimBootstrap(sampleTime) },
    claimIdempotentCreation: {
      invisible: letsIn,
      run: (transaction, { user, key }) =>
        transaction.claimIdempotentCreation({
          callerId: user.id,
          lookup: key.id,
          requestHash: 'hash',
          keyId: key.id,
          sealedToken: null,
          createdAt: sampleTime,
        }),
    },
    writePasswordHash: {
      invisible: signsIn,
      run: (transaction, { user }) => transaction.writePasswordHash(user.id, 'hash'),
    },
    rememberSignIn: {
      invisible: signsIn,
      run: (transaction, { user }) => transaction.rememberSignIn(user.id, '192.0.2.0', sampleTime),
    },
    insertSession: {
      invisible: signsIn,
      run: (transaction, { user }) => transaction.insertSession(sampleSession(user)),
    },
    deleteSession: { invisible: signsIn, run: (transaction, { session }) => transaction.deleteSession(session.id) },
    deleteSessionsOf: { invisible: signsIn, run: (transaction, { user }) => transaction.deleteSessionsOf(user.id) },
    insertDeviceAuthorization: {
      invisible: letsIn,
      run: (transaction) => transaction.insertDeviceAuthorization(sampleDeviceAuthorization()),
    },
    decideDeviceAuthorization: {
      invisible: letsIn,
      async run(transaction) {
        const authorization = sampleDeviceAuthorization()
        await transaction.insertDeviceAuthorization(authorization)
        await transaction.decideDeviceAuthorization(authorization.id, 'denied')
      },
    },
    insertOneTimeLink: { invisible: letsIn, run: (transaction) => transaction.insertOneTimeLink(sampleLink()) },
    deleteOneTimeLink: { invisible: letsIn, run: (transaction, { link }) => transaction.deleteOneTimeLink(link.id) },
    deleteOneTimeLinksFor: {
      invisible: letsIn,
      run: (transaction, { user }) => transaction.deleteOneTimeLinksFor(user.id),
    },
    insertInvitation: {
      invisible: letsIn,
      run: (transaction, { organization }) => transaction.insertInvitation(sampleInvitation(organization)),
    },
    deleteInvitation: {
      invisible: letsIn,
      run: (transaction, { invitation }) => transaction.deleteInvitation(invitation.id),
    },
    lockWebhook: { invisible: waits, run: (transaction, { webhook }) => transaction.lockWebhook(webhook.id) },
    lockBeat: { invisible: waits, run: (transaction) => transaction.lockBeat('beat', { at: 0, text: '' }) },
    moveBeat: { invisible: tells, run: (transaction) => transaction.moveBeat('beat', { at: 1, text: '' }) },
    appendEvents: { invisible: tells, run: (transaction) => transaction.appendEvents([sampleOccurrence()]) },
    appendEventFor: {
      invisible: tells,
      run: (transaction, { webhook }) => transaction.appendEventFor(webhook.id, sampleOccurrence()),
    },
    insertWebhook: { invisible: tells, run: (transaction) => transaction.insertWebhook(sampleWebhook()) },
    updateWebhook: {
      invisible: tells,
      run: (transaction, { webhook }) => transaction.updateWebhook(webhook.id, { description: 'changed' }),
    },
    deleteWebhook: { invisible: tells, run: (transaction, { webhook }) => transaction.deleteWebhook(webhook.id) },
    restartDelivery: {
      invisible: tells,
      run: (transaction, { webhook, occurrence }) => transaction.restartDelivery(webhook.id, occurrence.id, sampleTime),
    },
    recordAttempt: {
      invisible: tells,
      run: (transaction, { webhook, occurrence }) =>
        transaction.recordAttempt({
          webhookId: webhook.id,
          eventId: occurrence.id,
          leaseUntil: sampleTime,
          attempt: { at: sampleTime, status: 200, error: null },
          deliveredAt: sampleTime,
          nextAttemptAt: null,
        }),
    },
    giveUpDeliveries: { invisible: tells, run: (transaction, { webhook }) => transaction.giveUpDeliveries(webhook.id) },
  }
}

function rotationWrites(): { readonly [Name in keyof RotationWriter]: Visibility } {
  const invisible = 'both keys work as they did: what ends one of them is written by another write'
  const consumerId = 'con_none' as ConsumerId
  const rotate = async (transaction: StoreTransaction, { key, blocked }: World) => {
    const rotation = sampleRotation(key, blocked)
    await transaction.insertRotation(rotation)
    return rotation.id
  }
  return {
    insertRotation: { invisible, run: rotate },
    updateRotation: {
      invisible,
      run: async (transaction, world) =>
        transaction.updateRotation(await rotate(transaction, world), { completion: 'automatic' }),
    },
    changeReadiness: {
      invisible,
      run: async (transaction, world) => transaction.changeReadiness(await rotate(transaction, world), sampleTime),
    },
    endRotation: {
      invisible,
      run: async (transaction, world) =>
        transaction.endRotation(await rotate(transaction, world), 'completed', sampleTime),
    },
    markGone: {
      invisible,
      run: async (transaction, world) =>
        transaction.markGone(await rotate(transaction, world), { consumerId, at: sampleTime }),
    },
    unmarkGone: {
      invisible,
      run: async (transaction, world) => transaction.unmarkGone(await rotate(transaction, world), consumerId),
    },
  }
}
