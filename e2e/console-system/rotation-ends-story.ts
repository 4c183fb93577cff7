/// <reference lib="dom" />

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { executablePath } from '../console/browser.ts'
import { home, openStage, organization, phrasesOf, type Stage } from '../console/open-stage.ts'
import { useKey } from '../console/use-key.ts'
import { fill, type Language, type Visitor } from '../console/visitor.ts'

const cron = { label: 'etl-cron', userAgent: 'W&B Public Client 0.30.0' }

/** How rotations end, and what stands in the way of that; and those of all keys of a service account. */
export function tellHowRotationsEnd(language: Language): void {
  describe.skipIf(executablePath === null)(`ending rotations in a browser that speaks ${language}`, () =>
    tell(language),
  )
}

function tell(language: Language): void {
  const t = phrasesOf[language]
  const words = t.rotations
  type Made = { readonly key: { readonly id: string }; readonly token: string }
  type Opened = Made & { readonly rotation: { readonly id: string } }
  let stage: Stage
  let ada: Visitor

  beforeAll(async () => {
    stage = await openStage(language)
    ada = await stage.enter('/settings/api-keys')
  })
  afterAll(() => stage?.close())

  const confirmation = (name: string) => fill(t.common.typeToConfirm, { name }).replace(/<\/?name>/g, '')
  const stateOf = (id: string, state: string) =>
    stage.server.count(`select count(*) from rotations where id = '${id}' and state = '${state}'`)
  const keysNamed = (name: string) => stage.server.count(`select count(*) from api_keys where name = '${name}'`)
  const works = async (token: string) =>
    (await fetch(`${stage.server.origin}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status === 200
  /** A key in rotation, on its page. */
  const rotate = async (name: string) => {
    const old = (await ada.ask('POST', '/keys', { name })) as Made
    await useKey(stage, old.token, cron)
    const opened = (await ada.ask('POST', `/keys/${old.key.id}/rotations`, {})) as Opened
    await ada.open(`/settings/rotations/${opened.rotation.id}`)
    await ada.heading(fill(words.of, { name }))
    return { old, ...opened }
  }

  it('waits for a consumer no more that somebody says has gone, and for it again when that is taken back', async () => {
    const { rotation, token } = await rotate('gone')
    const name = 'etl-cron @ 127.0.0.1'
    await ada.press(fill(words.consumers.markGoneFor, { name }))
    await ada.heading(fill(words.gone.title, { name }))
    await ada.examine()
    await ada.press(words.gone.action)
    await ada.noDialog()
    await ada.said(fill(words.progress.moved_one, { moved: '1', formatted: '1' }))
    expect(stage.server.count('select count(*) from gone_marks')).toBe(1)
    await ada.press(fill(words.consumers.unmarkGoneFor, { name }))
    await ada.said(fill(words.progress.moved_one, { moved: '0', formatted: '1' }))
    expect(stage.server.count('select count(*) from gone_marks')).toBe(0)

    // Once more, and the old key is used by it while somebody is about to complete the rotation.
    await ada.press(fill(words.consumers.markGoneFor, { name }))
    await ada.press(words.gone.action)
    await ada.noDialog()
    await useKey(stage, token, { ...cron, label: 'another' })
    await ada.page.getByRole('button', { name: words.actions.complete, exact: true, disabled: false }).click()
    await ada.heading(fill(words.complete.title, { name: 'gone' }))
    await ada.page.getByRole('button', { name: words.complete.action, exact: true, disabled: false }).waitFor()
    await ada.page.route('**/complete', async (route) => {
      await ada.ask('DELETE', `/rotations/${rotation.id}/gone-consumers/${await consumerOf(rotation.id)}`)
      await route.continue()
    })
    await ada.press(words.complete.action)
    await ada.alert(t.errors.ROTATION_NOT_READY)
    expect(stateOf(rotation.id, 'completed')).toBe(0)
    await ada.page.unroute('**/complete')
    // Who is in the way now is named, and the name is asked for.
    await ada.type(confirmation('gone'), 'gone')
    await ada.press(words.complete.action)
    await ada.noDialog()
    await ada.said(words.states.completed)
    expect(stateOf(rotation.id, 'completed')).toBe(1)
  })

  const consumerOf = async (id: string) => {
    const { progress } = (await ada.ask('GET', `/rotations/${id}`)) as { progress: { consumers: { id: string }[] } }
    return progress.consumers[0]?.id
  }

  it('cancels: the new key goes, also where it is in use, and the old one stays', async () => {
    const { old, rotation, token } = await rotate('cancelled')
    await useKey(stage, token, cron)
    await ada.said(words.consumers.states.settling)
    await ada.press(words.actions.cancel)
    await ada.page.getByRole('dialog').getByText(words.cancel.inUse, { exact: true }).waitFor()
    await ada.examine()
    await ada.context.setOffline(true)
    await ada.press(words.cancel.action)
    await ada.alert(t.trouble.connectionLost)
    await ada.context.setOffline(false)
    await ada.press(words.cancel.action)
    await ada.noDialog()
    await ada.said(words.states.cancelled)
    expect(stateOf(rotation.id, 'cancelled')).toBe(1)
    expect([await works(old.token), await works(token)]).toEqual([true, false])
  })

  it('revokes the old key of a leak at once, from its page and already while rotating', async () => {
    const { old, rotation, token } = await rotate('leaked')
    await ada.press(words.actions.revoke)
    await ada.examine()
    await ada.type(confirmation('leaked'), 'leaked')
    await ada.press(words.revoke.action)
    await ada.noDialog()
    await ada.said(words.states.revoked)
    expect(stateOf(rotation.id, 'revoked')).toBe(1)
    expect([await works(old.token), await works(token)]).toEqual([false, true])

    await ada.open('/settings/api-keys')
    await ada.choose(fill(t.common.actionsFor, { name: 'leaked' }), words.rotate)
    await ada.page.getByRole('checkbox', { name: words.dialog.leak, exact: true }).check()
    await ada.said(words.dialog.leakHint)
    await ada.examine()
    await ada.press(words.dialog.submitLeak)
    await ada.heading(t.token.title)
    await ada.press(t.token.copy)
    const newest = await ada.page.evaluate(() => navigator.clipboard.readText())
    await ada.press(t.token.done)
    await ada.noDialog()
    await ada.said(words.states.revoked)
    expect([await works(token), await works(newest)]).toEqual([false, true])
    expect(keysNamed('leaked')).toBe(1)
  })

  it('says why not: somebody was quicker, may not, or looks at what is nobody’s to see', async () => {
    const { old, rotation } = await rotate('contested')
    await ada.press(words.actions.cancel)
    await ada.ask('POST', `/rotations/${rotation.id}/revoke`)
    await ada.press(words.cancel.action)
    await ada.noDialog()
    await ada.said(words.states.revoked)

    const again = (await ada.ask('POST', '/keys', { name: 'twice' })) as Made
    await ada.open('/settings/api-keys')
    await ada.choose(fill(t.common.actionsFor, { name: 'twice' }), words.rotate)
    await ada.ask('POST', `/keys/${again.key.id}/rotations`, {})
    await ada.press(words.dialog.submit)
    await ada.alert(t.errors.ROTATION_UNDER_WAY)
    await ada.examine()
    await ada.page.route('**/rotations', (route) =>
      route.fulfill({
        status: 403,
        contentType: 'application/problem+json',
        body: JSON.stringify({ type: 'urn:keystead:error:FORBIDDEN', title: 'x', status: 403, code: 'FORBIDDEN' }),
      }),
    )
    await ada.press(words.dialog.submit)
    await ada.alert(t.errors.FORBIDDEN)
    await ada.page.unroute('**/rotations')
    await ada.open(`/settings/rotations/${old.key.id}`)
    await ada.alert(t.errors.ROTATION_NOT_FOUND)
    await ada.examine()
  })

  it('rotates all keys of a service account, and shows one token after another, each once', async () => {
    const place = `/organizations/${encodeURIComponent(organization)}`
    await ada.ask('POST', `${place}/teams`, { name: 'vision' })
    const account = (await ada.ask('POST', `${place}/service-accounts`, {
      name: 'nightly',
      defaultTeam: 'vision',
    })) as { id: string }
    for (const name of ['one', 'two']) await ada.ask('POST', '/keys', { name, owner: account.id })
    await ada.open(`${home}/service-accounts`)
    await ada.choose(fill(t.common.actionsFor, { name: 'nightly' }), words.rotateAll)
    await ada.page.getByRole('list', { name: words.dialog.toRotate, exact: true }).getByText('two').waitFor()
    await ada.examine()
    await ada.press(fill(words.dialog.submitAll_other, { formatted: '2' }))
    const tokens = new Set<string>()
    for (const [place, name] of [
      ['1', 'two'],
      ['2', 'one'],
    ] as const) {
      await ada.said(fill(words.dialog.tokenOf, { place, total: '2', name }))
      const shown = ada.page.getByRole('dialog').getByLabel(t.token.label, { exact: true })
      tokens.add(await shown.innerText())
      const on = place === '1' ? words.dialog.next : t.token.done
      expect(await ada.page.getByRole('button', { name: on, exact: true }).isDisabled()).toBe(true)
      await ada.page.keyboard.press('Escape')
      if (place === '1') await ada.press(t.token.copy)
      else await ada.page.getByRole('checkbox', { name: t.token.stored, exact: true }).check()
      await ada.press(on)
    }
    await ada.noDialog()
    await ada.heading(words.title)
    await ada.row('one').waitFor()
    await ada.row('two').waitFor()
    await ada.examine()
    expect(tokens.size).toBe(2)
    for (const token of tokens) {
      expect(await works(token)).toBe(true)
      expect(await ada.page.content()).not.toContain(token.slice(-40, -6))
    }
    await ada.page.getByRole('link', { name: 'one', exact: true }).click()
    await ada.heading(fill(words.of, { name: 'one' }))
  })

  it('has kept to its security policy all the while', () => {
    expect(ada.complaints).toEqual([])
  })
}
