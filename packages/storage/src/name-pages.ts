import { foldText, type NamedListQuery, type NamePage } from '@keystead/core'
import { type Expression, type SqlBool, sql } from 'kysely'
import { containsPattern, isStorable } from './search-text.ts'

/** By what a list is ordered, and what its text is looked for in: columns, with their tables. */
type NameColumns = { readonly name: string; readonly id: string; readonly searched: string }

/** Lists by name go by its folded form, which is what is searched, too. */
export const foldedNameOf = (table: 'organizations' | 'teams' | 'service_accounts'): NameColumns => ({
  name: `${table}.folded_name`,
  id: `${table}.id`,
  searched: `${table}.folded_name`,
})

/** Lists of people go by user name, which has no letter case to fold. */
export const byUsername: NameColumns = { name: 'users.username', id: 'users.id', searched: 'users.search_text' }

/** Whether anything can be on the page at all. */
export function isStorablePage({ text = '', after }: NamedListQuery): boolean {
  return [text, after?.name ?? '', after?.id ?? ''].every(isStorable)
}

export function isOnPage({ text, after }: NamedListQuery, columns: NameColumns): Expression<SqlBool> {
  const conditions = [sql<SqlBool>`true`]
  if (text !== undefined) conditions.push(containsText(columns.searched, text))
  if (after !== undefined) conditions.push(isBehind(after, columns))
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`
}

export const containsText = (column: string, text: string) =>
  sql<SqlBool>`${sql.ref(column)} like ${containsPattern(text)} escape '\\'`

function isBehind(after: NonNullable<NamePage['after']>, columns: NameColumns) {
  const name = columns === byUsername ? after.name : foldText(after.name)
  return sql<SqlBool>`(${sql.ref(columns.name)}, ${sql.ref(columns.id)}) > (${name}, ${after.id})`
}
