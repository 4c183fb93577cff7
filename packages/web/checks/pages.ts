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

export const views: readonly View[] = [
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
