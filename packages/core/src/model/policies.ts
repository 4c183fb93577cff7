/** What an organization has decided about its keys (design §6). */
export type Policies = {
  /** Its members cannot create keys. Those that there are keep working, and can be renamed, deleted and used. */
  readonly disableKeyCreation: boolean
  /** A personal key does not reach this organization; only keys that are confined to it do. */
  readonly enforceOrganizationKeys: boolean
  /** No key is made that lives longer than this many milliseconds; null for as long as one likes. */
  readonly maximumKeyLifetimeMs: number | null
}

/** What holds until an admin decides otherwise. */
export const defaultPolicies: Policies = {
  disableKeyCreation: false,
  enforceOrganizationKeys: false,
  maximumKeyLifetimeMs: null,
}
