import type { Me, OrganizationMembership, Policies } from '@keystead/sdk'
import { useQueries, useQuery } from '@tanstack/react-query'
import { policiesQuery } from '../queries/queries.ts'

export type Refusal = 'KEY_CREATION_DISABLED' | 'VIEWER_KEY_CREATION_DISABLED'
export type Ruled = { readonly membership: OrganizationMembership; readonly policies: Policies }
export type Limit = { readonly seconds: number; readonly organization: string }

/**
 * What the person's organizations have decided about new keys, so that a form offers only what will be granted. The
 * server decides again.
 */
export function useCreationRules(
  me: Me,
  /** Left out, of all of the person's organizations. */
  organizationId?: string,
): { readonly ruled: readonly Ruled[]; readonly pending: boolean } {
  const organizations = me.organizations.filter(({ id }) => id === (organizationId ?? id))
  return useQueries({
    queries: organizations.map(({ id }) => policiesQuery(id)),
    combine: (results) => ({
      pending: results.some(({ isPending }) => isPending),
      ruled: organizations.flatMap((membership, place) => {
        const policies = results[place]?.data
        return policies ? [{ membership, policies }] : []
      }),
    }),
  })
}

export const refusalIn = ({ membership, policies }: Ruled): Refusal | null =>
  policies.disableKeyCreation
    ? 'KEY_CREATION_DISABLED'
    : policies.disableViewerKeyCreation && membership.role === 'viewer'
      ? 'VIEWER_KEY_CREATION_DISABLED'
      : null

/** A personal key reaches every organization that lets personal keys in; each of those must allow it. */
export const reachedByPersonalKey = (ruled: readonly Ruled[]): Ruled[] =>
  ruled.filter(({ policies }) => !policies.enforceOrganizationKeys)

export const refusalOfPersonalKey = (ruled: readonly Ruled[]): Refusal | null =>
  reachedByPersonalKey(ruled)
    .map(refusalIn)
    .find((refusal) => refusal !== null) ?? null

/** Why no key at all can be made, or null when some can: each organization is asked only where those before it refuse. */
export function useRefusalOfAnyKey({ organizations }: Me): Refusal | null {
  const { data } = useQuery({
    // Read anew with the policies.
    queryKey: ['policies', 'refusal-of-any-key', organizations.map(({ id, role }) => [id, role])],
    queryFn: async ({ client }) => {
      const ruled: Ruled[] = []
      for (const membership of organizations) {
        const each = { membership, policies: await client.fetchQuery(policiesQuery(membership.id)) }
        if (refusalIn(each) === null) return null
        ruled.push(each)
      }
      return refusalOfAnyKey(ruled)
    },
  })
  return data ?? null
}

function refusalOfAnyKey(ruled: readonly Ruled[]): Refusal | null {
  return refusalOfPersonalKey(ruled) ?? (ruled[0] ? refusalIn(ruled[0]) : null)
}

export function shortestLifetime(ruled: readonly Ruled[]): Limit | null {
  const limits = ruled.flatMap(({ membership, policies }) =>
    policies.maximumKeyLifetimeSeconds === null
      ? []
      : [{ seconds: policies.maximumKeyLifetimeSeconds, organization: membership.name }],
  )
  return limits.sort((one, other) => one.seconds - other.seconds)[0] ?? null
}
