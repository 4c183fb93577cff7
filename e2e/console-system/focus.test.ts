/// <reference lib="dom" />

import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { executablePath } from '../console/browser.ts'
import { home, invite, openStage, organization, phrasesOf, type Stage } from '../console/open-stage.ts'
import { fill, type Visitor } from '../console/visitor.ts'

const t = phrasesOf.en
const actionsFor = (name: string) => fill(t.common.actionsFor, { name })

interface Way {
  readonly name: string
  readonly address: string
  /** The button that opens the dialog or menu; a switch, where it says so. */
  readonly opener: string | RegExp
  readonly role?: 'button' | 'switch'
  /** For a dialog that a menu opens. */
  readonly item?: string
}

const ownKeys = '/settings/api-keys'
const accounts = `${home}/service-accounts`
const members = `${home}/members`
const teams = `${home}/teams`
const settings = `${home}/settings`

const menus: readonly Way[] = [
  { name: 'the profile menu', address: ownKeys, opener: t.shell.profileMenu },
  { name: 'the menu of organizations', address: ownKeys, opener: new RegExp(`^${t.shell.switchOrganization}`) },
  { name: 'the menu of a key', address: ownKeys, opener: actionsFor('laptop') },
  { name: 'the menu of a service account', address: accounts, opener: actionsFor('nightly') },
  { name: 'the menu of a member', address: members, opener: actionsFor('bo') },
  { name: 'the menu of a team', address: teams, opener: actionsFor('vision') },
  { name: 'the menu of a team member', address: '/vision/members', opener: actionsFor('Ada') },
]

const dialogs: readonly Way[] = [
  { name: 'new key', address: ownKeys, opener: t.keys.createNew },
  { name: 'rename key', address: ownKeys, opener: actionsFor('laptop'), item: t.common.rename },
  { name: 'delete key', address: ownKeys, opener: actionsFor('laptop'), item: t.common.delete },
  { name: 'key for wandb', address: '/authorize', opener: t.authorize.submit },
  { name: 'end session', address: '/settings/sessions', opener: /^End session on/ },
  { name: 'new key of the organization', address: `${home}/api-keys`, opener: t.keys.newKey },
  { name: 'block key', address: `${home}/api-keys`, opener: actionsFor('laptop'), item: t.keys.block },
  { name: 'new service account', address: accounts, opener: t.serviceAccounts.create },
  { name: 'key of an account', address: accounts, opener: actionsFor('nightly'), item: t.serviceAccounts.createKey },
  { name: 'edit service account', address: accounts, opener: actionsFor('nightly'), item: t.serviceAccounts.edit },
  { name: 'delete service account', address: accounts, opener: actionsFor('nightly'), item: t.common.delete },
  { name: 'invite', address: members, opener: t.members.invite },
  { name: 'remove member', address: members, opener: actionsFor('bo'), item: t.members.remove },
  { name: 'leave', address: members, opener: actionsFor('Ada'), item: t.members.leave },
  { name: 'withdraw invitation', address: `${members}?tab=invitations`, opener: /^Withdraw the invitation/ },
  { name: 'new team', address: teams, opener: t.teams.create },
  { name: 'rename team', address: teams, opener: actionsFor('vision'), item: t.common.rename },
  { name: 'delete team', address: teams, opener: actionsFor('vision'), item: t.common.delete },
  { name: 'disable creation', address: settings, opener: t.policies.disableKeyCreation, role: 'switch' },
  { name: 'enforce', address: settings, opener: t.policies.enforceAction },
  { name: 'audit event', address: `${home}/audit`, opener: /^Details of event/ },
  { name: 'new team service account', address: '/vision/service-accounts', opener: t.serviceAccounts.createTeam },
  { name: 'add team member', address: '/vision/members', opener: t.members.addToTeam },
  { name: 'remove team member', address: '/vision/members', opener: actionsFor('Ada'), item: t.members.removeFromTeam },
]

describe.skipIf(executablePath === null)('the keyboard', () => {
  let stage: Stage
  let ada: Visitor
  beforeAll(async () => {
    stage = await openStage('en')
    // Another session, to be ended.
    await stage.enter(ownKeys)
    ada = await stage.enter(ownKeys)
    const path = `/organizations/${encodeURIComponent(organization)}`
    await invite(ada, stage.server.origin, 'bo@example.com', 'member')
    for (const [address, body] of [
      ['/keys', { name: 'laptop' }],
      [`${path}/teams`, { name: 'vision' }],
      [`${path}/teams/vision/members`, { user: 'ada', role: 'admin' }],
      [`${path}/service-accounts`, { name: 'nightly', defaultTeam: 'vision' }],
      [`${path}/service-accounts`, { name: 'labeller', team: 'vision' }],
      [`${path}/invitations`, { email: 'chie@example.com', role: 'member' }],
    ] as const) {
      await ada.ask('POST', address, body)
    }
  })
  afterAll(() => stage?.close())

  const openerOf = async ({ address, opener, role = 'button' }: Way): Promise<Locator> => {
    await ada.open(address)
    return ada.page.getByRole(role, { name: opener, exact: typeof opener === 'string' }).first()
  }
  const isWithin = (role: string) =>
    ada.page.evaluate((role) => Boolean(document.activeElement?.closest(`[role="${role}"]`)), role)
  const expectWithin = (role: string) => expect.poll(() => isWithin(role), { timeout: 5_000 }).toBe(true)
  const isFocused = (locator: Locator) => locator.evaluate((element) => element === document.activeElement)
  const expectBack = (opener: Locator) => expect.poll(() => isFocused(opener), { timeout: 5_000 }).toBe(true)

  it.each(menus)('comes into $name, and back when it closes', async (way) => {
    const opener = await openerOf(way)
    await opener.press('Enter')
    await expectWithin('menu')
    await ada.examine()
    await ada.page.keyboard.press('ArrowDown')
    await expectWithin('menu')
    await ada.page.keyboard.press('Escape')
    await ada.page.getByRole('menu').waitFor({ state: 'detached' })
    await expectBack(opener)
    // What keeps the keyboard from getting lost behind a menu never keeps it itself.
    for (const key of ['Tab', 'Shift+Tab']) {
      await opener.press('Enter')
      await expectWithin('menu')
      await ada.page.keyboard.press(key)
      await ada.page.getByRole('menu').waitFor({ state: 'detached' })
      const stranded = await ada.page.evaluate(
        () =>
          document.activeElement?.hasAttribute('data-base-ui-focus-guard') || document.activeElement === document.body,
      )
      expect(stranded, key).toBe(false)
    }
  })

  it.each(dialogs)('comes into the dialog "$name", stays there, and goes back when it closes', async (way) => {
    const opener = await openerOf(way)
    await opener.press('Enter')
    if (way.item !== undefined) {
      await ada.page.getByRole('menuitem', { name: way.item, exact: true }).press('Enter')
    }
    await ada.page.getByRole('dialog').waitFor()
    await expectWithin('dialog')
    await ada.examine()
    for (const key of ['Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Shift+Tab']) {
      await ada.page.keyboard.press(key)
      await expectWithin('dialog')
    }
    await ada.page.keyboard.press('Escape')
    await ada.noDialog()
    await expectBack(opener)
  })

  it('goes to the token’s copy button, and back to what asked for the key', async () => {
    const opener = await openerOf({ name: '', address: ownKeys, opener: t.keys.createNew })
    await opener.press('Enter')
    await ada.type(t.common.name, 'by keyboard')
    await ada.page.keyboard.press('Enter')
    const copy = ada.page.getByRole('button', { name: t.token.copy, exact: true })
    await copy.waitFor()
    await expectBack(copy)
    await ada.page.keyboard.press('Enter')
    await ada.page.getByRole('button', { name: t.token.done, exact: true }).press('Enter')
    await ada.noDialog()
    await expectBack(opener)
  })

  it('goes to the page’s title where the row that opened a dialog is gone', async () => {
    await ada.open(ownKeys)
    await ada.choose(actionsFor('by keyboard'), t.common.delete)
    await ada.press(t.deleteKey.confirm_one)
    await ada.rowGone('by keyboard')
    await expectBack(ada.page.getByRole('heading', { level: 1 }))
  })

  it('has lost nothing on the way', () => {
    expect(ada.complaints).toEqual([])
  })
})
