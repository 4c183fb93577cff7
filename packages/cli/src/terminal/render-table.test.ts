import fc from 'fast-check'
import measure from 'fast-string-truncated-width'
import { describe, expect, it } from 'vitest'
import { renderTable } from './render-table.ts'
import type { Terminal } from './terminal.ts'

const terminalOf = (columns: number | undefined): Terminal => ({
  language: 'en',
  isInteractive: false,
  columns,
  print: () => undefined,
  say: () => undefined,
  style: (_, text) => text,
})

const columns = [
  { title: 'Name', read: ([name]: readonly [string, string]) => name, mayShrink: true },
  { title: 'ID', read: ([, id]: readonly [string, string]) => id },
]
const id = 'x'.repeat(16)
const names = fc.string({ unit: fc.constantFrom('a', 'キ', 'ー', '、', '日', 'é', '👩‍🔬', '…', ' '), maxLength: 60 })

describe('a table', () => {
  it('is never wider than the screen, and its IDs stand below each other, whatever letters it holds', () => {
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 5 }), fc.integer({ min: 30, max: 80 }), (texts, width) => {
        const lines = renderTable(
          terminalOf(width),
          columns,
          texts.map((text) => [text, id] as const),
        ).split('\n')
        expect(lines).toHaveLength(texts.length + 1)
        for (const line of lines) expect(measure(line).width).toBeLessThanOrEqual(width)
        const starts = lines.slice(1).map((line) => measure(line.slice(0, line.indexOf(id))).width)
        expect(new Set(starts).size).toBe(1)
      }),
    )
  })

  it('takes out of names what would move the cursor or turn the text round', () => {
    const evil = 'a\u001b[2Jb\u202ec\nd\te'
    expect(renderTable(terminalOf(undefined), columns, [[evil, id]])).toBe(`a\ufffd[2Jb\ufffdc\ufffdd\ufffde\t${id}`)
  })
})
