import type { Context } from '../../context.ts'
import { formatTime } from '../../terminal/format-time.ts'
import { renderRecord, renderTable } from '../../terminal/render-table.ts'

type Row = Readonly<Record<string, unknown>>

/**
 * An answer of the API for people: a list as a table, anything else as fields with their titles. A server newer than this
 * program may have fields that have no title here: they are called by their names.
 */
export function renderAnswer({ terminal, phrases }: Context, answer: object): string {
  const titles: Readonly<Record<string, string>> = phrases.plain.fields
  const titleOf = (field: string) => titles[field] ?? field
  const write = (value: unknown) => writeValue(value, phrases.plain, (time) => formatTime(time, terminal.language))
  const list = Object.values(answer).find((value) => Array.isArray(value) && value.every(isRow)) as Row[] | undefined
  // What comes with a list, such as how many there are in all, is for programs.
  if (list !== undefined && !('id' in answer)) {
    const rows = list.map(flatten)
    const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))]
    const columns = fields.map((field) => ({
      title: titleOf(field),
      read: (row: Row) => write(row[field]),
      mayShrink: !/^(?:id|.*Id)$/.test(field),
    }))
    return renderTable(terminal, columns, rows)
  }
  return renderRecord(
    terminal,
    Object.entries(flatten(answer as Row)).map(([field, value]) => [titleOf(field), write(value)] as const),
  )
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value)

/** `{webhook: {id}, secret}` is one thing with a secret; a person or a team within something is called by name. */
function flatten(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).flatMap(([field, value]): [string, unknown][] => {
      if (!isRow(value) || 'name' in value) return [[field, value]]
      return Object.entries(value).filter(([inner]) => !(inner in row))
    }),
  )
}

function writeValue(
  value: unknown,
  { on, off }: Context['phrases']['plain'],
  writeTime: (time: string) => string,
): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? on : off
  if (Array.isArray(value)) return value.map((one) => writeValue(one, { on, off } as never, writeTime)).join(', ')
  if (isRow(value)) return String(value.username ?? value.name ?? value.id ?? JSON.stringify(value))
  const text = String(value)
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? writeTime(text) : text
}
