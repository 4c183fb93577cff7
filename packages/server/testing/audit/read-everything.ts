import type { Store } from '@keystead/core'

const all = { limit: 10_000 }

/** All that a change can change, as the store gives it: two of these are equal where nothing was changed in between. */
export async function readEverything(store: Store): Promise<unknown> {
  const organizations = await store.listOrganizations(all)
  const ids = organizations.map(({ id }) => id)
  const keys = await store.listKeys({ visibility: { kind: 'everything' }, ...all })
  return {
    users: await store.listUsers(all),
    // To be used is no change, and is written at any later moment.
    keys: keys.map(({ lastUsedAt, ...key }) => key),
    policies: [...(await store.findPolicies(ids))],
    organizations: await Promise.all(
      organizations.map(async (organization) => {
        const teams = await store.listTeams({ organizationId: organization.id, ...all })
        return {
          organization,
          members: await store.listMembers(organization.id, all),
          teams: await Promise.all(teams.map(async (team) => [team, await store.listTeamMembers(team.id, all)])),
          serviceAccounts: await store.listServiceAccounts({ organizationId: organization.id, ...all }),
          invitations: await store.listInvitations(organization.id, 0, all.limit),
        }
      }),
    ),
  }
}
