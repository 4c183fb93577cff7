/// <reference lib="dom" />

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { executablePath } from './browser.ts'
import { openStage, phrasesOf, type Stage } from './open-stage.ts'
import { fill, type Language, type Visitor } from './visitor.ts'

const lake = { label: 'etl-cron', userAgent: 'W&B Public Client 0.21.4' }

/** The story of a key, from its first use to the day on which another one has taken its place. */
export function tellStoryOfRotation(language: Language): void {
  describe.skipIf(executablePath === null)(`rotating a key in a browser that speaks ${language}`, () => tell(language))
}

function tell(language: Language): void {
  const t = phrasesOf[language]
  let stage: Stage
  let ada: Visitor
  let old: { readonly id: string; readonly token: string }

  beforeAll(async () => {
    stage = await openStage(language)
    ada = await stage.enter('/settings/api-keys')
    const { key, token } = (await ada.ask('POST', '/keys', { name: 'pipeline' })) as {
      key: { id: string }
      token: string
    }
    old = { id: key.id, token }
  })
  afterAll(() => stage?.close())

  /** Uses a key as a program does, and waits until that is written down. */
  const use = async (token: string, { label, userAgent }: typeof lake) => {
    const seen = () => stage.server.count('select coalesce(sum(uses), 0) from consumers')
    const before = seen()
    const headers = { authorization: `Bearer ${token}`, 'user-agent': userAgent, 'x-keystead-client': label }
    expect((await fetch(`${stage.server.origin}/api/v1/me`, { headers })).status).toBe(200)
    await expect.poll(seen, { timeout: 10_000 }).toBeGreaterThan(before)
  }

  it('says what a consumer is while there is none, and shows each that there is', async () => {
    await ada.open(`/settings/api-keys/${old.id}`)
    await ada.said(t.consumers.emptyTitle)
    await ada.examine()
    await use(old.token, lake)
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

  it('has kept to its security policy all the while', () => {
    expect(ada.complaints).toEqual([])
  })
}
