import type { PlainCommand } from './plain-command.ts'
import { readDeadline, readMinutes, readWord } from './plain-options.ts'

export const keyCommands: readonly PlainCommand[] = [
  { name: 'keys consumers', args: ['<id>'], ask: ({ keys }, [id = '']) => keys.listConsumers(id) },
  {
    name: 'keys disable',
    args: ['<id>'],
    options: ['minutes'],
    ask: ({ keys }, [id = ''], { minutes }) => keys.disable(id, { minutes: readMinutes(minutes) }),
  },
  { name: 'keys enable', args: ['<id>'], ask: ({ keys }, [id = '']) => keys.enable(id) },
  { name: 'keys deleted', args: [], ask: ({ keys }) => keys.listDeleted({ limit: 200 }) },
  { name: 'keys undelete', args: ['<id>'], ask: ({ keys }, [id = '']) => keys.undelete(id) },
  {
    name: 'keys block',
    args: ['<id>', '<organization>'],
    ask: ({ keys }, [id = '', organization = '']) => keys.block(id, organization),
  },
  {
    name: 'keys unblock',
    args: ['<id>', '<organization>'],
    ask: ({ keys }, [id = '', organization = '']) => keys.unblock(id, organization),
  },
  {
    name: 'rotations change',
    args: ['<id>'],
    options: ['completion', 'deadline', 'then'],
    ask: ({ rotations }, [id = ''], { completion, deadline, then }) =>
      rotations.change(id, { completion: readWord(completion), deadline: readDeadline(deadline, then) }),
  },
  {
    name: 'rotations mark-gone',
    args: ['<id>', '<consumer>'],
    ask: ({ rotations }, [id = '', consumer = '']) => rotations.markGone(id, consumer),
  },
  {
    name: 'rotations unmark-gone',
    args: ['<id>', '<consumer>'],
    ask: ({ rotations }, [id = '', consumer = '']) => rotations.unmarkGone(id, consumer),
  },
]
