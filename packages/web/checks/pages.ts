import type { Page } from 'playwright-core'

/** Every page and dialog, and how to get there. `phrases` are those of the language that is shown. */
type Phrases = typeof import('../src/phrases/en.ts').en
export type View = {
  readonly name: string
  readonly path: string
  readonly world?: object
  readonly then?: (page: Page, phrases: Phrases) => Promise<void>
}

const organization = '/account-settings/acme-robotics'
const actions = (phrases: Phrases, name: string) => phrases.common.actionsFor.replace('{{name}}', name)
const choose = async (page: Page, phrases: Phrases, row: string, item: string) => {
  await page.getByRole('button', { name: actions(phrases, row), exact: true }).click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

/** Pages and dialogs of those who administer the server. */
const serverAdmin = { instanceAdmin: true }
const openDialog = (name: (phrases: Phrases) => string) => async (page: Page, phrases: Phrases) =>
  page.getByRole('button', { name: name(phrases), exact: true }).click()
const adminViews: readonly View[] = [
  { name: 'admin-users', path: '/admin/users', world: serverAdmin },
  { name: 'admin-users-no-match', path: '/admin/users?query=nobody-like-that', world: serverAdmin },
  { name: 'admin-users-error', path: '/admin/users?query=fail-503', world: serverAdmin },
  { name: 'admin-forbidden', path: '/admin/users' },
  {
    name: 'admin-user-menu',
    path: '/admin/users',
    world: serverAdmin,
    then: openDialog((phrases) => actions(phrases, 'Bo Lindqvist')),
  },
  {
    name: 'admin-new-user',
    path: '/admin/users',
    world: serverAdmin,
    then: openDialog(({ administration }) => administration.users.create),
  },
  {
    name: 'admin-new-user-taken',
    path: '/admin/users',
    world: serverAdmin,
    then: async (page, { administration, common }) => {
      await page.getByRole('button', { name: administration.users.create }).click()
      await page.getByRole('textbox', { name: common.email, exact: true }).fill('fail-409-user-exists@acme.example')
      await page.getByRole('button', { name: common.create, exact: true }).click()
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'admin-grant',
    path: '/admin/users',
    world: serverAdmin,
    then: async (page, phrases) => choose(page, phrases, '佐藤 千恵', phrases.administration.users.grant),
  },
  {
    name: 'admin-withdraw-own',
    path: '/admin/users',
    world: serverAdmin,
    then: async (page, phrases) => choose(page, phrases, 'Ada Yamamoto', phrases.administration.users.withdraw),
  },
  {
    name: 'admin-delete-user',
    path: '/admin/users',
    world: serverAdmin,
    then: async (page, phrases) => {
      await choose(page, phrases, 'Bo Lindqvist', phrases.common.delete)
      await page.getByRole('list', { name: phrases.administration.users.keysToGoList }).waitFor()
    },
  },
  {
    name: 'password-link',
    path: '/admin/users',
    world: serverAdmin,
    then: async (page, phrases) => {
      await choose(page, phrases, 'Grace Okafor', phrases.administration.passwordLink.action)
      await page.getByRole('button', { name: phrases.administration.passwordLink.submit }).click()
      await page.getByLabel(phrases.administration.passwordLink.link, { exact: true }).waitFor()
    },
  },
  { name: 'admin-organizations', path: '/admin/organizations', world: { instanceAdmin: true, organizations: 12 } },
  {
    name: 'admin-new-organization',
    path: '/admin/organizations',
    world: serverAdmin,
    then: async (page, { administration }) => {
      await page.getByRole('button', { name: administration.organizations.create }).click()
      await page.getByRole('combobox', { name: administration.organizations.firstAdmin }).fill('a')
      await page.getByRole('option').first().waitFor()
    },
  },
  { name: 'admin-audit', path: '/admin/audit', world: serverAdmin },
  {
    name: 'add-member',
    path: `${organization}/members`,
    world: serverAdmin,
    then: openDialog(({ administration }) => administration.addMember.action),
  },
  {
    name: 'remove-member',
    path: `${organization}/members`,
    then: async (page, phrases) => {
      await choose(page, phrases, 'Bo Lindqvist', phrases.members.remove)
      await page.getByRole('list', { name: phrases.members.keysToGo }).waitFor()
    },
  },
  {
    name: 'profile-menu-admin',
    path: `${organization}/api-keys`,
    world: serverAdmin,
    then: openDialog(({ shell }) => shell.profileMenu),
  },
  {
    name: 'switcher-many',
    path: `${organization}/api-keys`,
    world: { instanceAdmin: true, organizations: 40 },
    then: async (page, { shell }) =>
      page.getByRole('combobox', { name: shell.switchFrom.replace('{{organization}}', 'acme-robotics') }).click(),
  },
]

/** One key's own page, from its row. */
const openKey = (name: string) => async (page: Page) => {
  await page.getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { name, exact: true, level: 1 }).waitFor()
}

export const views: readonly View[] = [
  ...adminViews,
  { name: 'own-key', path: '/settings/api-keys', then: openKey('notebook on the GPU cluster') },
  { name: 'own-key-missing', path: '/settings/api-keys/nosuchkeynosuchk' },
  { name: 'organization-key', path: `${organization}/api-keys`, then: openKey('data-pipeline') },
  { name: 'sign-in', path: '/sign-in?reason=ended', world: { signedOut: true } },
  {
    name: 'sign-in-failed',
    path: '/sign-in',
    world: { signedOut: true },
    then: async (page, { common, signIn }) => {
      await page.getByRole('textbox', { name: common.email }).fill('ada@acme.example')
      await page.getByLabel(signIn.password, { exact: true }).fill('wrong')
      await page.getByRole('button', { name: signIn.submit }).click()
      await page.getByRole('alert').first().waitFor()
    },
  },
  { name: 'setup', path: '/setup#one-time', world: { signedOut: true, setupNeeded: true } },
  { name: 'invitation', path: '/invitation#one-time', world: { signedOut: true } },
  { name: 'invitation-signed-in', path: '/invitation#one-time' },
  { name: 'password', path: '/password#one-time', world: { signedOut: true } },
  {
    name: 'password-link-used',
    path: '/password#fail-403-link-invalid',
    world: { signedOut: true },
    then: async (page, { choosePassword, settings }) => {
      await page.getByLabel(settings.newPassword, { exact: true }).fill('lake otter pencil 41')
      await page.getByRole('button', { name: choosePassword.submit }).click()
      await page.getByRole('alert').waitFor()
    },
  },
  { name: 'authorize', path: '/authorize?ref=models' },
  { name: 'settings', path: '/settings' },
  { name: 'own-keys', path: '/settings/api-keys' },
  { name: 'own-keys-empty', path: '/settings/api-keys', world: { empty: true } },
  { name: 'own-keys-no-match', path: '/settings/api-keys?query=nothing-like-it' },
  { name: 'own-keys-error', path: '/settings/api-keys?query=fail-403' },
  { name: 'own-keys-closed', path: '/settings/api-keys', world: { policies: { disableKeyCreation: true } } },
  {
    name: 'new-key',
    path: '/settings/api-keys',
    then: async (page, { keys }) => page.getByRole('button', { name: keys.createNew }).first().click(),
  },
  {
    name: 'new-key-limited',
    path: `${organization}/api-keys`,
    world: { policies: { maximumKeyLifetimeSeconds: 2_592_000 } },
    then: async (page, { keys }) => page.getByRole('button', { name: keys.newKey }).first().click(),
  },
  {
    name: 'token',
    path: '/settings/api-keys',
    then: async (page, { keys, common, newKey, token }) => {
      await page.getByRole('button', { name: keys.createNew }).first().click()
      await page.getByRole('textbox', { name: common.name, exact: true }).fill('laptop-training')
      await page.getByRole('button', { name: newKey.submit, exact: true }).click()
      await page.getByRole('button', { name: token.copy }).waitFor()
    },
  },
  {
    name: 'row-menu',
    path: '/settings/api-keys',
    then: async (page, phrases) =>
      page.getByRole('button', { name: actions(phrases, 'laptop-training'), exact: true }).click(),
  },
  {
    name: 'rename-key',
    path: '/settings/api-keys',
    then: async (page, phrases) => choose(page, phrases, 'laptop-training', phrases.common.rename),
  },
  {
    name: 'delete-key',
    path: '/settings/api-keys',
    then: async (page, phrases) => choose(page, phrases, 'laptop-training', phrases.common.delete),
  },
  { name: 'sessions', path: '/settings/sessions' },
  {
    name: 'profile-menu',
    path: `${organization}/api-keys`,
    then: async (page, { shell }) => page.getByRole('button', { name: shell.profileMenu }).click(),
  },
  { name: 'organization-keys', path: `${organization}/api-keys` },
  { name: 'organization-keys-sorted', path: `${organization}/api-keys?sort=lastUsedAt&order=asc` },
  { name: 'organization-keys-many', path: `${organization}/api-keys`, world: { keys: 10_000 } },
  {
    name: 'organization-keys-selected',
    path: `${organization}/api-keys`,
    then: async (page, { common }) => {
      for (const name of ['laptop-training', 'ci-runner: main', 'home']) {
        await page.getByRole('checkbox', { name: common.selectRow.replace('{{name}}', name), exact: true }).check()
      }
    },
  },
  {
    name: 'delete-keys',
    path: `${organization}/api-keys`,
    then: async (page, { common, keys }) => {
      for (const name of ['laptop-training', 'ci-runner: main', 'home']) {
        await page.getByRole('checkbox', { name: common.selectRow.replace('{{name}}', name), exact: true }).check()
      }
      await page.getByRole('button', { name: keys.deleteSelected.replace('{{formatted}}', '3') }).click()
    },
  },
  {
    name: 'block-key',
    path: `${organization}/api-keys`,
    then: async (page, phrases) => choose(page, phrases, '音声モデルの評価', phrases.keys.block),
  },
  { name: 'service-accounts', path: `${organization}/service-accounts` },
  {
    name: 'new-service-account',
    path: `${organization}/service-accounts`,
    then: async (page, { serviceAccounts }) => page.getByRole('button', { name: serviceAccounts.create }).click(),
  },
  {
    name: 'delete-service-account',
    path: `${organization}/service-accounts`,
    then: async (page, phrases) => choose(page, phrases, 'ci-runner', phrases.common.delete),
  },
  { name: 'members', path: `${organization}/members` },
  { name: 'invitations', path: `${organization}/members?tab=invitations` },
  {
    name: 'invite',
    path: `${organization}/members`,
    then: async (page, { members }) => page.getByRole('button', { name: members.invite }).click(),
  },
  { name: 'teams', path: `${organization}/teams` },
  { name: 'policies', path: `${organization}/settings` },
  {
    name: 'enforce',
    path: `${organization}/settings`,
    then: async (page, { policies }) => {
      await page.getByRole('button', { name: policies.enforceAction }).click()
      await page.getByRole('list', { name: policies.preview }).waitFor()
    },
  },
  { name: 'audit', path: `${organization}/audit` },
  {
    name: 'audit-event',
    path: `${organization}/audit`,
    then: async (page, { audit }) =>
      page.getByRole('button', { name: audit.details.replace('{{number}}', '44') }).click(),
  },
  { name: 'team-service-accounts', path: '/vision/service-accounts' },
  { name: 'team-members', path: '/vision/members' },
  { name: 'not-found', path: '/no/such/page' },
  { name: 'organization-not-found', path: '/account-settings/nobody/api-keys' },
]
