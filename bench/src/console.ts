// `npm run bench:console`: what the console is claimed to do, measured in Chromium against the real, built server with ten
// thousand keys in SQLite: the first screen with nothing cached, typing into the search, scrolling.

import { gzipSync } from 'node:zlib'
import { type Browser, chromium, type Page } from 'playwright-core'
import { type ConsoleServer, startConsoleServer } from '../../e2e/console/console-server.ts'
import { copyKey } from '../../e2e/console/copy-key.ts'

const keyCount = 10_000
const organization = 'acme'
const password = 'lake otter pencil 41'
const list = `/account-settings/${organization}/api-keys`
const rounds = 5

const server = await startConsoleServer()
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
})
try {
  const cookie = await setUp(server)
  await createKeys(server, cookie)
  console.table([
    await measureFirstScreen('/sign-in', 'h1'),
    await measureFirstScreen('/settings/api-keys', 'tr[data-index]', cookie),
    await measureFirstScreen(list, 'tr[data-index]', cookie),
    await measureFirstScreen(`/account-settings/${organization}/audit`, 'tr[data-index]', cookie),
  ])
  const page = await open(browser, cookie)
  console.table([await measureTyping(page)])
  console.table([await measureScrolling(page)])
} finally {
  await browser.close()
  await server.remove()
}

async function setUp({ origin, setupLink }: ConsoleServer): Promise<string> {
  const token = new URL(setupLink).hash.slice(1)
  const answer = await post(`${origin}/api/v1/setup`, { token, email: 'ada@example.com', password, organization })
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

async function post(address: string, body: object, cookie = ''): Promise<Response> {
  const headers = { 'content-type': 'application/json', ...(cookie && { cookie, origin: server.origin }) }
  const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${address}: ${answer.status} ${await answer.text()}`)
  return answer
}

/** One by the door, and the others after its image. */
async function createKeys({ origin, change }: ConsoleServer, cookie: string): Promise<void> {
  const answer = await post(`${origin}/api/v1/keys`, { name: 'experiment-00000' }, cookie)
  const { key } = (await answer.json()) as { key: { id: string } }
  change(copyKey(key.id, keyCount - 1))
}

async function open(browser: Browser, cookie?: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.origin, viewport: { width: 1280, height: 800 } })
  const [name = '', value = ''] = cookie?.split('=') ?? []
  if (cookie) await context.addCookies([{ name, value, url: server.origin, secure: true, httpOnly: true }])
  return context.newPage()
}

/** From the first byte asked for to the moment when what people come for is in the page; all scripts fetched until then. */
async function measureFirstScreen(path: string, selector: string, cookie?: string) {
  const times: number[] = []
  let scriptKb = 0
  let files = 0
  for (let round = 0; round < rounds; round += 1) {
    const page = await open(browser, cookie)
    await page.addInitScript((selector) => {
      new MutationObserver((_, observer) => {
        if (!document.querySelector(selector)) return
        observer.disconnect()
        requestAnimationFrame(() => setTimeout(() => Object.assign(window, { shownAt: performance.now() })))
      }).observe(document, { subtree: true, childList: true })
    }, selector)
    await page.goto(path)
    await page.waitForFunction(() => 'shownAt' in window)
    const { shownAt, scripts } = await page.evaluate(() => {
      const { shownAt } = window as unknown as { shownAt: number }
      const resources = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
      const scripts = resources.filter(({ name, startTime }) => /\/assets\/.*\.js$/.test(name) && startTime <= shownAt)
      return { shownAt, scripts: scripts.map(({ name }) => name) }
    })
    times.push(shownAt)
    files = scripts.length
    scriptKb = 0
    for (const address of scripts) {
      scriptKb += gzipSync(await (await fetch(address)).bytes(), { level: 9 }).length / 1000
    }
    await page.context().close()
  }
  times.sort((a, b) => a - b)
  return {
    'first screen': path,
    'median ms': Math.round(times[Math.floor(rounds / 2)] ?? 0),
    'slowest ms': Math.round(times.at(-1) ?? 0),
    'script kB (gzip)': Number(scriptKb.toFixed(1)),
    scripts: files,
  }
}

/** From each letter to the painted list that answers it. */
async function measureTyping(page: Page) {
  await page.goto(list)
  await page.locator('tr[data-index]').first().waitFor()
  const field = page.getByRole('textbox').first()
  const times: number[] = []
  for (const digit of '7531') {
    // What stands in every name and in no ID: one that holds a letter below by chance would stay the first.
    await field.fill('nt-0')
    await page.waitForURL(({ searchParams }) => searchParams.get('query') === 'nt-0')
    await page.locator('table:not([aria-busy="true"]) tr[data-index="0"]', { hasText: 'nt-00000' }).waitFor()
    // Newest first: with each of these letters another key comes first.
    for (const letter of digit.repeat(4)) times.push(await measureLetter(page, letter))
  }
  return summarize('a letter, to the list that answers it', times)
}

async function measureLetter(page: Page, letter: string): Promise<number> {
  await page.evaluate(() => {
    const first = () => document.querySelector('tr[data-index="0"]')?.textContent
    const before = first()
    addEventListener(
      'keydown',
      () => {
        const startedAt = performance.now()
        const look = () => {
          const isThere = first() !== before && document.querySelector('table')?.getAttribute('aria-busy') !== 'true'
          if (isThere) setTimeout(() => Object.assign(window, { answeredMs: performance.now() - startedAt }))
          else requestAnimationFrame(look)
        }
        requestAnimationFrame(look)
      },
      { once: true },
    )
    Object.assign(window, { answeredMs: undefined })
  })
  await page.keyboard.type(letter)
  await page.waitForFunction(() => (window as unknown as { answeredMs?: number }).answeredMs !== undefined)
  return page.evaluate(() => (window as unknown as { answeredMs: number }).answeredMs)
}

/** The tasks that kept the page from answering while it was scrolled, and how long the frames took. */
async function measureScrolling(page: Page) {
  await page.goto(list)
  await page.locator('tr[data-index]').first().waitFor()
  const { frames, longTasks } = await page.evaluate(async () => {
    const longTasks: number[] = []
    new PerformanceObserver((entries) => {
      for (const { duration } of entries.getEntries()) longTasks.push(duration)
    }).observe({ type: 'longtask' })
    const frames: number[] = []
    let before = performance.now()
    for (let frame = 0; frame < 300; frame += 1) {
      window.scrollBy(0, 120)
      await new Promise((done) => requestAnimationFrame(done))
      frames.push(performance.now() - before)
      before = performance.now()
    }
    return { frames, longTasks }
  })
  return { ...summarize('a frame while scrolling', frames), 'tasks over 50 ms': longTasks.length }
}

function summarize(what: string, times: readonly number[]) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (part: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0)
  return { what, 'median ms': at(0.5), 'p95 ms': at(0.95), 'slowest ms': at(1) }
}
