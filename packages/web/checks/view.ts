import type { Page } from 'playwright-core'

/** Of the language that is shown. */
export type Phrases = typeof import('../src/phrases/en.ts').en
/** A page or a dialog, and how to get there. */
export type View = {
  readonly name: string
  readonly path: string
  readonly world?: object
  /** What goes wrong on the way to the server, or takes long. */
  readonly before?: (page: Page) => Promise<unknown>
  /** Only what the window shows, where the page is as long as its list. */
  readonly window?: boolean
  /** All of the page, though something leads to it. */
  readonly whole?: boolean
  /** What opens a dialog or a menu, or marks rows. */
  readonly opens?: (page: Page, phrases: Phrases) => Promise<void>
  /** What leads to something else, and waits for that. */
  readonly then?: (page: Page, phrases: Phrases) => Promise<void>
}

export const organization = '/account-settings/acme-robotics'
export const actions = (phrases: Phrases, name: string) => phrases.common.actionsFor.replace('{{name}}', name)
export const choose = async (page: Page, phrases: Phrases, row: string, item: string) => {
  await page.getByRole('button', { name: actions(phrases, row), exact: true }).click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

export const dialog = (page: Page) => page.getByRole('dialog')
export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click()
export const type = (page: Page, label: string, text: string) =>
  page.getByRole('textbox', { name: label, exact: true }).fill(text)
export const alert = (page: Page) => page.getByRole('alert').first().waitFor()
export const select = async (page: Page, { common }: Phrases, ...names: readonly string[]) => {
  for (const name of names) {
    await page.getByRole('checkbox', { name: common.selectRow.replace('{{name}}', name), exact: true }).check()
  }
}
export const newKey = async (page: Page, { keys, common, newKey }: Phrases, name: string) => {
  await press(page, keys.createNew)
  await type(page, common.name, name)
  await press(page, newKey.submit)
}

export const refuse = (method: string, path: string, status: number, code: string) => (page: Page) =>
  page.route(`**/api/v1${path}`, (route) =>
    route.request().method() === method
      ? route.fulfill({
          status,
          json: { type: `urn:keystead:error:${code}`, title: code, status, code, requestId: 'req-5f1c09aa' },
        })
      : route.fallback(),
  )
export const lose = (path: string) => (page: Page) => page.route(`**/api/v1${path}`, (route) => route.abort())
export const hold = (path: string) => (page: Page) => page.route(`**/api/v1${path}`, () => {})
