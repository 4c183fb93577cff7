/** Kinds of references, by who gets to know what they name. */
export type Kind =
  | 'organization'
  | 'organizationName'
  | 'team'
  | 'entityName'
  | 'teamName'
  | 'user'
  | 'username'
  | 'email'
  | 'invitedEmail'
  | 'member'
  | 'serviceAccount'
  | 'key'
  | 'rotation'
  | 'refusal'
  | 'deletedKey'
  | 'keyWord'
  | 'keyOwner'
  | 'organizationWord'
  | 'teamWord'
  | 'memberWord'
  | 'serviceAccountWord'
  | 'userWord'
  | 'invitation'
  | 'invitationToken'
  | 'deadInvitationToken'
  | 'auditSubject'
  | 'auditActor'
  | 'idempotencyKey'
  | 'session'
  | 'webhook'
  | 'webhookEvent'

/** Who calls. All but the admins of the instance, from whom nothing is kept. */
export const askers = [
  'nobody',
  'a member of another organization',
  'an admin of another organization',
  'a service account of another organization',
  'a service account of a team of another organization',
  'a key that is confined to another organization',
  'an instance admin’s key that is confined to another organization',
  'a personal key that the organization has blocked',
  'a personal key where only organization keys are taken',
  'a member who was removed',
  'a member without a team',
  'a member of another team',
  'an admin of another team',
  'a service account of another team',
  'a service account of the organization',
  'an admin of the organization',
] as const
export type Asker = (typeof askers)[number]

/** Something that is there. */
export type Thing = {
  readonly kind: Kind
  readonly what: string
  /** All texts that name it, by how they do. */
  readonly named: Readonly<Record<string, string>>
  /** Who has a right to know of it; from all others it is kept. Stated here, not read from the code. */
  readonly knownTo: readonly Asker[]
}

/** What of each kind belongs together: the usual values of all parts of a request but the one that is asked about. */
export type Place = Readonly<Record<Kind, string>> & {
  /** A good one, of somebody who belongs there. */
  readonly token: string
}

export type World = {
  readonly askers: readonly Asker[]
  readonly things: readonly Thing[]
  readonly places: readonly Place[]
  /** The same for each kind and each way of naming, of what is not there. */
  readonly madeUp: Readonly<Record<Kind, Readonly<Record<string, string>>>>
  /** Token of each; undefined for nobody. */
  readonly tokens: Readonly<Record<Asker, string | undefined>>
  /** Callers who together may know everything. By them, each part of each row is shown to name something. */
  readonly insiders: readonly (string | undefined)[]
  /** Tokens that are good no more, by what has become of them. */
  readonly deadTokens: Readonly<Record<string, string>>
}
