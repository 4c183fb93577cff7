import type { Ask } from './ask.ts'
import * as is from './needs.ts'
import * as newKey from './new-key.ts'

/**
 * Design §5 and §6 as a table: what each action needs, in the order in which it is asked, and what is answered where it is
 * not so. Before everything stands `401 UNAUTHENTICATED` for whoever has no good key, in every row but one.
 *
 * It is held against the server by chance worlds, so a rule that changes in the product changes here, too, by somebody
 * who thought of both.
 */
export const table = {
  // Keys (§5, §6)

  'create a key': [
    [newKey.expiryIsAhead, '400 INVALID_EXPIRY'],
    [newKey.holderIsOneselfOrAdministered, '403 OWNER_NOT_ALLOWED'],
    [newKey.reachIsTheHolders, '404 ORGANIZATION_NOT_FOUND'],
    [newKey.creationIsOn, '403 KEY_CREATION_DISABLED'],
    [newKey.viewersHaveKeys, '403 VIEWER_KEY_CREATION_DISABLED'],
    [newKey.lifetimeIsShortEnough, '400 KEY_LIFETIME_TOO_LONG'],
  ],
  'list keys': [[is.reachesOrganizationIfGiven, '404 ORGANIZATION_NOT_FOUND']],
  'get a key': [[is.seesTheKey, '404 KEY_NOT_FOUND']],
  'see who uses a key': [[is.seesTheKey, '404 KEY_NOT_FOUND']],
  'rename a key': [
    [is.seesTheKey, '404 KEY_NOT_FOUND'],
    [is.managesTheKey, '403 FORBIDDEN'],
  ],
  'delete a key': [
    [is.seesTheKey, '404 KEY_NOT_FOUND'],
    [is.managesTheKey, '403 FORBIDDEN'],
  ],
  'delete several keys': [],
  'list deleted keys': [],
  'bring back a key': [
    [is.seesTheDeletedKey, '404 KEY_NOT_FOUND'],
    [is.managesTheDeletedKey, '403 FORBIDDEN'],
    [is.administersTheDeletedKey, '403 FORBIDDEN'],
    [is.ownerOfDeletedKeyBelongsThere, '409 KEY_OWNER_LEFT'],
    [newKey.deletedMayBeMade, '403 KEY_CREATION_DISABLED'],
    [newKey.deletedIsOfNoBarredViewer, '403 VIEWER_KEY_CREATION_DISABLED'],
    [newKey.deletedEndsSoonEnough, '400 KEY_LIFETIME_TOO_LONG'],
  ],
  'disable a key': [
    [is.seesTheKey, '404 KEY_NOT_FOUND'],
    [is.managesTheKey, '403 FORBIDDEN'],
    [is.maySwitchTheKey, '403 KEY_DISABLED_BY_ADMIN'],
  ],
  'enable a key': [
    [is.seesTheKey, '404 KEY_NOT_FOUND'],
    [is.managesTheKey, '403 FORBIDDEN'],
    [is.maySwitchTheKey, '403 KEY_DISABLED_BY_ADMIN'],
  ],
  'block a key': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.seesTheKey, '404 KEY_NOT_FOUND'],
    [is.isOrganizationAdmin, '403 FORBIDDEN'],
    [is.keyConcernsOrganization, '404 KEY_NOT_FOUND'],
  ],
  'unblock a key': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.seesTheKey, '404 KEY_NOT_FOUND'],
    [is.isOrganizationAdmin, '403 FORBIDDEN'],
    [is.keyConcernsOrganization, '404 KEY_NOT_FOUND'],
  ],
  'ask who one is': [],
  'verify a token': [
    [is.isVerifier, '403 NOT_A_VERIFIER'],
    [is.verifiesForOrganizationIfGiven, '404 ORGANIZATION_NOT_FOUND'],
  ],

  // Rotations (§9): of whoever may manage the keys. A new token acts as its owner, so an admin gets none for a colleague's key.

  'open a rotation': [
    [is.deadlineIsAhead, '400 INVALID_DEADLINE'],
    [is.seesTheKey, '404 KEY_NOT_FOUND'],
    [is.managesTheKey, '403 FORBIDDEN'],
    [is.keyIsOnesOwnOrOfAMachine, '403 OWNER_NOT_ALLOWED'],
    [is.keyIsActive, '409 KEY_NOT_IN_USE'],
    [is.callerKeepsTheirKey, '403 FORBIDDEN'],
    [is.keyIsNotBeingRotated, '409 ROTATION_UNDER_WAY'],
  ],
  'rotate the keys of a service account': [
    [is.seesTheServiceAccount, '404 SERVICE_ACCOUNT_NOT_FOUND'],
    [is.administersTheServiceAccount, '403 FORBIDDEN'],
  ],
  'list rotations': [],
  'get a rotation': [
    [is.seesTheRotation, '404 ROTATION_NOT_FOUND'],
    [is.managesTheRotation, '403 FORBIDDEN'],
  ],
  'change a rotation': [
    [is.seesTheRotation, '404 ROTATION_NOT_FOUND'],
    [is.managesTheRotation, '403 FORBIDDEN'],
    [is.rotationIsUnderWay, '409 ROTATION_OVER'],
    [is.deadlineIsAhead, '400 INVALID_DEADLINE'],
  ],
  'complete a rotation': [
    [is.seesTheRotation, '404 ROTATION_NOT_FOUND'],
    [is.managesTheRotation, '403 FORBIDDEN'],
    [is.rotationIsUnderWay, '409 ROTATION_OVER'],
    [is.newKeyWasSeen, '409 NEW_KEY_UNUSED'],
  ],
  'cancel a rotation': [
    [is.seesTheRotation, '404 ROTATION_NOT_FOUND'],
    [is.managesTheRotation, '403 FORBIDDEN'],
    [is.rotationIsUnderWay, '409 ROTATION_OVER'],
    [is.newKeyIsUnusedOrGivenUp, '409 NEW_KEY_IN_USE'],
  ],
  'revoke the old key of a rotation': [
    [is.seesTheRotation, '404 ROTATION_NOT_FOUND'],
    [is.managesTheRotation, '403 FORBIDDEN'],
    [is.rotationIsUnderWay, '409 ROTATION_OVER'],
  ],

  // Webhooks: of whoever administers where they belong. For all others there is none.

  'create a webhook': [
    [is.reachesOrganizationIfGiven, '404 ORGANIZATION_NOT_FOUND'],
    [is.administersPlaceOfWebhooks, '403 FORBIDDEN'],
  ],
  'list webhooks': [
    [is.reachesOrganizationIfGiven, '404 ORGANIZATION_NOT_FOUND'],
    [is.administersPlaceOfWebhooks, '403 FORBIDDEN'],
  ],
  'get a webhook': [[is.administersTheWebhook, '404 WEBHOOK_NOT_FOUND']],
  'change a webhook': [[is.administersTheWebhook, '404 WEBHOOK_NOT_FOUND']],
  'delete a webhook': [[is.administersTheWebhook, '404 WEBHOOK_NOT_FOUND']],
  'give a webhook another secret': [[is.administersTheWebhook, '404 WEBHOOK_NOT_FOUND']],
  'test a webhook': [
    [is.administersTheWebhook, '404 WEBHOOK_NOT_FOUND'],
    [is.webhookIsOn, '409 WEBHOOK_DISABLED'],
  ],
  'see what a webhook was told': [[is.administersTheWebhook, '404 WEBHOOK_NOT_FOUND']],

  // Organizations

  'create an organization': [
    [is.isInstanceAdmin, '403 FORBIDDEN'],
    [is.userExistsIfGiven, '404 USER_NOT_FOUND'],
    [is.organizationNameIsFree, '409 ORGANIZATION_NAME_TAKEN'],
  ],
  'list organizations': [],
  'get an organization': [[is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND']],
  'rename an organization': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.isOrganizationAdmin, '403 FORBIDDEN'],
    [is.organizationNameIsFree, '409 ORGANIZATION_NAME_TAKEN'],
  ],
  'list members': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.anyOf(is.isOrganizationAdmin, is.administersSomeTeamHere), '403 FORBIDDEN'],
  ],
  'add a member': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.isInstanceAdmin, '403 FORBIDDEN'],
    [is.userExists, '404 USER_NOT_FOUND'],
    [is.isNoMemberYet, '409 ALREADY_A_MEMBER'],
  ],
  'change the role of a member': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.isOrganizationAdmin, '403 FORBIDDEN'],
    [is.isMemberHere, '404 MEMBER_NOT_FOUND'],
    [is.anAdminRemains, '409 LAST_ORGANIZATION_ADMIN'],
  ],
  'remove a member': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.anyOf(is.isOrganizationAdmin, is.isOneself), '403 FORBIDDEN'],
    [is.isMemberHere, '404 MEMBER_NOT_FOUND'],
    [is.anAdminRemains, '409 LAST_ORGANIZATION_ADMIN'],
  ],
  'leave an organization': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.isPerson, '403 FORBIDDEN'],
    [is.isMemberHere, '404 MEMBER_NOT_FOUND'],
    [is.anAdminRemains, '409 LAST_ORGANIZATION_ADMIN'],
  ],

  // Policies (§6)

  'get policies': [[is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND']],
  'change policies': [
    [is.lifetimeIsSensible, '400 INVALID_KEY_LIFETIME'],
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.isOrganizationAdmin, '403 FORBIDDEN'],
    [is.enforcementIsConfirmed, '400 ENFORCEMENT_NOT_CONFIRMED'],
    [is.callerKeepsReach, '409 ENFORCEMENT_WOULD_LOCK_OUT'],
  ],
  'preview enforcement': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.isOrganizationAdmin, '403 FORBIDDEN'],
  ],

  // Teams

  'create a team': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.isOrganizationAdmin, '403 FORBIDDEN'],
    [is.isMemberHereIfGiven, '404 MEMBER_NOT_FOUND'],
    [is.teamNameIsFree, '409 TEAM_NAME_TAKEN'],
  ],
  'list teams': [[is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND']],
  'get a team': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.seesTheTeam, '404 TEAM_NOT_FOUND'],
  ],
  'rename a team': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.seesTheTeam, '404 TEAM_NOT_FOUND'],
    [is.isOrganizationAdmin, '403 FORBIDDEN'],
    [is.teamNameIsFree, '409 TEAM_NAME_TAKEN'],
  ],
  'delete a team': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.seesTheTeam, '404 TEAM_NOT_FOUND'],
    [is.isOrganizationAdmin, '403 FORBIDDEN'],
    [is.hasNoServiceAccounts, '409 TEAM_HAS_SERVICE_ACCOUNTS'],
  ],
  'list members of a team': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.seesTheTeam, '404 TEAM_NOT_FOUND'],
  ],
  'add a member to a team': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.seesTheTeam, '404 TEAM_NOT_FOUND'],
    [is.isTeamAdmin, '403 FORBIDDEN'],
    [is.isMemberHere, '404 MEMBER_NOT_FOUND'],
    [is.isNotInTheTeamYet, '409 ALREADY_A_MEMBER'],
  ],
  'change a role in a team': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.seesTheTeam, '404 TEAM_NOT_FOUND'],
    [is.isTeamAdmin, '403 FORBIDDEN'],
    [is.isInTheTeam, '404 MEMBER_NOT_FOUND'],
  ],
  'remove a member from a team': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.seesTheTeam, '404 TEAM_NOT_FOUND'],
    [is.anyOf(is.isTeamAdmin, is.isOneself), '403 FORBIDDEN'],
    [is.isInTheTeam, '404 MEMBER_NOT_FOUND'],
  ],
  'leave a team': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.seesTheTeam, '404 TEAM_NOT_FOUND'],
    [is.isPerson, '403 FORBIDDEN'],
    [is.isInTheTeam, '404 MEMBER_NOT_FOUND'],
  ],

  // Service accounts (§2)

  'create a service account of a team': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.seesTheTeam, '404 TEAM_NOT_FOUND'],
    [is.isTeamAdmin, '403 FORBIDDEN'],
    [is.teamServiceAccountsAreOn, '403 TEAM_SERVICE_ACCOUNT_CREATION_DISABLED'],
  ],
  'create a service account of the organization': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.isOrganizationAdmin, '403 FORBIDDEN'],
    [is.teamExists, '404 TEAM_NOT_FOUND'],
  ],
  'list service accounts': [[is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND']],
  'get a service account': [[is.seesTheServiceAccount, '404 SERVICE_ACCOUNT_NOT_FOUND']],
  'update a service account': [
    [is.seesTheServiceAccount, '404 SERVICE_ACCOUNT_NOT_FOUND'],
    [is.administersTheServiceAccount, '403 FORBIDDEN'],
    [is.hasChoiceOfDefaultTeam, '400 INVALID_REQUEST'],
    [is.teamExistsIfGiven, '404 TEAM_NOT_FOUND'],
  ],
  'delete a service account': [
    [is.seesTheServiceAccount, '404 SERVICE_ACCOUNT_NOT_FOUND'],
    [is.administersTheServiceAccount, '403 FORBIDDEN'],
  ],

  // Invitations

  'invite somebody': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.isOrganizationAdmin, '403 FORBIDDEN'],
    [is.teamExistsIfGiven, '404 TEAM_NOT_FOUND'],
    [is.addresseeIsNoMemberYet, '409 ALREADY_A_MEMBER'],
  ],
  'list invitations': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.isOrganizationAdmin, '403 FORBIDDEN'],
  ],
  'revoke an invitation': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.isOrganizationAdmin, '403 FORBIDDEN'],
    [is.invitationIsOpenThere, '404 INVITATION_NOT_FOUND'],
  ],
  'accept an invitation': [
    [is.isPersonWithPersonalKey, '403 FORBIDDEN'],
    [is.invitationExists, '404 INVITATION_NOT_FOUND'],
    [is.invitationIsNotExpired, '404 INVITATION_NOT_FOUND'],
    [is.invitationIsForOneself, '404 INVITATION_NOT_FOUND'],
  ],
  // The one row for whoever has no credentials yet.
  'accept an invitation as somebody new': [
    [is.invitationExists, '404 INVITATION_NOT_FOUND'],
    [is.invitationIsNotExpired, '404 INVITATION_NOT_FOUND'],
    [is.addresseeHasNoCredentials, '409 INVITATION_NEEDS_SIGN_IN'],
    [is.addresseeIsNoMoreThanInviterMayGive, '409 INVITATION_NEEDS_SIGN_IN'],
    [is.usernameIsFreeIfNeeded, '409 USER_EXISTS'],
    [newKey.firstMayBeMade, '403 KEY_CREATION_DISABLED'],
    [newKey.firstIsForNoBarredViewer, '403 VIEWER_KEY_CREATION_DISABLED'],
  ],

  // Users of the instance

  'list users': [[is.isInstanceAdmin, '403 FORBIDDEN']],
  'get a user': [[is.seesTheUser, '404 USER_NOT_FOUND']],
  'create a user': [
    [is.isInstanceAdmin, '403 FORBIDDEN'],
    [is.userIsNew, '409 USER_EXISTS'],
  ],
  'update a user': [
    [is.seesTheUser, '404 USER_NOT_FOUND'],
    [is.anyOf(is.leavesWhoIsInstanceAdmin, is.isInstanceAdmin), '403 FORBIDDEN'],
    [is.anInstanceAdminRemainsIfAsked, '409 LAST_INSTANCE_ADMIN'],
  ],
  'delete a user': [
    [is.seesTheUser, '404 USER_NOT_FOUND'],
    [is.isInstanceAdmin, '403 FORBIDDEN'],
    [is.anInstanceAdminRemains, '409 LAST_INSTANCE_ADMIN'],
    [is.anAdminRemainsEverywhere, '409 LAST_ORGANIZATION_ADMIN'],
    [is.hasNoKeysToKeep, '409 USER_HAS_KEYS'],
  ],

  // The audit trail

  'read the audit of an organization': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.readsAuditOfOrganization, '403 FORBIDDEN'],
  ],
  'export the audit of an organization': [
    [is.reachesOrganization, '404 ORGANIZATION_NOT_FOUND'],
    [is.readsAuditOfOrganization, '403 FORBIDDEN'],
  ],
  'read all audit': [[is.readsSomeAudit, '403 FORBIDDEN']],
} satisfies Record<string, readonly Need[]>

/** One thing that must be so, and the answer where it is not. */
export type Need = readonly [holds: (ask: Ask) => boolean, otherwise: `${number} ${string}`]

export type ActionName = keyof typeof table
