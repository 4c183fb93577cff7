import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { en } from '../src/phrases/en.ts'
import { ja } from '../src/phrases/ja.ts'
import { startConsole } from './browser.ts'
import { views } from './pages.ts'

/**
 * Writes a picture of every page and dialog, in both languages, light and dark, on a desktop and a phone, and has axe
 * look at each: `node checks/screenshots.ts [folder] [part of the names …]`.
 */

const [folder = 'screenshots', ...words] = process.argv.slice(2)
const into = resolve(folder)
mkdirSync(into, { recursive: true })
const app = await startConsole()
let failures = 0

for (const phone of [false, true]) {
  for (const language of ['en', 'ja'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      const context = await app.open({ language, theme, phone })
      for (const { name, path, world, then } of views) {
        const label = [name, phone ? 'phone' : 'desktop', language, theme].join('.')
        if (!words.every((word) => label.includes(word))) continue
        await app.reset(world)
        const page = await context.newPage()
        page.on('console', (message) => {
          const expected = /status of 4\d\d/.test(message.text())
          if (message.type() === 'error' && !expected) console.log(`${label}: ${message.text()}`)
        })
        page.on('pageerror', (error) => console.log(`${label}: ${error.message}`))
        try {
          await page.goto(path)
          await page.waitForLoadState('networkidle')
          if (then) {
            await then(page, language === 'ja' ? ja : en)
            await page
              .locator('[role="dialog"], [role="menu"], [role="alert"], [role="listbox"], dl, tr[data-selected]')
              .first()
              .waitFor()
          }
          await page.screenshot({
            path: join(into, `${label}.png`),
            fullPage: then === undefined && name !== 'organization-keys-many',
            animations: 'disabled',
          })
          const { violations } = await new AxeBuilder({ page })
            // They hand the keyboard on the moment it reaches them, and never keep it; axe cannot know.
            .exclude('[data-base-ui-focus-guard]')
            .analyze()
          for (const { id, nodes } of violations) {
            failures += 1
            console.log(
              `${label}: ${id}: ${nodes
                .map(({ target, failureSummary }) => `${target} ${failureSummary?.split('\n')[1]}`)
                .slice(0, 3)
                .join(' | ')}`,
            )
          }
        } catch (error) {
          failures += 1
          console.log(`${label}: ${error instanceof Error ? error.message.split('\n').slice(0, 3).join(' ') : error}`)
          await page.screenshot({ path: join(into, `${label}.failed.png`) })
        }
        await page.close()
      }
      await context.close()
    }
  }
}
await app.close()
console.log(failures === 0 ? 'Nothing to complain about.' : `${failures} complaints`)
process.exitCode = failures === 0 ? 0 : 1
