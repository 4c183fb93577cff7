import type { Page } from 'playwright-core'
import { alert, choose, dialog, lose, organization, type Phrases, press, refuse, type View } from './view.ts'

/** One rotation's own page, from its row. */
const openRotation = async (page: Page, { rotations }: Phrases, name: string) => {
  await page.getByRole('link', { name, exact: true }).click()
  const title = rotations.of.replace('{{name}}', name)
  await page.getByRole('heading', { name: title, exact: true, level: 1 }).waitFor()
}
const inRotation = (name: string, then?: (page: Page, phrases: Phrases) => Promise<void>) => ({
  path: `${organization}/rotations`,
  then: async (page: Page, phrases: Phrases) => {
    await openRotation(page, phrases, name)
    await then?.(page, phrases)
  },
})
const rotate = async (page: Page, phrases: Phrases, name: string) => {
  await choose(page, phrases, name, phrases.rotations.rotate)
  await dialog(page).waitFor()
}
const sure = async (page: Page) => dialog(page).waitFor()

/** Rotations: the list, the page of one, and the dialogs that begin and end it. */
export const rotationViews: readonly View[] = [
  { name: 'rotations', path: `${organization}/rotations` },
  { name: 'rotations-own', path: '/settings/rotations' },
  { name: 'rotations-empty', path: '/settings/rotations', world: { empty: true } },
  { name: 'rotations-no-match', path: '/settings/rotations?state=cancelled' },
  { name: 'rotation-open', ...inRotation('edge-gateway'), whole: true },
  { name: 'rotation-glance', ...inRotation('edge-gateway'), window: true },
  { name: 'rotation-ready', ...inRotation('render-farm'), whole: true },
  { name: 'rotation-over', ...inRotation('laptop-training') },
  { name: 'rotation-missing', path: '/settings/rotations/rot_nosuch' },
  { name: 'rotation-offline', path: '/settings/rotations', before: lose('/rotations?*'), then: alert },
  {
    name: 'rotation-complete',
    ...inRotation('edge-gateway', async (page, { rotations }) => {
      await press(page, rotations.actions.complete)
      await sure(page)
    }),
  },
  {
    name: 'rotation-complete-ready',
    ...inRotation('render-farm', async (page, { rotations }) => {
      await press(page, rotations.actions.complete)
      await sure(page)
    }),
  },
  {
    name: 'rotation-cancel',
    ...inRotation('edge-gateway', async (page, { rotations }) => {
      await press(page, rotations.actions.cancel)
      await sure(page)
    }),
  },
  {
    name: 'rotation-revoke',
    ...inRotation('edge-gateway', async (page, { rotations }) => {
      await press(page, rotations.actions.revoke)
      await sure(page)
    }),
  },
  {
    name: 'rotation-deadline',
    ...inRotation('edge-gateway', async (page, { rotations }) => {
      await press(page, rotations.actions.changeDeadline)
      await sure(page)
    }),
  },
  {
    name: 'rotation-mark-gone',
    ...inRotation('edge-gateway', async (page, { rotations }) => {
      await press(page, rotations.consumers.markGoneFor.replace('{{name}}', 'etl-cron @ 10.2.0.7'))
      await sure(page)
    }),
  },
  {
    name: 'key-rotated',
    path: `${organization}/api-keys`,
    then: async (page, { rotations }) => {
      await page.getByRole('link', { name: 'edge-gateway', exact: true }).last().click()
      await page.getByText(rotations.banner.old, { exact: true }).waitFor()
    },
  },
  {
    name: 'rotate-key',
    path: `${organization}/api-keys`,
    opens: async (page, phrases) => rotate(page, phrases, 'ci-runner: nightly'),
  },
  {
    name: 'rotate-key-leaked',
    path: `${organization}/api-keys`,
    then: async (page, phrases) => {
      await rotate(page, phrases, 'ci-runner: nightly')
      await page.getByRole('checkbox', { name: phrases.rotations.dialog.leak, exact: true }).check()
      await page.getByRole('list', { name: phrases.rotations.dialog.leakUsers, exact: true }).waitFor()
    },
  },
  {
    name: 'rotate-key-refused',
    path: `${organization}/api-keys`,
    before: refuse('POST', '/keys/*/rotations', 409, 'ROTATION_UNDER_WAY'),
    then: async (page, phrases) => {
      await rotate(page, phrases, 'ci-runner: nightly')
      await press(page, phrases.rotations.dialog.submit)
      await alert(page)
    },
  },
  {
    name: 'rotate-key-token',
    path: `${organization}/api-keys`,
    then: async (page, phrases) => {
      await rotate(page, phrases, 'ci-runner: nightly')
      await press(page, phrases.rotations.dialog.submit)
      await page.getByRole('button', { name: phrases.token.copy }).waitFor()
    },
  },
  {
    name: 'rotate-account',
    path: `${organization}/service-accounts`,
    opens: async (page, phrases) => choose(page, phrases, 'ci-runner', phrases.rotations.rotateAll),
  },
  {
    name: 'rotate-account-token',
    path: `${organization}/service-accounts`,
    then: async (page, phrases) => {
      await choose(page, phrases, 'ci-runner', phrases.rotations.rotateAll)
      await page
        .getByRole('button', { name: phrases.rotations.dialog.submitAll_other.replace('{{formatted}}', '2') })
        .click()
      await page.getByRole('button', { name: phrases.token.copy }).waitFor()
    },
  },
]
