// The public face of the domain. What is not here is an internal of core.

export type { KeyVisibility } from './access/key-visibility.ts'
export * from './access/principal.ts'
export { type AuditAnchor, deriveAuditKey, isAuthentic, sealAuditNote, trailStart } from './audit/audit-chain.ts'
export {
  type AuditPage,
  exportAuditEvents,
  type FindAuditEventsRequest,
  findAuditEvents,
} from './audit/find-audit-events.ts'
export { type TrailFault, type TrailReport, verifyTrail } from './audit/verify-trail.ts'
export type { UpgradeAdvice } from './consumers/advise-upgrade.ts'
export { type FoundConsumer, findConsumers, type KeyUses } from './consumers/find-consumers.ts'
export { type ClientDetails, identifyConsumer } from './consumers/identify-consumer.ts'
export { combineUses, mergeUse } from './consumers/merge-use.ts'
export { addPause, addShortPauses, noPauses, shortPauseMs } from './consumers/pauses.ts'
export { longestPause, usualInterval } from './consumers/usual-interval.ts'
export {
  type BegunDeviceAuthorization,
  beginDeviceAuthorization,
} from './devices/begin-device-authorization.ts'
export { claimDeviceKey } from './devices/claim-device-key.ts'
export {
  type DeviceDecisionRequest,
  decideDeviceAuthorization,
  previewDeviceAuthorization,
} from './devices/decide-device-authorization.ts'
export * from './errors.ts'
export * from './identifiers.ts'
export type { Instance, TokenSettings } from './instance.ts'
export {
  type AcceptAsNewUserRequest,
  acceptAsNewUser,
  acceptInvitation,
  type Joined,
  type JoinedAsNewUser,
} from './invitations/accept-invitation.ts'
export {
  type CreatedInvitation,
  type CreateInvitationRequest,
  createInvitation,
} from './invitations/create-invitation.ts'
export { findInvitations } from './invitations/find-invitations.ts'
export { type InvitationPreview, previewInvitation } from './invitations/preview-invitation.ts'
export { revokeInvitation } from './invitations/revoke-invitation.ts'
export { blockKey, unblockKey } from './keys/block-key.ts'
export { type CreatedKey, type CreateKeyRequest, createKey } from './keys/create-key.ts'
export { deleteKey } from './keys/delete-key.ts'
export { deleteKeys, type KeyDeletion } from './keys/delete-keys.ts'
export { disableKey, enableKey } from './keys/disable-key.ts'
export {
  evaluateVerification,
  refuse,
  type Verification,
  type VerificationDemand,
} from './keys/evaluate-verification.ts'
export { type DeletedKeyPage, findDeletedKeys } from './keys/find-deleted-keys.ts'
export { type FindKeysRequest, findKeys, type KeyPage } from './keys/find-keys.ts'
export { getKey } from './keys/get-key.ts'
export { creationMemoryMs, tokenReplayMs } from './keys/idempotent-creation.ts'
export { keyPositionOf } from './keys/key-position.ts'
export { type MintedKey, mintKey } from './keys/mint-key.ts'
export { renameKey } from './keys/rename-key.ts'
export { type Requirement, resolveRequirement } from './keys/resolve-requirement.ts'
export {
  ownVerificationDemand,
  resolveVerificationDemand,
  type VerificationRequest,
} from './keys/resolve-verification-demand.ts'
export { type OwnerDigest, summarizeStaleKeys } from './keys/stale-keys.ts'
export { undeleteKey } from './keys/undelete-key.ts'
export { type LeakReport, reportLeak } from './leaks/report-leak.ts'
export {
  type ChoosePasswordRequest,
  choosePassword,
  createPasswordLink,
  createPasswordLinkByOperator,
} from './links/choose-password.ts'
export * from './model/account.ts'
export * from './model/api-key.ts'
export * from './model/audit-event.ts'
export * from './model/consumer.ts'
export type { DeviceAuthorization, DeviceDecision } from './model/device-authorization.ts'
export * from './model/event.ts'
export * from './model/invitation.ts'
export * from './model/policies.ts'
export * from './model/refusal.ts'
export * from './model/rotation.ts'
export * from './model/session.ts'
export * from './model/stale-kind.ts'
export * from './model/webhook.ts'
export { compareNames, foldText } from './names/fold-text.ts'
export { noteOperation } from './operations/note-operation.ts'
export { type AddMemberRequest, addMember } from './organizations/add-member.ts'
export { changeMemberRole } from './organizations/change-member-role.ts'
export { createOrganization } from './organizations/create-organization.ts'
export { findMembers } from './organizations/find-members.ts'
export { findOrganizations, getOrganization } from './organizations/find-organizations.ts'
export { type RemovedMember, removeMember } from './organizations/remove-member.ts'
export { renameOrganization } from './organizations/rename-organization.ts'
export { defaultPageSize, type FindRequest, largestPageSize, type Page } from './pages/page-by-name.ts'
export { changePolicies } from './policies/change-policies.ts'
export { getPolicies } from './policies/get-policies.ts'
export { previewEnforcement } from './policies/preview-enforcement.ts'
export type * from './ports/change-feed.ts'
export type { Clock } from './ports/clock.ts'
export type * from './ports/consumers.ts'
export type {
  DeviceAuthorizationReader,
  DeviceAuthorizationWriter,
  StoredDeviceAuthorization,
} from './ports/device-authorizations.ts'
export type * from './ports/key-life.ts'
export type * from './ports/key-owners.ts'
export type { PasswordHasher } from './ports/password-hasher.ts'
export type { Places } from './ports/places.ts'
export type * from './ports/refusals.ts'
export type * from './ports/rotations.ts'
export type * from './ports/store.ts'
export type { Tracer } from './ports/tracer.ts'
export type * from './ports/webhooks.ts'
export { locateNewTeam, locateTeam, type TeamPlace } from './references/locate-team.ts'
export { explainKey, type KeyExplanation } from './refusals/explain-key.ts'
export { type ExplainedRefusal, explainRefusal } from './refusals/explain-refusal.ts'
export { type FindRefusalsRequest, findRefusals } from './refusals/find-refusals.ts'
export { identifyRefusal } from './refusals/identify-refusal.ts'
export type { KeyFinding } from './refusals/list-findings.ts'
export type { FoundRefusal } from './refusals/present-refusal.ts'
export { emitExpiringKeys } from './reminders/emit-expiring-keys.ts'
export { emitStaleKeys } from './reminders/emit-stale-keys.ts'
export { advanceRotations, extensionMs } from './rotation/advance-rotations.ts'
export {
  changeRotation,
  markConsumerGone,
  type RotationChanges,
  unmarkConsumerGone,
} from './rotation/change-rotation.ts'
export { cancelRotation, completeRotation, revokeRotation } from './rotation/end-rotation.ts'
export * from './rotation/evaluate-consumer.ts'
export * from './rotation/evaluate-rotation.ts'
export {
  type FindRotationsRequest,
  type FoundRotation,
  findRotations,
  getRotation,
  type RotatingConsumer,
  type RotationView,
} from './rotation/find-rotations.ts'
export { forgetRotations } from './rotation/forget-rotations.ts'
export { type OpenedRotation, type OpenRotationRequest, openRotation } from './rotation/open-rotation.ts'
export { type RotationOfOne, rotateServiceAccount } from './rotation/rotate-service-account.ts'
export { type CreateServiceAccountRequest, createServiceAccount } from './service-accounts/create-service-account.ts'
export { type DeletedServiceAccount, deleteServiceAccount } from './service-accounts/delete-service-account.ts'
export { findServiceAccounts, getServiceAccount } from './service-accounts/find-service-accounts.ts'
export { type ServiceAccountChanges, updateServiceAccount } from './service-accounts/update-service-account.ts'
export { type BegunSession, type Browser, mostSessions } from './sessions/begin-session.ts'
export { changePassword } from './sessions/change-password.ts'
export { AttemptLimiter } from './sessions/limit-attempts.ts'
export { endSession, findSessions } from './sessions/manage-sessions.ts'
export { networkOf } from './sessions/network-of.ts'
export { type SignInRequest, signIn } from './sessions/sign-in.ts'
export { verifySession } from './sessions/verify-session.ts'
export { type AddTeamMemberRequest, addTeamMember } from './teams/add-team-member.ts'
export { changeTeamRole } from './teams/change-team-role.ts'
export { type CreateTeamRequest, createTeam } from './teams/create-team.ts'
export { deleteTeam } from './teams/delete-team.ts'
export { findTeamMembers } from './teams/find-team-members.ts'
export { findTeamRoster, type TeamRoster } from './teams/find-team-roster.ts'
export { findTeams, getTeam } from './teams/find-teams.ts'
export { type InvitedToTeam, type InviteToTeamRequest, inviteToTeam } from './teams/invite-to-team.ts'
export { removeFromTeam } from './teams/remove-from-team.ts'
export { removeTeamMember } from './teams/remove-team-member.ts'
export { renameTeam } from './teams/rename-team.ts'
export { base62Alphabet } from './token/base62.ts'
export { decoyDigest, digestToken, type KeyDigest, matchesDigest } from './token/digest-token.ts'
export { KeyToken } from './token/key-token.ts'
export { containsToken, type ParsedToken, parseToken, redactTokens } from './token/parse-token.ts'
export { makePepper, type Pepper, Peppers, pepperBytes, pepperCheckValue, type RetiredPepper } from './token/pepper.ts'
export type { Randomness } from './token/randomness.ts'
export { isTokenPrefix, type TokenFormat } from './token/token-format.ts'
export {
  type Bootstrapped,
  type BootstrapRequest,
  bootstrap,
  makeSetupLink,
  type SetupRequest,
  setUp,
} from './users/bootstrap.ts'
export { type CreateUserRequest, createUser } from './users/create-user.ts'
export { findUserTeams } from './users/find-user-teams.ts'
export { findUsers, getUser } from './users/find-users.ts'
export { type KeyFate, keyFates, type RemovedUser, removeUser } from './users/remove-user.ts'
export { type UserChanges, updateUser } from './users/update-user.ts'
export { type CreatedWebhook, type CreateWebhookRequest, createWebhook } from './webhooks/create-webhook.ts'
export { deleteWebhook } from './webhooks/delete-webhook.ts'
export { type DeliveryPage, findDeliveries } from './webhooks/find-deliveries.ts'
export { findWebhooks, getWebhook } from './webhooks/find-webhooks.ts'
export type { PlacedWebhook } from './webhooks/load-webhook.ts'
export { mostInFlight } from './webhooks/plan-retry.ts'
export { type PreparedDelivery, prepareDelivery } from './webhooks/prepare-delivery.ts'
export { recordDelivery } from './webhooks/record-delivery.ts'
export { redeliver } from './webhooks/redeliver.ts'
export { resealWebhooks } from './webhooks/reseal-webhooks.ts'
export { rotateWebhookSecret } from './webhooks/rotate-webhook-secret.ts'
export { testWebhook } from './webhooks/test-webhook.ts'
export { updateWebhook, type WebhookChanges } from './webhooks/update-webhook.ts'
