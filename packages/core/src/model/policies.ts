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
}

/** What holds until an admin decides otherwise. */
export const defaultPolicies: Policies = {
  disableKeyCreation: false,
  disableViewerKeyCreation: false,
  enforceOrganizationKeys: false,
  disableTeamServiceAccountCreation: false,
  maximumKeyLifetimeMs: null,
}
