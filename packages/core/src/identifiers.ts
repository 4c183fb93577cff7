declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** The public first part of a token: 16 base62 characters, or 20 hex digits for a legacy key. Safe to show and to log. */
export type KeyId = Branded<'KeyId'>
/** `usr_` and 22 base62 characters. */
export type UserId = Branded<'UserId'>
/** `org_` and 22 base62 characters. */
export type OrganizationId = Branded<'OrganizationId'>
/** `team_` and 22 base62 characters. */
export type TeamId = Branded<'TeamId'>
/** `sva_` and 22 base62 characters. */
export type ServiceAccountId = Branded<'ServiceAccountId'>
/** `inv_` and the 16 base62 characters of the invitation token's public part. */
export type InvitationId = Branded<'InvitationId'>
/** `ses_` and the 16 base62 characters of the session token's public part. */
export type SessionId = Branded<'SessionId'>
/** `evt_` and 22 base62 characters. */
export type EventId = Branded<'EventId'>
/** `whk_` and 22 base62 characters. */
export type WebhookId = Branded<'WebhookId'>
/** `rot_` and 22 base62 characters. */
export type RotationId = Branded<'RotationId'>

/** Whoever can own keys. */
export type AccountId = UserId | ServiceAccountId

/** What the ID of each kind begins with: no name may, so that a reference never means both. */
export const idPrefixes = {
  user: 'usr_',
  organization: 'org_',
  team: 'team_',
  serviceAccount: 'sva_',
  invitation: 'inv_',
  session: 'ses_',
  event: 'evt_',
  webhook: 'whk_',
  rotation: 'rot_',
} as const

const keyIdShape = /^(?:[0-9A-Za-z]{16}|[0-9a-f]{20})$/

/** Whether a text from outside has the shape of a key ID. Says nothing of whether the key exists. */
export function isKeyId(text: string): text is KeyId {
  return keyIdShape.test(text)
}

/** Whether an account is meant that is no person. */
export function isServiceAccountId(id: string): id is ServiceAccountId {
  return id.startsWith(idPrefixes.serviceAccount)
}
