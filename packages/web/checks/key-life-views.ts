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
  {
    name: 'stale-menu',
    path: `${organization}/api-keys`,
    opens: async (page, { keyLife }) => press(page, keyLife.stale.filter),
  },
  { name: 'keys-unused', path: `${organization}/api-keys?stale=unused_30d` },
  { name: 'keys-owner-gone', path: `${organization}/api-keys?stale=owner_gone` },
  { name: 'own-keys-never-used', path: '/settings/api-keys?stale=never_used' },
  { name: 'own-keys-not-expiring', path: '/settings/api-keys?stale=expiring', world: { empty: true } },
  { name: 'deleted-keys', path: `${organization}/api-keys/deleted` },
  { name: 'deleted-keys-empty', path: `${organization}/api-keys/deleted`, world: { empty: true } },
  {
    name: 'undelete-key',
    path: `${organization}/api-keys/deleted`,
    opens: async (page, { keyLife }) =>
      press(page, keyLife.deleted.restoreFor.replace('{{name}}', 'ci-runner: release')),
  },
  {
    name: 'undelete-refused',
    path: `${organization}/api-keys/deleted`,
    before: refuse('POST', '/keys/*/undelete', 409, 'KEY_OWNER_LEFT'),
    then: async (page, { keyLife }) => {
      await press(page, keyLife.deleted.restoreFor.replace('{{name}}', '収集パイプライン'))
      await press(page, keyLife.deleted.restoreAction)
      await alert(page)
    },
  },
  {
    name: 'key-deleted-undo',
    path: `${organization}/api-keys`,
    then: async (page, phrases) => {
      await choose(page, phrases, 'ci-runner: nightly', phrases.common.delete)
      await press(page, phrases.deleteKey.confirm_one)
      await page.getByRole('button', { name: phrases.keyLife.deleted.undo }).waitFor()
    },
  },
]
