import type { EventType } from '@keystead/sdk'
import type { PlainCommand } from './plain-command.ts'
import { readSwitch, readWords } from './plain-options.ts'

const readEvents = (text: string | undefined) => readWords(text) as readonly EventType[] | undefined

export const webhookCommands: readonly PlainCommand[] = [
  {
    name: 'webhooks list',
    args: [],
    options: ['organization'],
    ask: ({ webhooks }, _, { organization }) => webhooks.list(organization),
  },
  { name: 'webhooks show', args: ['<id>'], ask: ({ webhooks }, [id = '']) => webhooks.get(id) },
  {
    name: 'webhooks create',
    args: ['<address>'],
    options: ['organization', 'events', 'description'],
    ask: ({ webhooks }, [url = ''], { organization, events, description }) =>
      webhooks.create({ url, organization, eventTypes: readEvents(events), description }),
  },
  {
    name: 'webhooks change',
    args: ['<id>'],
    options: ['url', 'events', 'description', 'enabled'],
    ask: ({ webhooks }, [id = ''], { url, events, description, enabled }) =>
      webhooks.update(id, { url, eventTypes: readEvents(events), description, enabled: readSwitch(enabled) }),
  },
  { name: 'webhooks delete', args: ['<id>'], isLoss: true, ask: ({ webhooks }, [id = '']) => webhooks.delete(id) },
  { name: 'webhooks rotate-secret', args: ['<id>'], ask: ({ webhooks }, [id = '']) => webhooks.rotateSecret(id) },
  { name: 'webhooks test', args: ['<id>'], ask: ({ webhooks }, [id = '']) => webhooks.test(id) },
  {
    name: 'webhooks deliveries',
    args: ['<id>'],
    ask: ({ webhooks }, [id = '']) => webhooks.listDeliveries(id, { limit: 200 }),
  },
  {
    name: 'webhooks redeliver',
    args: ['<id>', '<event>'],
    ask: ({ webhooks }, [id = '', event = '']) => webhooks.redeliver(id, event),
  },
]
