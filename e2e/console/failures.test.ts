/// <reference lib="dom" />

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { executablePath } from './browser.ts'
import { home, invite, openStage, organization, password, phrasesOf, type Stage } from './open-stage.ts'
import { fill, type Visitor } from './visitor.ts'

describe.skipIf(executablePath === null).each(['en', 'ja'] as const)('the console that speaks %s', (language) => {
  const t = phrasesOf[language]
  let stage: Stage
  let ada: Visitor
  beforeAll(async () => {
    stage = await openStage(language)
    ada = await stage.enter('/settings/api-keys')
  })
  afterAll(() => stage?.close())

  const keysNamed = (name: string) => stage.server.count(`select count(*) from api_keys where name = '${name}'`)
  const typeNewKey = async (name: string) => {
    await ada.open('/settings/api-keys')
    await ada.page.getByRole('button', { name: t.keys.createNew, exact: true }).first().click()
    await ada.type(t.common.name, name)
  }
  const typed = () => ada.page.getByRole('textbox', { name: t.common.name, exact: true }).inputValue()
  const storeToken = async () => {
    await ada.press(t.token.copy)
    await ada.press(t.token.done)
    await ada.noDialog()
  }

  it('keeps the page and what was typed when the session ends, until whoever it was has signed in again', async () => {
    await typeNewKey('typed before')
    await ada.ask('DELETE', '/session')
    await ada.press(t.newKey.submit)
    await ada.heading(t.signIn.againTitle)
    await ada.said(t.signIn.sessionEnded)
    await ada.examine()
    await ada.page.keyboard.press('Escape')
    await ada.typeSecret(t.signIn.password, 'not this one at all')
    await ada.press(t.signIn.submit)
    await ada.alert(t.errors.SIGN_IN_FAILED)
    await ada.typeSecret(t.signIn.password, password)
    await ada.press(t.signIn.submit)
    await ada.heading(t.newKey.title)
    expect(await typed()).toBe('typed before')
    expect(await ada.page.getByRole('alert').count()).toBe(0)
    expect(ada.page.url()).toBe(`${stage.server.origin}/settings/api-keys`)
    await ada.press(t.newKey.submit)
    await ada.heading(t.token.title)
    await storeToken()
    expect(keysNamed('typed before')).toBe(1)
  })

  it('lets somebody else sign in instead, who sees nothing of it', async () => {
    await typeNewKey('somebody else')
    await ada.ask('DELETE', '/session')
    await ada.press(t.newKey.submit)
    await ada.press(t.invitation.otherAccount)
    await ada.heading(t.signIn.heading)
    await ada.noDialog()
    await ada.type(t.common.email, 'ada@example.com')
    await ada.typeSecret(t.signIn.password, password)
    await ada.press(t.signIn.submit)
    await ada.heading(t.keys.title)
    expect(keysNamed('somebody else')).toBe(0)
  })

  it('says that the network is gone, keeps what was typed, and goes on when it is back', async () => {
    await typeNewKey('offline')
    await ada.context.setOffline(true)
    await ada.press(t.newKey.submit)
    await ada.alert(t.trouble.connectionLost)
    expect(await typed()).toBe('offline')
    await ada.press(t.common.cancel)
    await ada.type(t.keys.searchOwn, 'typed')
    await ada.alert(t.trouble.offline)
    await ada.examine()
    await ada.context.setOffline(false)
    await ada.press(t.common.retry)
    await ada.row('typed before').waitFor()
    expect(keysNamed('offline')).toBe(0)
  })

  it('makes no second key where the answer to the first request was lost', async () => {
    await typeNewKey('asked twice')
    await ada.page.route('**/api/v1/keys', async (route) => {
      await route.fetch()
      await route.abort()
    })
    await ada.press(t.newKey.submit)
    await ada.alert(t.trouble.connectionLost)
    expect(keysNamed('asked twice')).toBe(1)
    await ada.page.unroute('**/api/v1/keys')
    await ada.press(t.newKey.submit)
    await ada.heading(t.token.title)
    await storeToken()
    expect(keysNamed('asked twice')).toBe(1)
  })

  it('shows that a slow server is at work, and sends nothing twice meanwhile', async () => {
    await typeNewKey('patience')
    const sent: string[] = []
    ada.page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()))
    stage.server.freeze()
    await ada.press(t.newKey.submit)
    await ada.page.getByRole('button', { name: t.newKey.submit, exact: true, disabled: true }).waitFor()
    await ada.examine()
    await ada.page.getByRole('button', { name: t.newKey.submit, exact: true }).click({ force: true })
    await ada.page.getByRole('textbox', { name: t.common.name, exact: true }).press('Enter')
    stage.server.thaw()
    await ada.heading(t.token.title)
    expect(sent).toEqual([`${stage.server.origin}/api/v1/keys`])
    await storeToken()
    expect(keysNamed('patience')).toBe(1)
  })

  it('says that the server cannot answer now, and does it when it can', async () => {
    await ada.open('/settings/api-keys')
    await ada.choose(fill(t.common.actionsFor, { name: 'patience' }), t.common.rename)
    await ada.type(t.common.name, 'patience rewarded')
    const release = stage.server.holdDatabase()
    await ada.press(t.common.save)
    await ada.alert(t.errors.UNAVAILABLE)
    release()
    expect(await typed()).toBe('patience rewarded')
    await ada.press(t.common.save)
    await ada.row('patience rewarded').waitFor()
  })

  it('says what stands in the way of what was asked for, where it was asked for', async () => {
    const organizationPath = `/organizations/${encodeURIComponent(organization)}`
    await ada.ask('POST', `${organizationPath}/teams`, { name: 'vision' })
    await ada.ask('POST', `${organizationPath}/service-accounts`, { name: 'nightly', defaultTeam: 'vision' })
    await ada.open(`${home}/teams`)
    await ada.choose(fill(t.common.actionsFor, { name: 'vision' }), t.common.delete)
    await ada.type(fill(t.common.typeToConfirm, { name: 'vision' }).replace(/<\/?name>/g, ''), 'vision')
    await ada.press(t.teams.deleteAction)
    await ada.alert(t.errors.TEAM_HAS_SERVICE_ACCOUNTS)
    await ada.examine()
    expect(stage.server.count('select count(*) from teams')).toBe(1)
  })

  it('says to whoever is no admin any more that they may not, and shows what holds', async () => {
    await invite(ada, stage.server.origin, 'bo@example.com', 'admin')
    const bo = await stage.enter(`${home}/settings`, 'bo@example.com')
    const policy = bo.page.getByRole('switch', { name: t.policies.disableViewerKeyCreation, exact: true })
    await policy.waitFor()
    await ada.ask('PATCH', `/organizations/${encodeURIComponent(organization)}/members/bo`, { role: 'member' })
    await policy.click()
    await bo.alert(t.errors.FORBIDDEN)
    expect(await policy.isChecked()).toBe(false)
    await bo.examine()
    await bo.context.close()
    expect(bo.complaints).toEqual([])
  })

  it('says so where a browser does not keep the session, as over plain HTTP', async () => {
    const visitor = await stage.arrive()
    await visitor.page.route('**/api/v1/session', async (route) => {
      const response = await route.fetch()
      const { 'set-cookie': _, ...headers } = response.headers()
      await visitor.context.clearCookies()
      await route.fulfill({ response, headers })
    })
    await visitor.open('/sign-in')
    await visitor.type(t.common.email, 'ada@example.com')
    await visitor.typeSecret(t.signIn.password, password)
    await visitor.press(t.signIn.submit)
    await visitor.alert(t.trouble.sessionNotKept)
    await visitor.examine()
    await visitor.context.close()
  })

  it('has kept to its security policy all the while', () => {
    expect(ada.complaints).toEqual([])
  })
})
