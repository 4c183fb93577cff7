import type { Page } from 'playwright-core'
import { alert, dialog, type Phrases, press, refuse, type, type View } from './view.ts'

/** The page is there when its session ends: what is asked next is refused. */
const loseSession = async (page: Page, { keys }: Phrases) => {
  await refuse('GET', '/keys?*', 401, 'UNAUTHENTICATED')(page)
  await page.getByRole('textbox', { name: keys.searchOwn, exact: true }).fill('laptop')
  await dialog(page).waitFor()
}

/** Where people come in, and from where programs send them. */
export const entryViews: readonly View[] = [
  { name: 'sign-in', path: '/sign-in', world: { signedOut: true } },
  { name: 'sign-in-again', path: '/settings/api-keys', opens: loseSession },
  {
    name: 'sign-in-again-failed',
    path: '/settings/api-keys',
    opens: async (page, phrases) => {
      await loseSession(page, phrases)
      await page.getByLabel(phrases.signIn.password, { exact: true }).fill('wrong')
      await press(page, phrases.signIn.submit)
      await alert(page)
    },
  },
  { name: 'sign-in-signed-out', path: '/sign-in?reason=signed-out', world: { signedOut: true } },
  { name: 'sign-in-not-set-up', path: '/sign-in', world: { signedOut: true, setupNeeded: true } },
  {
    name: 'sign-in-failed',
    path: '/sign-in',
    world: { signedOut: true },
    then: async (page, { common, signIn }) => {
      await type(page, common.email, 'ada@acme.example')
      await page.getByLabel(signIn.password, { exact: true }).fill('wrong')
      await press(page, signIn.submit)
      await alert(page)
    },
  },
  { name: 'setup', path: '/setup#one-time', world: { signedOut: true, setupNeeded: true } },
  { name: 'setup-incomplete', path: '/setup', world: { signedOut: true, setupNeeded: true } },
  { name: 'setup-done', path: '/setup#one-time', world: { signedOut: true } },
  {
    name: 'setup-weak',
    path: '/setup#one-time',
    world: { signedOut: true, setupNeeded: true },
    before: refuse('POST', '/setup', 400, 'INVALID_PASSWORD'),
    then: async (page, { setup, common }) => {
      await type(page, setup.organization, 'acme-robotics')
      await type(page, common.email, 'ada@acme.example')
      await page.getByLabel(setup.password, { exact: true }).fill('short')
      await press(page, setup.submit)
      await alert(page)
    },
  },
  { name: 'invitation', path: '/invitation#one-time', world: { signedOut: true } },
  { name: 'invitation-signed-in', path: '/invitation#one-time' },
  {
    name: 'invitation-refused',
    path: '/invitation#one-time',
    before: refuse('POST', '/invitations/accept', 404, 'INVITATION_NOT_FOUND'),
    then: async (page, { invitation }) => {
      await press(page, invitation.submit)
      await alert(page)
    },
  },
  { name: 'password', path: '/password#one-time', world: { signedOut: true } },
  {
    name: 'password-refused',
    path: '/password#one-time',
    world: { signedOut: true },
    before: refuse('POST', '/password-links/use', 403, 'LINK_INVALID'),
    then: async (page, { settings, choosePassword }) => {
      await page.getByLabel(settings.newPassword, { exact: true }).fill('lake otter pencil 41')
      await press(page, choosePassword.submit)
      await alert(page)
    },
  },
  { name: 'device', path: '/device' },
  { name: 'device-signed-out', path: '/device', world: { signedOut: true } },
  {
    name: 'device-unknown',
    path: '/device#BCDF-GHJK',
    then: async (page, { device }) => {
      await press(page, device.look)
      await page.getByRole('textbox', { name: device.code }).and(page.locator('[aria-invalid=true]')).waitFor()
    },
  },
  {
    name: 'device-asked',
    path: '/device#WDJB-MJHT',
    then: async (page, { device }) => {
      await press(page, device.look)
      await page.getByText(device.question).waitFor()
    },
  },
  {
    name: 'device-approved',
    path: '/device#WDJB-MJHT',
    then: async (page, { device }) => {
      await press(page, device.look)
      await press(page, device.approve)
      await page.getByRole('heading', { name: device.approvedHeading }).waitFor()
    },
  },
  { name: 'authorize', path: '/authorize?ref=models' },
  { name: 'authorize-closed', path: '/authorize', world: { policies: { disableKeyCreation: true } } },
  {
    name: 'authorize-done',
    path: '/authorize',
    then: async (page, { authorize, newKey, token }) => {
      await press(page, authorize.submit)
      await press(page, newKey.submit)
      await press(page, token.copy)
      await press(page, token.done)
      await page.getByRole('heading', { name: authorize.doneHeading }).waitFor()
    },
  },
]
