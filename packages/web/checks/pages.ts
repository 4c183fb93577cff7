import type { Page } from 'playwright-core'
import { administrationViews } from './administration-views.ts'
import { entryViews } from './entry-views.ts'
import { keyLifeViews } from './key-life-views.ts'
import { refusalViews } from './refusal-views.ts'
import { rotationViews } from './rotation-views.ts'
import {
  actions,
  alert,
  choose,
  dialog,
  hold,
  lose,
  newKey,
  organization,
  press,
  refuse,
  select,
  type,
  type View,
} from './view.ts'
import { webhookViews } from './webhook-views.ts'

/** One key's own page, from its row. */
const openKey = (name: string) => async (page: Page) => {
  await page.getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { name, exact: true, level: 1 }).waitFor()
}

/** Every page and dialog. */
export const views: readonly View[] = [
  ...entryViews,
  ...administrationViews,
  ...keyLifeViews,
  ...refusalViews,
  ...webhookViews,
  { name: 'settings', path: '/settings' },
  {
    name: 'settings-wrong-password',
    path: '/settings',
    then: async (page, { settings }) => {
      await page.getByLabel(settings.currentPassword, { exact: true }).fill('not this one')
      await page.getByLabel(settings.newPassword, { exact: true }).fill('lake otter pencil 41')
      await press(page, settings.changePassword)
      await alert(page)
    },
  },
  { name: 'own-keys', path: '/settings/api-keys' },
  { name: 'own-key', path: '/settings/api-keys', then: openKey('notebook on the GPU cluster') },
  { name: 'own-key-missing', path: '/settings/api-keys/nosuchkeynosuchk' },
  { name: 'own-keys-empty', path: '/settings/api-keys', world: { empty: true } },
  { name: 'own-keys-no-match', path: '/settings/api-keys?query=nothing-like-it' },
  {
    name: 'audit-refused',
    path: `${organization}/audit`,
    before: refuse('GET', '/audit?*', 403, 'FORBIDDEN'),
    then: alert,
  },
  {
    name: 'own-keys-unavailable',
    path: '/settings/api-keys',
    before: refuse('GET', '/keys?*', 503, 'UNAVAILABLE'),
    then: alert,
  },
  { name: 'own-keys-offline', path: '/settings/api-keys', before: lose('/keys?*'), then: alert },
  {
    name: 'own-keys-loading',
    path: '/settings/api-keys',
    before: hold('/keys?*'),
    then: async (page) => page.getByRole('table').and(page.locator('[aria-busy]')).waitFor(),
  },
  { name: 'own-keys-closed', path: '/settings/api-keys', world: { policies: { disableKeyCreation: true } } },
  { name: 'new-key', path: '/settings/api-keys', opens: async (page, { keys }) => press(page, keys.createNew) },
  {
    name: 'new-key-limited',
    path: `${organization}/api-keys`,
    world: { policies: { maximumKeyLifetimeSeconds: 2_592_000 } },
    opens: async (page, { keys }) => press(page, keys.newKey),
  },
  {
    name: 'new-key-nameless',
    path: '/settings/api-keys',
    then: async (page, { keys, newKey }) => {
      await press(page, keys.createNew)
      await page.getByRole('combobox', { name: newKey.expiry, exact: true }).selectOption('custom')
      await press(page, newKey.submit)
      await alert(page)
    },
  },
  {
    name: 'new-key-pending',
    path: '/settings/api-keys',
    before: hold('/keys'),
    then: async (page, phrases) => {
      await newKey(page, phrases, 'laptop-training')
      await page.locator('button[aria-busy]').waitFor()
    },
  },
  {
    name: 'new-key-offline',
    path: '/settings/api-keys',
    before: lose('/keys'),
    then: async (page, phrases) => {
      await newKey(page, phrases, 'laptop-training')
      await alert(page)
    },
  },
  {
    name: 'new-key-refused',
    path: '/settings/api-keys',
    then: async (page, phrases) => {
      await newKey(page, phrases, 'fail-403')
      await alert(page)
    },
  },
  {
    name: 'token',
    path: '/settings/api-keys',
    then: async (page, phrases) => {
      await newKey(page, phrases, 'evaluation-cluster')
      await page.getByRole('button', { name: phrases.token.copy }).waitFor()
    },
  },
  {
    name: 'token-copied',
    path: '/settings/api-keys',
    opens: async (page, phrases) => {
      await newKey(page, phrases, 'evaluation-cluster')
      await press(page, phrases.token.copy)
      await page.getByRole('tab', { name: phrases.token.tabs.secrets }).click()
    },
  },
  {
    name: 'row-menu',
    path: '/settings/api-keys',
    opens: async (page, phrases) => press(page, actions(phrases, 'laptop-training')),
  },
  {
    name: 'rename-key',
    path: '/settings/api-keys',
    opens: async (page, phrases) => choose(page, phrases, 'laptop-training', phrases.common.rename),
  },
  {
    name: 'delete-key',
    path: '/settings/api-keys',
    opens: async (page, phrases) => choose(page, phrases, 'laptop-training', phrases.common.delete),
  },
  {
    name: 'key-deleted',
    path: '/settings/api-keys',
    then: async (page, phrases) => {
      await choose(page, phrases, 'laptop-training', phrases.common.delete)
      await press(page, phrases.deleteKey.confirm_one)
      await page.getByText(phrases.deleteKey.done_one, { exact: true }).first().waitFor()
    },
  },
  { name: 'sessions', path: '/settings/sessions' },
  {
    name: 'end-session',
    path: '/settings/sessions',
    opens: async (page, { sessions }) => page.getByRole('button', { name: sessions.end }).first().click(),
  },
  {
    name: 'profile-menu',
    path: `${organization}/api-keys`,
    opens: async (page, { shell }) => press(page, shell.profileMenu),
  },
  {
    name: 'organization-menu',
    path: `${organization}/api-keys`,
    opens: async (page, { shell }) => page.getByRole('button', { name: shell.switchOrganization }).click(),
  },
  { name: 'organization-keys', path: `${organization}/api-keys` },
  { name: 'organization-key', path: `${organization}/api-keys`, then: openKey('data-pipeline') },
  {
    name: 'key-consumers',
    path: `${organization}/api-keys`,
    then: async (page, phrases) => {
      await openKey('ci-runner: main')(page)
      await page.getByRole('table', { name: phrases.consumers.title }).getByText('etl-cron').waitFor()
      await page.getByText(phrases.consumers.dayByDay, { exact: true }).click()
    },
    whole: true,
  },
  { name: 'key-unused', path: '/settings/api-keys', then: openKey('wandb 0.21 on the lab machine') },
  { name: 'organization-keys-sorted', path: `${organization}/api-keys?sort=lastUsedAt&order=asc` },
  { name: 'organization-keys-empty', path: `${organization}/api-keys`, world: { empty: true } },
  { name: 'organization-keys-no-match', path: `${organization}/api-keys?query=nothing-like-it&state=expired` },
  {
    name: 'organization-keys-closed',
    path: `${organization}/api-keys`,
    world: { policies: { disableKeyCreation: true } },
  },
  { name: 'organization-keys-many', path: `${organization}/api-keys`, world: { keys: 10_000 }, window: true },
  {
    name: 'organization-row-menu',
    path: `${organization}/api-keys`,
    opens: async (page, phrases) => press(page, actions(phrases, '音声モデルの評価')),
  },
  {
    name: 'organization-keys-selected',
    path: `${organization}/api-keys`,
    opens: async (page, phrases) => select(page, phrases, 'laptop-training', 'ci-runner: main', 'home'),
  },
  {
    name: 'delete-keys',
    path: `${organization}/api-keys`,
    then: async (page, phrases) => {
      await select(page, phrases, 'laptop-training', 'ci-runner: main', 'home')
      await press(page, phrases.keys.deleteSelected.replace('{{formatted}}', '3'))
      await dialog(page).waitFor()
    },
  },
  {
    name: 'block-key',
    path: `${organization}/api-keys`,
    opens: async (page, phrases) => choose(page, phrases, '音声モデルの評価', phrases.keys.block),
  },
  ...rotationViews,
  { name: 'service-accounts', path: `${organization}/service-accounts` },
  { name: 'service-accounts-no-match', path: `${organization}/service-accounts?query=nothing-like-it` },
  { name: 'service-accounts-empty', path: `${organization}/service-accounts`, world: { empty: true } },
  {
    name: 'service-account-menu',
    path: `${organization}/service-accounts`,
    opens: async (page, phrases) => press(page, actions(phrases, 'ci-runner')),
  },
  {
    name: 'new-service-account',
    path: `${organization}/service-accounts`,
    opens: async (page, { serviceAccounts }) => press(page, serviceAccounts.create),
  },
  {
    name: 'new-service-account-no-team',
    path: `${organization}/service-accounts`,
    world: { empty: true },
    opens: async (page, { serviceAccounts }) => press(page, serviceAccounts.create),
  },
  {
    name: 'service-account-key',
    path: `${organization}/service-accounts`,
    opens: async (page, phrases) => choose(page, phrases, 'ci-runner', phrases.serviceAccounts.createKey),
  },
  {
    name: 'edit-service-account',
    path: `${organization}/service-accounts`,
    opens: async (page, phrases) => choose(page, phrases, 'edge-gateway', phrases.serviceAccounts.edit),
  },
  {
    name: 'delete-service-account',
    path: `${organization}/service-accounts`,
    opens: async (page, phrases) => choose(page, phrases, 'ci-runner', phrases.common.delete),
  },
  { name: 'members', path: `${organization}/members` },
  { name: 'members-no-match', path: `${organization}/members?query=nobody` },
  {
    name: 'member-menu',
    path: `${organization}/members`,
    opens: async (page, phrases) => press(page, actions(phrases, 'Bo Lindqvist')),
  },
  {
    name: 'leave-organization',
    path: `${organization}/members`,
    opens: async (page, phrases) => choose(page, phrases, 'Ada Yamamoto', phrases.members.leave),
  },
  {
    name: 'last-admin',
    path: `${organization}/members`,
    then: async (page, { members, errors }) => {
      await page
        .getByRole('combobox', { name: members.roleOf.replace('{{name}}', 'Ada Yamamoto') })
        .selectOption('member')
      await page.getByText(errors.LAST_ORGANIZATION_ADMIN).first().waitFor()
    },
  },
  { name: 'invitations', path: `${organization}/members?tab=invitations` },
  { name: 'invitations-empty', path: `${organization}/members?tab=invitations`, world: { empty: true } },
  {
    name: 'revoke-invitation',
    path: `${organization}/members?tab=invitations`,
    opens: async (page, { members }) => press(page, members.revokeFor.replace('{{email}}', 'grace@acme.example')),
  },
  { name: 'invite', path: `${organization}/members`, opens: async (page, { members }) => press(page, members.invite) },
  {
    name: 'invite-conflict',
    path: `${organization}/members`,
    before: refuse('POST', '/organizations/*/invitations', 409, 'ALREADY_A_MEMBER'),
    then: async (page, { members, common }) => {
      await press(page, members.invite)
      await type(page, common.email, 'bo@acme.example')
      await press(page, members.sendInvite)
      await alert(page)
    },
  },
  {
    name: 'invitation-link',
    path: `${organization}/members`,
    then: async (page, { members, common }) => {
      await press(page, members.invite)
      await type(page, common.email, 'grace@acme.example')
      await press(page, members.sendInvite)
      await page.getByRole('button', { name: members.copyLink }).waitFor()
    },
  },
  { name: 'teams', path: `${organization}/teams` },
  { name: 'teams-empty', path: `${organization}/teams`, world: { empty: true } },
  { name: 'new-team', path: `${organization}/teams`, opens: async (page, { teams }) => press(page, teams.create) },
  {
    name: 'rename-team',
    path: `${organization}/teams`,
    opens: async (page, phrases) => choose(page, phrases, 'speech', phrases.common.rename),
  },
  {
    name: 'delete-team-conflict',
    path: `${organization}/teams`,
    then: async (page, phrases) => {
      await choose(page, phrases, 'speech', phrases.common.delete)
      await dialog(page).getByRole('textbox').fill('speech')
      await press(page, phrases.teams.deleteAction)
      await alert(page)
    },
  },
  { name: 'policies', path: `${organization}/settings` },
  { name: 'policies-leak', path: `${organization}/settings`, world: { policies: { onLeak: 'rotate' } } },
  { name: 'leaked-key', path: `${organization}/api-keys`, then: openKey('sweeps') },
  { name: 'policies-read-only', path: '/account-settings/Birch%20Labs/settings' },
  {
    name: 'policies-enforced',
    path: `${organization}/settings`,
    world: { policies: { enforceOrganizationKeys: true, maximumKeyLifetimeSeconds: 7_776_000 } },
  },
  {
    name: 'disable-creation',
    path: `${organization}/settings`,
    opens: async (page, { policies }) => page.getByRole('switch', { name: policies.disableKeyCreation }).click(),
  },
  {
    name: 'enforce',
    path: `${organization}/settings`,
    then: async (page, { policies }) => {
      await press(page, policies.enforceAction)
      await page.getByRole('list', { name: policies.preview }).waitFor()
    },
  },
  {
    name: 'stop-enforcing',
    path: `${organization}/settings`,
    world: { policies: { enforceOrganizationKeys: true } },
    opens: async (page, { policies }) => press(page, policies.stopEnforcing),
  },
  { name: 'audit', path: `${organization}/audit` },
  { name: 'audit-empty', path: `${organization}/audit?action=team.delete` },
  {
    name: 'audit-event',
    path: `${organization}/audit`,
    opens: async (page, { audit }) => press(page, audit.details.replace('{{number}}', '44')),
  },
  { name: 'team-service-accounts', path: '/vision/service-accounts' },
  {
    name: 'new-team-service-account',
    path: '/vision/service-accounts',
    opens: async (page, { serviceAccounts }) => press(page, serviceAccounts.createTeam),
  },
  { name: 'team-members', path: '/vision/members' },
  {
    name: 'add-team-member',
    path: '/vision/members',
    opens: async (page, { members }) => press(page, members.addToTeam),
  },
  {
    name: 'remove-team-member',
    path: '/vision/members',
    opens: async (page, phrases) => choose(page, phrases, 'Bo Lindqvist', phrases.members.removeFromTeam),
  },
  { name: 'not-found', path: '/no/such/page' },
  { name: 'organization-not-found', path: '/account-settings/nobody/api-keys' },
  { name: 'offline', path: '/settings/api-keys', before: lose('/me'), then: alert },
  {
    name: 'crashed',
    path: '/settings/api-keys',
    before: (page) => page.route('**/api/v1/keys?*', (route) => route.fulfill({ json: { keys: [{}] } })),
    then: (page, { trouble }) => page.getByRole('button', { name: trouble.reload }).waitFor(),
  },
]
