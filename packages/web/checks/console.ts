import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { type Console, startConsole } from './browser.ts'

/** What must hold in the browser, whatever server stands behind it; run against the mock: `node checks/console.ts`. */

const app = await startConsole()
let failures = 0

async function check(guarantee: string, work: (page: Page, app: Console) => Promise<void>, world: object = {}) {
  await app.reset(world)
  const context = await app.open()
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (/content.security.policy/i.test(message.text())) complaints.push(message.text())
  })
  try {
    await work(page, app)
    assert.deepEqual(complaints, [])
    console.log(`✓ ${guarantee}`)
  } catch (error) {
    failures += 1
    console.log(
      `✗ ${guarantee}\n  ${error instanceof Error ? error.message.split('\n').slice(0, 12).join('\n  ') : error}`,
    )
  }
  await context.close()
}

const organization = '/account-settings/acme-robotics'
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor()

async function createKey(page: Page): Promise<string> {
  await page.goto('/settings/api-keys')
  await page.getByRole('button', { name: 'Create new API key' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('first')
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await page.getByRole('heading', { name: 'Store your new API key' }).waitFor()
  const token = await page.getByLabel('API key', { exact: true }).innerText()
  assert.match(token, /^ksd_v1_/)
  return token
}

await check('a token is in its dialog and nowhere else, and gone with it', async (page) => {
  const token = await createKey(page)
  const secret = token.slice(24)
  const outside = () =>
    page.evaluate(() => {
      const dialog = document.querySelector('[role="dialog"]')
      const clone = document.documentElement.cloneNode(true) as HTMLElement
      if (dialog) clone.querySelector('[role="dialog"]')?.remove()
      return [
        clone.outerHTML,
        location.href,
        document.title,
        JSON.stringify(localStorage),
        JSON.stringify(sessionStorage),
        JSON.stringify(history.state),
        document.cookie,
      ].join('\n')
    })
  assert.ok(!(await outside()).includes(secret))
  const done = page.getByRole('button', { name: 'Done' })
  assert.ok(await done.isDisabled())
  await page.keyboard.press('Escape')
  await page.mouse.click(5, 5)
  assert.ok(await page.getByRole('dialog').isVisible())
  await page.getByRole('button', { name: 'Copy key' }).click()
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), token)
  await done.click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  assert.ok(!(await outside()).includes(secret))
  await page.getByText('first', { exact: true }).waitFor()
})

await check('every snippet holds neither the token nor a place to type it on the command line', async (page) => {
  const token = await createKey(page)
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click()
    const text = await page.getByRole('tabpanel').innerText()
    assert.ok(!text.includes(token.slice(7, 23)))
  }
})

await check('the dialog can be left by saying that the key is stored', async (page) => {
  await createKey(page)
  await page.getByRole('checkbox', { name: 'I have stored it' }).check()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Create new API key')
})

await check('focus comes back to the row’s menu after a dialog that it opened', async (page) => {
  await page.goto('/settings/api-keys')
  const menu = page.getByRole('button', { name: 'Actions for laptop-training' })
  await menu.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  const field = page.getByRole('textbox', { name: 'Name', exact: true })
  await field.waitFor()
  await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Actions for laptop-training')
})

await check(
  'who is not signed in signs in first and comes to where they were going',
  async (page) => {
    await page.goto(`${organization}/audit?outcome=refused`)
    await heading(page, 'Sign in to Keystead')
    await page.getByRole('textbox', { name: 'Email' }).fill('ada@acme.example')
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await heading(page, 'Audit')
    assert.match(page.url(), /audit\?outcome=refused$/)
  },
  { signedOut: true },
)

await check(
  'a lost connection is said, nothing is sent twice by itself, and the button sends the same again',
  async (page) => {
    await page.goto('/settings/api-keys')
    await page.getByRole('button', { name: 'Create new API key' }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('first')
    const sent: (string | undefined)[] = []
    await page.route('**/api/v1/keys', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback()
      sent.push(route.request().headers()['idempotency-key'])
      return sent.length === 1 ? route.abort() : route.fallback()
    })
    const create = page.getByRole('button', { name: 'Create', exact: true })
    await create.click()
    await page.getByRole('alert').filter({ hasText: 'No answer from the server' }).waitFor()
    assert.equal(sent.length, 1)
    await create.click()
    await page.getByRole('button', { name: 'Copy key' }).waitFor()
    assert.equal(sent.length, 2)
    assert.ok(sent[0] && sent[0] === sent[1])
  },
)

await check('a refusal is shown where it happened', async (page) => {
  await page.goto('/settings/api-keys')
  await page.getByRole('button', { name: 'Create new API key' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('fail-403')
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await page.getByRole('dialog').getByRole('alert').filter({ hasText: 'You do not have permission' }).waitFor()
})

await check(
  'where creation is switched off the button is, too, with the administrator’s exact message',
  async (page) => {
    await page.goto(`${organization}/api-keys`)
    await page
      .getByText(
        'API key creation has been disabled by your organization administrator. You can still edit, delete, and use existing API keys.',
        { exact: true },
      )
      .waitFor()
    assert.ok(await page.getByRole('button', { name: 'New key' }).isDisabled())
  },
  { policies: { disableKeyCreation: true } },
)

await check('enforcement shows what would stop, and waits for the exact name', async (page) => {
  await page.goto(`${organization}/settings`)
  await page.getByRole('button', { name: 'Enforce…' }).click()
  await page.getByText('7 personal keys will stop reaching this organization.').waitFor()
  const submit = page.getByRole('button', { name: 'Enforce Organization-Scoped API Keys' })
  assert.ok(await submit.isDisabled())
  await page.getByRole('textbox', { name: 'Type acme-robotics to confirm' }).fill('acme-robotics')
  await submit.click()
  await page.getByText('Enforced', { exact: true }).waitFor()
})

await check('several keys are deleted after their owners were shown', async (page) => {
  await page.goto(`${organization}/api-keys`)
  for (const name of ['laptop-training', 'home'])
    await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check()
  await page.getByRole('button', { name: 'Delete (2)' }).click()
  await page.getByRole('list', { name: 'Keys to delete' }).getByText('Bo Lindqvist').waitFor()
  await page.getByRole('button', { name: 'Delete 2 keys' }).click()
  await page.getByText('2 API keys deleted').waitFor()
  assert.equal(await page.getByText('laptop-training').count(), 0)
})

await check('filters stand in the address and survive a reload', async (page) => {
  await page.goto(`${organization}/api-keys`)
  await page.getByRole('textbox', { name: 'Search name, key ID or owner' }).fill('007')
  await page.getByRole('combobox', { name: 'State' }).selectOption('active')
  await page.waitForURL(/query=007/)
  await page.reload()
  await heading(page, 'API Keys')
  assert.equal(await page.getByRole('textbox', { name: 'Search name, key ID or owner' }).inputValue(), '007')
  assert.equal(await page.getByRole('combobox', { name: 'State' }).inputValue(), 'active')
})

await check('the language is switched, remembered, and said to the browser', async (page) => {
  await page.goto('/settings')
  await page.getByRole('combobox', { name: 'Language' }).selectOption('ja')
  await heading(page, 'ユーザー設定')
  await page.reload()
  await heading(page, 'ユーザー設定')
  assert.equal(await page.getAttribute('html', 'lang'), 'ja')
  assert.deepEqual(Object.keys(await page.evaluate(() => ({ ...localStorage }))), ['keystead.language'])
})

await check(
  'ten thousand keys: few rows are in the page, and typing is answered within 100 ms',
  async (page) => {
    await page.goto(`${organization}/api-keys`)
    await page.getByText('laptop-training').waitFor()
    // All of them are read first, as by someone who scrolls to the end.
    await page.evaluate(async () => {
      const table = document.querySelector('table')
      while (table?.getAttribute('aria-rowcount') === '-1') {
        window.scrollTo(0, document.documentElement.scrollHeight)
        await new Promise((done) => requestAnimationFrame(done))
      }
    })
    assert.equal(await page.getByRole('table').getAttribute('aria-rowcount'), '10001')
    assert.ok((await page.getByRole('row').count()) < 80)
    await page.evaluate(() => window.scrollTo(0, 0))
    const field = page.getByRole('textbox', { name: 'Search name, key ID or owner' })
    await field.focus()
    const slowest = await page.evaluate(async () => {
      const input = document.activeElement as HTMLInputElement
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
      let slowest = 0
      for (let length = 1; length <= 8; length += 1) {
        const startedAt = performance.now()
        set?.call(input, '09999999'.slice(0, length))
        input.dispatchEvent(new Event('input', { bubbles: true }))
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
        slowest = Math.max(slowest, performance.now() - startedAt)
      }
      return slowest
    })
    console.log(`  slowest letter: ${slowest.toFixed(0)} ms`)
    assert.ok(slowest < 100)
  },
  { keys: 10_000 },
)

await app.close()
process.exitCode = failures === 0 ? 0 : 1
