import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { executablePath } from './browser.ts'
import { home, invite, openStage, organization, phrasesOf, type Stage } from './open-stage.ts'
import { fill, type Language, type Visitor } from './visitor.ts'

/** Somebody is refused, and those who may know read why. */
export function tellRefusals(language: Language): void {
  describe.skipIf(executablePath === null)(`a refusal in a browser that speaks ${language}`, () => tell(language))
}

function tell(language: Language): void {
  const t = phrasesOf[language]
  const words = t.refusals
  let stage: Stage
  let ada: Visitor
  let bo: Visitor
  let key: { readonly id: string }
  let token: string
  let requestId: string
  beforeAll(async () => {
    stage = await openStage(language)
    ada = await stage.enter(`${home}/api-keys`)
    await invite(ada, stage.server.origin, 'bo@example.com', 'member')
    bo = await stage.enter('/settings/api-keys', 'bo@example.com')
    const made = await bo.ask('POST', '/keys', { name: 'nightly', organization })
    ;({ key, token } = made as { key: { id: string }; token: string })
    await ada.ask('PUT', `/keys/${key.id}/disablement`, { minutes: 5 })
    const client = { label: 'etl-cron', ip: '192.0.2.7', userAgent: 'curl/8.9.1' }
    const answer = await ada.ask('POST', '/verify', { token, client })
    requestId = (answer as { requestId: string }).requestId
  })
  afterAll(() => stage?.close())

  const ask = async (visitor: Visitor, text: string) => {
    await visitor.type(words.field, text)
    await visitor.press(words.ask)
  }

  it('is explained to the owner, who pastes the ID of the request', async () => {
    await bo.page.getByRole('link', { name: words.title, exact: true }).click()
    await bo.heading(words.title)
    await bo.examine()
    await bo.press(words.ask)
    await bo.alert(words.missing)
    await ask(bo, ` ${requestId} `)
    await bo.heading(words.sentences.disabled)
    await bo.said(fill(words.doesNotWork, { name: 'nightly' }))
    await bo.page.getByRole('definition').filter({ hasText: 'etl-cron @ 192.0.2.7' }).waitFor()
    await bo.page.getByRole('listitem').filter({ hasText: 'Ada' }).waitFor()
    await bo.examine()
    // What was asked is in the address, so that it can be passed on.
    await bo.page.reload()
    await bo.heading(words.sentences.disabled)
  })

  it('is one more of what was refused of the key, by its page and by its ID', async () => {
    await bo.page.getByRole('link', { name: words.toKey, exact: true }).click()
    const table = bo.page.getByRole('table', { name: words.recent })
    await table.getByText('etl-cron', { exact: true }).waitFor()
    await table.getByText(words.reasons.disabled, { exact: true }).waitFor()
    await bo.examine()
    await ada.open(`${home}/explain`)
    await ask(ada, key.id)
    await ada.page.getByRole('table', { name: words.recent }).getByText('etl-cron', { exact: true }).waitFor()
    await ada.examine()
  })

  it('says nothing of what is not there, and takes no token', async () => {
    await ada.open(`${home}/explain`)
    await ask(ada, `req_${'0'.repeat(32)}`)
    await ada.alert(t.errors.REFUSAL_NOT_FOUND)
    await ask(ada, 'NoSuchKeyNoSuchK')
    await ada.alert(t.errors.KEY_NOT_FOUND)
    await ask(ada, 'something else')
    await ada.alert(words.neither)
    const sent: string[] = []
    ada.page.on('request', (request) => sent.push(request.url()))
    await ask(ada, token)
    await ada.alert(words.isToken)
    expect(await ada.page.getByRole('textbox', { name: words.field, exact: true }).inputValue()).toBe('')
    expect([ada.page.url(), ...sent].filter((url) => url.includes(token))).toEqual([])
  })

  it('has complained of nothing on the way', () => {
    expect([...ada.complaints, ...bo.complaints]).toEqual([])
  })
}
