import { addWebhook } from '../model/world.ts'
import type { Action, Done } from './action.ts'
import * as answers from './answers.ts'
import * as draw from './draw-input.ts'

function noteOf({ webhook, note }: Done, action: string): void {
  note(action, webhook.organization === null ? [] : [webhook.organization], webhook.id)
}

export const webhookActions = {
  'create a webhook': {
    door: 'POST /webhooks',
    takes: {
      organization: draw.perhaps(25, draw.organization),
      url: draw.oneOf('https://hooks.example.com/keystead'),
      description: draw.freshName,
    },
    recorded: 'webhook.create',
    does({ world, caller, organization, input: { url = '', description = '', organization: place }, learn, note }) {
      if (caller.user === null) throw new Error('the table let through what it may not')
      const webhook = addWebhook(world, {
        id: learn('webhook', 'id'),
        organization: place === undefined ? null : organization,
        url,
        description,
        createdBy: caller.user,
      })
      note('webhook.create', webhook.organization === null ? [] : [organization], webhook.id)
      return { webhook: answers.webhookOf(webhook) }
    },
  },
  'list webhooks': {
    door: 'GET /webhooks',
    takes: { organization: draw.perhaps(25, draw.organization) },
    does({ world, organization, input }) {
      const place = input.organization === undefined ? null : organization
      const found = [...world.webhooks].filter((webhook) => webhook.organization === place)
      return { webhooks: found.map(answers.webhookOf) }
    },
  },
  'get a webhook': {
    door: 'GET /webhooks/:webhook',
    takes: { webhook: draw.webhook },
    does: ({ webhook }) => answers.webhookOf(webhook),
  },
  'change a webhook': {
    door: 'PATCH /webhooks/:webhook',
    takes: {
      webhook: draw.webhook,
      description: draw.perhaps(30, draw.freshName),
      enabled: draw.perhaps(30, draw.yesOrNo),
    },
    recorded: 'webhook.update',
    does(done) {
      const { webhook, input } = done
      webhook.description = input.description ?? webhook.description
      webhook.isEnabled = input.enabled ?? webhook.isEnabled
      noteOf(done, 'webhook.update')
      return answers.webhookOf(webhook)
    },
  },
  'delete a webhook': {
    door: 'DELETE /webhooks/:webhook',
    takes: { webhook: draw.webhook },
    recorded: 'webhook.delete',
    weight: 1,
    does(done) {
      noteOf(done, 'webhook.delete')
      done.world.webhooks.delete(done.webhook)
      return answers.webhookOf(done.webhook)
    },
  },
  'give a webhook another secret': {
    door: 'POST /webhooks/:webhook/rotate-secret',
    takes: { webhook: draw.webhook },
    recorded: 'webhook.rotate_secret',
    does(done) {
      noteOf(done, 'webhook.rotate_secret')
      return { webhook: answers.webhookOf(done.webhook) }
    },
  },
  'test a webhook': {
    door: 'POST /webhooks/:webhook/test',
    takes: { webhook: draw.webhook },
    recorded: 'webhook.test',
    does(done) {
      noteOf(done, 'webhook.test')
      return {}
    },
  },
  'see what a webhook was told': {
    door: 'GET /webhooks/:webhook/deliveries',
    takes: { webhook: draw.webhook },
    // What it shows is for `packages/server/src/webhooks`. This is about who may look.
    does: () => ({}),
  },
} satisfies Record<string, Action>
