/// <reference lib="dom" />

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Phrases } from '../../packages/web/src/phrases/en.ts'
import { executablePath, launchBrowser } from './browser.ts'
import { type ConsoleServer, startConsoleServer } from './console-server.ts'
import { home, organization, password } from './open-stage.ts'
import { fill, type Language, Visitor } from './visitor.ts'

const creationDisabled = {
  en: 'API key creation has been disabled by your organization administrator. You can still edit, delete, and use existing API keys.',
  ja: '組織の管理者により、APIキーの作成は無効になっています。既存のAPIキーの編集、削除、使用は引き続き可能です。',
}

/** One story, from the first start of a server to its end: each step begins where the last one ended. */
export function tellStory(language: Language, t: Phrases): void {
  describe.skipIf(executablePath === null)(`the console in a browser that speaks ${language}`, () => tell(language, t))
}

function tell(language: Language, t: Phrases): void {
  let browser: Browser
  let server: ConsoleServer
  let ada: Visitor
  let bo: Visitor
  let invitationLink: string

  const arrive = () => Visitor.arrive(browser, server.origin, language)
  const keysOf = (owner: string) =>
    server.count(`select count(*) from api_keys join users on users.id = user_id where email = '${owner}'`)
  const actionsFor = (name: string) => fill(t.common.actionsFor, { name })
  const signIn = async (visitor: Visitor, email: string, secret = password) => {
    await visitor.type(t.common.email, email)
    await visitor.typeSecret(t.signIn.password, secret)
    await visitor.press(t.signIn.submit)
  }
  const newKey = async (visitor: Visitor, name: string) => {
    await visitor.type(t.common.name, name)
    await visitor.press(t.newKey.submit)
    await visitor.heading(t.token.title)
    return visitor.page.getByRole('dialog').getByLabel(t.token.label, { exact: true }).innerText()
  }
  const storeToken = async (visitor: Visitor) => {
    await visitor.press(t.token.copy)
    await visitor.press(t.token.done)
    await visitor.noDialog()
  }

  beforeAll(async () => {
    browser = await launchBrowser()
    server = await startConsoleServer()
    ada = await arrive()
    bo = await arrive()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.remove()
  })

  it('is set up by the link that the server prints, which works once', async () => {
    await ada.open(server.setupLink)
    await ada.heading(t.setup.heading)
    expect(ada.page.url()).toBe(`${server.origin}/setup`)
    await ada.page.reload()
    await ada.heading(t.setup.heading)
    await ada.examine()
    await ada.type(t.setup.organization, organization)
    await ada.type(t.common.email, 'ada@example.com')
    await ada.typeSecret(t.setup.password, 'short')
    await ada.press(t.setup.submit)
    await ada.said(t.errors.INVALID_PASSWORD)
    await ada.typeSecret(t.setup.password, password)
    await ada.press(t.setup.submit)
    await ada.heading(t.keys.title)
    expect(ada.page.url()).toBe(`${server.origin}${home}/api-keys`)
    expect(await ada.page.evaluate(() => document.documentElement.lang)).toBe(language)
    expect(server.count('select count(*) from users where instance_admin = 1')).toBe(1)
    await ada.examine()

    await bo.open(server.setupLink)
    await bo.said(t.setup.alreadyDone)
    await bo.examine()
  })

  it('signs out, and in again, and says no to a wrong password without saying what is wrong', async () => {
    await ada.choose(t.shell.profileMenu, t.shell.signOut)
    await ada.said(t.signIn.signedOut)
    expect(server.count('select count(*) from sessions')).toBe(0)
    await ada.open('/settings/api-keys')
    await ada.heading(t.signIn.heading)
    await ada.examine()
    await signIn(ada, 'ada@example.com', 'not this one at all')
    await ada.alert(t.errors.SIGN_IN_FAILED)
    await signIn(ada, 'nobody@example.com')
    await ada.alert(t.errors.SIGN_IN_FAILED)
    await ada.examine()
    await signIn(ada, 'ada@example.com')
    await ada.heading(t.keys.title)
    expect(ada.page.url()).toBe(`${server.origin}/settings/api-keys`)
  })

  it('makes a key, and shows its token once and nowhere else', async () => {
    await ada.examine()
    await ada.press(t.keys.createNew)
    await ada.heading(t.newKey.title)
    await ada.examine()
    const token = await newKey(ada, 'laptop')
    await ada.examine()
    const secret = token.slice(-40, -6)
    const everywhere = () =>
      ada.page.evaluate(() =>
        [
          document.documentElement.outerHTML,
          ...[...document.querySelectorAll('input')].map(({ value }) => value),
          document.title,
          location.href,
          JSON.stringify([history.state, { ...localStorage }, { ...sessionStorage }]),
        ].join('\n'),
      )
    expect(await everywhere()).toContain(secret)
    expect(await ada.page.getByRole('button', { name: t.token.done, exact: true }).isDisabled()).toBe(true)
    await ada.press(t.token.copy)
    expect(await ada.page.evaluate(() => navigator.clipboard.readText())).toBe(token)
    await ada.press(t.token.done)
    await ada.noDialog()
    await ada.row('laptop').waitFor()
    expect(await everywhere()).not.toContain(secret)
    expect(JSON.stringify(await ada.context.storageState({ indexedDB: true }))).not.toContain(secret)
    const answer = await fetch(`${server.origin}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(200)
    await ada.page.reload()
    await ada.row('laptop').waitFor()
    expect(await everywhere()).not.toContain(secret)
    expect(keysOf('ada@example.com')).toBe(1)
  })

  it('filters, renames and deletes keys', async () => {
    await ada.press(t.keys.createNew)
    await newKey(ada, 'cluster')
    await storeToken(ada)
    await ada.row('cluster').waitFor()
    await ada.type(t.keys.searchOwn, 'lap')
    await ada.row('cluster').waitFor({ state: 'detached' })
    await ada.row('laptop').waitFor()
    await ada.page.reload()
    await ada.row('laptop').waitFor()
    expect(await ada.row('cluster').count()).toBe(0)
    await ada.type(t.keys.searchOwn, '')

    await ada.choose(actionsFor('laptop'), t.common.rename)
    await ada.heading(t.renameKey.title)
    await ada.examine()
    await ada.type(t.common.name, 'desk')
    await ada.press(t.common.save)
    await ada.row('desk').waitFor()

    await ada.choose(actionsFor('cluster'), t.common.delete)
    await ada.examine()
    await ada.press(t.deleteKey.confirm_one)
    await ada.rowGone('cluster')
    expect(server.count(`select count(*) from api_keys where name = 'desk'`)).toBe(1)
    expect(keysOf('ada@example.com')).toBe(1)
  })

  it('has teams, and service accounts with keys', async () => {
    await ada.open(`${home}/teams`)
    await ada.heading(t.teams.title)
    await ada.examine()
    await ada.page.getByRole('button', { name: t.teams.create, exact: true }).first().click()
    await ada.type(t.common.name, 'vision')
    await ada.press(t.common.create)
    await ada.row('vision').waitFor()

    await ada.open(`${home}/service-accounts`)
    await ada.heading(t.serviceAccounts.title)
    await ada.page.getByRole('button', { name: t.serviceAccounts.create, exact: true }).first().click()
    await ada.type(t.common.name, 'nightly')
    await ada.page.getByRole('combobox', { name: t.serviceAccounts.defaultTeam, exact: true }).waitFor()
    await ada.examine()
    await ada.press(t.common.create)
    await ada.row('nightly').waitFor()
    await ada.noDialog()
    await ada.examine()
    await ada.choose(actionsFor('nightly'), t.serviceAccounts.createKey)
    await newKey(ada, 'nightly key')
    await storeToken(ada)
    await ada.choose(actionsFor('nightly'), t.serviceAccounts.showKeys)
    await ada.heading(t.keys.title)
    await ada.row('nightly key').waitFor()
    expect(server.count(`select count(*) from api_keys where name = 'nightly key'`)).toBe(1)

    await ada.open('/vision/service-accounts')
    await ada.page.getByRole('button', { name: t.serviceAccounts.createTeam, exact: true }).first().click()
    await ada.type(t.common.name, 'labeller')
    await ada.press(t.common.create)
    await ada.row('labeller').waitFor()
    await ada.noDialog()
    await ada.examine()
    await ada.choose(actionsFor('labeller'), t.common.delete)
    await ada.type(fill(t.common.typeToConfirm, { name: 'labeller' }).replace(/<\/?name>/g, ''), 'labeller')
    await ada.press(t.serviceAccounts.deleteAction)
    await ada.rowGone('labeller')
    expect(server.count('select count(*) from service_accounts')).toBe(1)
    await ada.open('/vision/members')
    await ada.heading(t.members.title)
    await ada.examine()
  })

  it('lets an admin invite somebody, who joins in a browser of their own', async () => {
    await ada.open(`${home}/members`)
    await ada.row('ada@example.com').waitFor()
    await ada.examine()
    await ada.press(t.members.invite)
    await ada.examine()
    await ada.type(t.common.email, 'bo@example.com')
    await ada.press(t.members.sendInvite)
    invitationLink = await ada.page.getByLabel(t.members.link, { exact: true }).innerText()
    expect(new URL(invitationLink).origin).toBe(server.origin)
    await ada.examine()
    await ada.press(t.common.done)
    await ada.page.getByRole('link', { name: t.members.tabInvitations, exact: true }).click()
    await ada.row('bo@example.com').waitFor()
    await ada.examine()

    await bo.open(invitationLink)
    await bo.heading(t.invitation.heading)
    await bo.type(t.setup.yourName, 'Bo')
    await bo.typeSecret(t.setup.password, password)
    await bo.examine()
    await bo.press(t.invitation.submit)
    await bo.heading(t.keys.title)
    expect(bo.page.url()).toBe(`${server.origin}${home}/api-keys`)
    expect(server.count('select count(*) from memberships')).toBe(2)
    // For them alone, and once.
    await bo.open(invitationLink)
    await bo.alert(t.errors.INVITATION_NOT_FOUND)
  })

  it('changes roles, and keeps what is for admins from everybody else', async () => {
    await ada.open(`${home}/members`)
    await ada.select(fill(t.members.roleOf, { name: 'Bo' }), t.members.roles.viewer)
    await ada.said(fill(t.members.roleChanged, { name: 'Bo', role: t.members.roles.viewer }))
    expect(server.count(`select count(*) from memberships where role = 'viewer'`)).toBe(1)
    // Of the last admin, it is refused, and said why.
    await ada.select(fill(t.members.roleOf, { name: 'ada' }), t.members.roles.member)
    await ada.said(t.errors.LAST_ORGANIZATION_ADMIN)

    await bo.open(`${home}/audit`)
    await bo.said(t.trouble.forbiddenTitle)
    await bo.examine()
    await bo.open(`${home}/settings`)
    await bo.said(t.policies.readOnly)
    await bo.open('/account-settings/elsewhere/api-keys')
    await bo.alert(t.errors.ORGANIZATION_NOT_FOUND)
  })

  it('switches the creation of keys off, and says so where keys are made', async () => {
    await bo.open(`${home}/api-keys`)
    await bo.press(t.keys.newKey)
    await bo.type(t.common.name, 'too late')

    await ada.open(`${home}/settings`)
    await ada.page.getByRole('switch', { name: t.policies.disableKeyCreation, exact: true }).click()
    await ada.said(creationDisabled[language])
    await ada.examine()
    await ada.press(t.policies.confirmDisableAction)
    await ada.page.getByRole('switch', { name: t.policies.disableKeyCreation, checked: true }).waitFor()
    await ada.noDialog()
    await ada.examine()

    await bo.press(t.newKey.submit)
    await bo.alert(creationDisabled[language])
    expect(keysOf('bo@example.com')).toBe(0)
    await bo.open(`${home}/api-keys`)
    await bo.said(creationDisabled[language])
    expect(await bo.page.getByRole('button', { name: t.keys.newKey, exact: true }).isDisabled()).toBe(true)
    await bo.examine()

    await ada.page.getByRole('switch', { name: t.policies.disableKeyCreation, exact: true }).click()
    await ada.page.getByRole('switch', { name: t.policies.disableKeyCreation, checked: false }).waitFor()
  })

  it('enforces organization-scoped keys after its name was typed, and shows before what will stop', async () => {
    await ada.press(t.policies.enforceAction)
    await ada.page.getByRole('list', { name: t.policies.preview, exact: true }).getByText('desk').waitFor()
    await ada.examine()
    const submit = ada.page.getByRole('button', { name: t.policies.enforceSubmit, exact: true })
    const confirmation = fill(t.common.typeToConfirm, { name: organization }).replace(/<\/?name>/g, '')
    await ada.type(confirmation, 'acme')
    expect(await submit.isDisabled()).toBe(true)
    await ada.type(confirmation, organization)
    await submit.click()
    await ada.said(t.policies.enforced)
    await ada.noDialog()
    expect(server.count('select enforce_organization_keys from organization_policies')).toBe(1)
    await ada.press(t.policies.stopEnforcing)
    await ada.press(t.policies.stopEnforcing, ada.page.getByRole('dialog'))
    await ada.noDialog()
    expect(server.count('select enforce_organization_keys from organization_policies')).toBe(0)
  })

  it('deletes several keys of the organization at once, after showing whose they are', async () => {
    await ada.open('/authorize')
    await ada.heading(t.authorize.heading)
    await ada.examine()
    await ada.press(t.authorize.submit)
    await newKey(ada, 'from wandb')
    await storeToken(ada)
    await ada.heading(t.authorize.doneHeading)

    await ada.open('/org/dashboard')
    await ada.heading(t.keys.title)
    for (const name of ['desk', 'from wandb']) {
      await ada.page.getByRole('checkbox', { name: fill(t.common.selectRow, { name }), exact: true }).check()
    }
    await ada.press(fill(t.keys.deleteSelected, { formatted: '2' }))
    await ada.page.getByRole('list', { name: t.deleteKey.list, exact: true }).getByText('from wandb').waitFor()
    await ada.examine()
    await ada.press(fill(t.deleteKey.confirm_other, { formatted: '2' }))
    await ada.said(fill(t.deleteKey.done_other, { formatted: '2' }))
    await ada.rowGone('desk')
    await ada.row('nightly key').waitFor()
    expect(keysOf('ada@example.com')).toBe(0)
  })

  it('shows all of it in the audit trail', async () => {
    await ada.open(`${home}/audit`)
    await ada.row(t.audit.actions['policies.change']).first().waitFor()
    await ada.examine()
    await ada.select(t.audit.filterAction, t.audit.actions['key.create'])
    await ada.row('nightly key').waitFor()
    await ada.row(t.audit.actions['policies.change']).first().waitFor({ state: 'detached' })
    await ada.select(t.audit.filterOutcome, t.audit.outcomes.refused)
    await ada.row('nightly key').waitFor({ state: 'detached' })
    await ada.row('bo@example.com').getByRole('button').click()
    await ada.page.getByRole('dialog').getByText('KEY_CREATION_DISABLED').waitFor()
    await ada.examine()
  })

  it('changes a name and a password', async () => {
    await ada.open('/settings')
    await ada.heading(t.settings.title)
    await ada.examine()
    await ada.typeSecret(t.settings.currentPassword, 'not this one at all')
    await ada.typeSecret(t.settings.newPassword, `${password}!`)
    await ada.press(t.settings.changePassword)
    await ada.said(t.errors.WRONG_PASSWORD)
    await ada.typeSecret(t.settings.currentPassword, password)
    await ada.press(t.settings.changePassword)
    await ada.said(t.settings.passwordChanged)
    await ada.type(t.common.name, 'Ada L.')
    await ada.press(t.settings.saveName)
    await ada.said(t.common.saved)
    expect(server.count(`select count(*) from users where name = 'Ada L.'`)).toBe(1)
  })

  it('ends a session from another browser, which has to sign in again, and is where it was', async () => {
    const elsewhere = await arrive()
    await elsewhere.open('/settings/api-keys')
    await signIn(elsewhere, 'ada@example.com', `${password}!`)
    await elsewhere.heading(t.keys.title)

    await ada.open('/settings/sessions')
    const device = fill(t.sessions.deviceOn, { browser: 'Chrome', system: 'Linux' })
    await ada.page.getByRole('button', { name: fill(t.sessions.endFor, { device }), exact: true }).waitFor()
    await ada.examine()
    await ada.press(fill(t.sessions.endFor, { device }))
    await ada.press(t.sessions.end, ada.page.getByRole('dialog'))
    await ada.said(t.sessions.ended)

    await elsewhere.page.getByRole('button', { name: t.keys.createNew, exact: true }).first().click()
    await elsewhere.type(t.common.name, 'nobody is here')
    await elsewhere.press(t.newKey.submit)
    await elsewhere.heading(t.signIn.againTitle)
    await elsewhere.typeSecret(t.signIn.password, `${password}!`)
    await elsewhere.press(t.signIn.submit)
    await elsewhere.heading(t.newKey.title)
    expect(keysOf('ada@example.com')).toBe(0)
    await elsewhere.context.close()
    expect(elsewhere.complaints).toEqual([])
  })

  it('takes a link by which somebody chooses a new password', async () => {
    const token = await ada.page.evaluate(async () => {
      const answer = await fetch('/api/v1/users/bo/password-links', { method: 'POST' })
      return ((await answer.json()) as { token: string }).token
    })
    await bo.open(`/password#${token}`)
    await bo.heading(t.choosePassword.heading)
    expect(bo.page.url()).toBe(`${server.origin}/password`)
    await bo.page.reload()
    await bo.heading(t.choosePassword.heading)
    await bo.examine()
    await bo.typeSecret(t.settings.newPassword, `${password}?`)
    await bo.press(t.choosePassword.submit)
    await bo.heading(t.keys.title)
    await expect.poll(() => bo.page.evaluate(() => sessionStorage.getItem('keystead.link:/password'))).toBeNull()
    await bo.open(`/password#${token}`)
    await bo.typeSecret(t.settings.newPassword, password)
    await bo.press(t.choosePassword.submit)
    await bo.alert(t.errors.LINK_INVALID)
  })

  it('says that no answer came when the server stops in mid-action, and that it may have been done', async () => {
    await ada.open('/settings/api-keys')
    await ada.page.getByRole('button', { name: t.keys.createNew, exact: true }).first().click()
    await ada.type(t.common.name, 'into the void')
    server.freeze()
    const sent = ada.page.waitForRequest((request) => request.method() === 'POST')
    await ada.press(t.newKey.submit)
    await sent
    await server.kill()
    await ada.alert(t.trouble.connectionLost)
    expect(await ada.page.getByRole('textbox', { name: t.common.name, exact: true }).inputValue()).toBe('into the void')
    await ada.examine()
  })

  it('has kept to its security policy all the while', () => {
    expect([...ada.complaints, ...bo.complaints]).toEqual([])
  })
}
