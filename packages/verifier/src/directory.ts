import {
  type Account,
  type AccountId,
  type AccountRecord,
  compareNames,
  foldText,
  type OrganizationId,
  type OrganizationRecord,
  type OrganizationReference,
  type TeamId,
  type TeamReference,
} from '@keystead/core'

/** An account with what decides about its keys. */
export type Resident = { readonly account: Account; readonly closedToPersonalKeys: readonly OrganizationId[] }

type Entry = { record: AccountRecord; resident: Resident | undefined; generation: number }

/**
 * Accounts, organizations and teams, each once, by number: keys by the million refer to them. An account is put together
 * when it is asked for, and again when some organization or team has changed since, so that a rename or a policy costs
 * nothing for those who do not come.
 */
export class Directory {
  readonly #organizations = new Map<OrganizationId, OrganizationRecord>()
  readonly #organizationsByName = new Map<string, OrganizationId>()
  readonly #teams = new Map<TeamId, TeamReference>()
  readonly #teamsByName = new Map<string, TeamId>()
  readonly #accounts: (Entry | undefined)[] = []
  readonly #accountNumbers = new Map<AccountId, number>()
  // Number 0 is no organization.
  readonly #organizationIds: (OrganizationId | undefined)[] = [undefined]
  readonly #organizationNumbers = new Map<OrganizationId, number>()
  #generation = 0

  get accountCount(): number {
    return this.#accountNumbers.size
  }

  setOrganization(record: OrganizationRecord): void {
    this.#forgetOrganizationName(record.id)
    this.#organizations.set(record.id, record)
    this.#organizationsByName.set(foldText(record.name), record.id)
    this.#generation += 1
    if (this.#organizationNumbers.has(record.id)) return
    this.#organizationNumbers.set(record.id, this.#organizationIds.push(record.id) - 1)
  }

  deleteOrganization(id: OrganizationId): void {
    this.#forgetOrganizationName(id)
    this.#organizations.delete(id)
    this.#generation += 1
  }

  setTeam(team: TeamReference): void {
    this.#forgetTeamName(team.id)
    this.#teams.set(team.id, team)
    this.#teamsByName.set(teamNameKey(team.organizationId, team.name), team.id)
    this.#generation += 1
  }

  deleteTeam(id: TeamId): void {
    this.#forgetTeamName(id)
    this.#teams.delete(id)
    this.#generation += 1
  }

  setAccount(id: AccountId, record: AccountRecord): void {
    const entry: Entry = { record, resident: undefined, generation: -1 }
    const known = this.#accountNumbers.get(id)
    if (known === undefined) this.#accountNumbers.set(id, this.#accounts.push(entry) - 1)
    else this.#accounts[known] = entry
  }

  /** Its number is not given to another: a key that still bears it has no owner, and is none. */
  deleteAccount(id: AccountId): void {
    const number = this.#accountNumbers.get(id)
    if (number === undefined) return
    this.#accounts[number] = undefined
    this.#accountNumbers.delete(id)
  }

  /** Throws for an account that was never told of. */
  accountNumber(id: AccountId): number {
    const number = this.#accountNumbers.get(id)
    if (number === undefined) throw new Error('a key came before its owner')
    return number
  }

  /** Throws for an organization that was never told of. */
  organizationNumber(id: OrganizationId | null): number {
    const number = id === null ? 0 : this.#organizationNumbers.get(id)
    if (number === undefined) throw new Error('a key came before its organization')
    return number
  }

  /** The organization of a number; null for 0, and undefined for one that is no more. */
  organization(number: number): OrganizationReference | null | undefined {
    const id = this.#organizationIds[number]
    return id === undefined ? null : this.#organizations.get(id)
  }

  findOrganization(reference: string): OrganizationReference | undefined {
    const id = this.#organizationsByName.get(foldText(reference)) ?? (reference as OrganizationId)
    return this.#organizations.get(id)
  }

  findTeam(organizationId: OrganizationId, reference: string): TeamReference | undefined {
    const id = this.#teamsByName.get(teamNameKey(organizationId, reference)) ?? (reference as TeamId)
    const team = this.#teams.get(id)
    return team?.organizationId === organizationId ? team : undefined
  }

  organizationsOf(ids: readonly OrganizationId[]): OrganizationReference[] {
    return ids.flatMap((id) => this.#organizations.get(id) ?? [])
  }

  /** The account of a number; undefined for one that is no more. */
  resident(number: number): Resident | undefined {
    const entry = this.#accounts[number]
    if (entry === undefined) return undefined
    if (entry.generation !== this.#generation) {
      entry.resident = this.#assemble(entry.record)
      entry.generation = this.#generation
    }
    return entry.resident
  }

  // Another may bear the name by now: two that swap names are told of one after the other.
  #forgetOrganizationName(id: OrganizationId): void {
    const name = foldText(this.#organizations.get(id)?.name ?? '')
    if (this.#organizationsByName.get(name) === id) this.#organizationsByName.delete(name)
  }

  #forgetTeamName(id: TeamId): void {
    const team = this.#teams.get(id)
    if (team === undefined) return
    const name = teamNameKey(team.organizationId, team.name)
    if (this.#teamsByName.get(name) === id) this.#teamsByName.delete(name)
  }

  #assemble(record: AccountRecord): Resident | undefined {
    if (record.kind === 'service_account') {
      const organization = this.#organizations.get(record.organizationId)
      const team = record.teamId === null ? null : this.#teams.get(record.teamId)
      const defaultTeam = this.#teams.get(record.defaultTeamId)
      if (organization === undefined || team === undefined || defaultTeam === undefined) return undefined
      const serviceAccount = { ...record.serviceAccount, organization: referTo(organization), team, defaultTeam }
      return { account: { kind: 'service_account', serviceAccount }, closedToPersonalKeys: [] }
    }
    const places = record.memberships.flatMap(({ organizationId, role }) => {
      const organization = this.#organizations.get(organizationId)
      return organization === undefined ? [] : [{ organization, role }]
    })
    places.sort((a, b) => compareNames(a.organization.name, b.organization.name))
    const order = new Map(places.map(({ organization }, place) => [organization.id, place]))
    const placeOf = ({ organizationId }: TeamReference) => order.get(organizationId) ?? 0
    const teamMemberships = record.teamMemberships
      .flatMap(({ teamId, role }) => {
        const team = this.#teams.get(teamId)
        return team === undefined ? [] : [{ team, role }]
      })
      .sort((a, b) => placeOf(a.team) - placeOf(b.team) || compareNames(a.team.name, b.team.name))
    const memberships = places.map(({ organization, role }) => ({ organization: referTo(organization), role }))
    return {
      account: { kind: 'user', user: record.user, memberships, teamMemberships },
      closedToPersonalKeys: places
        .filter(({ organization }) => organization.closedToPersonalKeys)
        .map(({ organization }) => organization.id),
    }
  }
}

const teamNameKey = (organizationId: OrganizationId, name: string) => `${organizationId} ${foldText(name)}`

const referTo = ({ id, name }: OrganizationRecord): OrganizationReference => ({ id, name })
