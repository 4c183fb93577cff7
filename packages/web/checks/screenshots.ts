import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { en } from '../src/phrases/en.ts'
import { ja } from '../src/phrases/ja.ts'
import { startConsole } from './browser.ts'
import { findViolations } from './find-violations.ts'
import { views } from './pages.ts'
import { showTheme } from './show-theme.ts'
import { toSmallPng } from './to-small-png.ts'
import type { View } from './view.ts'

/**
 * Writes a picture of every page and dialog, in both languages, light and dark, on a desktop and a phone, and has axe
 * look at each: `node checks/screenshots.ts [folder] [part of the names …]`. With `--readme` only those that the README
 * shows, into the folder where it finds them.
 */

const inReadme: readonly string[] = [
  'organization-keys.desktop.en.light',
  'token.desktop.en.dark',
  'rotation-glance.desktop.en.light',
  'enforce.desktop.en.dark',
  'organization-keys.phone.ja.light',
  'token.phone.ja.dark',
]

const forReadme = process.argv[2] === '--readme'
const [folder = 'screenshots', ...words] = forReadme ? ['../../docs/pictures'] : process.argv.slice(2)
const into = resolve(folder)
mkdirSync(into, { recursive: true })
const app = await startConsole()
let failures = 0

for (const phone of [false, true]) {
  for (const language of ['en', 'ja'] as const) {
    const context = await app.open({ language, phone })
    for (const view of views) {
      const label = [view.name, phone ? 'phone' : 'desktop', language].join('.')
      const isWanted = forReadme ? inReadme.some((name) => name.startsWith(`${label}.`)) : true
      if (isWanted && words.every((word) => label.includes(word))) await visit(context, view, label, language)
    }
    await context.close()
  }
}
await app.close()
console.log(failures === 0 ? 'Nothing to complain about.' : `${failures} complaints`)
process.exitCode = failures === 0 ? 0 : 1

async function visit(context: BrowserContext, view: View, label: string, language: 'en' | 'ja'): Promise<void> {
  await app.reset(view.world)
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  page.on('console', (message) => {
    // A crash that was asked for, and answers that were taken away.
    const expected = /status of [45]\d\d|net::ERR_FAILED|KeysteadError/.test(message.text()) || view.name === 'crashed'
    if (message.type() === 'error' && !expected) complain(label, message.text())
  })
  page.on('pageerror', (error) => complain(label, error.message))
  try {
    await reach(page, view, language)
    // Two themes of one visit differ in colour and in nothing else.
    await shoot(page, view, `${label}.light`)
    await examine(page, `${label}.light`)
    await showTheme(page, 'dark')
    await shoot(page, view, `${label}.dark`)
    await examine(page, `${label}.dark`, ['color-contrast'])
  } catch (error) {
    complain(label, error instanceof Error ? error.message.split('\n').slice(0, 3).join(' ') : String(error))
    await page.screenshot({ path: join(into, `${label}.failed.png`) })
  }
  await page.close()
}

async function reach(page: Page, { path, before, opens, then }: View, language: 'en' | 'ja'): Promise<void> {
  const phrases = language === 'ja' ? ja : en
  await before?.(page)
  await page.goto(path)
  await page.locator('h1').waitFor()
  // What is held back for the picture is not waited for.
  if (!before) await page.waitForLoadState('networkidle')
  await then?.(page, phrases)
  if (!opens) return
  await opens(page, phrases)
  await page.locator('[role="dialog"], [role="menu"], tr[data-selected]').first().waitFor()
}

async function shoot(page: Page, { window, whole, opens, then }: View, label: string): Promise<void> {
  if (forReadme && !inReadme.includes(label)) return
  const fullPage = (whole || (!opens && !then && !window)) && !forReadme
  const picture = await page.screenshot({ fullPage, animations: 'disabled' })
  writeFileSync(join(into, `${label}.png`), forReadme ? await toSmallPng(page.context(), picture) : picture)
}

async function examine(page: Page, label: string, rules?: readonly string[]): Promise<void> {
  const isTooWide = await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  )
  if (isTooWide) complain(label, 'the page scrolls sideways')
  for (const violation of await findViolations(page, rules)) complain(label, violation)
}

function complain(label: string, text: string): void {
  failures += 1
  console.log(`${label}: ${text}`)
}
