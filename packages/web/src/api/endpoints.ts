import { apiAddress, pathOf, request } from './request.ts'
import type {
  AuditEvent,
  Invitation,
  InvitationPreview,
  Key,
  KeySort,
  KeyState,
  KeyType,
  Me,
  Member,
  Organization,
  OrganizationRole,
  Policies,
  ServiceAccount,
  Session,
  SortDirection,
  Team,
  TeamMember,
  TeamRole,
  User,
} from './schema.ts'

/** Every call that the console makes, by noun. A token is in the answers of four of them, which nothing may cache. */

export type Page<Name extends string, Item> = { readonly [Key in Name]: Item[] } & { nextCursor: string | null }
type PageRequest = { readonly cursor?: string | undefined; readonly limit?: number; readonly signal?: AbortSignal }
type Find = PageRequest & { readonly query?: string | undefined }

const paged = ({ signal, ...query }: PageRequest & Readonly<Record<string, unknown>>) => ({
  query: query as Record<string, string | number | undefined>,
  signal,
})

export const session = {
  isSetupNeeded: (signal?: AbortSignal) => request<{ needed: boolean }>('GET', '/setup', { signal }),
  setUp: (body: { token: string; email: string; password: string; organization: string; name?: string }) =>
    request<{ organization: Organization }>('POST', '/setup', { body }),
  signIn: (body: { email: string; password: string }) => request<Me>('POST', '/session', { body }),
  choosePassword: (body: { token: string; password: string }) => request<Me>('POST', '/password-links/use', { body }),
  signOut: () => request<void>('DELETE', '/session'),
  me: (signal?: AbortSignal) => request<Me>('GET', '/me', { signal }),
  list: (signal?: AbortSignal) => request<{ sessions: Session[] }>('GET', '/sessions', { signal }),
  end: (id: string) => request<void>('DELETE', pathOf`/sessions/${id}`),
  rename: (id: string, name: string) => request<unknown>('PATCH', pathOf`/users/${id}`, { body: { name } }),
  changePassword: (body: { current: string; new: string }) => request<void>('PUT', '/password', { body }),
}

export type NewUser = { email: string; name?: string; username?: string; instanceAdmin?: boolean }

export const users = {
  list: (find: Find) => request<Page<'users', User>>('GET', '/users', paged(find)),
  create: (body: NewUser) => request<User>('POST', '/users', { body }),
  setInstanceAdmin: (id: string, instanceAdmin: boolean) =>
    request<User>('PATCH', pathOf`/users/${id}`, { body: { instanceAdmin } }),
  createPasswordLink: (id: string) => request<{ token: string }>('POST', pathOf`/users/${id}/password-links`),
  /** With `refuse`, keys that they have after all keep them from being deleted. */
  remove: (id: string, keys: 'delete' | 'refuse') =>
    request<{ deletedKeys: Key[] }>('DELETE', pathOf`/users/${id}`, { query: { keys } }),
}

export type KeyFilter = {
  readonly query?: string | undefined
  readonly type?: KeyType | undefined
  readonly state?: KeyState | undefined
  readonly owner?: string | undefined
  readonly organization?: string | undefined
  readonly lastUsedBefore?: string | undefined
  readonly expiresBefore?: string | undefined
  readonly sort?: KeySort | undefined
  readonly order?: SortDirection | undefined
}
export type NewKey = { name: string; owner?: string; organization?: string; expiresAt?: string }

export const keys = {
  list: (filter: KeyFilter & PageRequest) => request<Page<'keys', Key>>('GET', '/keys', paged(filter)),
  get: (id: string, signal?: AbortSignal) => request<Key>('GET', pathOf`/keys/${id}`, { signal }),
  create: (body: NewKey, idempotencyKey: string) =>
    request<{ key: Key; token: string }>('POST', '/keys', { body, idempotencyKey }),
  rename: (id: string, name: string) => request<Key>('PATCH', pathOf`/keys/${id}`, { body: { name } }),
  remove: (id: string) => request<Key>('DELETE', pathOf`/keys/${id}`),
  removeSeveral: (ids: readonly string[]) =>
    request<{ results: { id: string; deleted: boolean; code?: string }[] }>('POST', '/keys/bulk-delete', {
      body: { ids },
    }),
  block: (id: string, organization: string) => request<Key>('PUT', pathOf`/keys/${id}/blocks/${organization}`),
  unblock: (id: string, organization: string) => request<Key>('DELETE', pathOf`/keys/${id}/blocks/${organization}`),
}

export const organizations = {
  list: (find: Find) => request<Page<'organizations', Organization>>('GET', '/organizations', paged(find)),
  create: (body: { name: string; admin: string }) => request<Organization>('POST', '/organizations', { body }),
  get: (organization: string, signal?: AbortSignal) =>
    request<Organization>('GET', pathOf`/organizations/${organization}`, { signal }),
  rename: (organization: string, name: string) =>
    request<Organization>('PATCH', pathOf`/organizations/${organization}`, { body: { name } }),
  policies: (organization: string, signal?: AbortSignal) =>
    request<Policies>('GET', pathOf`/organizations/${organization}/policies`, { signal }),
  changePolicies: (organization: string, body: Partial<Policies> & { confirmation?: string }) =>
    request<Policies>('PATCH', pathOf`/organizations/${organization}/policies`, { body }),
  previewEnforcement: (organization: string, page: PageRequest) =>
    request<Page<'keys', Key>>('GET', pathOf`/organizations/${organization}/policies/enforcement-preview`, paged(page)),
}

export const members = {
  list: (organization: string, find: Find) =>
    request<Page<'members', Member>>('GET', pathOf`/organizations/${organization}/members`, paged(find)),
  add: (organization: string, body: { user: string; role: OrganizationRole }) =>
    request<Member>('POST', pathOf`/organizations/${organization}/members`, { body }),
  changeRole: (organization: string, user: string, role: OrganizationRole) =>
    request<Member>('PATCH', pathOf`/organizations/${organization}/members/${user}`, { body: { role } }),
  remove: (organization: string, user: string) =>
    request<{ deletedKeys: Key[] }>('DELETE', pathOf`/organizations/${organization}/members/${user}`),
}

export type NewInvitation = { email: string; role: OrganizationRole; team?: string; teamRole?: TeamRole }

export const invitations = {
  list: (organization: string, page: PageRequest) =>
    request<Page<'invitations', Invitation>>('GET', pathOf`/organizations/${organization}/invitations`, paged(page)),
  create: (organization: string, body: NewInvitation, idempotencyKey: string) =>
    request<{ invitation: Invitation; token: string }>('POST', pathOf`/organizations/${organization}/invitations`, {
      body,
      idempotencyKey,
    }),
  revoke: (organization: string, id: string) =>
    request<void>('DELETE', pathOf`/organizations/${organization}/invitations/${id}`),
  preview: (token: string, signal?: AbortSignal) =>
    request<InvitationPreview>('POST', '/invitations/preview', { body: { token }, signal }),
  accept: (body: { token: string; name?: string; username?: string; password?: string }) =>
    request<{ organization: Organization }>('POST', '/invitations/accept', { body }),
}

export const teams = {
  list: (organization: string, find: Find) =>
    request<Page<'teams', Team>>('GET', pathOf`/organizations/${organization}/teams`, paged(find)),
  get: (organization: string, team: string, signal?: AbortSignal) =>
    request<Team>('GET', pathOf`/organizations/${organization}/teams/${team}`, { signal }),
  create: (organization: string, name: string, idempotencyKey: string) =>
    request<Team>('POST', pathOf`/organizations/${organization}/teams`, { body: { name }, idempotencyKey }),
  rename: (organization: string, team: string, name: string) =>
    request<Team>('PATCH', pathOf`/organizations/${organization}/teams/${team}`, { body: { name } }),
  remove: (organization: string, team: string) =>
    request<void>('DELETE', pathOf`/organizations/${organization}/teams/${team}`),
}

export const teamMembers = {
  list: (organization: string, team: string, find: Find) =>
    request<Page<'members', TeamMember>>(
      'GET',
      pathOf`/organizations/${organization}/teams/${team}/members`,
      paged(find),
    ),
  add: (organization: string, team: string, body: { user: string; role: TeamRole }) =>
    request<TeamMember>('POST', pathOf`/organizations/${organization}/teams/${team}/members`, { body }),
  changeRole: (organization: string, team: string, user: string, role: TeamRole) =>
    request<TeamMember>('PATCH', pathOf`/organizations/${organization}/teams/${team}/members/${user}`, {
      body: { role },
    }),
  remove: (organization: string, team: string, user: string) =>
    request<void>('DELETE', pathOf`/organizations/${organization}/teams/${team}/members/${user}`),
}

export type NewServiceAccount = { name: string; team?: string; defaultTeam?: string }

export const serviceAccounts = {
  list: (organization: string, find: Find & { readonly team?: string | undefined }) =>
    request<Page<'serviceAccounts', ServiceAccount>>(
      'GET',
      pathOf`/organizations/${organization}/service-accounts`,
      paged(find),
    ),
  create: (organization: string, body: NewServiceAccount, idempotencyKey: string) =>
    request<ServiceAccount>('POST', pathOf`/organizations/${organization}/service-accounts`, { body, idempotencyKey }),
  update: (id: string, body: { name?: string; defaultTeam?: string; verifier?: boolean }) =>
    request<ServiceAccount>('PATCH', pathOf`/service-accounts/${id}`, { body }),
  remove: (id: string) => request<{ deletedKeys: Key[] }>('DELETE', pathOf`/service-accounts/${id}`),
}

export type AuditFilter = {
  readonly organization?: string | undefined
  readonly action?: string | undefined
  readonly outcome?: 'done' | 'refused' | undefined
  readonly actor?: string | undefined
  readonly subject?: string | undefined
  readonly from?: string | undefined
  readonly until?: string | undefined
}

export const audit = {
  list: (filter: AuditFilter & PageRequest) => request<Page<'events', AuditEvent>>('GET', '/audit', paged(filter)),
  /** The browser downloads from here, with the session's cookie. */
  exportAddress: (filter: AuditFilter) => apiAddress('/audit/export', filter),
}
