/// <reference lib="dom" />

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { executablePath } from './browser.ts'
import { openStage, phrasesOf, type Stage } from './open-stage.ts'
import type { Visitor } from './visitor.ts'

const t = phrasesOf.en
const address = '/settings/api-keys'

describe.skipIf(executablePath === null)('a new token', () => {
  let stage: Stage
  let ada: Visitor
  let token: string
  /** What left the page or was said by it: addresses, what was sent, the console, failures. */
  const outside: string[] = []
  beforeAll(async () => {
    stage = await openStage('en')
    ada = await stage.enter(address)
    const { page } = ada
    page.on('request', (request) =>
      outside.push(request.url(), JSON.stringify(request.headers()), request.postData() ?? ''),
    )
    page.on('console', (message) => outside.push(message.text(), JSON.stringify(message.location())))
    page.on('pageerror', (error) => outside.push(`${error.message}\n${error.stack}`))
    // Looks at every change of the document, also at those that are gone before anyone could ask.
    await page.addInitScript(() => {
      const found: string[] = []
      Object.assign(window, { found })
      const isToken = /ksd_v1_[0-9A-Za-z]{16}_/
      const look = (node: Node) => {
        const element = node instanceof Element ? node : node.parentElement
        if (!element || element.closest('[role="dialog"]')) return
        const copy = element.cloneNode(true) as Element
        for (const dialog of copy.querySelectorAll('[role="dialog"]')) dialog.remove()
        if (isToken.test(copy.outerHTML)) found.push(element.tagName)
      }
      new MutationObserver((changes) => {
        for (const { target, addedNodes } of changes) for (const node of [target, ...addedNodes]) look(node)
      }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
    })
    // There is something of the console to go back to.
    await ada.open('/settings')
    await page.getByRole('link', { name: t.settings.apiKeys, exact: true }).click()
    await ada.heading(t.keys.title)
  })
  afterAll(() => stage?.close())

  const create = async (name: string): Promise<string> => {
    await ada.page.getByRole('button', { name: t.keys.createNew, exact: true }).first().click()
    await ada.type(t.common.name, name)
    await ada.press(t.newKey.submit)
    await ada.heading(t.token.title)
    return ada.page.getByRole('dialog').getByLabel(t.token.label, { exact: true }).innerText()
  }
  const secret = () => token.slice(-40, -6)
  const kept = async (): Promise<string> => {
    const inPage = await ada.page.evaluate(async () => {
      const copy = document.documentElement.cloneNode(true) as Element
      for (const dialog of copy.querySelectorAll('[role="dialog"]')) dialog.remove()
      const fields = [...document.querySelectorAll('input, textarea')] as HTMLInputElement[]
      return JSON.stringify([
        copy.outerHTML,
        fields.map(({ value }) => value),
        [document.title, document.cookie, window.name, location.href, history.state],
        [{ ...localStorage }, { ...sessionStorage }, await caches.keys(), await indexedDB.databases()],
        performance.getEntries().map((entry) => entry.toJSON()),
        (window as unknown as { found: string[] }).found,
      ])
    })
    return [inPage, JSON.stringify(await ada.context.storageState({ indexedDB: true })), ...outside].join('\n')
  }
  const expectNowhereElse = async () => {
    const all = await kept()
    expect(all.includes(secret())).toBe(false)
    expect(await ada.page.evaluate(() => (window as unknown as { found: string[] }).found)).toEqual([])
  }
  const isInDialog = async () => (await ada.page.getByRole('dialog').innerText()).includes(secret())

  it('is in its dialog and nowhere else, and the page is not left before it is safe', async () => {
    token = await create('hygiene')
    expect(await isInDialog()).toBe(true)
    await expectNowhereElse()
    await ada.page.keyboard.press('Escape')
    await ada.page.mouse.click(5, 5)
    await ada.page.evaluate(() => history.back())
    // The browser asks whether to leave, and is told to stay.
    const asked = ada.page.waitForEvent('dialog')
    await ada.page.evaluate(() => setTimeout(() => location.reload()))
    await (await asked).dismiss()
    await ada.page.getByRole('button', { name: t.token.done, exact: true, disabled: true }).waitFor()
    expect(await isInDialog()).toBe(true)
    expect(ada.page.url()).toBe(`${stage.server.origin}${address}`)
  })

  it('is in none of the commands that are there to be copied', async () => {
    const tabs = await ada.page.getByRole('tab').all()
    expect(tabs).toHaveLength(4)
    for (const tab of tabs) {
      await tab.click()
      for (const copy of await ada.page.getByRole('tabpanel').getByRole('button').all()) {
        await copy.click()
        const copied = await ada.page.evaluate(() => navigator.clipboard.readText())
        expect(copied).not.toBe('')
        expect(copied.includes(secret())).toBe(false)
      }
    }
  })

  it('is gone when its dialog is, also for who goes back, goes forward and reloads', async () => {
    await ada.press(t.token.copy)
    expect(await ada.page.evaluate(() => navigator.clipboard.readText())).toBe(token)
    await expectNowhereElse()
    await ada.press(t.token.done)
    await ada.noDialog()
    await ada.row('hygiene').waitFor()
    const gone = async () => {
      await expectNowhereElse()
      expect((await ada.page.content()).includes(secret())).toBe(false)
    }
    await gone()
    await ada.page.getByRole('link', { name: t.settings.sessions, exact: true }).click()
    await ada.heading(t.settings.sessions)
    await gone()
    await ada.page.goBack()
    await ada.heading(t.keys.title)
    await gone()
    await ada.page.goForward()
    await ada.heading(t.settings.sessions)
    await gone()
    await ada.page.goBack()
    await ada.page.reload()
    await ada.row('hygiene').waitFor()
    await gone()
  })

  it('is in no report of a failure when the page under its dialog falls', async () => {
    // The list that is read again after the key was made holds something that no page can show.
    await ada.page.route('**/api/v1/keys?*', (route) => route.fulfill({ json: { keys: [{}], nextCursor: null } }))
    const reports = outside.length
    await ada.page.getByRole('button', { name: t.keys.createNew, exact: true }).first().click()
    await ada.type(t.common.name, 'in vain')
    const answer = ada.page.waitForResponse((response) => response.request().method() === 'POST')
    await ada.press(t.newKey.submit)
    token = ((await (await answer).json()) as { token: string }).token
    await ada.said(t.trouble.crashed)
    expect(outside.slice(reports).some((text) => text.includes('RangeError: '))).toBe(true)
    await expectNowhereElse()
    expect((await ada.page.content()).includes(secret())).toBe(false)
  })
})
