import {
  type ExportAuditEventsQuery,
  isKeysteadError,
  KeysteadError,
  type ListKeysQuery,
  type ListRotationsQuery,
} from '@keystead/sdk'
import { QueryClient, queryOptions, skipToken } from '@tanstack/react-query'
import { keystead } from '../api/keystead.ts'

/** Reads are tried again when nothing came back or the server was busy; a refusal stays one. */
export const createQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // Also while the browser believes itself offline: it would else show that it loads, without an end.
        networkMode: 'always',
        retry: (failures, error) => failures < 2 && !(isKeysteadError(error) && (error.status ?? 500) < 500),
        retryDelay: (failures) => 400 * 2 ** failures,
      },
    },
  })

/** A list that is read page by page, as every list of the API is. */
export type ListQuery<Answer extends { readonly nextCursor: string | null }> = {
  readonly queryKey: readonly unknown[]
  readonly read: (
    page: { cursor: string | undefined; limit: number },
    options: { signal: AbortSignal },
  ) => Promise<Answer>
}

const listOptions = <Answer extends { readonly nextCursor: string | null }>(
  queryKey: ListQuery<Answer>['queryKey'],
  read: ListQuery<Answer>['read'],
): ListQuery<Answer> => ({ queryKey, read })

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => keystead.me({ signal }),
  staleTime: 60_000,
})
export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => keystead.sessions.getSetup({ signal }),
})
export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => keystead.sessions.list({ signal }),
})

export const keysQuery = (filter: ListKeysQuery) =>
  listOptions(['keys', filter], (page, options) => keystead.keys.list({ ...filter, ...page }, options))

/** Among the keys, so that what deletes one or brings one back has both lists read anew. */
export const deletedKeysQuery = (organization: string) =>
  listOptions(['keys', 'deleted', organization], (page, options) =>
    keystead.keys.listDeleted({ organization, ...page }, options),
  )

/** Below the lists, so that what makes those read anew does so with the key's own page. */
export const keyQuery = (id: string) =>
  queryOptions({ queryKey: ['keys', 'one', id], queryFn: ({ signal }) => keystead.keys.get(id, { signal }) })

/** Below the key, so that what changes that reads them anew. */
export const consumersQuery = (id: string) =>
  queryOptions({
    queryKey: ['keys', 'one', id, 'consumers'],
    queryFn: ({ signal }) => keystead.keys.listConsumers(id, { signal }),
  })

/** Below the key, too. */
export const refusalsQuery = (id: string) =>
  listOptions(['keys', 'one', id, 'refusals'], (page, options) => keystead.keys.listRefusals(id, page, options))

export const keyExplanationQuery = (id: string) =>
  queryOptions({
    queryKey: ['keys', 'one', id, 'explanation'],
    queryFn: ({ signal }) => keystead.keys.explain(id, { signal }),
  })

export const explainedRefusalQuery = (requestId: string) =>
  queryOptions({
    queryKey: ['refusal', requestId],
    queryFn: ({ signal }) => keystead.keys.explainRefusal(requestId, { signal }),
  })

export const rotationsQuery = (filter: ListRotationsQuery) =>
  listOptions(['rotations', filter], (page, options) => keystead.rotations.list({ ...filter, ...page }, options))

/** The newest in which it was one of the two keys; null for none. */
export const rotationOfKeyQuery = (keyId: string) =>
  queryOptions({
    queryKey: ['rotations', 'of', keyId],
    queryFn: async ({ signal }) =>
      (await keystead.rotations.list({ keyId, limit: 1 }, { signal })).rotations[0] ?? null,
  })

/** Read again and again while it is under way: whoever looks at it waits for somebody to move. */
export const rotationQuery = (id: string) =>
  queryOptions({
    queryKey: ['rotations', 'one', id],
    queryFn: ({ signal }) => keystead.rotations.get(id, { signal }),
    refetchInterval: ({ state: { data } }) => (data && data.endedAt === null ? 5_000 : false),
  })

export const usersQuery = (query: string | undefined) =>
  listOptions(['users', query], (page, options) => keystead.users.list({ query, ...page }, options))

export const organizationsQuery = (query: string | undefined) =>
  listOptions(['organizations', query], (page, options) => keystead.organizations.list({ query, ...page }, options))

export const organizationQuery = (organization: string) =>
  queryOptions({
    queryKey: ['organization', organization],
    queryFn: ({ signal }) => keystead.organizations.get(organization, { signal }),
  })

export const policiesQuery = (organization: string) =>
  queryOptions({
    queryKey: ['policies', organization],
    queryFn: ({ signal }) => keystead.policies.get(organization, { signal }),
  })

export const enforcementPreviewQuery = (organization: string) =>
  queryOptions({
    queryKey: ['enforcement-preview', organization],
    queryFn: ({ signal }) => keystead.policies.previewEnforcement(organization, { limit: 200 }, { signal }),
    staleTime: 0,
  })

export const membersQuery = (organization: string, query: string | undefined) =>
  listOptions(['members', organization, query], (page, options) =>
    keystead.members.list(organization, { query, ...page }, options),
  )

export const invitationsQuery = (organization: string) =>
  listOptions(['invitations', organization], (_page, options) => keystead.invitations.list(organization, options))

export const teamsQuery = (organization: string, query?: string | undefined) =>
  listOptions(['teams', organization, query], (page, options) =>
    keystead.teams.list(organization, { query, ...page }, options),
  )

export const teamMembersQuery = (organization: string, team: string, query: string | undefined) =>
  listOptions(['team-members', organization, team, query], (page, options) =>
    keystead.teamMembers.list(organization, team, { query, ...page }, options),
  )

export const serviceAccountsQuery = (organization: string, query: string | undefined, team?: string) =>
  listOptions(['service-accounts', organization, query, team], (page, options) =>
    keystead.serviceAccounts.list(organization, { query, team, ...page }, options),
  )

/** Asked once, with the token in the body: nothing of it is in an address or a cache that outlives the page. */
export const invitationPreviewQuery = (token: string | null) =>
  queryOptions({
    queryKey: ['invitation-preview'],
    queryFn: token === null ? skipToken : ({ signal }) => keystead.invitations.preview({ token }, { signal }),
    gcTime: 0,
  })

/** A team is known by its name alone in addresses: it is looked for where the person is, most likely places first. */
export const teamByNameQuery = (team: string, organizationIds: readonly string[]) =>
  queryOptions({
    queryKey: ['team', team, organizationIds],
    queryFn: async ({ signal }) => {
      let missing: unknown = new KeysteadError('TEAM_NOT_FOUND', { message: 'There is no such team.', status: 404 })
      for (const id of organizationIds) {
        try {
          return await keystead.teams.get(id, team, { signal })
        } catch (error) {
          if (!(isKeysteadError(error) && error.status === 404)) throw error
          missing = error
        }
      }
      throw missing
    },
  })

export const webhooksQuery = (organization: string) =>
  listOptions(['webhooks', organization], (_page, options) => keystead.webhooks.list(organization, options))

/** Below the lists, as a key is. */
export const webhookQuery = (id: string) =>
  queryOptions({ queryKey: ['webhooks', 'one', id], queryFn: ({ signal }) => keystead.webhooks.get(id, { signal }) })

export const deliveriesQuery = (webhook: string) =>
  listOptions(['webhooks', 'deliveries', webhook], (page, options) =>
    keystead.webhooks.listDeliveries(webhook, page, options),
  )

export const auditQuery = (filter: ExportAuditEventsQuery) =>
  listOptions(['audit', filter], (page, options) => keystead.audit.list({ ...filter, ...page }, options))
