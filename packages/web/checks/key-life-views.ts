import type { Page } from 'playwright-core'
import { alert, choose, organization, press, refuse, type View } from './view.ts'

const openKey = (name: string) => async (page: Page) => {
  await page.getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { name, exact: true, level: 1 }).waitFor()
}

/** Keys that are disabled, enabled, out of use, deleted and brought back. */
export const keyLifeViews: readonly View[] = [
  {
    name: 'disable-key',
    path: '/settings/api-keys',
    opens: async (page, phrases) => choose(page, phrases, 'laptop-training', phrases.keyLife.disable),
  },
  {
    name: 'brown-out',
    path: `${organization}/api-keys`,
    opens: async (page, phrases) => choose(page, phrases, '音声モデルの評価', phrases.keyLife.brownOut),
  },
  {
    name: 'brown-out-of-no-length',
    path: '/settings/api-keys',
    then: async (page, phrases) => {
      await choose(page, phrases, 'laptop-training', phrases.keyLife.brownOut)
      await page.getByRole('combobox', { name: phrases.keyLife.duration, exact: true }).selectOption('custom')
      await press(page, phrases.keyLife.brownOutAction)
      await alert(page)
    },
  },
  { name: 'key-in-brown-out', path: '/settings/api-keys', then: openKey('thesis-experiments-2025') },
  { name: 'key-disabled-by-admin', path: `${organization}/api-keys?query=review`, then: openKey('review') },
  {
    name: 'enable-refused',
    path: '/settings/api-keys',
    before: refuse('DELETE', '/keys/*/disablement', 403, 'KEY_DISABLED_BY_ADMIN'),
    then: async (page, phrases) => {
      await choose(page, phrases, 'thesis-experiments-2025', phrases.keyLife.enable)
      await page.getByText(phrases.errors.KEY_DISABLED_BY_ADMIN).first().waitFor()
    },
  },
]
