import {
  type ApiKey,
  type CreateKeyRequest,
  createKey,
  type Instance,
  type KeyId,
  type Organization,
  type OrganizationId,
  type OrganizationRole,
  type User,
  type UserId,
} from '@keystead/core'

export type Person = { readonly user: User; readonly token: string; readonly keyId: KeyId }
export type TestKey = { readonly key: ApiKey; readonly token: string }

/** Makes whom and what a test needs, straight in the store: no door has a route for it yet. */
export type Accounts = {
  addOrganization(name: string): Promise<Organization>
  /** A user with a personal key. Organizations by name; those that are missing are made. */
  addPerson(
    username: string,
    roles: Readonly<Record<string, OrganizationRole>>,
    rights?: { readonly instanceAdmin?: boolean },
  ): Promise<Person>
  /** A key of this user, made as if they had asked for it with a credential that reaches everything of theirs. */
  addKey(user: User, request?: Partial<CreateKeyRequest>): Promise<TestKey>
}

export function makeAccounts(instance: Instance, first: Organization): Accounts {
  const { store, clock } = instance
  const organizations = new Map([[first.name, first]])

  const addOrganization = async (name: string) => {
    const organization = { id: toId('org', name) as OrganizationId, name, createdAt: clock.now() }
    await store.transact((transaction) => transaction.insertOrganization(organization))
    organizations.set(name, organization)
    return organization
  }

  const addKey = async (user: User, request: Partial<CreateKeyRequest> = {}) => {
    const memberships = await store.listMemberships(user.id)
    const principal = { kind: 'user', user, keyId: '' as KeyId, reach: { kind: 'everywhere' }, memberships } as const
    const { key, token } = await createKey(instance, principal, { name: 'laptop', ...request })
    return { key, token: token.reveal() }
  }

  return {
    addOrganization,
    addKey,
    async addPerson(username, roles, { instanceAdmin = false } = {}) {
      const user: User = {
        id: toId('usr', username) as UserId,
        username,
        email: `${username}@example.com`,
        name: username,
        instanceAdmin,
        createdAt: clock.now(),
      }
      const places: { organization: Organization; role: OrganizationRole }[] = []
      for (const [name, role] of Object.entries(roles)) {
        places.push({ organization: organizations.get(name) ?? (await addOrganization(name)), role })
      }
      await store.transact(async (transaction) => {
        await transaction.insertUser(user)
        for (const { organization, role } of places) {
          await transaction.insertMembership(user.id, organization.id, role)
        }
      })
      const { key, token } = await addKey(user)
      return { user, token, keyId: key.id }
    },
  }
}

const toId = (kind: 'org' | 'usr', name: string) => `${kind}_${name.replaceAll('-', '').padStart(22, '0')}`
