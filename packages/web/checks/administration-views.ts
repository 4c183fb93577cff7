import { actions, alert, choose, organization, press, type, type View } from './view.ts'

/** Pages and dialogs of those who administer the server. */
const serverAdmin = { instanceAdmin: true }

export const administrationViews: readonly View[] = [
  { name: 'admin-users', path: '/admin/users', world: serverAdmin },
  { name: 'admin-users-no-match', path: '/admin/users?query=nobody-like-that', world: serverAdmin },
  { name: 'admin-users-error', path: '/admin/users?query=fail-503', world: serverAdmin, then: alert },
  { name: 'admin-forbidden', path: '/admin/users' },
  {
    name: 'admin-user-menu',
    path: '/admin/users',
    world: serverAdmin,
    opens: async (page, phrases) => press(page, actions(phrases, 'Bo Lindqvist')),
  },
  {
    name: 'admin-new-user',
    path: '/admin/users',
    world: serverAdmin,
    opens: async (page, { administration }) => press(page, administration.users.create),
  },
  {
    name: 'admin-new-user-taken',
    path: '/admin/users',
    world: serverAdmin,
    then: async (page, { administration, common }) => {
      await press(page, administration.users.create)
      await type(page, common.email, 'fail-409-user-exists@acme.example')
      await press(page, common.create)
      await alert(page)
    },
  },
  {
    name: 'admin-grant',
    path: '/admin/users',
    world: serverAdmin,
    opens: async (page, phrases) => choose(page, phrases, '佐藤 千恵', phrases.administration.users.grant),
  },
  {
    name: 'admin-withdraw-own',
    path: '/admin/users',
    world: serverAdmin,
    opens: async (page, phrases) => choose(page, phrases, 'Ada Yamamoto', phrases.administration.users.withdraw),
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
      await press(page, phrases.administration.passwordLink.submit)
      await page.getByLabel(phrases.administration.passwordLink.link, { exact: true }).waitFor()
    },
  },
  { name: 'admin-organizations', path: '/admin/organizations', world: { instanceAdmin: true, organizations: 12 } },
  {
    name: 'admin-new-organization',
    path: '/admin/organizations',
    world: serverAdmin,
    then: async (page, { administration }) => {
      await press(page, administration.organizations.create)
      await page.getByRole('combobox', { name: administration.organizations.firstAdmin }).fill('a')
      await page.getByRole('option').first().waitFor()
    },
  },
  { name: 'admin-audit', path: '/admin/audit', world: serverAdmin },
  {
    name: 'add-member',
    path: `${organization}/members`,
    world: serverAdmin,
    opens: async (page, { administration }) => press(page, administration.addMember.action),
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
    opens: async (page, { shell }) => press(page, shell.profileMenu),
  },
  {
    name: 'switcher-many',
    path: `${organization}/api-keys`,
    world: { instanceAdmin: true, organizations: 40 },
    opens: async (page, { shell }) =>
      page.getByRole('combobox', { name: shell.switchFrom.replace('{{organization}}', 'acme-robotics') }).click(),
  },
]
