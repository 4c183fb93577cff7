// Somebody in front of the console: finds everything by its role and accessible name, as a screen reader would say it.

import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { findViolations } from '../../packages/web/checks/find-violations.ts'
import { showTheme } from '../../packages/web/checks/show-theme.ts'

export type Language = 'en' | 'ja'
type Names = Readonly<Record<string, string>>

/** A phrase with its places filled in. */
export const fill = (phrase: string, names: Names): string =>
  Object.entries(names).reduce((text, [name, value]) => text.replaceAll(`{{${name}}}`, value), phrase)

export class Visitor {
  /** What the browser's console and the page itself complained about, besides answers that refuse something. */
  readonly complaints: string[] = []
  readonly page: Page
  readonly context: BrowserContext

  private constructor(context: BrowserContext, page: Page) {
    this.context = context
    this.page = page
    page.on('pageerror', (error) => this.complaints.push(error.message))
    page.on('console', (message) => {
      const isRefusal = /Failed to load resource/.test(message.text())
      if (message.type() === 'error' && !isRefusal) this.complaints.push(message.text())
    })
  }

  static async arrive(browser: Browser, origin: string, language: Language): Promise<Visitor> {
    const context = await browser.newContext({
      baseURL: origin,
      locale: language === 'ja' ? 'ja-JP' : 'en-GB',
      permissions: ['clipboard-read', 'clipboard-write'],
      reducedMotion: 'reduce',
    })
    context.setDefaultTimeout(10_000)
    return new Visitor(context, await context.newPage())
  }

  open(address: string) {
    return this.page.goto(address)
  }

  heading(name: string): Promise<void> {
    return this.page.getByRole('heading', { name, exact: true }).waitFor()
  }

  press(name: string, within: Pick<Page, 'getByRole'> = this.page): Promise<void> {
    return within.getByRole('button', { name, exact: true }).click()
  }

  type(label: string, text: string): Promise<void> {
    return this.page.getByRole('textbox', { name: label, exact: true }).fill(text)
  }

  /** What is typed as a password has no role. */
  typeSecret(label: string, text: string): Promise<void> {
    return this.page.getByLabel(label, { exact: true }).fill(text)
  }

  select(label: string, option: string) {
    return this.page.getByRole('combobox', { name: label, exact: true }).selectOption({ label: option })
  }

  async choose(menu: string, item: string): Promise<void> {
    await this.press(menu)
    await this.page.getByRole('menuitem', { name: item, exact: true }).click()
  }

  row(name: string): Locator {
    return this.page.getByRole('row').filter({ has: this.page.getByText(name, { exact: true }) })
  }

  /** A row that was deleted has gone. While a dialog is open nothing behind it has a role, so that one closes first. */
  async rowGone(name: string): Promise<void> {
    await this.noDialog()
    await this.row(name).waitFor({ state: 'detached' })
  }

  said(text: string): Promise<void> {
    return this.page.getByText(text, { exact: true }).first().waitFor()
  }

  alert(text: string): Promise<void> {
    return this.page.getByRole('alert').filter({ hasText: text }).waitFor()
  }

  noDialog(): Promise<void> {
    return this.page.getByRole('dialog').waitFor({ state: 'detached' })
  }

  /** Whether the keyboard is where this is, or comes there in a moment. */
  async hasFocus(locator: Locator): Promise<void> {
    await expect.poll(() => locator.evaluate((element) => element === document.activeElement)).toBe(true)
  }

  /** What the server answers to the signed-in browser; for what a story needs and has shown elsewhere. */
  async ask(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await this.page.evaluate(
      async ([method, path, text]) => {
        const headers = { 'content-type': 'application/json' }
        const response = await fetch(`/api/v1${path}`, { method, headers, ...(text !== undefined && { body: text }) })
        return { ok: response.ok, text: await response.text() }
      },
      [method, path, body && JSON.stringify(body)] as const,
    )
    expect(answer.ok, `${method} ${path}: ${answer.text}`).toBe(true)
    return answer.text === '' ? undefined : JSON.parse(answer.text)
  }

  /** What axe says about what is shown now, in both themes: the dark one differs by its colours. */
  async examine(): Promise<void> {
    const found = await findViolations(this.page)
    await showTheme(this.page, 'dark')
    found.push(...(await findViolations(this.page, ['color-contrast'])).map((text) => `dark: ${text}`))
    await showTheme(this.page, 'light')
    expect(found, this.page.url()).toEqual([])
  }
}
