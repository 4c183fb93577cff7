/// <reference lib="dom" />

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { languages } from '../../packages/web/src/i18n/language.ts'
import { executablePath } from './browser.ts'
import { copyKey } from './copy-key.ts'
import { home, openStage, phrasesOf, type Stage } from './open-stage.ts'
import type { Visitor } from './visitor.ts'

const { en: t, ja } = phrasesOf
const keyCount = 2_000

describe.skipIf(executablePath === null)('the console', () => {
  let stage: Stage
  let ada: Visitor
  beforeAll(async () => {
    stage = await openStage('en')
    ada = await stage.enter('/settings')
  })
  afterAll(() => stage?.close())

  it('speaks another language from the moment it is chosen, also after a reload, and tells the browser which', async () => {
    const speaks = async ({ settings }: typeof t, language: string) => {
      await ada.heading(settings.title)
      expect(await ada.page.getAttribute('html', 'lang')).toBe(language)
    }
    await speaks(t, 'en')
    await ada.select(t.shell.language, languages.ja)
    await speaks(ja, 'ja')
    await ada.page.reload()
    await speaks(ja, 'ja')
    await ada.select(ja.shell.language, languages.en)
    await speaks(t, 'en')
  })

  it('holds few rows of a long list, and says how long it is', async () => {
    const { key } = (await ada.ask('POST', '/keys', { name: 'experiment-00000' })) as { key: { id: string } }
    stage.server.change(copyKey(key.id, keyCount - 1))
    await ada.open(`${home}/api-keys`)
    await ada.row('experiment-00000').waitFor()
    // As somebody who scrolls to the end.
    await ada.page.evaluate(async () => {
      while (document.querySelector('table')?.getAttribute('aria-rowcount') === '-1') {
        window.scrollTo(0, document.documentElement.scrollHeight)
        await new Promise((done) => requestAnimationFrame(done))
      }
    })
    expect(await ada.page.getByRole('table').getAttribute('aria-rowcount')).toBe(String(keyCount + 1))
    expect(await ada.page.getByRole('row').count()).toBeLessThan(80)
    expect(ada.complaints).toEqual([])
  })

  it('keeps a list’s columns where they are while its rows are on their way, when they are there, and when none are', async () => {
    const places = () =>
      ada.page.getByRole('columnheader').evaluateAll((headers) =>
        headers.map((header) => {
          const { left, top, width } = header.getBoundingClientRect()
          return [header.textContent, left, top, width]
        }),
      )
    const answer = Promise.withResolvers<void>()
    await ada.page.route('**/api/v1/keys?*', async (route) => {
      await answer.promise
      await route.continue()
    })
    await ada.open(`${home}/api-keys`)
    await ada.page.getByRole('columnheader', { name: t.keys.keyId, exact: true }).waitFor()
    const onTheirWay = await places()
    answer.resolve()
    await ada.row('experiment-00000').waitFor()
    expect(await places()).toEqual(onTheirWay)
    await ada.type(t.keys.searchAll, 'nothing like it')
    await ada.said(t.keys.noMatchTitle)
    expect(await places()).toEqual(onTheirWay)
  })
})
