import {
  type ApiKey,
  type Caller,
  type CreateKeyRequest,
  createKey,
  type Instance,
  type KeyId,
  mintKey,
  type Organization,
  type OrganizationId,
  type OrganizationRole,
  type ServiceAccount,
  type ServiceAccountId,
  type Team,
  type TeamId,
  type TeamRole,
  type User,
  type UserId,
} from '@keystead/core'

export type Person = { readonly user: User; readonly token: string; readonly keyId: KeyId }
export type Machine = { readonly serviceAccount: ServiceAccount; readonly token: string; readonly keyId: KeyId }
export type TestKey = { readonly key: ApiKey; readonly token: string }

type MachinePlace = {
  readonly organization: string
  /** Name of the team that it belongs to; left out, it belongs to the organization. */
  readonly team?: string
  readonly verifier?: boolean
}

/** Makes whom and what a test needs, straight in the store, whoever would be allowed to. All by name. */
export type Accounts = {
  addOrganization(name: string): Promise<Organization>
  /** Members of the organization that is meant, by user name, with their role in the team. */
  addTeam(organization: string, name: string, members?: Readonly<Record<string, TeamRole>>): Promise<Team>
  /** A user with a personal key. Organizations that are missing are made. */
  addPerson(
    username: string,
    roles: Readonly<Record<string, OrganizationRole>>,
    rights?: { readonly instanceAdmin?: boolean },
  ): Promise<Person>
  /** A service account with a key. Its team, or default team `default`, is made if it is missing. */
  addMachine(name: string, place: MachinePlace): Promise<Machine>
  /** A key of this user, made as if they had asked for it with a credential that reaches everything of theirs. */
  addKey(user: User, request?: Partial<CreateKeyRequest>): Promise<TestKey>
}

export function makeAccounts(instance: Instance, first: Organization): Accounts {
  const { store, clock } = instance
  const organizations = new Map([[first.name, first]])
  const teams = new Map<string, Team>()

  const addOrganization = async (name: string) => {
    const organization = { id: toId('org', name) as OrganizationId, name, createdAt: clock.now() }
    await store.transact((transaction) => transaction.insertOrganization(organization))
    organizations.set(name, organization)
    return organization
  }
  const getOrganization = async (name: string) => organizations.get(name) ?? (await addOrganization(name))

  const addTeam = async (organization: string, name: string, members: Readonly<Record<string, TeamRole>> = {}) => {
    const { id: organizationId } = await getOrganization(organization)
    const team: Team = {
      id: toId('team', `${organization}${name}`) as TeamId,
      name,
      organizationId,
      createdAt: clock.now(),
    }
    await store.transact(async (transaction) => {
      await transaction.insertTeam(team)
      for (const [username, role] of Object.entries(members)) {
        const user = await transaction.findUser(username)
        if (user === undefined) throw new Error(`there is no user ${username}`)
        await transaction.insertTeamMembership(user.id, team.id, role, clock.now())
      }
    })
    teams.set(`${organization}/${name}`, team)
    return team
  }

  /** As no door makes one: without asking anybody. */
  const insertKey = async (ownerId: UserId | ServiceAccountId, organizationId: OrganizationId | null) => {
    const { keyId, token, ...minted } = mintKey(instance, 'v1')
    const key = {
      id: keyId,
      name: 'laptop',
      ownerId,
      organizationId,
      createdAt: clock.now(),
      expiresAt: null,
      ...minted,
    }
    await store.transact((transaction) => transaction.insertKey(key))
    return { keyId, token: token.reveal() }
  }

  return {
    addOrganization,
    addTeam,
    async addKey(user, request = {}) {
      const { keyId } = await insertKey(user.id, null)
      const account = (await store.findVerifiableKey(keyId))?.account
      if (account?.kind !== 'user') throw new Error('the key of a user is not one')
      const origin = { ip: null, requestId: null }
      const caller: Caller = { ...account, credential: { kind: 'key', keyId }, reach: { kind: 'everywhere' }, origin }
      const { key, token } = await createKey(instance, caller, { name: 'laptop', ...request })
      await store.transact((transaction) => transaction.deleteKey(keyId, { at: 0, by: null }))
      return { key, token: token.reveal() }
    },
    async addPerson(username, roles, { instanceAdmin = false } = {}) {
      const user: User = {
        id: toId('usr', username) as UserId,
        username,
        email: `${username}@example.com`,
        name: username,
        instanceAdmin,
        createdAt: clock.now(),
        activatedAt: clock.now(),
      }
      const places: { organization: Organization; role: OrganizationRole }[] = []
      for (const [name, role] of Object.entries(roles)) places.push({ organization: await getOrganization(name), role })
      await store.transact(async (transaction) => {
        await transaction.insertUser(user)
        for (const { organization, role } of places) {
          await transaction.insertMembership(user.id, organization.id, role)
        }
      })
      return { user, ...(await insertKey(user.id, null)) }
    },
    async addMachine(name, { organization: organizationName, team: teamName, verifier = false }) {
      const { id, name: knownName } = await getOrganization(organizationName)
      const place = teamName ?? 'default'
      const team = teams.get(`${organizationName}/${place}`) ?? (await addTeam(organizationName, place))
      const serviceAccount: ServiceAccount = {
        id: toId('sva', name) as ServiceAccountId,
        name,
        organization: { id, name: knownName },
        team: teamName === undefined ? null : { id: team.id, name: team.name, organizationId: id },
        defaultTeam: { id: team.id, name: team.name, organizationId: id },
        verifier,
        createdAt: clock.now(),
      }
      await store.transact((transaction) => transaction.insertServiceAccount(serviceAccount))
      return { serviceAccount, ...(await insertKey(serviceAccount.id, id)) }
    },
  }
}

const toId = (kind: 'org' | 'usr' | 'team' | 'sva', name: string) =>
  `${kind}_${name.replaceAll(/[^a-zA-Z0-9]/g, '').padStart(22, '0')}`
