import type {
  AccountId,
  AccountRecord,
  KeyId,
  KeyRecord,
  OrganizationId,
  OrganizationRecord,
  OrganizationReference,
  RecordChanges,
  SnapshotSink,
  TeamReference,
  VerifiableKey,
} from '@keystead/core'
import { Directory } from './directory.ts'
import { KeyTable } from './key-table.ts'

const accountIdOf = (record: AccountRecord): AccountId =>
  record.kind === 'user' ? record.user.id : record.serviceAccount.id

const unblocked: readonly OrganizationReference[] = []

let newestVersion = 0
const newVersion = () => (newestVersion += 1)

/**
 * All live keys with what decides about them, in memory. It takes in a snapshot, then what has changed since; each change is
 * applied in one go, so that no verification sees half of it.
 */
export class KeyIndex implements SnapshotSink {
  readonly #directory = new Directory()
  readonly #keys = new KeyTable()
  // Few keys are blocked anywhere, or disabled: neither takes room of all the others.
  readonly #blocks = new Map<KeyId, readonly OrganizationId[]>()
  readonly #disabled = new Map<KeyId, { readonly until: number | null }>()
  #version = newVersion()

  /** Another as soon as anything in here may be, and another in each index: what was found at one version would be found again. */
  get version(): number {
    return this.#version
  }

  get size(): number {
    return this.#keys.size
  }

  /** Bytes that the keys take, without the accounts that own them. */
  get bytes(): number {
    return this.#keys.bytes
  }

  organizations(records: readonly OrganizationRecord[]): void {
    this.#version = newVersion()
    for (const record of records) this.#directory.setOrganization(record)
  }

  teams(records: readonly TeamReference[]): void {
    this.#version = newVersion()
    for (const team of records) this.#directory.setTeam(team)
  }

  accounts(records: readonly AccountRecord[]): void {
    this.#version = newVersion()
    for (const record of records) this.#directory.setAccount(accountIdOf(record), record)
  }

  keys(records: readonly KeyRecord[]): void {
    this.#version = newVersion()
    for (const record of records) this.#setKey(record)
  }

  apply({ organizations, teams, accounts, keys }: RecordChanges): void {
    this.#version = newVersion()
    // What is referred to comes before, and goes after, what refers to it.
    for (const record of organizations.values()) if (record !== undefined) this.#directory.setOrganization(record)
    for (const team of teams.values()) if (team !== undefined) this.#directory.setTeam(team)
    for (const [id, record] of accounts) if (record !== undefined) this.#directory.setAccount(id, record)
    for (const [id, record] of keys) {
      if (record === undefined) this.#deleteKey(id)
      else this.#setKey(record)
    }
    for (const [id, record] of accounts) if (record === undefined) this.#directory.deleteAccount(id)
    for (const [id, team] of teams) if (team === undefined) this.#directory.deleteTeam(id)
    for (const [id, record] of organizations) if (record === undefined) this.#directory.deleteOrganization(id)
  }

  /** All that the verification of a token needs to know. The digest is good until the index changes. */
  find(id: KeyId): VerifiableKey | undefined {
    const entry = this.#keys.find(id)
    if (entry === undefined) return undefined
    const resident = this.#directory.resident(entry.account)
    const organization = this.#directory.organization(entry.organization)
    if (resident === undefined || organization === undefined) return undefined
    const { expiresAt, digest, pepperVersion } = entry
    return {
      key: {
        id,
        organization,
        expiresAt: expiresAt === Number.POSITIVE_INFINITY ? null : expiresAt,
        blockedBy: this.#blocks.size === 0 ? unblocked : this.#directory.organizationsOf(this.#blocks.get(id) ?? []),
        disabled: this.#disabled.size === 0 ? null : (this.#disabled.get(id) ?? null),
      },
      digest,
      pepperVersion,
      account: resident.account,
      closedToPersonalKeys: resident.closedToPersonalKeys,
    }
  }

  findOrganization(reference: string): OrganizationReference | undefined {
    return this.#directory.findOrganization(reference)
  }

  findTeam(organizationId: OrganizationId, reference: string): TeamReference | undefined {
    return this.#directory.findTeam(organizationId, reference)
  }

  #setKey({
    id,
    ownerId,
    organizationId,
    expiresAt,
    blockedBy,
    disabledUntil,
    digest,
    pepperVersion,
  }: KeyRecord): void {
    this.#keys.set(id, {
      account: this.#directory.accountNumber(ownerId),
      organization: this.#directory.organizationNumber(organizationId),
      pepperVersion,
      expiresAt: expiresAt ?? Number.POSITIVE_INFINITY,
      digest,
    })
    if (blockedBy.length > 0) this.#blocks.set(id, blockedBy)
    else this.#blocks.delete(id)
    // That a brown-out ends is no change that anybody is told of: the decision is a question of time.
    if (disabledUntil === null) this.#disabled.delete(id)
    else this.#disabled.set(id, { until: disabledUntil === Number.POSITIVE_INFINITY ? null : disabledUntil })
  }

  #deleteKey(id: KeyId): void {
    this.#keys.delete(id)
    this.#blocks.delete(id)
    this.#disabled.delete(id)
  }
}
