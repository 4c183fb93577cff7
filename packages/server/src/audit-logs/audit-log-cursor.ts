import { KeysteadError } from '@keystead/core'
import type { DateRange } from './date-range.ts'

/** What all pages of one list of logs have in common. */
export type PageOfLogs = { readonly range: DateRange; readonly anonymize: boolean }

/** W&B's cursors belong to a range and a choice of fields. Here, too: a page of something else is never taken for the next. */
export function writeLogCursor(page: PageOfLogs, position: string): string {
  return Buffer.from(`${nameOf(page)} ${position}`).toString('base64url')
}

/** Fails with `INVALID_CURSOR`. */
export function readLogCursor(page: PageOfLogs, cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const prefix = `${nameOf(page)} `
  if (!text.startsWith(prefix)) throw new KeysteadError('INVALID_CURSOR')
  return text.slice(prefix.length)
}

const nameOf = ({ range, anonymize }: PageOfLogs) => `${range.from} ${range.until} ${anonymize}`
