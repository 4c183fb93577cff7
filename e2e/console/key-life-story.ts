/// <reference lib="dom" />

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { executablePath } from './browser.ts'
import { home, invite, openStage, organization, phrasesOf, type Stage } from './open-stage.ts'
import { fill, type Language, type Visitor } from './visitor.ts'

/** A key is disabled and enabled, falls out of use, is deleted and brought back. */
export function tellKeyLife(language: Language): void {
  describe.skipIf(executablePath === null)(`a key’s life in a browser that speaks ${language}`, () => tell(language))
}

function tell(language: Language): void {
  const t = phrasesOf[language]
  const words = t.keyLife
  let stage: Stage
  let ada: Visitor
  let bo: Visitor
  beforeAll(async () => {
    stage = await openStage(language)
    ada = await stage.enter(`${home}/api-keys`)
    await invite(ada, stage.server.origin, 'bo@example.com', 'member')
    bo = await stage.enter('/settings/api-keys', 'bo@example.com')
    await bo.ask('POST', '/keys', { name: 'nightly', organization })
    // Goes on by itself, and can be told to go on faster.
    await bo.page.clock.install()
    await Promise.all([ada.page.reload(), bo.page.reload()])
  })
  afterAll(() => stage?.close())

  const actions = fill(t.common.actionsFor, { name: 'nightly' })
  const disabled = (condition = 'true') =>
    stage.server.count(`select count(*) from api_keys where disabled_at is not null and ${condition}`)
  const deleted = () => stage.server.count('select count(*) from deleted_keys')

  it('stands still for a minute by its owner’s wish, and goes on by itself', async () => {
    await bo.choose(actions, words.brownOut)
    await bo.hasFocus(bo.page.getByRole('button', { name: t.common.cancel, exact: true }))
    await bo.examine()
    await bo.page.keyboard.press('Escape')
    await bo.noDialog()
    await bo.hasFocus(bo.page.getByRole('button', { name: actions, exact: true }))
    await bo.choose(actions, words.brownOut)
    await bo.select(words.duration, words.customDuration)
    await bo.press(words.brownOutAction)
    await bo.alert(fill(words.minutesMissing, { most: '43,200' }))
    await bo.type(words.minutes, '1')
    await bo.context.setOffline(true)
    await bo.press(words.brownOutAction)
    await bo.alert(t.trouble.connectionLost)
    await bo.context.setOffline(false)
    await bo.press(words.brownOutAction)
    await bo.noDialog()
    expect(disabled('disabled_until = disabled_at + 60000')).toBe(1)
    await bo.page.getByRole('link', { name: 'nightly', exact: true }).click()
    await bo.page.getByRole('timer', { name: words.timeLeft, exact: true }).waitFor()
    await bo.examine()
    stage.server.change(`update api_keys set disabled_until = ${Date.now()}`)
    await bo.page.clock.fastForward(61_000)
    await bo.said(t.keys.states.active)
    expect(await bo.page.getByRole('timer').count()).toBe(0)
  })

  it('is disabled by an admin, whom its owner does not overrule, but another admin does', async () => {
    await bo.open('/settings/api-keys')
    await ada.choose(actions, words.disable)
    await ada.press(words.disableAction)
    await ada.noDialog()
    expect(disabled(`disabled_until is null and disabled_by_name = 'Ada'`)).toBe(1)
    // Their page is of before.
    await bo.choose(actions, words.disable)
    await bo.press(words.disableAction)
    await bo.alert(t.errors.KEY_DISABLED_BY_ADMIN)
    await bo.press(t.common.cancel)
    await bo.row('nightly').getByText(t.keys.states.disabled, { exact: true }).waitFor()
    await bo.choose(actions, words.enable)
    await bo.said(t.errors.KEY_DISABLED_BY_ADMIN)
    await bo.page.getByRole('link', { name: 'nightly', exact: true }).click()
    await bo.said(words.onlyAdmin)
    await bo.page.getByRole('button', { name: words.enable, exact: true, disabled: true }).waitFor()
    await bo.examine()
    expect(disabled()).toBe(1)
    await ada.page.getByRole('link', { name: 'nightly', exact: true }).click()
    await ada.press(words.enable)
    await ada.said(fill(words.enabled, { name: 'nightly' }))
    expect(disabled()).toBe(0)
  })

  it('is found when nobody uses it, and stays found after a reload', async () => {
    await ada.open(`${home}/api-keys`)
    const find = async (kind: string) => {
      await ada.press(words.stale.filter)
      await ada.page.getByRole('menuitemradio', { name: kind, exact: true }).click()
    }
    await find(words.stale.kinds.never_used)
    await ada.page.waitForURL(/stale=never_used/)
    await ada.row('nightly').waitFor()
    await ada.page.reload()
    await ada.row('nightly').waitFor()
    await ada.press(fill(t.common.removeFilter, { filter: words.stale.kinds.never_used }))
    await ada.hasFocus(ada.page.getByRole('heading', { level: 1 }))
    await find(words.stale.kinds.expiring)
    await ada.said(words.stale.empty.expiring.title)
    await ada.examine()
    await ada.press(words.stale.showAll)
    await ada.row('nightly').waitFor()
  })

  it('is deleted, and back by a press of the same hand', async () => {
    await ada.choose(actions, t.common.delete)
    await ada.press(t.deleteKey.confirm_one)
    await ada.rowGone('nightly')
    expect(deleted()).toBe(1)
    await ada.examine()
    await ada.press(words.deleted.undo)
    await ada.row('nightly').waitFor()
    expect(deleted()).toBe(0)
    // Who deletes their own key must know that it is gone.
    await bo.open('/settings/api-keys')
    await bo.choose(actions, t.common.delete)
    await bo.press(t.deleteKey.confirm_one)
    await bo.said(t.deleteKey.done_one)
    expect(await bo.page.getByRole('button', { name: words.deleted.undo }).count()).toBe(0)
  })

  it('is brought back by an admin, unless the policies are against it', async () => {
    const creation = (disableKeyCreation: boolean) =>
      ada.ask('PATCH', `/organizations/${encodeURIComponent(organization)}/policies`, { disableKeyCreation })
    await ada.open(`${home}/api-keys`)
    await ada.page.getByRole('link', { name: words.deleted.title, exact: true }).click()
    await ada.heading(words.deleted.title)
    await ada.row('nightly').waitFor()
    await ada.examine()
    await creation(true)
    await ada.press(fill(words.deleted.restoreFor, { name: 'nightly' }))
    await ada.press(words.deleted.restoreAction)
    await ada.alert(t.errors.KEY_CREATION_DISABLED)
    await ada.examine()
    await creation(false)
    await ada.press(words.deleted.restoreAction)
    await ada.rowGone('nightly')
    await ada.said(words.deleted.emptyTitle)
    expect(deleted()).toBe(0)
    await bo.page.reload()
    await bo.row('nightly').waitFor()
  })

  it('has complained of nothing on the way', () => {
    expect([...ada.complaints, ...bo.complaints]).toEqual([])
  })
}
