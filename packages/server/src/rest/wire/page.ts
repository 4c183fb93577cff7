import { defaultPageSize, largestPageSize } from '@keystead/core'
import { z } from 'zod'

/** What every list takes to be read page by page. */
export const pageQuerySchema = z.strictObject({
  // Holds the name at which a page ended.
  cursor: z.string().max(4096).optional().describe('`nextCursor` of the page before'),
  limit: z.coerce.number().int().min(1).max(largestPageSize).default(defaultPageSize),
})

/** The same, for lists that can be searched. */
export const findQuerySchema = pageQuerySchema.extend({
  query: z.string().max(255).optional().describe('Part of a name; letter case does not count'),
})

export const nextCursorSchema = z.string().nullable().describe('Gives the next page; null on the last')
