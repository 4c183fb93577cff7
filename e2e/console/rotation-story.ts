/// <reference lib="dom" />

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { executablePath } from './browser.ts'
import { openStage, phrasesOf, type Stage } from './open-stage.ts'
import { useKey } from './use-key.ts'
import { fill, type Language, type Visitor } from './visitor.ts'

const etl = { label: 'etl-cron', userAgent: 'W&B Public Client 0.21.4' }
const mended = { ...etl, userAgent: 'W&B Public Client 0.30.0' }

/**
 * The story of a key, from its first use to the day on which another one has taken its place. `npm test` tells it short, with
 * axe looking at what is new; `npm run test:system` has axe look at all of it.
 */
export function tellStoryOfRotation(language: Language, { thorough = false } = {}): void {
  describe.skipIf(executablePath === null)(`rotating a key in a browser that speaks ${language}`, () =>
    tell(language, thorough),
  )
}

function tell(language: Language, thorough: boolean): void {
  const t = phrasesOf[language]
  const words = t.rotations
  let stage: Stage
  let ada: Visitor
  let old: { readonly id: string; readonly token: string }
  let newToken: string

  beforeAll(async () => {
    stage = await openStage(language)
    ada = await stage.enter('/settings/api-keys')
    const made = (await ada.ask('POST', '/keys', { name: 'pipeline' })) as { key: { id: string }; token: string }
    old = { id: made.key.id, token: made.token }
  })
  afterAll(() => stage?.close())

  const look = async () => (thorough ? ada.examine() : undefined)
  const rotations = (condition: string) => stage.server.count(`select count(*) from rotations where ${condition}`)
  const rotate = async () => {
    await ada.choose(fill(t.common.actionsFor, { name: 'pipeline' }), words.rotate)
    await ada.heading(fill(words.dialog.title, { name: 'pipeline' }))
  }
  const headline = (moved: string) => fill(words.progress.moved_one, { moved, formatted: '1' })
  const confirmation = fill(t.common.typeToConfirm, { name: 'pipeline' }).replace(/<\/?name>/g, '')

  it('says what a consumer is while there is none, and shows each that there is', async () => {
    await ada.open(`/settings/api-keys/${old.id}`)
    await ada.said(t.consumers.emptyTitle)
    await look()
    await useKey(stage, old.token, etl)
    await ada.page.reload()
    const row = ada.row('etl-cron')
    await row.getByText('wandb 0.21.4').waitFor()
    await row.getByText(t.consumers.itself, { exact: true }).waitFor()
    await row.getByText(t.consumers.tooOld, { exact: true }).waitFor()
    await row.getByRole('button', { name: fill(t.consumers.upgrade, { program: 'wandb' }), exact: true }).click()
    expect(await ada.page.evaluate(() => navigator.clipboard.readText())).toBe("pip install --upgrade 'wandb>=0.22.3'")
    await ada.page.getByRole('img', { name: /90/ }).waitFor()
    await ada.examine()
  })

  it('rotates once where the answer was lost, also by a dialog that was closed meanwhile, and shows the token once', async () => {
    await ada.open('/settings/api-keys')
    await rotate()
    await ada.examine()
    await ada.page.route('**/api/v1/keys/*/rotations', async (route) => {
      await route.fetch()
      await route.abort()
    })
    await ada.press(words.dialog.submit)
    await ada.alert(t.trouble.connectionLost)
    expect(rotations(`state = 'open'`)).toBe(1)
    await ada.page.unroute('**/api/v1/keys/*/rotations')
    await ada.press(t.common.cancel)
    await ada.noDialog()
    await rotate()
    await ada.press(words.dialog.submit)
    await ada.heading(t.token.title)
    await ada.said(words.dialog.tokenHint)
    await look()
    newToken = await ada.page.getByRole('dialog').getByLabel(t.token.label, { exact: true }).innerText()
    expect(newToken).not.toBe(old.token)
    await ada.page.keyboard.press('Escape')
    await ada.press(t.token.copy)
    await ada.press(t.token.done)
    await ada.noDialog()
    await ada.heading(fill(words.of, { name: 'pipeline' }))
    expect(await ada.page.content()).not.toContain(newToken.slice(-40, -6))
    expect(rotations(`old_key_id = '${old.id}'`)).toBe(1)
  })

  it('answers at a glance who has moved, and learns by itself that somebody has begun to', async () => {
    await ada.said(headline('0'))
    await ada.page.getByRole('progressbar', { name: headline('0'), exact: true }).waitFor()
    const list = ada.page.getByRole('list', { name: new RegExp(words.consumers.need) })
    const moving = list.getByRole('listitem').filter({ hasText: 'etl-cron @ 127.0.0.1' })
    await moving.getByText(words.consumers.states.waiting, { exact: true }).waitFor()
    await ada.page.getByRole('button', { name: words.actions.complete, exact: true, disabled: true }).waitFor()
    await ada.said(words.progress.unseen)
    await ada.examine()
    await useKey(stage, newToken, mended)
    await ada.said(words.consumers.states.settling)
    await ada.page.getByRole('button', { name: words.actions.complete, exact: true, disabled: false }).waitFor()
  })

  it('changes who completes it, and by when', async () => {
    await ada.page.getByRole('switch', { name: words.actions.automatic, exact: true }).click()
    await ada.page.getByRole('switch', { name: words.actions.automatic, checked: true }).waitFor()
    expect(rotations(`completion = 'automatic'`)).toBe(1)
    await ada.press(words.actions.changeDeadline)
    await ada.page.getByRole('combobox', { name: words.deadline, exact: true }).selectOption('30')
    await ada.select(words.dialog.then, words.dialog.thens.extend)
    await look()
    await ada.press(t.common.save)
    await ada.noDialog()
    expect(rotations(`deadline_action = 'extend'`)).toBe(1)
    const deadline = () => stage.server.count('select deadline_at from rotations')
    const before = deadline()
    await ada.press(words.actions.extend)
    await expect.poll(deadline).toBe(before + 7 * 86_400_000)
  })

  it('completes only after naming who may be cut off, and having the key’s name typed', async () => {
    await ada.press(words.actions.complete)
    const named = ada.page.getByRole('dialog').getByRole('list', { name: words.complete.stillNeeded, exact: true })
    await named.getByText(/etl-cron/).waitFor()
    await ada.examine()
    await ada.page.getByRole('button', { name: words.complete.action, exact: true, disabled: true }).waitFor()
    await ada.type(confirmation, 'pipeline')
    await ada.press(words.complete.action)
    await ada.noDialog()
    await ada.said(words.states.completed)
    expect(rotations(`state = 'completed'`)).toBe(1)
    expect(stage.server.count(`select count(*) from api_keys where id = '${old.id}'`)).toBe(0)
    await look()
    // From the list of all rotations to this one, and on to the key that is left.
    await ada.page.getByRole('link', { name: words.title, exact: true }).first().click()
    await ada.row('pipeline').getByText(words.states.completed, { exact: true }).waitFor()
    await look()
    await ada.select(words.filterState, words.states.open)
    await ada.said(words.noMatchTitle)
    await ada.press(t.common.clearFilters)
    await ada.page.getByRole('link', { name: 'pipeline', exact: true }).click()
    await ada.page.getByRole('link', { name: newToken.split('_')[2] ?? '', exact: true }).click()
    await ada.page.getByRole('link', { name: words.show, exact: true }).waitFor()
  })

  it('has kept to its security policy all the while', () => {
    expect(ada.complaints).toEqual([])
  })
}
