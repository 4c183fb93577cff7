import measure from 'fast-string-truncated-width'
import { cleanText } from './clean-text.ts'
import type { Terminal } from './terminal.ts'

export type Column<Row> = {
  readonly title: string
  readonly read: (row: Row) => string
  /** Whether its text may be cut where the screen is narrow. IDs may not: they are there to be copied. */
  readonly mayShrink?: boolean
}

const gap = 2
const narrowestText = 8

/**
 * Rows for whoever looks: in columns on a screen; as `title: text` lines where the screen is too narrow for columns; into a
 * pipe or a file as lines of fields with tabs between, uncut and without a heading.
 */
export function renderTable<Row>(terminal: Terminal, columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const texts = rows.map((row) => columns.map(({ read }) => cleanText(read(row))))
  if (terminal.columns === undefined) return texts.map((row) => row.join('\t')).join('\n')

  const wanted = columns.map(({ title }, index) =>
    Math.max(widthOf(title), ...texts.map((row) => widthOf(row[index] ?? ''))),
  )
  const widths = fitWidths(columns, wanted, terminal.columns)
  const { style } = terminal
  if (widths === undefined) return renderRecords(columns, texts, style)
  const line = (row: readonly string[]) =>
    row
      .map((text, index) => pad(cut(text, widths[index] ?? 0), widths[index] ?? 0))
      .join(' '.repeat(gap))
      .trimEnd()
  return [style('bold', line(columns.map(({ title }) => title))), ...texts.map(line)].join('\n')
}

/** `title: text` lines, for one thing. */
export function renderRecord(terminal: Terminal, fields: readonly (readonly [title: string, text: string])[]): string {
  if (terminal.columns === undefined) return fields.map(([title, text]) => `${title}\t${cleanText(text)}`).join('\n')
  const width = Math.max(...fields.map(([title]) => widthOf(title)))
  return fields.map(([title, text]) => `${terminal.style('dim', pad(title, width))}  ${cleanText(text)}`).join('\n')
}

function renderRecords<Row>(columns: readonly Column<Row>[], texts: readonly string[][], style: Terminal['style']) {
  const width = Math.max(...columns.map(({ title }) => widthOf(title)))
  const records = texts.map((row) =>
    columns.map(({ title }, index) => `${style('dim', pad(title, width))}  ${row[index]}`.trimEnd()).join('\n'),
  )
  return records.join('\n\n')
}

/** The widest columns that may shrink give way first; undefined where even that is not enough. */
function fitWidths<Row>(
  columns: readonly Column<Row>[],
  wanted: readonly number[],
  available: number,
): number[] | undefined {
  const widths = [...wanted]
  let excess = widths.reduce((sum, width) => sum + width + gap, -gap) - available
  while (excess > 0) {
    const widest = widths.reduce(
      (found, width, index) =>
        columns[index]?.mayShrink && width > narrowestText && width > (widths[found] ?? 0) ? index : found,
      -1,
    )
    if (widest === -1) return undefined
    widths[widest] = (widths[widest] ?? 0) - 1
    excess -= 1
  }
  return widths
}

const widthOf = (text: string) => measure(text).width

const pad = (text: string, width: number) => text + ' '.repeat(Math.max(0, width - widthOf(text)))

const letters = new Intl.Segmenter()

/** Letter by letter: the library's own way of cutting counts wrong where kinds of wide characters meet. */
function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let kept = ''
  let left = width - 1
  for (const { segment } of letters.segment(text)) {
    left -= widthOf(segment)
    if (left < 0) break
    kept += segment
  }
  return `${kept}…`
}
