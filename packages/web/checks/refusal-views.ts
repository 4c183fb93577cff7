import type { Page } from 'playwright-core'
import { alert, organization, type Phrases, press, type View } from './view.ts'

const request = (digit: string) => `req_3a3baacf1a33284be9c9a575f1e8063${digit}`

const ask = async (page: Page, { refusals }: Phrases, text: string) => {
  await page.getByRole('textbox', { name: refusals.field, exact: true }).fill(text)
  await press(page, refusals.ask)
}

/** What somebody was refused with, and why. */
export const refusalViews: readonly View[] = [
  { name: 'explain', path: '/settings/explain' },
  {
    name: 'explain-request',
    path: `${organization}/explain?id=${request('0')}`,
    then: async (page, { refusals }) =>
      page.getByRole('heading', { name: refusals.sentences.disabled, exact: true }).waitFor(),
  },
  {
    name: 'explain-out-of-reach',
    path: `/settings/explain?id=${request('2')}`,
    then: async (page) => page.getByText('Birch Labs').first().waitFor(),
  },
  {
    name: 'explain-nothing',
    path: '/settings/explain',
    then: async (page, phrases) => {
      await ask(page, phrases, request('f'))
      await alert(page)
    },
  },
  {
    name: 'explain-token',
    path: '/settings/explain',
    then: async (page, phrases) => {
      await ask(page, phrases, `ksd_v1_${'A'.repeat(16)}_${'b'.repeat(49)}`)
      await alert(page)
    },
  },
  {
    name: 'recent-refusals',
    path: `${organization}/api-keys`,
    then: async (page, { refusals }) => {
      await page.getByRole('link', { name: 'ci-runner: main', exact: true }).click()
      await page.getByRole('table', { name: refusals.recent }).getByText('etl-cron').first().waitFor()
    },
    whole: true,
  },
]
