/**
 * What becomes of a key whose token somebody has found: those whom it concerns are told, and no more; it is disabled; or it
 * works for a while yet, in which it is to be rotated, and never again after that.
 */
export const leakResponses = ['alert', 'disable', 'rotate'] as const
export type LeakResponse = (typeof leakResponses)[number]

/** What an organization has decided about its keys (design §6). */
export type Policies = {
  /**
   * Its members and the service accounts of its teams get no new keys; those of the organization still do. Existing
   * keys keep working, and can be renamed, deleted and used.
   */
  readonly disableKeyCreation: boolean
  /** Viewers get no new keys that reach this organization. */
  readonly disableViewerKeyCreation: boolean
  /** A personal key does not reach this organization; only keys that are confined to it do. */
  readonly enforceOrganizationKeys: boolean
  /** Its teams get no new service accounts; those that there are keep working. */
  readonly disableTeamServiceAccountCreation: boolean
  /** No key is made that lives longer than this many milliseconds; null for as long as one likes. */
  readonly maximumKeyLifetimeMs: number | null
  /** Where several organizations decide about one key, the strictest does. */
  readonly onLeak: LeakResponse
  /** For how many milliseconds a leaked key still works where it is to be rotated. */
  readonly leakGraceMs: number
}

/** What holds until an admin decides otherwise. */
export const defaultPolicies: Policies = {
  disableKeyCreation: false,
  disableViewerKeyCreation: false,
  enforceOrganizationKeys: false,
  disableTeamServiceAccountCreation: false,
  maximumKeyLifetimeMs: null,
  onLeak: 'disable',
  leakGraceMs: 24 * 60 * 60_000,
}
