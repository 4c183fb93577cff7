// Generated from the OpenAPI document of the server by `npx vitest run e2e/house -u`. Do not edit.

export type AcceptedInvitation = {
  readonly user: User
  readonly organization: Reference
  /** The first key of somebody new */
  readonly key?: ApiKey | undefined
  /** Its token. Shown in this answer and nowhere else */
  readonly token?: string | undefined
}

/** An API key. Never holds the token. */
export type ApiKey = {
  /** Key ID: the public first part of the token */
  readonly id: string
  readonly name: string
  readonly type: KeyType
  readonly owner: KeyOwner
  /** The one organization it reaches, or null */
  readonly organization: Reference | null
  /** Organizations whose admins have blocked it there, as far as the caller may know */
  readonly blockedBy: readonly Reference[]
  /** Null where it is not disabled now */
  readonly disabled: Disablement | null
  /** When its token was first reported as leaked; null where nobody has */
  readonly leakedAt: string | null
  /** ID of the rotation under way in which it is the old or the new key */
  readonly rotationId: string | null
  readonly format: KeyFormat
  readonly state: KeyState
  /** RFC 3339 */
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
}

export type ApiKeyPage = {
  readonly keys: readonly ApiKey[]
  /** Gives the next page; null on the last */
  readonly nextCursor: string | null
}

/** Who did it, as they were called then */
export type AuditActor = {
  /** One of user, service_account, operator, keystead, anonymous; later more */
  readonly type: string
  readonly id: string | null
  readonly name: string | null
  readonly email: string | null
  /** The key that was used */
  readonly keyId: string | null
}

/** Something that was done, or was refused to be done. */
export type AuditEvent = {
  /** Its place in the trail, which is one for the whole instance: others lie between yours */
  readonly number: number
  /** RFC 3339 */
  readonly at: string
  /** One of instance.bootstrap, instance.restore, instance.add_pepper, instance.use_pepper, instance.retire_pepper, key.create, key.rename, key.delete, key.block, key.unblock, key.disable, key.enable, key.leak, rotation.open, rotation.change, rotation.mark_gone, rotation.unmark_gone, rotation.complete, rotation.cancel, rotation.revoke, key.undelete, user.create, user.update, user.remove, organization.create, organization.rename, organization.add_member, organization.change_role, organization.remove_member, team.create, team.rename, team.delete, team.add_member, team.change_role, team.remove_member, service_account.create, service_account.update, service_account.delete, invitation.create, invitation.revoke, invitation.accept, policies.change, session.sign_in, session.sign_out, session.revoke, password.create_link, password.change, device.approve, device.deny, webhook.create, webhook.update, webhook.delete, webhook.rotate_secret, webhook.test, webhook.redeliver, webhook.disable; later more */
  readonly action: string
  /** One of done, refused; later more */
  readonly outcome: string
  /** Why it was refused */
  readonly code: string | null
  readonly actor: AuditActor
  readonly ip: string | null
  /** Finds the request in the log */
  readonly requestId: string | null
  /** Whose admins may read it; null where only those of the instance may */
  readonly organization: Reference | null
  readonly team: Reference | null
  readonly target: AuditTarget
  /** What changed; of a change of a value, `from…` and `to…` */
  readonly details: Readonly<Record<string, string | number | boolean | null>>
  /** Version of the pepper from which the key of the MAC is derived */
  readonly macKeyId: number
  /** Seals this event and all before it: `<number>:<mac>` is an anchor for `keystead audit verify` */
  readonly mac: string
}

export type AuditEventPage = {
  readonly events: readonly AuditEvent[]
  /** Gives the next page; null on the last */
  readonly nextCursor: string | null
}

export type AuditOutcome = 'done' | 'refused'

/** What it was done to. Of what was refused, what the caller named, which may be nothing that exists */
export type AuditTarget = {
  /** One of key, user, organization, team, service_account, invitation, session, webhook, instance; later more */
  readonly type: string
  readonly id: string | null
  readonly name: string | null
  /** Of the user that it is, or who owns it */
  readonly email: string | null
}

export type BegunDeviceAuthorization = {
  /** What the program has been given, and shows nobody */
  readonly deviceCode: string
  /** For the person to type, such as `WDJB-MJHT` */
  readonly userCode: string
  /** Where they type it */
  readonly verificationUri: string
  /** The same with the code behind its # */
  readonly verificationUriComplete: string
  readonly expiresInSeconds: number
  /** To wait before each question */
  readonly intervalSeconds: number
}

/** The data of an event in the stream of changes. */
export type ChangeEvent = {
  /** The newest change that this node has taken in */
  readonly change: number
  /** Of `hello` */
  readonly leaseMs?: number | undefined
  /** Of `fresh` */
  readonly provenMs?: number | undefined
  /** Of `drop` */
  readonly subjects?: readonly string[] | undefined
}

/** A place that a key is used from. */
export type Consumer = {
  /** The same for the same place under every key; `others` for all who came when there were too many */
  readonly id: string
  /** What the client, or its verifier, calls it */
  readonly label: string | null
  /** An IPv4 /24 or an IPv6 /64 */
  readonly network: string | null
  readonly lastAddress: string | null
  readonly program: Program | null
  /** Whoever asked whether the token is good; null where it was presented to Keystead itself */
  readonly verifier: ConsumerVerifier | null
  /** RFC 3339 */
  readonly firstSeenAt: string
  /** RFC 3339 */
  readonly lastSeenAt: string
  readonly count: number
  /** How many milliseconds it usually stays away at most; null as long as it shows no habit */
  readonly usualIntervalMs: number | null
  readonly advice: UpgradeAdvice | null
}

export type ConsumerVerifier = {
  readonly id: string
  /** Null once it has gone, or where it is not to be told */
  readonly name: string | null
}

export type CreatedInvitation = {
  readonly invitation: Invitation
  /** By this they join. Shown in this answer and nowhere else */
  readonly token: string
}

export type CreatedKey = {
  readonly key: ApiKey
  /** The secret. Shown in this answer and nowhere else */
  readonly token: string
}

/** A key as it was, and which nodes refuse it. */
export type DeletedApiKey = {
  /** Key ID: the public first part of the token */
  readonly id: string
  readonly name: string
  readonly type: KeyType
  readonly owner: KeyOwner
  /** The one organization it reaches, or null */
  readonly organization: Reference | null
  /** Organizations whose admins have blocked it there, as far as the caller may know */
  readonly blockedBy: readonly Reference[]
  /** Null where it is not disabled now */
  readonly disabled: Disablement | null
  /** When its token was first reported as leaked; null where nobody has */
  readonly leakedAt: string | null
  /** ID of the rotation under way in which it is the old or the new key */
  readonly rotationId: string | null
  readonly format: KeyFormat
  readonly state: KeyState
  /** RFC 3339 */
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
  readonly receipt: Receipt
}

export type DeletedServiceAccount = {
  readonly serviceAccount: ServiceAccount
  /** The keys that were deleted with it, as they were */
  readonly deletedKeys: readonly ApiKey[]
}

/** What the token had to reach, without what the caller may not know of. */
export type DemandedPlaces = {
  readonly organizations: readonly Reference[]
  readonly teams: readonly Reference[]
}

export type DeviceAuthorizationDecision = {
  /** What the program shows, as it was typed */
  readonly userCode: string
  readonly approve: boolean
}

/** A program that asks for a key. */
export type DeviceAuthorizationPreview = {
  /** As the program calls itself: not to be trusted */
  readonly name: string
  /** From where it asked */
  readonly ip: string | null
  /** RFC 3339 */
  readonly createdAt: string
  /** RFC 3339 */
  readonly expiresAt: string
}

export type DeviceAuthorizationPreviewRequest = {
  /** What the program shows, as it was typed */
  readonly userCode: string
}

export type DeviceKeyClaim = {
  /** What the program has been given, and shows nobody */
  readonly deviceCode: string
}

/** A key that is switched off, and which nodes refuse it. */
export type DisabledApiKey = {
  /** Key ID: the public first part of the token */
  readonly id: string
  readonly name: string
  readonly type: KeyType
  readonly owner: KeyOwner
  /** The one organization it reaches, or null */
  readonly organization: Reference | null
  /** Organizations whose admins have blocked it there, as far as the caller may know */
  readonly blockedBy: readonly Reference[]
  /** Null where it is not disabled now */
  readonly disabled: Disablement | null
  /** When its token was first reported as leaked; null where nobody has */
  readonly leakedAt: string | null
  /** ID of the rotation under way in which it is the old or the new key */
  readonly rotationId: string | null
  readonly format: KeyFormat
  readonly state: KeyState
  /** RFC 3339 */
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
  readonly receipt: Receipt
}

/** Since when a key is switched off, and for how long. */
export type Disablement = {
  /** RFC 3339 */
  readonly at: string
  /** Who did it, as they were called then; null where the caller may not know */
  readonly by: {
    readonly id: string
    readonly name: string
  } | null
  /** When it works again by itself; null: when somebody enables it */
  readonly until: string | null
}

export type DroppedReceipt = {
  readonly node: string
  readonly state: 'dropped'
  /** Milliseconds after the change by which this node had said that it refuses the key */
  readonly afterMs: number
}

/** A rotation that is over, and which nodes refuse the key that is deleted. */
export type EndedRotation = {
  readonly id: string
  readonly state: RotationState
  readonly oldKeyId: string
  readonly newKeyId: string
  readonly completion: RotationCompletion
  readonly deadline: {
    /** RFC 3339 */
    readonly at: string
    readonly then: 'alert' | 'extend' | 'revoke'
  } | null
  /** RFC 3339 */
  readonly openedAt: string
  /** ID of the user or service account */
  readonly openedBy: string
  /** Since when it has been ready; null while it is not */
  readonly readyAt: string | null
  /** When somebody was told that its deadline had passed */
  readonly stuckAt: string | null
  readonly endedAt: string | null
  readonly receipt: Receipt
}

/** Never renamed or reused: write programs against this */
export type ErrorCode = 
  | 'INVALID_REQUEST'
  | 'MALFORMED_JSON'
  | 'INVALID_NAME'
  | 'NAME_CONTAINS_TOKEN'
  | 'INVALID_EXPIRY'
  | 'INVALID_EMAIL'
  | 'INVALID_ORGANIZATION_NAME'
  | 'INVALID_TEAM_NAME'
  | 'INVALID_USERNAME'
  | 'INVALID_PASSWORD'
  | 'INVALID_WEBHOOK_URL'
  | 'WRONG_PASSWORD'
  | 'INVALID_CURSOR'
  | 'CURSOR_OF_ANOTHER_SORT'
  | 'TOKEN_IN_URL'
  | 'TOKEN_IN_DOCUMENT'
  | 'LEGACY_KEYS_DISABLED'
  | 'IDEMPOTENCY_KEY_INVALID'
  | 'UNAUTHENTICATED'
  | 'SIGN_IN_FAILED'
  | 'TOO_MANY_ATTEMPTS'
  | 'FORBIDDEN'
  | 'NOT_A_VERIFIER'
  | 'KEY_CREATION_DISABLED'
  | 'VIEWER_KEY_CREATION_DISABLED'
  | 'TEAM_SERVICE_ACCOUNT_CREATION_DISABLED'
  | 'KEY_LIFETIME_TOO_LONG'
  | 'INVALID_KEY_LIFETIME'
  | 'ENFORCEMENT_NOT_CONFIRMED'
  | 'ENFORCEMENT_WOULD_LOCK_OUT'
  | 'CROSS_SITE_REQUEST'
  | 'LINK_INVALID'
  | 'KEY_DISABLED_BY_ADMIN'
  | 'KEY_NOT_IN_USE'
  | 'ROTATION_UNDER_WAY'
  | 'ROTATION_OVER'
  | 'ROTATION_NOT_READY'
  | 'NEW_KEY_UNUSED'
  | 'NEW_KEY_IN_USE'
  | 'INVALID_DEADLINE'
  | 'AUTHORIZATION_PENDING'
  | 'AUTHORIZATION_DENIED'
  | 'DEVICE_CODE_INVALID'
  | 'USER_CODE_INVALID'
  | 'OWNER_NOT_ALLOWED'
  | 'LAST_ORGANIZATION_ADMIN'
  | 'LAST_INSTANCE_ADMIN'
  | 'KEY_OWNER_LEFT'
  | 'KEY_PEPPER_GONE'
  | 'ALREADY_A_MEMBER'
  | 'USER_EXISTS'
  | 'USER_HAS_KEYS'
  | 'ORGANIZATION_NAME_TAKEN'
  | 'TEAM_NAME_TAKEN'
  | 'TEAM_HAS_SERVICE_ACCOUNTS'
  | 'INVITATION_NEEDS_SIGN_IN'
  | 'TOO_MANY_WEBHOOKS'
  | 'WEBHOOK_DISABLED'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'KEY_NOT_FOUND'
  | 'ROTATION_NOT_FOUND'
  | 'REFUSAL_NOT_FOUND'
  | 'CONSUMER_NOT_FOUND'
  | 'USER_NOT_FOUND'
  | 'MEMBER_NOT_FOUND'
  | 'TEAM_NOT_FOUND'
  | 'SERVICE_ACCOUNT_NOT_FOUND'
  | 'SESSION_NOT_FOUND'
  | 'WEBHOOK_NOT_FOUND'
  | 'DELIVERY_NOT_FOUND'
  | 'INVITATION_NOT_FOUND'
  | 'ORGANIZATION_NOT_FOUND'
  | 'ALREADY_BOOTSTRAPPED'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'IDEMPOTENT_TOKEN_GONE'
  | 'BODY_TOO_LARGE'
  | 'HEADERS_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'QUERY_TOO_COMPLEX'
  | 'UNAVAILABLE'
  | 'PEPPER_MISSING'
  | 'INTERNAL'

/** Names are never changed */
export type EventType = 
  | 'key.created'
  | 'key.deleted'
  | 'key.undeleted'
  | 'key.disabled'
  | 'key.enabled'
  | 'key.leaked'
  | 'key.expiring'
  | 'keys.stale'
  | 'rotation.opened'
  | 'rotation.ready'
  | 'rotation.stuck'
  | 'rotation.completed'
  | 'policies.changed'
  | 'webhook.test'

export type ExplainedKey = {
  /** Key ID: the public first part of the token */
  readonly id: string
  readonly name: string
  readonly type: KeyType
  readonly owner: KeyOwner
  /** The one organization it reaches, or null */
  readonly organization: Reference | null
}

/** Why one request was refused. */
export type ExplainedRefusal = {
  readonly requestId: string
  /** RFC 3339 */
  readonly at: string
  readonly refusal: Refusal
  /** The key as it is by now; null where there is none (any more) */
  readonly explanation: KeyExplanation | null
}

/** An offer to join an organization. Never holds the token. */
export type Invitation = {
  readonly id: string
  readonly email: string
  readonly organization: Reference
  readonly role: OrganizationRole
  readonly team: InvitationTeam | null
  /** ID of a user */
  readonly invitedBy: string
  /** RFC 3339 */
  readonly createdAt: string
  /** RFC 3339 */
  readonly expiresAt: string
}

export type InvitationAcceptance = {
  /** The token of the invitation */
  readonly token: string
  /** For somebody new; left out, what the e-mail address suggests */
  readonly username?: string | undefined
  /** For somebody new, who is then signed in and gets no key; left out, a first key is made */
  readonly password?: string | undefined
  /** For somebody new; left out, the user name */
  readonly name?: string | undefined
}

export type InvitationPage = {
  readonly invitations: readonly Invitation[]
  /** Gives the next page; null on the last */
  readonly nextCursor: string | null
}

/** What an invitation opens. */
export type InvitationPreview = {
  readonly organization: Reference
  readonly role: OrganizationRole
  readonly team: InvitationTeam | null
  /** Null when they are gone */
  readonly invitedBy: Inviter | null
  /** RFC 3339 */
  readonly expiresAt: string
}

export type InvitationPreviewRequest = {
  /** The token of the invitation */
  readonly token: string
}

/** A team to join, too */
export type InvitationTeam = {
  readonly id: string
  readonly name: string
  readonly role: TeamRole
}

export type Inviter = {
  readonly name: string
  readonly username: string
}

export type KeyChanges = {
  /** 1 to 255 characters */
  readonly name: string
}

export type KeyDeletionResult = {
  readonly id: string
  readonly deleted: boolean
  /** Why it was not deleted */
  readonly code?: ErrorCode | undefined
}

export type KeyDeletionResults = {
  readonly results: readonly KeyDeletionResult[]
  /** Null where nothing was deleted */
  readonly receipt: Receipt | null
}

export type KeyDeletions = {
  readonly ids: readonly string[]
}

/** What state a key is in, live or deleted, and why. */
export type KeyExplanation = {
  readonly key: ExplainedKey
  /** Whether the key is good now, wherever it reaches */
  readonly working: boolean
  /** What decides first comes first; empty where there is nothing to say */
  readonly findings: readonly KeyFinding[]
}

/** One thing to be known about why a key is refused, or may be. `rotated`, `being_rotated`: this is the old key. `rotation_cancelled`: this is the new key of a rotation that was given up. `was_disabled`: a brown-out that is over. `closed_to_personal_keys`: these organizations take only keys that are confined to them. `owner_gone`: its owner belongs to nothing any more that it could reach */
export type KeyFinding = {
  readonly code: 'deleted'
  /** RFC 3339 */
  readonly at: string
  /** Who did it, as they were called then; null where nobody did, or the caller may not know */
  readonly by: {
    readonly id: string
    readonly name: string
  } | null
  /** RFC 3339 */
  readonly restorableUntil: string
} | {
  readonly code: 'rotated'
  /** RFC 3339 */
  readonly at: string
  readonly rotationId: string
  readonly newKeyId: string
} | {
  readonly code: 'rotation_cancelled'
  /** RFC 3339 */
  readonly at: string
  readonly rotationId: string
  readonly oldKeyId: string
} | {
  readonly code: 'being_rotated'
  /** RFC 3339 */
  readonly at: string
  readonly rotationId: string
  readonly newKeyId: string
} | {
  readonly code: 'leaked'
  /** RFC 3339 */
  readonly at: string
} | {
  readonly code: 'expired'
  /** RFC 3339 */
  readonly at: string
} | {
  readonly code: 'disabled'
  /** RFC 3339 */
  readonly at: string
  /** Who did it, as they were called then; null where nobody did, or the caller may not know */
  readonly by: {
    readonly id: string
    readonly name: string
  } | null
  readonly until: string | null
} | {
  readonly code: 'was_disabled'
  /** RFC 3339 */
  readonly at: string
  /** Who did it, as they were called then; null where nobody did, or the caller may not know */
  readonly by: {
    readonly id: string
    readonly name: string
  } | null
  /** RFC 3339 */
  readonly until: string
} | {
  readonly code: 'blocked'
  readonly organizations: readonly Reference[]
} | {
  readonly code: 'closed_to_personal_keys'
  readonly organizations: readonly Reference[]
} | {
  readonly code: 'owner_gone'
}

export type KeyFormat = 'v1' | 'legacy'

/** Whose key it is. */
export type KeyOwner = UserPrincipal | ServiceAccountOwner

export type KeySort = 'createdAt' | 'name' | 'owner' | 'lastUsedAt' | 'expiresAt'

export type KeyState = 'active' | 'disabled' | 'blocked' | 'expired'

/** `personal` reaches every organization of its owner, `organization` one; a service account’s one team, or one organization with all of its teams */
export type KeyType = 
  | 'personal'
  | 'organization'
  | 'team_service_account'
  | 'organization_service_account'

/** From where a key is used, and how often. */
export type KeyUses = {
  /** The one seen last first; at most 257 */
  readonly consumers: readonly Consumer[]
  /** The last 90 days in UTC, in order */
  readonly days: readonly UseDay[]
}

/** A token that lies where others can read it. */
export type LeakReport = {
  /** The whole token, as it was found */
  readonly token: string
}

/** A rotation, and a key by which it can be told. */
export type ListedRotation = {
  readonly id: string
  readonly state: RotationState
  readonly oldKeyId: string
  readonly newKeyId: string
  readonly completion: RotationCompletion
  readonly deadline: {
    /** RFC 3339 */
    readonly at: string
    readonly then: 'alert' | 'extend' | 'revoke'
  } | null
  /** RFC 3339 */
  readonly openedAt: string
  /** ID of the user or service account */
  readonly openedBy: string
  /** Since when it has been ready; null while it is not */
  readonly readyAt: string | null
  /** When somebody was told that its deadline had passed */
  readonly stuckAt: string | null
  readonly endedAt: string | null
  /** The new key, or where that is deleted, the old one */
  readonly key: ApiKey
}

/** The principal behind the credentials. */
export type Me = {
  readonly principal: Principal
  readonly organizations: readonly OrganizationMembership[]
  readonly teams: readonly TeamMembership[]
  /** The key that was used to ask, if it was one */
  readonly key: ApiKey | null
  readonly session: SessionReference | null
  /** Whether the caller administers the instance */
  readonly instanceAdmin: boolean
}

/** A user’s place in an organization. */
export type Member = {
  readonly user: Person
  readonly role: OrganizationRole
}

export type MemberChanges = {
  readonly role: OrganizationRole
}

export type MemberPage = {
  readonly members: readonly Member[]
  /** Gives the next page; null on the last */
  readonly nextCursor: string | null
}

export type NewDeviceAuthorization = {
  /** What the program’s key will be called, such as `keystead CLI on laptop` */
  readonly name: string
}

export type NewDisablement = {
  /** After so many it works again by itself (a brown-out); left out, when somebody enables it */
  readonly minutes?: number | undefined
}

export type NewInvitation = {
  readonly email: string
  /** Left out, `member` */
  readonly role?: OrganizationRole | undefined
  /** ID or name of a team to join, too */
  readonly team?: string | undefined
  /** Left out, `member` */
  readonly teamRole?: TeamRole | undefined
}

export type NewKey = {
  /** 1 to 255 characters */
  readonly name: string
  /** ID of a service account that the caller administers; left out, the caller */
  readonly owner?: string | undefined
  /** ID or name of the one organization to reach; left out, all that the caller’s credential reaches */
  readonly organization?: string | undefined
  /** RFC 3339 */
  readonly expiresAt?: string | undefined
  readonly format?: KeyFormat | undefined
}

export type NewMember = {
  /** ID or name of a user */
  readonly user: string
  readonly role: OrganizationRole
}

export type NewOrganization = {
  /** 1 to 255 characters */
  readonly name: string
  /** ID or name of its first admin; left out, the caller */
  readonly admin?: string | undefined
}

export type NewRotation = {
  /** Left out, a person completes it */
  readonly completion?: RotationCompletion | undefined
  readonly deadline?: RotationDeadline | undefined
  /** Left out, that of the old key */
  readonly format?: KeyFormat | undefined
  /** The token has leaked: the old key is deleted in the same moment, whoever uses it */
  readonly revokeNow?: boolean | undefined
}

export type NewServiceAccount = {
  /** 1 to 255 characters */
  readonly name: string
  /** ID or name of the team that it belongs to; or */
  readonly team?: string | undefined
  /** ID or name of the default team of one that belongs to the organization. Exactly one of the two */
  readonly defaultTeam?: string | undefined
  /** Whether it may ask if tokens are good: for its organization, or for its team */
  readonly verifier?: boolean | undefined
}

export type NewTeam = {
  /** 1 to 255 characters */
  readonly name: string
  /** ID or name of the member of the organization who is its first admin; left out, nobody */
  readonly admin?: string | undefined
}

export type NewTeamMember = {
  /** ID or name of a user */
  readonly user: string
  readonly role: TeamRole
}

export type NewUser = {
  readonly email: string
  /** Left out, what the e-mail address suggests */
  readonly username?: string | undefined
  /** Left out, the user name */
  readonly name?: string | undefined
  readonly instanceAdmin?: boolean | undefined
}

export type NewWebhook = {
  /** Begins with `https://`; no user name or password, and no fragment. Redirects are not followed */
  readonly url: string
  /** Left out: the whole instance, for its admins */
  readonly organization?: string | undefined
  /** Empty: all */
  readonly eventTypes?: readonly EventType[] | undefined
  /** Up to 255 characters, for people */
  readonly description?: string | undefined
}

export type OpenedRotation = {
  readonly rotation: Rotation
  /** The new key */
  readonly key: ApiKey
  /** The secret. Shown in this answer and nowhere else */
  readonly token: string
}

/** Where people, teams and service accounts belong. */
export type Organization = {
  readonly id: string
  readonly name: string
  /** RFC 3339 */
  readonly createdAt: string
}

export type OrganizationChanges = {
  /** 1 to 255 characters */
  readonly name: string
}

/** An organization within reach, and the role there. */
export type OrganizationMembership = {
  readonly id: string
  readonly name: string
  /** Null for a service account */
  readonly role: OrganizationRole | null
}

export type OrganizationPage = {
  readonly organizations: readonly Organization[]
  /** Gives the next page; null on the last */
  readonly nextCursor: string | null
}

export type OrganizationRole = 'admin' | 'member' | 'viewer' | 'billing_admin'

export type PasswordChange = {
  readonly current: string
  readonly new: string
}

export type PasswordChoice = {
  /** What stands behind the # of the link */
  readonly token: string
  readonly password: string
}

export type PasswordLink = {
  /** Belongs behind `/password#`. Shown in this answer only */
  readonly token: string
}

/** What others see of a user. */
export type Person = {
  readonly id: string
  readonly username: string
  readonly email: string
  readonly name: string
}

/** What an organization has decided about its keys. */
export type Policies = {
  /** Users and service accounts of teams get no new keys here; those of the organization still do, and existing keys keep working */
  readonly disableKeyCreation: boolean
  /** Viewers get no new keys that reach this organization */
  readonly disableViewerKeyCreation: boolean
  /** Personal keys do not reach this organization; only keys that are confined to it do */
  readonly enforceOrganizationKeys: boolean
  /** Its teams get no new service accounts; those that there are keep working */
  readonly disableTeamServiceAccountCreation: boolean
  /** No key is made that lives longer; null for no limit */
  readonly maximumKeyLifetimeSeconds: number | null
  /** What becomes of a key whose token somebody has found: `disable` until an admin enables it; `rotate`: it works for `leakGraceSeconds` more, in which a rotation takes its place, and never again; `alert`: those whom it concerns are told, and no more. Of a key that reaches several organizations, the strictest decides */
  readonly onLeak: 'alert' | 'disable' | 'rotate'
  /** For how long a leaked key still works where `onLeak` is `rotate` */
  readonly leakGraceSeconds: number
}

export type PolicyChanges = {
  /** Users and service accounts of teams get no new keys here; those of the organization still do, and existing keys keep working */
  readonly disableKeyCreation?: boolean | undefined
  /** Viewers get no new keys that reach this organization */
  readonly disableViewerKeyCreation?: boolean | undefined
  /** Personal keys do not reach this organization; only keys that are confined to it do */
  readonly enforceOrganizationKeys?: boolean | undefined
  /** Its teams get no new service accounts; those that there are keep working */
  readonly disableTeamServiceAccountCreation?: boolean | undefined
  /** No key is made that lives longer; null for no limit */
  readonly maximumKeyLifetimeSeconds?: number | null | undefined
  /** What becomes of a key whose token somebody has found: `disable` until an admin enables it; `rotate`: it works for `leakGraceSeconds` more, in which a rotation takes its place, and never again; `alert`: those whom it concerns are told, and no more. Of a key that reaches several organizations, the strictest decides */
  readonly onLeak?: 'alert' | 'disable' | 'rotate' | undefined
  /** For how long a leaked key still works where `onLeak` is `rotate` */
  readonly leakGraceSeconds?: number | undefined
  /** The exact name of the organization, to switch `enforceOrganizationKeys` on */
  readonly confirmation?: string | undefined
}

/** Whoever a token authenticates. */
export type Principal = UserPrincipal | ServiceAccountPrincipal

/** A problem document (RFC 9457). */
export type Problem = {
  /** `urn:keystead:error:` and the code */
  readonly type: string
  /** What went wrong, in English */
  readonly title: string
  readonly status: number
  readonly code: ErrorCode
  /** Finds the request in the log */
  readonly requestId: string
  /** What was wrong with which part of the request */
  readonly errors?: readonly ProblemDetail[] | undefined
}

export type ProblemDetail = {
  /** Where in the request */
  readonly path: string
  readonly message: string
}

/** What a client says of itself in its User-Agent. */
export type Program = {
  /** Without its version: an upgrade makes no other consumer */
  readonly name: string
  readonly version: string | null
  /** Such as `python 3.11` */
  readonly runtime: string | null
}

/** Which nodes refuse the key already, and since when. */
export type Receipt = {
  /** Whether these are all nodes; false where the database could not be asked */
  readonly complete: boolean
  readonly nodes: readonly (DroppedReceipt | UnconfirmedReceipt)[]
}

/** The same for every token: whether it is one, nobody learns here. */
export type ReceivedLeakReport = {
  readonly received: true
}

/** An organization or a team, by both that it can be called by. */
export type Reference = {
  readonly id: string
  readonly name: string
}

/** What was refused, once or again and again: the same cause in the same place. */
export type Refusal = {
  /** The same for what is refused again in the same place for the same reason */
  readonly id: string
  /** Null where the token names no key of this instance */
  readonly keyId: string | null
  readonly reason: RefusalReason
  /** With `not_allowed`, what was answered */
  readonly code: ErrorCode | null
  readonly door: RefusalDoor
  /** Null where nothing in particular was asked for */
  readonly demanded: DemandedPlaces | null
  readonly consumer: RefusedConsumer
  /** How many requests */
  readonly count: number
  /** RFC 3339 */
  readonly firstAt: string
  readonly firstRequestId: string
  /** RFC 3339 */
  readonly lastAt: string
  readonly lastRequestId: string
}

/** `verify`: a verifier was told so. The others are Keystead’s own doors */
export type RefusalDoor = 'verify' | 'api' | 'forward_auth' | 'graphql' | 'audit_logs'

export type RefusalPage = {
  readonly refusals: readonly Refusal[]
  /** Gives the next page; null on the last */
  readonly nextCursor: string | null
}

/** `malformed`: cut, or with something besides. `checksum`: mistyped. `unknown`: no key has this ID (any more). `wrong_secret`: one has, with another secret. `out_of_reach`: good, but not for what was asked for. `not_allowed`: good, but its owner may not do that */
export type RefusalReason = 
  | 'malformed'
  | 'checksum'
  | 'unknown'
  | 'wrong_secret'
  | 'expired'
  | 'disabled'
  | 'blocked'
  | 'out_of_reach'
  | 'not_allowed'

/** From where the token was presented, as it was seen last. */
export type RefusedConsumer = {
  /** The same for the same place under every key; `others` for all who came when there were too many */
  readonly id: string
  /** What the client, or its verifier, calls it */
  readonly label: string | null
  /** An IPv4 /24 or an IPv6 /64 */
  readonly network: string | null
  readonly lastAddress: string | null
  readonly program: Program | null
  /** Whoever asked whether the token is good; null where it was presented to Keystead itself */
  readonly verifier: ConsumerVerifier | null
}

/** All that a verifier learns of any other. */
export type RefusedKey = {
  readonly valid: false
  /** `INVALID_KEY` for unknown, mistyped, deleted, disabled or expired alike; `FORBIDDEN` for a good key that does not reach what was asked for */
  readonly code: 'INVALID_KEY' | 'FORBIDDEN'
  /** Names this refusal: by it, the owner of the key can have it explained */
  readonly requestId: string
}

export type RemovedMember = {
  readonly member: Member
  /** Their keys that were confined to the organization, now deleted */
  readonly deletedKeys: readonly ApiKey[]
}

export type RemovedUser = {
  readonly user: User
  /** The keys that were deleted with it, as they were */
  readonly deletedKeys: readonly ApiKey[]
}

/** A deleted key as it was. It is refused, and can be brought back. */
export type RestorableApiKey = {
  /** Key ID: the public first part of the token */
  readonly id: string
  readonly name: string
  readonly type: KeyType
  readonly owner: KeyOwner
  /** The one organization it reaches, or null */
  readonly organization: Reference | null
  /** Organizations whose admins have blocked it there, as far as the caller may know */
  readonly blockedBy: readonly Reference[]
  /** Null where it is not disabled now */
  readonly disabled: Disablement | null
  /** When its token was first reported as leaked; null where nobody has */
  readonly leakedAt: string | null
  /** ID of the rotation under way in which it is the old or the new key */
  readonly rotationId: string | null
  readonly format: KeyFormat
  readonly state: KeyState
  /** RFC 3339 */
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
  readonly deletion: {
    /** RFC 3339 */
    readonly at: string
    /** Who did it, as they were called then; null where the caller may not know */
    readonly by: {
      readonly id: string
      readonly name: string
    } | null
    /** RFC 3339 */
    readonly restorableUntil: string
  }
}

export type RestorableApiKeyPage = {
  readonly keys: readonly RestorableApiKey[]
  /** Gives the next page; null on the last */
  readonly nextCursor: string | null
}

/** One consumer of the old key, and whether it has moved. */
export type RotatingConsumer = {
  /** The same for the same place under every key; `others` for all who were too many */
  readonly id: string
  /** `waiting`, `missing` (overdue under either key) and `settling` may still need the old key */
  readonly state: 'waiting' | 'missing' | 'settling' | 'moved' | 'gone'
  /** Why its past does not tell when it would use the old key again */
  readonly doubt: 'unknown_rhythm' | 'shared_address' | 'both_keys' | 'overflow' | null
  readonly label: string | null
  readonly network: string | null
  readonly lastAddress: string | null
  readonly program: {
    readonly name: string
    readonly version: string | null
    readonly runtime: string | null
  } | null
  /** Whoever asked whether the token is good; null where it was presented to Keystead itself */
  readonly verifier: ConsumerVerifier | null
  /** How long it usually stays away at most; null for no habit */
  readonly usualIntervalMs: number | null
  /** With the old key */
  readonly old: Sighting
  /** With the new key */
  readonly new: Sighting | null
  /** Somebody has said that it will not come back */
  readonly markedGone: boolean
  /** A use of the new key from then on shows that it has moved */
  readonly movesFrom: string | null
  /** When nobody waits for it any more, unless it uses the old key again */
  readonly silentFrom: string
  /** When no doubt is left, if all goes on as it does; null if unknown */
  readonly provenFrom: string | null
}

/** One key that takes the place of another while its consumers move. */
export type Rotation = {
  readonly id: string
  readonly state: RotationState
  readonly oldKeyId: string
  readonly newKeyId: string
  readonly completion: RotationCompletion
  readonly deadline: {
    /** RFC 3339 */
    readonly at: string
    readonly then: 'alert' | 'extend' | 'revoke'
  } | null
  /** RFC 3339 */
  readonly openedAt: string
  /** ID of the user or service account */
  readonly openedBy: string
  /** Since when it has been ready; null while it is not */
  readonly readyAt: string | null
  /** When somebody was told that its deadline had passed */
  readonly stuckAt: string | null
  readonly endedAt: string | null
}

export type RotationChanges = {
  readonly completion?: RotationCompletion | undefined
  /** Null: none any more */
  readonly deadline?: RotationDeadline | null | undefined
}

/** `automatic`: Keystead deletes the old key by itself once it is proven that nobody needs it */
export type RotationCompletion = 'manual' | 'automatic'

export type RotationDeadline = {
  /** RFC 3339 */
  readonly at: string
  /** `alert` tells somebody, `extend` does so and waits for a week more, `revoke` deletes the old key */
  readonly then: 'alert' | 'extend' | 'revoke'
}

export type RotationEnding = {
  /** Cuts off whoever still uses the key that is deleted */
  readonly evenIfUsed?: boolean | undefined
}

export type RotationOfOne = {
  /** The old key */
  readonly keyId: string
  readonly opened: OpenedRotation | null
  /** Why it was not rotated */
  readonly code?: ErrorCode | undefined
}

export type RotationPage = {
  readonly rotations: readonly ListedRotation[]
  /** Gives the next page; null on the last */
  readonly nextCursor: string | null
}

export type RotationProgress = {
  /** How many consumers need the old key no more */
  readonly moved: number
  readonly total: number
  /** A person may delete the old key */
  readonly ready: boolean
  /** Keystead may do so by itself */
  readonly proven: boolean
  /** What keeps it from being proven */
  readonly doubts: readonly ('new_key_unseen' | 'consumers' | 'unexplained_use' | 'watched_too_shortly')[]
  /** When no doubt is left, if all goes on as it does; null if unknown */
  readonly provenFrom: string | null
  /** The one that needs attention most first */
  readonly consumers: readonly RotatingConsumer[]
}

/** `open` and `ready`: both keys work. `completed` and `revoked`: the old one is deleted. `cancelled`: the new one is */
export type RotationState = 'open' | 'ready' | 'completed' | 'cancelled' | 'revoked'

/** A rotation, its keys, and who has moved. */
export type RotationView = {
  readonly id: string
  readonly state: RotationState
  readonly oldKeyId: string
  readonly newKeyId: string
  readonly completion: RotationCompletion
  readonly deadline: {
    /** RFC 3339 */
    readonly at: string
    readonly then: 'alert' | 'extend' | 'revoke'
  } | null
  /** RFC 3339 */
  readonly openedAt: string
  /** ID of the user or service account */
  readonly openedBy: string
  /** Since when it has been ready; null while it is not */
  readonly readyAt: string | null
  /** When somebody was told that its deadline had passed */
  readonly stuckAt: string | null
  readonly endedAt: string | null
  /** Null once it is deleted */
  readonly oldKey: ApiKey | null
  readonly newKey: ApiKey | null
  /** Null once the rotation is over */
  readonly progress: RotationProgress | null
}

export type RotationsOfServiceAccount = {
  readonly results: readonly RotationOfOne[]
}

/** An identity that is no person, of an organization or of a team. */
export type ServiceAccount = {
  readonly id: string
  readonly name: string
  readonly organization: Reference
  /** The one team it belongs to; null for one of the organization */
  readonly team: Reference | null
  /** Where its clients put what names no team */
  readonly defaultTeam: Reference
  /** Whether it may ask if tokens are good: for its organization, or for its team */
  readonly verifier: boolean
  /** RFC 3339 */
  readonly createdAt: string
}

export type ServiceAccountChanges = {
  /** 1 to 255 characters */
  readonly name?: string | undefined
  /** ID or name of a team; only for a service account of the organization */
  readonly defaultTeam?: string | undefined
  /** Whether it may ask if tokens are good: for its organization, or for its team */
  readonly verifier?: boolean | undefined
}

export type ServiceAccountOwner = {
  readonly type: 'service_account'
  readonly id: string
  readonly name: string
  /** Null for one of the organization */
  readonly team: Reference | null
}

export type ServiceAccountPage = {
  readonly serviceAccounts: readonly ServiceAccount[]
  /** Gives the next page; null on the last */
  readonly nextCursor: string | null
}

export type ServiceAccountPrincipal = {
  readonly type: 'service_account'
  readonly id: string
  readonly name: string
}

/** A browser in which somebody has signed in. */
export type Session = {
  readonly id: string
  /** RFC 3339 */
  readonly createdAt: string
  /** To the minute */
  readonly lastSeenAt: string
  /** RFC 3339 */
  readonly expiresAt: string
  /** From where it was begun */
  readonly ip: string | null
  readonly userAgent: string | null
  /** Whether this is the session that asks */
  readonly current: boolean
}

export type SessionList = {
  readonly sessions: readonly Session[]
}

/** The session that asks, if it is one */
export type SessionReference = {
  readonly id: string
}

export type Setup = {
  /** What stands behind the # of the link */
  readonly token: string
  readonly email: string
  readonly password: string
  /** 1 to 255 characters */
  readonly organization: string
  /** 1 to 255 characters */
  readonly name?: string | undefined
}

export type SetupResult = {
  readonly user: Person
  readonly organization: Reference
}

export type SetupState = {
  readonly needed: boolean
}

/** When, and how often, a consumer has used one of the keys. */
export type Sighting = {
  /** RFC 3339 */
  readonly firstSeenAt: string
  /** RFC 3339 */
  readonly lastSeenAt: string
  readonly count: number
}

export type SignIn = {
  readonly email: string
  readonly password: string
}

export type SortDirection = 'asc' | 'desc'

export type StaleKind = 
  | 'never_used'
  | 'unused_30d'
  | 'unused_90d'
  | 'unused_365d'
  | 'expiring'
  | 'owner_gone'

/** A part of an organization. */
export type Team = {
  readonly id: string
  readonly name: string
  readonly organizationId: string
  /** RFC 3339 */
  readonly createdAt: string
}

export type TeamChanges = {
  /** 1 to 255 characters */
  readonly name: string
}

/** A user’s place in a team. */
export type TeamMember = {
  readonly user: Person
  readonly role: TeamRole
}

export type TeamMemberChanges = {
  readonly role: TeamRole
}

export type TeamMemberPage = {
  readonly members: readonly TeamMember[]
  /** Gives the next page; null on the last */
  readonly nextCursor: string | null
}

/** A team within reach, and the role there. */
export type TeamMembership = {
  readonly id: string
  readonly name: string
  readonly organizationId: string
  /** Null for a service account */
  readonly role: TeamRole | null
}

export type TeamPage = {
  readonly teams: readonly Team[]
  /** Gives the next page; null on the last */
  readonly nextCursor: string | null
}

export type TeamRole = 'admin' | 'member' | 'viewer'

export type UnconfirmedReceipt = {
  readonly node: string
  readonly state: 'unconfirmed'
  /** Milliseconds after the change after which it refuses the key in any case */
  readonly boundMs: number
}

export type UpgradeAdvice = {
  /** It refuses keys of more than 40 characters */
  readonly code: 'TOO_OLD_FOR_LONG_KEYS'
  readonly minimumVersion: string
}

export type UseDay = {
  readonly date: string
  readonly count: number
}

/** A person. */
export type User = {
  readonly id: string
  readonly username: string
  readonly email: string
  readonly name: string
  readonly instanceAdmin: boolean
  /** RFC 3339 */
  readonly createdAt: string
  /** When they got their first credential; null for who has none yet */
  readonly activatedAt: string | null
}

export type UserChanges = {
  /** 1 to 255 characters */
  readonly name?: string | undefined
  readonly instanceAdmin?: boolean | undefined
}

export type UserPage = {
  readonly users: readonly User[]
  /** Gives the next page; null on the last */
  readonly nextCursor: string | null
}

export type UserPrincipal = {
  readonly type: 'user'
  readonly id: string
  readonly username: string
  readonly email: string
  readonly name: string
}

/** What a verifier learns of a good key. */
export type ValidKey = {
  readonly valid: true
  readonly keyId: string
  readonly type: KeyType
  readonly principal: Principal
  /** Those within the key’s reach that the caller verifies for */
  readonly organizations: readonly OrganizationMembership[]
  /** Those of them that the principal is in and the caller verifies for */
  readonly teams: readonly TeamMembership[]
  readonly expiresAt: string | null
}

/** Whether a token is good. */
export type Verification = ValidKey | RefusedKey

/** Where the token was presented from */
export type VerificationClient = {
  readonly ip?: string | undefined
  readonly userAgent?: string | undefined
  readonly label?: string | undefined
}

export type VerificationRequest = {
  readonly token: string
  /** The token must reach this organization */
  readonly organization?: string | undefined
  /** The token must reach this team */
  readonly team?: string | undefined
  readonly client?: VerificationClient | undefined
}

export type VerificationRequests = {
  readonly questions: readonly VerificationRequest[]
}

export type Verifications = {
  readonly answers: readonly Verification[]
}

/** An address that is told of events. Never holds the secret. */
export type Webhook = {
  readonly id: string
  /** Null: of the whole instance */
  readonly organization: Reference | null
  readonly url: string
  readonly description: string
  /** Empty: all */
  readonly eventTypes: readonly EventType[]
  /** `failing`: no delivery has arrived since the first that did not */
  readonly state: 'active' | 'failing' | 'disabled'
  readonly disabledAt: string | null
  readonly disabledReason: 'by_hand' | 'failing' | 'gone' | null
  readonly failingSince: string | null
  /** RFC 3339 */
  readonly createdAt: string
  /** ID of a user */
  readonly createdBy: string
  /** Until when the secret before this one signs, too */
  readonly previousSecretUntil: string | null
}

export type WebhookChanges = {
  /** Begins with `https://`; no user name or password, and no fragment. Redirects are not followed */
  readonly url?: string | undefined
  /** Empty: all */
  readonly eventTypes?: readonly EventType[] | undefined
  /** Up to 255 characters, for people */
  readonly description?: string | undefined
  /** A webhook that is disabled is told nothing of what happens meanwhile */
  readonly enabled?: boolean | undefined
}

/** One event on its way to one webhook. */
export type WebhookDelivery = {
  /** The `webhook-id` of the delivery */
  readonly eventId: string
  readonly eventType: EventType
  /** When it happened */
  readonly at: string
  readonly state: 'pending' | 'delivered' | 'failed'
  readonly attempts: number
  readonly lastAttemptAt: string | null
  /** Of the last answer; null where there was none */
  readonly status: number | null
  /** What kept the last attempt from an answer */
  readonly error: 
    | 'address_not_allowed'
    | 'name_not_found'
    | 'connection_refused'
    | 'connection_broken'
    | 'tls'
    | 'timeout'
    | 'other' | null
  /** Null: there will be none */
  readonly nextAttemptAt: string | null
  readonly deliveredAt: string | null
}

export type WebhookDeliveryPage = {
  readonly deliveries: readonly WebhookDelivery[]
  /** Gives the next page; null on the last */
  readonly nextCursor: string | null
}

export type WebhookPage = {
  readonly webhooks: readonly Webhook[]
  /** Gives the next page; null on the last */
  readonly nextCursor: string | null
}

export type WebhookWithSecret = {
  readonly webhook: Webhook
  /** `whsec_…`, by which deliveries are signed. Shown in this answer and nowhere else */
  readonly secret: string
}

export type ExportAuditEventsQuery = {
  /** ID or name; left out, all that you may read */
  readonly organization?: string | undefined
  /** An action, or the noun before its dot for all of one kind */
  readonly action?: string | undefined
  readonly outcome?: AuditOutcome | undefined
  /** ID of the user or service account who did it */
  readonly actor?: string | undefined
  /** ID of what it was done to, or of the key that was used */
  readonly subject?: string | undefined
  /** RFC 3339; from this moment on */
  readonly from?: string | undefined
  /** RFC 3339; before this moment */
  readonly until?: string | undefined
}

export type FollowChangesQuery = {
  /** When the stream ends */
  readonly seconds?: number | undefined
}

export type ListAuditEventsQuery = {
  /** `nextCursor` of the page before */
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
  /** ID or name; left out, all that you may read */
  readonly organization?: string | undefined
  /** An action, or the noun before its dot for all of one kind */
  readonly action?: string | undefined
  readonly outcome?: AuditOutcome | undefined
  /** ID of the user or service account who did it */
  readonly actor?: string | undefined
  /** ID of what it was done to, or of the key that was used */
  readonly subject?: string | undefined
  /** RFC 3339; from this moment on */
  readonly from?: string | undefined
  /** RFC 3339; before this moment */
  readonly until?: string | undefined
}

export type ListDeletedKeysQuery = {
  /** `nextCursor` of the page before */
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
  /** Only its own keys, and the personal keys of its members */
  readonly organization?: string | undefined
}

export type ListKeysQuery = {
  /** `nextCursor` of the page before */
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
  /** Part of the name, key ID, or owner’s user name or e-mail */
  readonly query?: string | undefined
  readonly type?: KeyType | undefined
  /** ID of a user or a service account */
  readonly owner?: string | undefined
  /** Only its own keys, and the personal keys of its members */
  readonly organization?: string | undefined
  readonly state?: KeyState | undefined
  /** RFC 3339 */
  readonly createdBefore?: string | undefined
  /** Only keys that do expire, and before this */
  readonly expiresBefore?: string | undefined
  /** Also keys that were never used */
  readonly lastUsedBefore?: string | undefined
  readonly stale?: StaleKind | undefined
  readonly sort?: KeySort | undefined
  readonly order?: SortDirection | undefined
}

export type ListMembersQuery = {
  /** `nextCursor` of the page before */
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
  /** Part of a name; letter case does not count */
  readonly query?: string | undefined
}

export type ListOrganizationsQuery = {
  /** `nextCursor` of the page before */
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
  /** Part of a name; letter case does not count */
  readonly query?: string | undefined
}

export type ListRefusalsQuery = {
  /** `nextCursor` of the page before */
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
  readonly reason?: RefusalReason | undefined
  /** Only what has happened since */
  readonly since?: string | undefined
}

export type ListRotationsQuery = {
  /** `nextCursor` of the page before */
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
  readonly state?: RotationState | undefined
  /** Of the old key or the new one */
  readonly keyId?: string | undefined
  /** ID of a user or a service account */
  readonly owner?: string | undefined
  /** ID or name of an organization that the keys reach */
  readonly organization?: string | undefined
}

export type ListServiceAccountsQuery = {
  /** `nextCursor` of the page before */
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
  /** Part of a name; letter case does not count */
  readonly query?: string | undefined
  /** Only the accounts that belong to this team */
  readonly team?: string | undefined
}

export type ListTeamMembersQuery = {
  /** `nextCursor` of the page before */
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
  /** Part of a name; letter case does not count */
  readonly query?: string | undefined
}

export type ListTeamsQuery = {
  /** `nextCursor` of the page before */
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
  /** Part of a name; letter case does not count */
  readonly query?: string | undefined
}

export type ListUsersQuery = {
  /** `nextCursor` of the page before */
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
  /** Part of a name; letter case does not count */
  readonly query?: string | undefined
}

export type ListWebhookDeliveriesQuery = {
  /** `nextCursor` of the page before */
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
}

export type ListWebhooksQuery = {
  /** Left out: those of the instance */
  readonly organization?: string | undefined
}

export type PreviewEnforcementQuery = {
  /** `nextCursor` of the page before */
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
}

export type RemoveUserQuery = {
  /** `refuse`: not if they still have keys */
  readonly keys?: 'delete' | 'refuse' | undefined
}

/** What each operation takes and answers. */
export type Operations = {
  /** Join an organization: with credentials as their owner, without as somebody new, with a first key */
  acceptInvitation: { body: InvitationAcceptance; answer: AcceptedInvitation }
  /** Make a user a member without asking them, as an admin of the instance; everyone else invites */
  addMember: { path: { readonly organization: string }; body: NewMember; answer: Member }
  /** Take a member of the organization into a team */
  addTeamMember: { path: { readonly organization: string; readonly team: string }; body: NewTeamMember; answer: TeamMember }
  /** Begin to sign a program in by a person’s console */
  beginDeviceAuthorization: { body: NewDeviceAuthorization; answer: BegunDeviceAuthorization }
  /** Block a key for one organization: from the moment of this answer it does not reach it */
  blockKey: { path: { readonly id: string; readonly organization: string }; answer: ApiKey }
  /** Delete the new key, and leave the old one */
  cancelRotation: { path: { readonly id: string }; body: RotationEnding; answer: EndedRotation }
  /** Give a member another role, with effect on the next use of any key of theirs */
  changeMemberRole: { path: { readonly organization: string; readonly user: string }; body: MemberChanges; answer: Member }
  /** Change one’s own password, from a session: ends all other sessions */
  changePassword: { body: PasswordChange; answer: undefined }
  /** Change some policies of an organization */
  changePolicies: { path: { readonly organization: string }; body: PolicyChanges; answer: Policies }
  /** Give a rotation another deadline, or have it completed in the other way */
  changeRotation: { path: { readonly id: string }; body: RotationChanges; answer: Rotation }
  /** Give a member of a team another role in it */
  changeTeamRole: { path: { readonly organization: string; readonly team: string; readonly user: string }; body: TeamMemberChanges; answer: TeamMember }
  /** Choose a password, with a link that was made for it: signs in, and ends all other sessions */
  choosePassword: { body: PasswordChoice; answer: Me }
  /** Ask for the program’s key: `AUTHORIZATION_PENDING` until the person has said yes */
  claimDeviceKey: { body: DeviceKeyClaim; answer: CreatedKey }
  /** Delete the old key, which nobody needs any more */
  completeRotation: { path: { readonly id: string }; body: RotationEnding; answer: EndedRotation }
  /** Invite an e-mail address; the token is for you to hand over */
  createInvitation: { path: { readonly organization: string }; body: NewInvitation; answer: CreatedInvitation }
  /** Create a key */
  createKey: { body: NewKey; answer: CreatedKey }
  /** Create an organization with its first admin */
  createOrganization: { body: NewOrganization; answer: Organization }
  /** Make a link by which a user chooses a password */
  createPasswordLink: { path: { readonly user: string }; answer: PasswordLink }
  /** Create a service account, of a team or of the organization; it has no key yet */
  createServiceAccount: { path: { readonly organization: string }; body: NewServiceAccount; answer: ServiceAccount }
  /** Create a team */
  createTeam: { path: { readonly organization: string }; body: NewTeam; answer: Team }
  /** Create a user, who has no credentials until they accept an invitation or choose a password by a link */
  createUser: { body: NewUser; answer: User }
  /** Tell an address of what happens from now on, signed as Standard Webhooks */
  createWebhook: { body: NewWebhook; answer: WebhookWithSecret }
  /** Let the program have a key of the caller’s, or not: from a session */
  decideDeviceAuthorization: { body: DeviceAuthorizationDecision; answer: undefined }
  /** Delete a key: its token is refused from the moment of this answer */
  deleteKey: { path: { readonly id: string }; answer: DeletedApiKey }
  /** Delete several keys, each all or nothing, with a result for each */
  deleteKeys: { body: KeyDeletions; answer: KeyDeletionResults }
  /** Delete a service account with its keys: they are refused from the moment of this answer */
  deleteServiceAccount: { path: { readonly id: string }; answer: DeletedServiceAccount }
  /** Delete a team that no service account belongs to */
  deleteTeam: { path: { readonly organization: string; readonly team: string }; answer: Team }
  /** Delete a webhook with all that was still to be sent to it */
  deleteWebhook: { path: { readonly id: string }; answer: Webhook }
  /** Switch a key off, for some minutes or until it is enabled: it is refused from this answer on */
  disableKey: { path: { readonly id: string }; body: NewDisablement; answer: DisabledApiKey }
  /** Have a disabled key work again */
  enableKey: { path: { readonly id: string }; answer: ApiKey }
  /** End a session of the caller */
  endSession: { path: { readonly id: string }; answer: undefined }
  /** What state is this key in, and why? Also of one that was deleted in the last 30 days */
  explainKey: { path: { readonly id: string }; answer: KeyExplanation }
  /** Why was this request refused? By the `requestId` of its answer */
  explainRefusal: { path: { readonly requestId: string }; answer: ExplainedRefusal }
  /** The same as a file, oldest first: one event a line. An export that breaks off is not complete */
  exportAuditEvents: { query: ExportAuditEventsQuery; answer: AuditEvent }
  /** What to forget of verifications that are remembered */
  followChanges: { query: FollowChangesQuery; answer: ChangeEvent }
  /** One key */
  getKey: { path: { readonly id: string }; answer: ApiKey }
  /** The principal behind the credentials */
  getMe: { answer: Me }
  /** One organization */
  getOrganization: { path: { readonly organization: string }; answer: Organization }
  /** The policies of an organization */
  getPolicies: { path: { readonly organization: string }; answer: Policies }
  /** One rotation, and who has moved */
  getRotation: { path: { readonly id: string }; answer: RotationView }
  /** One service account */
  getServiceAccount: { path: { readonly id: string }; answer: ServiceAccount }
  /** Whether the first administrator is still to be made */
  getSetup: { answer: SetupState }
  /** One team */
  getTeam: { path: { readonly organization: string; readonly team: string }; answer: Team }
  /** One user */
  getUser: { path: { readonly user: string }; answer: User }
  /** One webhook */
  getWebhook: { path: { readonly id: string }; answer: Webhook }
  /** What was done and what was refused, newest first */
  listAuditEvents: { query: ListAuditEventsQuery; answer: AuditEventPage }
  /** From where a key is used, and how often on each of the last 90 days */
  listConsumers: { path: { readonly id: string }; answer: KeyUses }
  /** Keys that were deleted in the last 30 days and can be brought back, the last one first */
  listDeletedKeys: { query: ListDeletedKeysQuery; answer: RestorableApiKeyPage }
  /** The invitations that can still be accepted, newest first, all at once */
  listInvitations: { path: { readonly organization: string }; answer: InvitationPage }
  /** Find or list keys, newest first unless sorted otherwise */
  listKeys: { query: ListKeysQuery; answer: ApiKeyPage }
  /** The members of an organization, by user name */
  listMembers: { path: { readonly organization: string }; query: ListMembersQuery; answer: MemberPage }
  /** The organizations within the caller’s reach, by name; for admins of the instance all */
  listOrganizations: { query: ListOrganizationsQuery; answer: OrganizationPage }
  /** What was refused of a key in the last 30 days, by cause and place, the last one first */
  listRefusals: { path: { readonly id: string }; query: ListRefusalsQuery; answer: RefusalPage }
  /** List rotations, newest first */
  listRotations: { query: ListRotationsQuery; answer: RotationPage }
  /** The service accounts of an organization that the caller sees, by name */
  listServiceAccounts: { path: { readonly organization: string }; query: ListServiceAccountsQuery; answer: ServiceAccountPage }
  /** The browsers in which the caller has signed in, the one seen last first */
  listSessions: { answer: SessionList }
  /** The members of a team, by user name */
  listTeamMembers: { path: { readonly organization: string; readonly team: string }; query: ListTeamMembersQuery; answer: TeamMemberPage }
  /** The teams of an organization that the caller sees, by name */
  listTeams: { path: { readonly organization: string }; query: ListTeamsQuery; answer: TeamPage }
  /** All users, by user name */
  listUsers: { query: ListUsersQuery; answer: UserPage }
  /** What a webhook was told in the last 30 days, and is to be, the newest events first */
  listWebhookDeliveries: { path: { readonly id: string }; query: ListWebhookDeliveriesQuery; answer: WebhookDeliveryPage }
  /** The webhooks of an organization, or those of the instance, the oldest first, all at once */
  listWebhooks: { query: ListWebhooksQuery; answer: WebhookPage }
  /** Say of a consumer that it will not come back */
  markConsumerGone: { path: { readonly id: string; readonly consumer: string }; answer: Rotation }
  /** Rotate a key: a new one works beside it until all who use it have moved */
  openRotation: { path: { readonly id: string }; body: NewRotation; answer: OpenedRotation }
  /** Which program shows this code */
  previewDeviceAuthorization: { body: DeviceAuthorizationPreviewRequest; answer: DeviceAuthorizationPreview }
  /** The keys that would stop reaching the organization if it enforced organization-scoped keys */
  previewEnforcement: { path: { readonly organization: string }; query: PreviewEnforcementQuery; answer: ApiKeyPage }
  /** What an invitation opens, for whoever holds its token: the token is asked for here, never in a URL */
  previewInvitation: { body: InvitationPreviewRequest; answer: InvitationPreview }
  /** Send an event to a webhook once more, under the ID that it had */
  redeliverEvent: { path: { readonly id: string; readonly event: string }; answer: WebhookDelivery }
  /** Remove a member, or leave: their keys reach the organization no more from the moment of this answer */
  removeMember: { path: { readonly organization: string; readonly user: string }; answer: RemovedMember }
  /** Take a member out of a team, or leave it */
  removeTeamMember: { path: { readonly organization: string; readonly team: string; readonly user: string }; answer: TeamMember }
  /** Remove a user with their keys: they are refused from the moment of this answer */
  removeUser: { path: { readonly user: string }; query: RemoveUserQuery; answer: RemovedUser }
  /** Rename a key */
  renameKey: { path: { readonly id: string }; body: KeyChanges; answer: ApiKey }
  /** Rename an organization */
  renameOrganization: { path: { readonly organization: string }; body: OrganizationChanges; answer: Organization }
  /** Rename a team */
  renameTeam: { path: { readonly organization: string; readonly team: string }; body: TeamChanges; answer: Team }
  /** Report a token that was found where it should not be: its organizations have decided what becomes of it */
  reportLeak: { body: LeakReport; answer: ReceivedLeakReport }
  /** Withdraw an invitation: it cannot be accepted from the moment of this answer */
  revokeInvitation: { path: { readonly organization: string; readonly id: string }; answer: Invitation }
  /** Delete the old key at once, whoever uses it: its token has leaked */
  revokeRotation: { path: { readonly id: string }; answer: EndedRotation }
  /** Rotate every key of a service account, each all or nothing, with a result for each */
  rotateServiceAccount: { path: { readonly id: string }; body: NewRotation; answer: RotationsOfServiceAccount }
  /** Give a webhook another secret; for a day deliveries are signed by both */
  rotateWebhookSecret: { path: { readonly id: string }; answer: WebhookWithSecret }
  /** Make the first administrator and organization, with the link that the server has printed */
  setUp: { body: Setup; answer: SetupResult }
  /** Sign in with e-mail and password: sets the session cookie, and answers as `/me` does */
  signIn: { body: SignIn; answer: Me }
  /** End the session that asks, and have the browser forget it. Succeeds where it has ended already, too */
  signOut: { answer: undefined }
  /** Send a webhook an event of its own; how it went is among its deliveries */
  testWebhook: { path: { readonly id: string }; answer: WebhookDelivery }
  /** Take a block back */
  unblockKey: { path: { readonly id: string; readonly organization: string }; answer: ApiKey }
  /** Bring back a deleted key as it was, with its token */
  undeleteKey: { path: { readonly id: string }; answer: ApiKey }
  /** Take that back */
  unmarkConsumerGone: { path: { readonly id: string; readonly consumer: string }; answer: Rotation }
  /** Change a service account: what is left out stays */
  updateServiceAccount: { path: { readonly id: string }; body: ServiceAccountChanges; answer: ServiceAccount }
  /** Change a user: what is left out stays */
  updateUser: { path: { readonly user: string }; body: UserChanges; answer: User }
  /** Change a webhook, disable it or enable it again */
  updateWebhook: { path: { readonly id: string }; body: WebhookChanges; answer: Webhook }
  /** Is this token good? */
  verifyKey: { body: VerificationRequest; answer: Verification }
  /** Are these tokens good? Answered in the order of the questions */
  verifyKeys: { body: VerificationRequests; answer: Verifications }
}

/** Where each operation is found, behind `/api/v1`. */
export const operations = {
  acceptInvitation: { method: 'POST', path: '/invitations/accept' },
  addMember: { method: 'POST', path: '/organizations/{organization}/members' },
  addTeamMember: { method: 'POST', path: '/organizations/{organization}/teams/{team}/members' },
  beginDeviceAuthorization: { method: 'POST', path: '/device/authorizations' },
  blockKey: { method: 'PUT', path: '/keys/{id}/blocks/{organization}' },
  cancelRotation: { method: 'POST', path: '/rotations/{id}/cancel' },
  changeMemberRole: { method: 'PATCH', path: '/organizations/{organization}/members/{user}' },
  changePassword: { method: 'PUT', path: '/password' },
  changePolicies: { method: 'PATCH', path: '/organizations/{organization}/policies' },
  changeRotation: { method: 'PATCH', path: '/rotations/{id}' },
  changeTeamRole: { method: 'PATCH', path: '/organizations/{organization}/teams/{team}/members/{user}' },
  choosePassword: { method: 'POST', path: '/password-links/use' },
  claimDeviceKey: { method: 'POST', path: '/device/tokens' },
  completeRotation: { method: 'POST', path: '/rotations/{id}/complete' },
  createInvitation: { method: 'POST', path: '/organizations/{organization}/invitations' },
  createKey: { method: 'POST', path: '/keys', takesIdempotencyKey: true },
  createOrganization: { method: 'POST', path: '/organizations' },
  createPasswordLink: { method: 'POST', path: '/users/{user}/password-links' },
  createServiceAccount: { method: 'POST', path: '/organizations/{organization}/service-accounts' },
  createTeam: { method: 'POST', path: '/organizations/{organization}/teams' },
  createUser: { method: 'POST', path: '/users' },
  createWebhook: { method: 'POST', path: '/webhooks' },
  decideDeviceAuthorization: { method: 'POST', path: '/device/authorizations/decision' },
  deleteKey: { method: 'DELETE', path: '/keys/{id}' },
  deleteKeys: { method: 'POST', path: '/keys/bulk-delete' },
  deleteServiceAccount: { method: 'DELETE', path: '/service-accounts/{id}' },
  deleteTeam: { method: 'DELETE', path: '/organizations/{organization}/teams/{team}' },
  deleteWebhook: { method: 'DELETE', path: '/webhooks/{id}' },
  disableKey: { method: 'PUT', path: '/keys/{id}/disablement' },
  enableKey: { method: 'DELETE', path: '/keys/{id}/disablement' },
  endSession: { method: 'DELETE', path: '/sessions/{id}' },
  explainKey: { method: 'GET', path: '/keys/{id}/explanation' },
  explainRefusal: { method: 'GET', path: '/refusals/{requestId}' },
  exportAuditEvents: { method: 'GET', path: '/audit/export' },
  followChanges: { method: 'GET', path: '/changes' },
  getKey: { method: 'GET', path: '/keys/{id}' },
  getMe: { method: 'GET', path: '/me' },
  getOrganization: { method: 'GET', path: '/organizations/{organization}' },
  getPolicies: { method: 'GET', path: '/organizations/{organization}/policies' },
  getRotation: { method: 'GET', path: '/rotations/{id}' },
  getServiceAccount: { method: 'GET', path: '/service-accounts/{id}' },
  getSetup: { method: 'GET', path: '/setup' },
  getTeam: { method: 'GET', path: '/organizations/{organization}/teams/{team}' },
  getUser: { method: 'GET', path: '/users/{user}' },
  getWebhook: { method: 'GET', path: '/webhooks/{id}' },
  listAuditEvents: { method: 'GET', path: '/audit' },
  listConsumers: { method: 'GET', path: '/keys/{id}/consumers' },
  listDeletedKeys: { method: 'GET', path: '/deleted-keys' },
  listInvitations: { method: 'GET', path: '/organizations/{organization}/invitations' },
  listKeys: { method: 'GET', path: '/keys' },
  listMembers: { method: 'GET', path: '/organizations/{organization}/members' },
  listOrganizations: { method: 'GET', path: '/organizations' },
  listRefusals: { method: 'GET', path: '/keys/{id}/refusals' },
  listRotations: { method: 'GET', path: '/rotations' },
  listServiceAccounts: { method: 'GET', path: '/organizations/{organization}/service-accounts' },
  listSessions: { method: 'GET', path: '/sessions' },
  listTeamMembers: { method: 'GET', path: '/organizations/{organization}/teams/{team}/members' },
  listTeams: { method: 'GET', path: '/organizations/{organization}/teams' },
  listUsers: { method: 'GET', path: '/users' },
  listWebhookDeliveries: { method: 'GET', path: '/webhooks/{id}/deliveries' },
  listWebhooks: { method: 'GET', path: '/webhooks' },
  markConsumerGone: { method: 'PUT', path: '/rotations/{id}/gone-consumers/{consumer}' },
  openRotation: { method: 'POST', path: '/keys/{id}/rotations', takesIdempotencyKey: true },
  previewDeviceAuthorization: { method: 'POST', path: '/device/authorizations/preview' },
  previewEnforcement: { method: 'GET', path: '/organizations/{organization}/policies/enforcement-preview' },
  previewInvitation: { method: 'POST', path: '/invitations/preview' },
  redeliverEvent: { method: 'POST', path: '/webhooks/{id}/deliveries/{event}/redeliver' },
  removeMember: { method: 'DELETE', path: '/organizations/{organization}/members/{user}' },
  removeTeamMember: { method: 'DELETE', path: '/organizations/{organization}/teams/{team}/members/{user}' },
  removeUser: { method: 'DELETE', path: '/users/{user}' },
  renameKey: { method: 'PATCH', path: '/keys/{id}' },
  renameOrganization: { method: 'PATCH', path: '/organizations/{organization}' },
  renameTeam: { method: 'PATCH', path: '/organizations/{organization}/teams/{team}' },
  reportLeak: { method: 'POST', path: '/leaks' },
  revokeInvitation: { method: 'DELETE', path: '/organizations/{organization}/invitations/{id}' },
  revokeRotation: { method: 'POST', path: '/rotations/{id}/revoke' },
  rotateServiceAccount: { method: 'POST', path: '/service-accounts/{id}/rotations', takesIdempotencyKey: true },
  rotateWebhookSecret: { method: 'POST', path: '/webhooks/{id}/rotate-secret' },
  setUp: { method: 'POST', path: '/setup' },
  signIn: { method: 'POST', path: '/session' },
  signOut: { method: 'DELETE', path: '/session' },
  testWebhook: { method: 'POST', path: '/webhooks/{id}/test' },
  unblockKey: { method: 'DELETE', path: '/keys/{id}/blocks/{organization}' },
  undeleteKey: { method: 'POST', path: '/keys/{id}/undelete' },
  unmarkConsumerGone: { method: 'DELETE', path: '/rotations/{id}/gone-consumers/{consumer}' },
  updateServiceAccount: { method: 'PATCH', path: '/service-accounts/{id}' },
  updateUser: { method: 'PATCH', path: '/users/{user}' },
  updateWebhook: { method: 'PATCH', path: '/webhooks/{id}' },
  verifyKey: { method: 'POST', path: '/verify' },
  verifyKeys: { method: 'POST', path: '/verify/batch' },
} as const
