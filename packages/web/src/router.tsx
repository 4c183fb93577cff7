import { isKeysteadError } from '@keystead/sdk'
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  parseSearchWith,
  redirect,
  stringifySearchWith,
} from '@tanstack/react-router'
import { NotFoundPage, RootPage, TroublePage } from './pages/RootPage.tsx'
import { meQuery } from './queries/queries.ts'
import { keepOneTimeToken, type LinkPath } from './shell/one-time-token.ts'

/** What a page's address may hold besides its path. Plain text each; what is unknown or empty is left out. */
const searchOf =
  <Name extends string>(...names: readonly Name[]) =>
  (search: Record<string, unknown>): { [Key in Name]?: string | undefined } =>
    Object.fromEntries(
      names.flatMap((name) => (typeof search[name] === 'string' && search[name] !== '' ? [[name, search[name]]] : [])),
    ) as { [Key in Name]?: string | undefined }

const auditSearch = ['action', 'outcome', 'actor', 'subject', 'from', 'until'] as const

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: RootPage,
  notFoundComponent: NotFoundPage,
  errorComponent: TroublePage,
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: searchOf('returnTo', 'reason'),
  component: lazyRouteComponent(() => import('./pages/entry/SignInPage.tsx'), 'SignInPage'),
})
/** Takes the token of a one-time link out of the address, where histories, other people's eyes and screenshots find it. */
const takeToken =
  (path: LinkPath) =>
  ({ location: { hash } }: { readonly location: { readonly hash: string } }) => {
    if (hash === '') return
    keepOneTimeToken(path, hash)
    throw redirect({ to: path, replace: true })
  }
const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  beforeLoad: takeToken('/setup'),
  component: lazyRouteComponent(() => import('./pages/entry/SetupPage.tsx'), 'SetupPage'),
})
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  beforeLoad: takeToken('/invitation'),
  component: lazyRouteComponent(() => import('./pages/entry/InvitationPage.tsx'), 'InvitationPage'),
})
const password = createRoute({
  getParentRoute: () => root,
  path: '/password',
  beforeLoad: takeToken('/password'),
  component: lazyRouteComponent(() => import('./pages/entry/PasswordPage.tsx'), 'PasswordPage'),
})

// Outside of what is for who is signed in: signing in first must not lose the code.
const device = createRoute({
  getParentRoute: () => root,
  path: '/device',
  beforeLoad: takeToken('/device'),
  component: lazyRouteComponent(() => import('./pages/entry/DevicePage.tsx'), 'DevicePage'),
})

/** Everything below is for someone who is signed in; everyone else signs in first, and comes back. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    try {
      return { me: await context.queryClient.ensureQueryData(meQuery) }
    } catch (error) {
      if (isKeysteadError(error) && error.status === 401) {
        throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { returnTo: location.href } })
      }
      throw error
    }
  },
})

const start = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/api-keys' })
  },
})
const authorize = createRoute({
  getParentRoute: () => signedIn,
  path: '/authorize',
  component: lazyRouteComponent(() => import('./pages/entry/AuthorizePage.tsx'), 'AuthorizePage'),
})

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings/SettingsLayout.tsx'), 'SettingsLayout'),
})
const profile = createRoute({
  getParentRoute: () => settings,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/settings/ProfilePage.tsx'), 'ProfilePage'),
})
const ownKeys = createRoute({
  getParentRoute: () => settings,
  path: '/api-keys',
  validateSearch: searchOf('query', 'state', 'stale', 'sort', 'order'),
  component: lazyRouteComponent(() => import('./pages/settings/OwnKeysPage.tsx'), 'OwnKeysPage'),
})
const ownKey = createRoute({
  getParentRoute: () => settings,
  path: '/api-keys/$keyId',
  component: lazyRouteComponent(() => import('./pages/settings/OwnKeyPage.tsx'), 'OwnKeyPage'),
})
const ownRotations = createRoute({
  getParentRoute: () => settings,
  path: '/rotations',
  validateSearch: searchOf('state'),
  component: lazyRouteComponent(() => import('./pages/settings/OwnRotationsPage.tsx'), 'OwnRotationsPage'),
})
const ownRotation = createRoute({
  getParentRoute: () => settings,
  path: '/rotations/$rotationId',
  component: lazyRouteComponent(() => import('./pages/settings/OwnRotationPage.tsx'), 'OwnRotationPage'),
})
const sessions = createRoute({
  getParentRoute: () => settings,
  path: '/sessions',
  component: lazyRouteComponent(() => import('./pages/settings/SessionsPage.tsx'), 'SessionsPage'),
})
const explain = createRoute({
  getParentRoute: () => settings,
  path: '/explain',
  validateSearch: searchOf('id'),
  component: lazyRouteComponent(() => import('./pages/settings/ExplainPage.tsx'), 'ExplainPage'),
})

const dashboard = createRoute({
  getParentRoute: () => signedIn,
  path: '/org/dashboard',
  beforeLoad: ({ context }) => {
    const [first] = context.me.organizations
    if (!first) throw redirect({ to: '/settings/api-keys' })
    throw redirect({ to: '/account-settings/$organization/api-keys', params: { organization: first.name } })
  },
})
const organization = createRoute({
  getParentRoute: () => signedIn,
  path: '/account-settings/$organization',
  component: lazyRouteComponent(() => import('./pages/organization/OrganizationLayout.tsx'), 'OrganizationLayout'),
})
const organizationStart = createRoute({
  getParentRoute: () => organization,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/account-settings/$organization/api-keys', params })
  },
})
const organizationKeys = createRoute({
  getParentRoute: () => organization,
  path: '/api-keys',
  validateSearch: searchOf('query', 'type', 'state', 'stale', 'owner', 'sort', 'order'),
  component: lazyRouteComponent(() => import('./pages/organization/OrganizationKeysPage.tsx'), 'OrganizationKeysPage'),
})
const organizationKey = createRoute({
  getParentRoute: () => organization,
  path: '/api-keys/$keyId',
  component: lazyRouteComponent(() => import('./pages/organization/OrganizationKeyPage.tsx'), 'OrganizationKeyPage'),
})
const deletedKeys = createRoute({
  getParentRoute: () => organization,
  // No key has an ID as short as this.
  path: '/api-keys/deleted',
  component: lazyRouteComponent(() => import('./pages/organization/DeletedKeysPage.tsx'), 'DeletedKeysPage'),
})
const organizationRotations = createRoute({
  getParentRoute: () => organization,
  path: '/rotations',
  validateSearch: searchOf('state'),
  component: lazyRouteComponent(
    () => import('./pages/organization/OrganizationRotationsPage.tsx'),
    'OrganizationRotationsPage',
  ),
})
const organizationRotation = createRoute({
  getParentRoute: () => organization,
  path: '/rotations/$rotationId',
  component: lazyRouteComponent(
    () => import('./pages/organization/OrganizationRotationPage.tsx'),
    'OrganizationRotationPage',
  ),
})
const organizationServiceAccounts = createRoute({
  getParentRoute: () => organization,
  path: '/service-accounts',
  validateSearch: searchOf('query'),
  component: lazyRouteComponent(
    () => import('./pages/organization/OrganizationServiceAccountsPage.tsx'),
    'OrganizationServiceAccountsPage',
  ),
})
const organizationMembers = createRoute({
  getParentRoute: () => organization,
  path: '/members',
  validateSearch: searchOf('query', 'tab'),
  component: lazyRouteComponent(() => import('./pages/organization/MembersPage.tsx'), 'MembersPage'),
})
const organizationTeams = createRoute({
  getParentRoute: () => organization,
  path: '/teams',
  validateSearch: searchOf('query'),
  component: lazyRouteComponent(() => import('./pages/organization/TeamsPage.tsx'), 'TeamsPage'),
})
const organizationSettings = createRoute({
  getParentRoute: () => organization,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/organization/PoliciesPage.tsx'), 'PoliciesPage'),
})
const organizationExplain = createRoute({
  getParentRoute: () => organization,
  path: '/explain',
  validateSearch: searchOf('id'),
  component: lazyRouteComponent(
    () => import('./pages/organization/OrganizationExplainPage.tsx'),
    'OrganizationExplainPage',
  ),
})
const organizationAudit = createRoute({
  getParentRoute: () => organization,
  path: '/audit',
  validateSearch: searchOf(...auditSearch),
  component: lazyRouteComponent(() => import('./pages/organization/AuditPage.tsx'), 'AuditPage'),
})
const organizationWebhooks = createRoute({
  getParentRoute: () => organization,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('./pages/organization/WebhooksPage.tsx'), 'WebhooksPage'),
})
const organizationWebhook = createRoute({
  getParentRoute: () => organization,
  path: '/webhooks/$webhookId',
  component: lazyRouteComponent(() => import('./pages/organization/WebhookPage.tsx'), 'WebhookPage'),
})

const admin = createRoute({
  getParentRoute: () => signedIn,
  path: '/admin',
  component: lazyRouteComponent(() => import('./pages/admin/AdminLayout.tsx'), 'AdminLayout'),
})
const adminStart = createRoute({
  getParentRoute: () => admin,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/admin/users' })
  },
})
const adminUsers = createRoute({
  getParentRoute: () => admin,
  path: '/users',
  validateSearch: searchOf('query'),
  component: lazyRouteComponent(() => import('./pages/admin/UsersPage.tsx'), 'UsersPage'),
})
const adminOrganizations = createRoute({
  getParentRoute: () => admin,
  path: '/organizations',
  validateSearch: searchOf('query'),
  component: lazyRouteComponent(() => import('./pages/admin/OrganizationsPage.tsx'), 'OrganizationsPage'),
})
const adminAudit = createRoute({
  getParentRoute: () => admin,
  path: '/audit',
  validateSearch: searchOf(...auditSearch),
  component: lazyRouteComponent(() => import('./pages/admin/ServerAuditPage.tsx'), 'ServerAuditPage'),
})

const team = createRoute({
  getParentRoute: () => signedIn,
  path: '/$team',
  // Two organizations may each have a team of the same name.
  validateSearch: searchOf('organization'),
  component: lazyRouteComponent(() => import('./pages/team/TeamLayout.tsx'), 'TeamLayout'),
})
const teamServiceAccounts = createRoute({
  getParentRoute: () => team,
  path: '/service-accounts',
  validateSearch: searchOf('query'),
  component: lazyRouteComponent(() => import('./pages/team/TeamServiceAccountsPage.tsx'), 'TeamServiceAccountsPage'),
})
const teamMembers = createRoute({
  getParentRoute: () => team,
  path: '/members',
  validateSearch: searchOf('query'),
  component: lazyRouteComponent(() => import('./pages/team/TeamMembersPage.tsx'), 'TeamMembersPage'),
})

const routeTree = root.addChildren([
  signIn,
  setup,
  invitation,
  password,
  device,
  signedIn.addChildren([
    start,
    authorize,
    settings.addChildren([profile, ownKeys, ownKey, ownRotations, ownRotation, sessions, explain]),
    dashboard,
    organization.addChildren([
      organizationStart,
      organizationKeys,
      organizationKey,
      deletedKeys,
      organizationRotations,
      organizationRotation,
      organizationServiceAccounts,
      organizationMembers,
      organizationTeams,
      organizationSettings,
      organizationExplain,
      organizationAudit,
      organizationWebhooks,
      organizationWebhook,
    ]),
    admin.addChildren([adminStart, adminUsers, adminOrganizations, adminAudit]),
    team.addChildren([teamServiceAccounts, teamMembers]),
  ]),
])

export const createConsoleRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree,
    context: { queryClient },
    // Plain text: the library's own way would read a search for "007" as the number 7.
    parseSearch: parseSearchWith((text) => text),
    stringifySearch: stringifySearchWith(String),
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultErrorComponent: TroublePage,
    defaultNotFoundComponent: NotFoundPage,
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>
  }
}
