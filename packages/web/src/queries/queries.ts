import { QueryClient, queryOptions, skipToken } from '@tanstack/react-query'
import { ApiError } from '../api/api-error.ts'
import {
  type AuditFilter,
  audit,
  invitations,
  type KeyFilter,
  keys,
  members,
  organizations,
  serviceAccounts,
  session,
  teamMembers,
  teams,
  users,
} from '../api/endpoints.ts'

/** Reads are tried again when nothing came back or the server was busy; a refusal stays one. */
export const createQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // Also while the browser believes itself offline: it would else show that it loads, without an end.
        networkMode: 'always',
        retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status < 500),
        retryDelay: (failures) => 400 * 2 ** failures,
      },
    },
  })

/** A list that is read page by page, as every list of the API is. */
export type ListQuery<Answer extends { readonly nextCursor: string | null }> = {
  readonly queryKey: readonly unknown[]
  readonly read: (page: { cursor: string | undefined; limit: number; signal: AbortSignal }) => Promise<Answer>
}

const listOptions = <Answer extends { readonly nextCursor: string | null }>(
  queryKey: ListQuery<Answer>['queryKey'],
  read: ListQuery<Answer>['read'],
): ListQuery<Answer> => ({ queryKey, read })

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => session.me(signal),
  staleTime: 60_000,
})
export const setupQuery = queryOptions({ queryKey: ['setup'], queryFn: ({ signal }) => session.isSetupNeeded(signal) })
export const sessionsQuery = queryOptions({ queryKey: ['sessions'], queryFn: ({ signal }) => session.list(signal) })

export const keysQuery = (filter: KeyFilter) =>
  listOptions(['keys', filter], (page) => keys.list({ ...filter, ...page }))

/** Below the lists, so that what makes those read anew does so with the key's own page. */
export const keyQuery = (id: string) =>
  queryOptions({ queryKey: ['keys', 'one', id], queryFn: ({ signal }) => keys.get(id, signal) })

export const usersQuery = (query: string | undefined) =>
  listOptions(['users', query], (page) => users.list({ query, ...page }))

export const organizationsQuery = (query: string | undefined) =>
  listOptions(['organizations', query], (page) => organizations.list({ query, ...page }))

export const organizationQuery = (organization: string) =>
  queryOptions({
    queryKey: ['organization', organization],
    queryFn: ({ signal }) => organizations.get(organization, signal),
  })

export const policiesQuery = (organization: string) =>
  queryOptions({
    queryKey: ['policies', organization],
    queryFn: ({ signal }) => organizations.policies(organization, signal),
  })

export const enforcementPreviewQuery = (organization: string) =>
  queryOptions({
    queryKey: ['enforcement-preview', organization],
    queryFn: ({ signal }) => organizations.previewEnforcement(organization, { limit: 200, signal }),
    staleTime: 0,
  })

export const membersQuery = (organization: string, query: string | undefined) =>
  listOptions(['members', organization, query], (page) => members.list(organization, { query, ...page }))

export const invitationsQuery = (organization: string) =>
  listOptions(['invitations', organization], (page) => invitations.list(organization, page))

export const teamsQuery = (organization: string, query?: string | undefined) =>
  listOptions(['teams', organization, query], (page) => teams.list(organization, { query, ...page }))

export const teamMembersQuery = (organization: string, team: string, query: string | undefined) =>
  listOptions(['team-members', organization, team, query], (page) =>
    teamMembers.list(organization, team, { query, ...page }),
  )

export const serviceAccountsQuery = (organization: string, query: string | undefined, team?: string) =>
  listOptions(['service-accounts', organization, query, team], (page) =>
    serviceAccounts.list(organization, { query, team, ...page }),
  )

/** Asked once, with the token in the body: nothing of it is in an address or a cache that outlives the page. */
export const invitationPreviewQuery = (token: string | null) =>
  queryOptions({
    queryKey: ['invitation-preview'],
    queryFn: token === null ? skipToken : ({ signal }) => invitations.preview(token, signal),
    gcTime: 0,
  })

/** A team is known by its name alone in addresses: it is looked for where the person is, most likely places first. */
export const teamByNameQuery = (team: string, organizationIds: readonly string[]) =>
  queryOptions({
    queryKey: ['team', team, organizationIds],
    queryFn: async ({ signal }) => {
      let missing: unknown = new ApiError({ status: 404, code: 'TEAM_NOT_FOUND' })
      for (const id of organizationIds) {
        try {
          return await teams.get(id, team, signal)
        } catch (error) {
          if (!(error instanceof ApiError && error.status === 404)) throw error
          missing = error
        }
      }
      throw missing
    },
  })

export const auditQuery = (filter: AuditFilter) =>
  listOptions(['audit', filter], (page) => audit.list({ ...filter, ...page }))
