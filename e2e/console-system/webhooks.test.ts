/// <reference lib="dom" />

import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { verifyWebhook } from '@keystead/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { executablePath } from '../console/browser.ts'
import { home, invite, openStage, phrasesOf, type Stage } from '../console/open-stage.ts'
import { fill, type Visitor } from '../console/visitor.ts'

/** A service that is told of things, and answers as it is told to. */
async function startReceiver() {
  const heard: { headers: IncomingHttpHeaders; body: string }[] = []
  const receiver = { heard, status: 204, url: '', close: () => server.close() }
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
    response.writeHead(receiver.status).end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`
  return receiver
}

describe.skipIf(executablePath === null).each(['en', 'ja'] as const)(
  'webhooks in a browser that speaks %s',
  (language) => {
    const t = phrasesOf[language]
    const words = t.webhooks
    let stage: Stage
    let receiver: Awaited<ReturnType<typeof startReceiver>>
    let ada: Visitor
    let secret: string
    beforeAll(async () => {
      receiver = await startReceiver()
      stage = await openStage(language, { KEYSTEAD_WEBHOOK_PRIVATE_NETWORKS: '127.0.0.1' })
      ada = await stage.enter(`${home}/api-keys`)
    })
    afterAll(async () => {
      receiver?.close()
      await stage?.close()
    })

    const webhooks = (condition = 'true') => stage.server.count(`select count(*) from webhooks where ${condition}`)
    const menu = () => fill(t.common.actionsFor, { name: receiver.url })
    const state = (text: string) => ada.page.getByRole('row').filter({ hasText: text }).first().waitFor()
    /** All that the page and the browser hold, but for what is in a dialog. */
    const outsideOfDialogs = async () => {
      const page = await ada.page.evaluate(() => {
        const copy = document.documentElement.cloneNode(true) as Element
        for (const dialog of copy.querySelectorAll('[role="dialog"]')) dialog.remove()
        const fields = [...document.querySelectorAll('input')].map(({ value }) => value)
        return [copy.outerHTML, ...fields, location.href, JSON.stringify(history.state), document.title].join('\n')
      })
      return page + JSON.stringify(await ada.context.storageState({ indexedDB: true }))
    }
    const takeSecret = async (): Promise<string> => {
      await ada.heading(words.secret.title)
      await ada.hasFocus(ada.page.getByRole('button', { name: words.secret.copy, exact: true }))
      const shown = await ada.page.getByRole('dialog').getByLabel(words.secret.label, { exact: true }).innerText()
      expect(shown).toMatch(/^whsec_/)
      expect(await outsideOfDialogs()).not.toContain(shown)
      await ada.examine()
      await ada.page.keyboard.press('Escape')
      await ada.page.getByRole('button', { name: t.token.done, exact: true, disabled: true }).waitFor()
      await ada.press(words.secret.copy)
      expect(await ada.page.evaluate(() => navigator.clipboard.readText())).toBe(shown)
      await ada.press(t.token.done)
      await ada.noDialog()
      expect((await outsideOfDialogs()) + (await ada.page.content())).not.toContain(shown)
      return shown
    }

    it('are explained where there are none, and made with what they are told of', async () => {
      await ada.page.getByRole('link', { name: words.section, exact: true }).click()
      await ada.heading(words.title)
      await ada.said(words.emptyTitle)
      await ada.heading(words.verify.title)
      await ada.examine()
      await ada.press(words.create)
      await ada.hasFocus(ada.page.getByRole('textbox', { name: words.url, exact: true }))
      await ada.page.keyboard.press('Escape')
      await ada.noDialog()
      await ada.hasFocus(ada.page.getByRole('button', { name: words.create, exact: true }))
      await ada.press(words.create)
      await ada.press(t.common.create)
      await ada.alert(words.urlMissing)
      await ada.type(words.url, 'ftp://hooks.example.com')
      await ada.page.getByRole('radio', { name: words.wantSome }).click()
      await ada.press(t.common.create)
      await ada.alert(words.noneChosen)
      await ada.page.getByRole('checkbox', { name: words.events['key.created'].name, exact: true }).check()
      await ada.press(t.common.create)
      await ada.alert(t.errors.INVALID_WEBHOOK_URL)
      await ada.examine()
      await ada.type(words.url, receiver.url)
      await ada.press(t.common.create)
      secret = await takeSecret()
      expect(webhooks()).toBe(1)
      await ada.row(receiver.url).getByText(words.states.active, { exact: true }).waitFor()
      await ada.examine()
    })

    it('are sent a test, whose signature holds', async () => {
      await ada.choose(menu(), words.test)
      await ada.heading(words.deliveries.title)
      await state(fill(words.deliveries.status, { status: '204' }))
      await ada.examine()
      const [first] = receiver.heard
      expect(await verifyWebhook(first?.headers ?? {}, first?.body ?? '', secret)).toMatchObject({
        type: 'webhook.test',
      })
    })

    it('say since when they fail, and send again what did not arrive', async () => {
      receiver.status = 500
      await ada.ask('POST', '/keys', { name: 'nightly' })
      await expect
        .poll(() => stage.server.count('select count(*) from webhooks where failing_since is not null'))
        .toBe(1)
      await ada.page.reload()
      await ada.said(words.failingHint)
      await state(fill(words.deliveries.status, { status: '500' }))
      await state(words.deliveries.states.pending)
      await ada.examine()
      receiver.status = 204
      const failed = ada.page.getByRole('row').filter({ hasText: fill(words.deliveries.status, { status: '500' }) })
      await failed.getByRole('button').click()
      await failed.waitFor({ state: 'detached' })
      expect(receiver.heard.at(-1)?.headers['webhook-id']).toBe(receiver.heard.at(-2)?.headers['webhook-id'])
      await ada.page.getByText(words.states.active, { exact: true }).waitFor()
    })

    it('are paused, which another page learns when it sends a test, and resumed', async () => {
      const other = await stage.enter(new URL(ada.page.url()).pathname)
      await other.heading(words.deliveries.title)
      await ada.choose(menu(), words.pause)
      await ada.press(words.pauseAction)
      await ada.noDialog()
      await ada.said(words.disabledHint)
      expect(webhooks(`disabled_reason = 'by_hand'`)).toBe(1)
      await other.press(words.test)
      await other.said(t.errors.WEBHOOK_DISABLED)
      await ada.press(words.resume)
      await ada.said(words.resumed)
      expect(webhooks('disabled_at is null')).toBe(1)
      expect(other.complaints).toEqual([])
    })

    it('are given another secret, and for a day both are good', async () => {
      await ada.choose(menu(), words.rotate)
      await ada.press(words.rotateAction)
      const next = await takeSecret()
      expect(next).not.toBe(secret)
      await ada.page.getByText(fill(words.bothSecrets, { time: '' }).trim().slice(-12)).waitFor()
      await ada.press(words.test)
      await expect.poll(() => receiver.heard.length).toBe(4)
      const { headers, body } = receiver.heard.at(-1) ?? { headers: {}, body: '' }
      for (const each of [secret, next]) await verifyWebhook(headers, body, each)
    })

    it('are edited, and deleted once the network is back', async () => {
      await ada.choose(menu(), words.edit)
      await ada.type(`${words.description} ${t.common.optional}`, 'operations chat')
      await ada.page.getByRole('radio', { name: words.wantAll }).click()
      await ada.press(t.common.save)
      await ada.heading('operations chat')
      expect(webhooks(`description = 'operations chat'`)).toBe(1)
      await ada.choose(menu(), t.common.delete)
      // A dialog that is still on its way would be lost with the network.
      await ada.page.getByRole('dialog').waitFor()
      await ada.context.setOffline(true)
      await ada.press(words.deleteAction)
      await ada.alert(t.trouble.connectionLost)
      await ada.context.setOffline(false)
      await ada.press(words.deleteAction)
      await ada.said(words.emptyTitle)
      expect(webhooks()).toBe(0)
      expect(ada.complaints).toEqual([])
    })

    it('are for admins', async () => {
      await invite(ada, stage.server.origin, 'bo@example.com', 'member')
      const bo = await stage.enter(`${home}/webhooks`, 'bo@example.com')
      await bo.said(t.trouble.forbiddenTitle)
      expect(await bo.page.getByRole('link', { name: words.section }).count()).toBe(0)
      await bo.examine()
    })
  },
)
