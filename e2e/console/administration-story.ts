/// <reference lib="dom" />

import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Phrases } from '../../packages/web/src/phrases/en.ts'
import { executablePath, launchBrowser } from './browser.ts'
import { type ConsoleServer, startConsoleServer } from './console-server.ts'
import { fill, type Language, Visitor } from './visitor.ts'

const password = 'lake otter pencil 41'
const home = '/account-settings/acme'

/** The story of those who administer a server: each step begins where the last one ended. */
export function tellStoryOfAdministration(language: Language, t: Phrases): void {
  describe.skipIf(executablePath === null)(`administering a server in a browser that speaks ${language}`, () =>
    tell(language, t),
  )
}

function tell(language: Language, t: Phrases): void {
  const words = t.administration
  let browser: Browser
  let server: ConsoleServer
  let ada: Visitor
  let bo: Visitor

  const actionsFor = (name: string) => fill(t.common.actionsFor, { name })
  const typeToConfirm = (name: string) =>
    ada.type(fill(t.common.typeToConfirm, { name }).replace(/<\/?name>/g, ''), name)
  const pick = async (label: string, typed: string, email: string) => {
    await ada.page.getByRole('combobox', { name: label, exact: true }).fill(typed)
    await ada.page.getByRole('option').filter({ hasText: email }).click()
  }

  beforeAll(async () => {
    browser = await launchBrowser()
    server = await startConsoleServer()
    ada = await Visitor.arrive(browser, server.origin, language)
    bo = await Visitor.arrive(browser, server.origin, language)
    await ada.open('/sign-in')
    const token = new URL(server.setupLink).hash.slice(1)
    await ada.ask('POST', '/setup', { token, email: 'ada@example.com', password, organization: 'acme' })
  })
  afterAll(async () => {
    await browser?.close()
    await server?.remove()
  })

  it('makes a user from the profile menu on, and says whose address is taken', async () => {
    await ada.open('/')
    await ada.choose(t.shell.profileMenu, words.title)
    await ada.heading(words.users.title)
    await ada.row('ada@example.com').waitFor()
    await ada.examine()
    await ada.press(words.users.create)
    await ada.type(t.common.email, 'ada@example.com')
    await ada.press(t.common.create)
    await ada.alert(t.errors.USER_EXISTS)
    await ada.examine()
    await ada.type(t.common.email, 'bo@example.com')
    await ada.type(`${t.common.name} ${t.common.optional}`, 'Bo Ek')
    await ada.press(t.common.create)
    await ada.heading(fill(words.passwordLink.title, { name: 'Bo Ek' }))
    expect(server.count('select count(*) from users where activated_at is null')).toBe(1)
  })

  it('makes a link by which they choose a password', async () => {
    await ada.press(words.passwordLink.submit)
    const link = await ada.page.getByLabel(words.passwordLink.link, { exact: true }).innerText()
    expect(new URL(link).origin).toBe(server.origin)
    await ada.press(t.common.done)
    await ada.noDialog()
    await ada.row('bo@example.com').getByText(words.users.notActivated, { exact: true }).waitFor()

    await bo.open(link)
    await bo.typeSecret(t.settings.newPassword, password)
    await bo.press(t.choosePassword.submit)
    await bo.heading(t.keys.title)
    expect(server.count('select count(*) from users where activated_at is null')).toBe(0)
    await bo.open('/admin/users')
    await bo.said(words.forbiddenTitle)
    await bo.examine()
  })

  it('makes an organization with its first admin, and finds it again by its name', async () => {
    await ada.page.getByRole('link', { name: words.organizations.title, exact: true }).click()
    await ada.heading(words.organizations.title)
    await ada.examine()
    await ada.press(words.organizations.create)
    await ada.type(t.setup.organization, 'acme')
    await pick(words.organizations.firstAdmin, 'example.com', 'bo@example.com')
    await ada.examine()
    await ada.press(t.common.create)
    await ada.alert(t.errors.ORGANIZATION_NAME_TAKEN)
    await ada.type(t.setup.organization, 'birch')
    await ada.press(t.common.create)
    await ada.noDialog()
    await ada.row('birch').getByText(words.organizations.noRole, { exact: true }).waitFor()
    expect(server.count(`select count(*) from memberships where role = 'admin'`)).toBe(2)
    await ada.type(words.organizations.search, 'bir')
    await ada.row('acme').waitFor({ state: 'detached' })
    await ada.page.reload()
    await ada.row('birch').waitFor()
    await ada.page.getByRole('link', { name: 'birch', exact: true }).click()
    await ada.heading(t.keys.title)
    expect(ada.page.url()).toBe(`${server.origin}/account-settings/birch/api-keys`)
  })

  it('adds a user to an organization without asking, once', async () => {
    await ada.open(`${home}/members`)
    await ada.press(words.addMember.action)
    await pick(words.picker.user, 'bo ek', 'bo@example.com')
    await ada.press(words.addMember.submit)
    await ada.noDialog()
    await ada.row('bo@example.com').waitFor()
    expect(server.count('select count(*) from memberships')).toBe(3)
    await ada.press(words.addMember.action)
    await pick(words.picker.user, 'bo', 'bo@example.com')
    await ada.press(words.addMember.submit)
    await ada.alert(t.errors.ALREADY_A_MEMBER)
    await ada.press(t.common.cancel)
    await ada.noDialog()
  })

  it('makes somebody an admin of the server and no longer one, but never the last', async () => {
    await ada.open('/admin/users')
    await ada.choose(actionsFor('Bo Ek'), words.users.grant)
    await ada.press(words.users.grant)
    await ada.noDialog()
    await ada.row('bo@example.com').getByText(words.serverAdmin, { exact: true }).waitFor()
    expect(server.count('select count(*) from users where instance_admin = 1')).toBe(2)
    await bo.page.reload()
    await bo.row('ada@example.com').waitFor()

    await ada.choose(actionsFor('Bo Ek'), words.users.withdraw)
    await ada.press(words.users.withdraw)
    await ada.noDialog()
    expect(server.count('select count(*) from users where instance_admin = 1')).toBe(1)
    await ada.choose(actionsFor('ada'), words.users.withdraw)
    await ada.said(words.users.withdrawOwnHint)
    await ada.press(words.users.withdraw)
    await ada.alert(t.errors.LAST_INSTANCE_ADMIN)
    await ada.examine()
  })

  it('says in words what has failed where there is no dialog to say it in', async () => {
    await bo.open('/account-settings/birch/settings')
    const viewers = bo.page.getByRole('switch', { name: t.policies.disableViewerKeyCreation, exact: true })
    await viewers.waitFor()
    await ada.ask('POST', '/organizations/birch/members', { user: 'ada', role: 'admin' })
    await ada.ask('PATCH', '/organizations/birch/members/bo', { role: 'member' })
    await viewers.click()
    await bo.said(t.errors.FORBIDDEN)
    expect(server.count('select coalesce(sum(disable_viewer_key_creation), 0) from organization_policies')).toBe(0)
  })

  it('gives each key a page of its own', async () => {
    for (const [name, more] of [
      ['everywhere', {}],
      ['here', { organization: 'acme' }],
    ] as const) {
      await bo.ask('POST', '/keys', { name, ...more })
    }
    await ada.open(`${home}/api-keys`)
    await ada.page.getByRole('link', { name: 'everywhere', exact: true }).click()
    await ada.heading('everywhere')
    await ada.page.reload()
    await ada.heading('everywhere')
    await ada.examine()
    await ada.press(t.common.rename)
    await ada.type(t.common.name, 'laptop')
    await ada.press(t.common.save)
    await ada.noDialog()
    await ada.heading('laptop')
    await ada.press(t.keys.block)
    await ada.press(t.keys.blockAction)
    await ada.noDialog()
    await ada.page.getByRole('button', { name: t.keys.unblock, exact: true }).waitFor()
    expect(server.count('select count(*) from key_blocks')).toBe(1)
    await ada.press(t.keys.unblock)
    await ada.page.getByRole('button', { name: t.keys.block, exact: true }).waitFor()
    expect(server.count('select count(*) from key_blocks')).toBe(0)
    await ada.page.getByRole('link', { name: t.keys.showAudit, exact: true }).click()
    await ada.row(t.audit.actions['key.unblock']).waitFor()

    await bo.open('/settings/api-keys')
    await bo.page.getByRole('link', { name: 'laptop', exact: true }).click()
    await bo.heading('laptop')
    await bo.open('/settings/api-keys/nosuchkeynosuchk')
    await bo.alert(t.errors.KEY_NOT_FOUND)
  })

  it('removes a member with the keys that reached nothing else, after showing them', async () => {
    await ada.open(`${home}/members`)
    await ada.choose(actionsFor('Bo Ek'), t.members.showKeys)
    await ada.row('here').waitFor()
    await ada.page.goBack()
    await ada.choose(actionsFor('Bo Ek'), t.members.remove)
    await ada.page.getByRole('list', { name: t.members.keysToGo, exact: true }).getByText('here').waitFor()
    await ada.press(t.members.removeAction)
    await ada.rowGone('bo@example.com')
    expect(server.count('select count(*) from api_keys')).toBe(1)
    expect(server.count('select count(*) from memberships')).toBe(3)
  })

  it('deletes a user after showing their keys, and their browser is signed out', async () => {
    await ada.open('/admin/users')
    await ada.type(words.users.search, 'ek')
    await ada.row('ada@example.com').waitFor({ state: 'detached' })
    await ada.choose(actionsFor('Bo Ek'), t.common.delete)
    await ada.page.getByRole('list', { name: words.users.keysToGoList, exact: true }).getByText('laptop').waitFor()
    await ada.examine()
    expect(await ada.page.getByRole('button', { name: words.users.deleteAction, exact: true }).isDisabled()).toBe(true)
    await typeToConfirm('bo')
    await ada.press(words.users.deleteAction)
    await ada.rowGone('bo@example.com')
    expect(server.count('select count(*) from users')).toBe(1)
    expect(server.count('select count(*) from api_keys')).toBe(0)
    await bo.open('/settings/api-keys')
    await bo.heading(t.signIn.heading)
  })

  it('shows what was done on the whole server, and exports what the filters show', async () => {
    await ada.page.getByRole('link', { name: t.audit.title, exact: true }).click()
    await ada.row(t.audit.actions['key.delete']).first().waitFor()
    await ada.select(t.audit.filterAction, fill(t.audit.allOf, { noun: t.audit.nouns.user }))
    await ada.row(t.audit.actions['key.delete']).first().waitFor({ state: 'detached' })
    await ada.row(t.audit.actions['user.create']).first().waitFor()
    const [download] = await Promise.all([
      ada.page.waitForEvent('download'),
      ada.page.getByRole('link', { name: t.audit.export, exact: true }).click(),
    ])
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n')
    const actions = lines.map((line) => (JSON.parse(line) as { action: string }).action)
    expect(new Set(actions)).toEqual(new Set(['user.create', 'user.update', 'user.remove']))

    await ada.row(t.audit.actions['user.remove']).getByRole('button').click()
    await ada.press(t.audit.onlySubject)
    await ada.row(t.audit.actions['password.create_link']).waitFor()
  })

  it('lets somebody who belongs to many organizations look for one of them', async () => {
    for (let place = 1; place <= 8; place += 1) await ada.ask('POST', '/organizations', { name: `customer ${place}` })
    await ada.open(`${home}/api-keys`)
    const switcher = ada.page.getByRole('combobox', {
      name: fill(t.shell.switchFrom, { organization: 'acme' }),
      exact: true,
    })
    await switcher.click()
    await ada.page.getByRole('option', { name: 'customer 8', exact: true }).waitFor()
    await ada.examine()
    await ada.page.getByRole('combobox', { name: t.shell.findOrganization, exact: true }).fill('mer 7')
    await ada.page.getByRole('option', { name: 'customer 8', exact: true }).waitFor({ state: 'detached' })
    await ada.page.keyboard.press('Enter')
    await ada.page.waitForURL(`${server.origin}/account-settings/customer%207/api-keys`)
  })

  it('has kept to its security policy all the while', () => {
    expect([...ada.complaints, ...bo.complaints]).toEqual([])
  })
}
