export type CellPart = 'source' | 'output' | 'other'

export type Cell = { readonly number: number; readonly part: CellPart }

const parts: Readonly<Record<string, CellPart>> = { source: 'source', input: 'source', outputs: 'output' }

type Container = { readonly isList: boolean; index: number; key: string | null; readonly cell: number | null }

/**
 * Finds the cell of a notebook (`.ipynb`) that a place in its JSON belongs to, by walking through it once. Not by a parser:
 * where a secret stands in the file is all that is known of it. Nothing for a place outside all cells.
 */
export function findCell(text: string, place: number): Cell | undefined {
  const open: Container[] = []
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    const top = open.at(-1)
    if (character === '"') {
      const end = endOfString(text, at)
      if (place < end) return cellOf(open)
      if (top?.isList === false && /^\s*:/.test(text.slice(end, end + 20))) top.key = text.slice(at + 1, end - 1)
      at = end - 1
    } else if (character === '[' || character === '{') {
      open.push({ isList: character === '[', index: 0, key: null, cell: numberOf(open) })
    } else if (character === ']' || character === '}') open.pop()
    else if (character === ',' && top !== undefined) top.index += 1
    if (at >= place) return
  }
  return
}

/** The number of the cell that begins here: an element of the notebook's list `cells` (or `worksheets[].cells`). */
function numberOf(open: readonly Container[]): number | null {
  const top = open.at(-1)
  return top?.isList && open.at(-2)?.key === 'cells' && cellOf(open) === undefined ? top.index + 1 : null
}

function cellOf(open: readonly Container[]): Cell | undefined {
  const cell = open.find(({ cell }) => cell !== null)
  if (cell === undefined || cell.cell === null) return
  return { number: cell.cell, part: parts[cell.key ?? ''] ?? 'other' }
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text.charAt(at) === '\\') at += 1
    else if (text.charAt(at) === '"') return at + 1
  }
  return text.length
}

/**
 * The text of a notebook with what JSON has escaped written as in the cell, and each character where it was: `\"` becomes ` "`.
 * Rules for other vendors' secrets look for quotes and line ends.
 */
export function readAsCells(text: string): string {
  return text.replaceAll(/\\(.)/gs, (escape, character: string) => escapes[character] ?? escape)
}

const escapes: Readonly<Record<string, string>> = { '"': ' "', n: ' \n', t: ' \t', '/': ' /' }
