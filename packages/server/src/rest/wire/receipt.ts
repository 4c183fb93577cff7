import type { Receipt } from '@keystead/verifier'
import { z } from 'zod'

const droppedSchema = z
  .object({
    node: z.string(),
    state: z.literal('dropped'),
    afterMs: z.number().describe('Milliseconds after the change by which this node had said that it refuses the key'),
  })
  .meta({ id: 'DroppedReceipt' })

const unconfirmedSchema = z
  .object({
    node: z.string(),
    state: z.literal('unconfirmed'),
    boundMs: z.number().describe('Milliseconds after the change after which it refuses the key in any case'),
  })
  .meta({ id: 'UnconfirmedReceipt' })

/** What is known of a revocation in the moment of its answer (design §8). */
export const receiptSchema = z
  .object({
    complete: z.boolean().describe('Whether these are all nodes; false where the database could not be asked'),
    nodes: z.array(z.discriminatedUnion('state', [droppedSchema, unconfirmedSchema])),
  })
  .meta({ id: 'Receipt', description: 'Which nodes refuse the key already, and since when.' })

export function toReceiptResource({ complete, nodes }: Receipt): z.infer<typeof receiptSchema> {
  const rounded = (milliseconds: number) => Math.round(milliseconds * 100) / 100
  return {
    complete,
    nodes: nodes.map((node) => (node.state === 'dropped' ? { ...node, afterMs: rounded(node.afterMs) } : node)),
  }
}
