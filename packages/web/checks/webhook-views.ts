import type { Page } from 'playwright-core'
import { alert, choose, organization, press, refuse, type, type View } from './view.ts'

const path = `${organization}/webhooks`
const failing = 'https://siem.acme.example/ingest/keystead?source=production&format=standard-webhooks'

const openWebhook = (name: string) => async (page: Page) => {
  await page.getByRole('link', { name, exact: true }).click()
  await page.getByRole('table').waitFor()
}

/** Whom an organization tells of what happens. */
export const webhookViews: readonly View[] = [
  { name: 'webhooks', path },
  { name: 'webhooks-empty', path, world: { empty: true } },
  { name: 'webhooks-refused', path, before: refuse('GET', '/webhooks?*', 403, 'FORBIDDEN'), then: alert },
  {
    name: 'webhook-menu',
    path,
    opens: async (page, phrases) => press(page, phrases.common.actionsFor.replace('{{name}}', failing)),
  },
  { name: 'new-webhook', path, opens: async (page, { webhooks }) => press(page, webhooks.create) },
  {
    name: 'new-webhook-chosen',
    path,
    then: async (page, { webhooks, common }) => {
      await press(page, webhooks.create)
      await page.getByRole('radio', { name: webhooks.wantSome }).click()
      await press(page, common.create)
      await alert(page)
    },
  },
  {
    name: 'new-webhook-plain',
    path,
    then: async (page, { webhooks, common }) => {
      await press(page, webhooks.create)
      await type(page, webhooks.url, 'http://hooks.acme.example')
      await press(page, common.create)
      await alert(page)
    },
  },
  {
    name: 'webhook-secret',
    path,
    then: async (page, { webhooks, common }) => {
      await press(page, webhooks.create)
      await type(page, webhooks.url, 'https://hooks.acme.example')
      await press(page, common.create)
      await page.getByRole('button', { name: webhooks.secret.copy }).waitFor()
    },
  },
  { name: 'webhook-edit', path, opens: async (page, phrases) => choose(page, phrases, failing, phrases.webhooks.edit) },
  {
    name: 'webhook-pause',
    path,
    opens: async (page, phrases) => choose(page, phrases, failing, phrases.webhooks.pause),
  },
  {
    name: 'webhook-rotate',
    path,
    opens: async (page, phrases) => choose(page, phrases, failing, phrases.webhooks.rotate),
  },
  {
    name: 'webhook-delete',
    path,
    opens: async (page, phrases) => choose(page, phrases, failing, phrases.common.delete),
  },
  { name: 'webhook-failing', path, then: openWebhook(failing) },
  { name: 'webhook-gone', path, then: openWebhook('https://tickets.acme.example/keystead') },
  { name: 'webhook-missing', path: `${path}/whk_nosuch`, then: alert },
]
