import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { startConsole } from './browser.ts'

/** How much script each first screen loads, compressed as a plain proxy would, and how long it takes here. */
const budgetKb = 250
const screens = [
  '/sign-in',
  '/settings/api-keys',
  '/account-settings/acme-robotics/api-keys',
  '/account-settings/acme-robotics/audit',
]

const app = await startConsole()
let worst = 0
for (const path of screens) {
  await app.reset(path === '/sign-in' ? { signedOut: true } : {})
  const context = await app.open()
  const page = await context.newPage()
  const loaded = new Set<string>()
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (/^\/assets\/.*\.(?:js|css)$/.test(pathname)) loaded.add(pathname)
  })
  const startedAt = performance.now()
  await page.goto(path)
  await page.locator('h1').waitFor()
  const ms = performance.now() - startedAt
  if (path !== '/sign-in') await page.locator('tr[data-index]').first().waitFor()
  const kb = (ending: string) =>
    [...loaded]
      .filter((file) => file.endsWith(ending))
      .reduce((sum, file) => sum + gzipSync(readFileSync(join('dist', file)), { level: 9 }).length, 0) / 1000
  worst = Math.max(worst, kb('.js'))
  console.log(
    `${path}: script ${kb('.js').toFixed(1)} kB, style ${kb('.css').toFixed(1)} kB, ${loaded.size} files, first screen ${ms.toFixed(0)} ms`,
  )
  await context.close()
}
await app.close()
if (worst > budgetKb) {
  console.log(`More than ${budgetKb} kB of script`)
  process.exitCode = 1
}
